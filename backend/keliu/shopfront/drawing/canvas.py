"""Drawing that posters share: pictures cut to size, rounded corners, Chinese text that wraps."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter, ImageOps, UnidentifiedImageError

from keliu.kit import colors
from keliu.shopfront.drawing.fonts import face

WIDTH, HEIGHT = 750, 1334
EDGE = 56
FINE = 3  # masks are drawn that much larger, for smooth edges
NEVER_FIRST = set(",。、;:!?)》」』】”’,.;:!?)]}%…")
Box = tuple[int, int, int, int]
Point = tuple[int, int]


def opened(data: bytes | None) -> Image.Image | None:
    """A picture from bytes, on white where it lets light through; None for what is none."""
    if not data:
        return None
    try:
        with Image.open(io.BytesIO(data)) as raw:
            found = ImageOps.exif_transpose(raw).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError):
        return None
    white = Image.new("RGBA", found.size, "#FFFFFF")
    return Image.alpha_composite(white, found).convert("RGB")


def cover(picture: Image.Image, size: Point) -> Image.Image:
    """The middle of a picture, filling `size`; of tall ones rather the upper part."""
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.35))


def rounded(size: Point, radius: int) -> Image.Image:
    """A mask with round corners."""
    large = Image.new("L", (size[0] * FINE, size[1] * FINE), 0)
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * FINE, fill=255)
    return large.resize(size, Image.Resampling.LANCZOS)


def gradient(size: Point, top: str, bottom: str) -> Image.Image:
    """From one colour to another, downwards and a little to the right."""
    ramp = Image.linear_gradient("L").rotate(18, expand=True, resample=Image.Resampling.BICUBIC)
    inner = ramp.crop((70, 70, ramp.width - 70, ramp.height - 70)).resize(size)
    stretched = ImageOps.autocontrast(inner)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), stretched)


def readable(text: str) -> str:
    """`text` without what the type has no shapes for (emoji)."""
    return "".join(one for one in text if not _pictorial(ord(one))).strip()


def _pictorial(point: int) -> bool:
    return 0x1F000 <= point <= 0x1FAFF or 0x2600 <= point <= 0x27BF or point in {0xFE0F, 0x200D}


@dataclass(frozen=True)
class Type:
    """How a line of text looks."""

    size: int
    colour: str
    weight: str = "regular"
    leading: float = 1.4
    middle: bool = False  # centred on the given place

    def wide(self, text: str) -> float:
        return float(face(self.size, self.weight).getlength(text))


def wrap(text: str, kind: Type, width: int, most: int) -> list[str]:
    """At most `most` lines that fit; what is left out is said by an ellipsis."""
    lines: list[str] = []
    for part in readable(text).split("\n"):
        lines += _broken(part.strip(), kind, width) if part.strip() else []
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and kind.wide(last + "…") > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(",。、;: ") + "…"]


def _broken(text: str, kind: Type, width: int) -> list[str]:
    lines, line = [], ""
    for one in text:
        if line and kind.wide(line + one) > width and one not in NEVER_FIRST:
            lines.append(line.rstrip())
            line = ""
        line += one
    return [*lines, line.rstrip()]


class Canvas:
    """A sheet of a poster's size, drawn on from top to bottom."""

    def __init__(self, ground: str | Image.Image, size: Point = (WIDTH, HEIGHT)) -> None:
        plain = Image.new("RGB", size, ground) if isinstance(ground, str) else ground
        self.sheet = plain
        self.pen = ImageDraw.Draw(self.sheet)

    def picture(self, picture: Image.Image, box: Box, radius: int = 0) -> None:
        """Fill a box with a picture."""
        size = (box[2] - box[0], box[3] - box[1])
        mask = rounded(size, radius) if radius else None
        self.sheet.paste(cover(picture, size), box[:2], mask)

    def panel(self, box: Box, colour: str, radius: int = 0, *, shadow: bool = False) -> None:
        """A coloured area, lying on the sheet or floating a little above it."""
        size = (box[2] - box[0], box[3] - box[1])
        if shadow:
            self._shadow(box, size, radius)
        self.sheet.paste(Image.new("RGB", size, colour), box[:2], rounded(size, radius))

    def _shadow(self, box: Box, size: Point, radius: int) -> None:
        room = 36
        mask = Image.new("L", (size[0] + 2 * room, size[1] + 2 * room), 0)
        mask.paste(rounded(size, radius), (room, room))
        soft = mask.filter(ImageFilter.GaussianBlur(16)).point(lambda value: value * 0.16)
        dark = Image.new("RGB", mask.size, "#000000")
        self.sheet.paste(dark, (box[0] - room, box[1] - room + 10), soft)

    def text(self, at: Point, text: str, kind: Type, width: int, most: int = 1) -> int:
        """Write from `at` downwards; returns where the next line would begin."""
        x, y = at
        font = face(kind.size, kind.weight)
        for line in wrap(text, kind, width, most):
            left = x - round(kind.wide(line) / 2) if kind.middle else x
            self.pen.text((left, y), line, font=font, fill=kind.colour)
            y += round(kind.size * kind.leading)
        return y

    def chips(self, at: Point, words: Sequence[str], kind: Type, ground: str, right: int) -> int:
        """Small labels in a row as far as there is room; returns where the next thing begins."""
        x, y = at
        high = kind.size + 24
        for word in words:
            wide = round(kind.wide(readable(word))) + 36
            if x + wide > right:
                break
            self.panel((x, y, x + wide, y + high), ground, high // 2)
            font = face(kind.size, kind.weight)
            self.pen.text((x + 18, y + 8), readable(word), font=font, fill=kind.colour)
            x += wide + 14
        return y + high

    def round(self, picture: Image.Image, middle: Point, side: int, ring: str | None) -> None:
        """A round picture, with a ring of colour around it."""
        half, wide = side // 2, 8 if ring else 0
        outer = half + wide
        x, y = middle
        if ring:
            self.panel((x - outer, y - outer, x + outer, y + outer), ring, outer)
        self.picture(picture, (x - half, y - half, x + half, y + half), half)

    def png(self) -> bytes:
        out = io.BytesIO()
        self.sheet.save(out, "PNG", compress_level=6)
        return out.getvalue()


def initial(name: str, size: Point, ground: str, ink: str) -> Image.Image:
    """A stand-in for a missing picture: the first sign of a name on colour."""
    sheet = gradient(size, ground, colors.mix(ground, "#000000", 0.25))
    sign = (readable(name) or "·")[0]
    font = face(min(size) * 2 // 5, "bold")
    place = (size[0] / 2, size[1] / 2)
    ImageDraw.Draw(sheet).text(place, sign, font=font, fill=ink, anchor="mm")
    return sheet
