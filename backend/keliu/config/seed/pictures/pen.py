"""A pen on a 100 × 100 sheet, drawn twice as large and reduced, so that edges are smooth."""

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageColor, ImageDraw

Point = tuple[float, float]
FINER = 2


def blend(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from `one` to `other`."""
    first, second = ImageColor.getrgb(one)[:3], ImageColor.getrgb(other)[:3]
    mixed = [round(a + (b - a) * share) for a, b in zip(first, second, strict=True)]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def lighter(colour: str, share: float) -> str:
    return blend(colour, "#ffffff", share)


def darker(colour: str, share: float) -> str:
    return blend(colour, "#1a1512", share)


class Pen:
    """Draws in units of a hundredth of the sheet's height."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.size = (width, height)
        self.unit = height * FINER / 100
        self.sheet = Image.new("RGB", (width * FINER, height * FINER), ground)
        self.draw = ImageDraw.Draw(self.sheet)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.unit, y * self.unit) for x, y in points]

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        self.oval(x, y, radius, radius, fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: str) -> None:
        self.draw.ellipse(self._at([(x - across, y - down), (x + across, y + down)]), fill=fill)

    def box(
        self, x: float, y: float, wide: float, high: float, fill: str, round_: float = 0
    ) -> None:
        corners = self._at([(x, y), (x + wide, y + high)])
        self.draw.rounded_rectangle(corners, round_ * self.unit, fill=fill)

    def shape(self, points: Sequence[Point], fill: str) -> None:
        self.draw.polygon(self._at(points), fill=fill)

    def line(self, points: Sequence[Point], fill: str, width: float) -> None:
        self.draw.line(self._at(points), fill=fill, width=round(width * self.unit), joint="curve")
        for x, y in (points[0], points[-1]):
            self.circle(x, y, width / 2, fill)

    def arc(
        self, x: float, y: float, radius: float, span: tuple[float, float], fill: str, width: float
    ) -> None:
        """A curved stroke from one angle to another (degrees, clockwise from three o'clock)."""
        first, last = span
        steps = max(int(abs(last - first) / 6), 2)
        angles = [math.radians(first + (last - first) * step / steps) for step in range(steps + 1)]
        self.line(
            [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles], fill, width
        )

    def slice(
        self, x: float, y: float, radius: float, span: tuple[float, float], fill: str
    ) -> None:
        """A piece of a disc."""
        corners = self._at([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.pieslice(corners, *span, fill=fill)

    def leaf(self, x: float, y: float, length: float, angle: float, fill: str) -> None:
        """A pointed leaf that begins at a point."""
        turn = math.radians(angle)
        outline = []
        for step in range(21):
            along = step / 20
            bulge = math.sin(math.pi * along) * 0.24
            outline.append((along, bulge))
        outline += [(along, -bulge) for along, bulge in reversed(outline)]
        turned = [
            (x + length * (a * math.cos(turn) - b * math.sin(turn)),
             y + length * (a * math.sin(turn) + b * math.cos(turn)))
            for a, b in outline
        ]  # fmt: skip
        self.shape(turned, fill)

    def jpeg(self, quality: int = 84) -> tuple[bytes, tuple[int, int]]:
        """The finished picture."""
        out = io.BytesIO()
        done = self.sheet.resize(self.size, Image.Resampling.BOX)
        done.save(out, "JPEG", quality=quality)
        return out.getvalue(), self.size
