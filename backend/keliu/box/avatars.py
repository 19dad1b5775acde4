"""Draws the people's pictures from a few shapes, so that a profile has a real picture to fetch."""

import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

_SIZE = 264
_FINE = _SIZE * 4
_SKIN = "#F2C9A5"


@dataclass(frozen=True)
class Look:
    """How one person is drawn."""

    ground: str
    coat: str
    hair: str
    style: str
    glasses: bool = False


_LOOKS = {
    "u1": Look("#F6D9C8", "#B4534A", "#4A4A52", "curls"),
    "u2": Look("#CFE3EA", "#2F5D73", "#8C9196", "short", glasses=True),
    "u3": Look("#DDE9D2", "#4F8A5B", "#2B2420", "fringe"),
    "u4": Look("#EBD9EC", "#7A4E86", "#33231E", "long"),
    "u5": Look("#F5E4BE", "#A4702A", "#3A332E", "short"),
    "u6": Look("#D3E6E0", "#137A63", "#221C1A", "bob"),
}
_ANYONE = Look("#E2E8F0", "#475569", "#334155", "short")


@lru_cache(maxsize=16)
def draw(user: str) -> bytes:
    """A square PNG of one person."""
    look = _LOOKS.get(user, _ANYONE)
    picture = Image.new("RGB", (_FINE, _FINE), look.ground)
    pen = ImageDraw.Draw(picture)
    _back_hair(pen, look)
    _round(pen, 50, 112, 40, 44, look.coat)
    pen.rounded_rectangle(_box(50, 66, 9, 16), radius=_px(8), fill=_shade(_SKIN))
    _round(pen, 50, 45, 20, 23, _SKIN)
    _front_hair(pen, look)
    _face(pen, look)
    out = io.BytesIO()
    picture.resize((_SIZE, _SIZE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _back_hair(pen: ImageDraw.ImageDraw, look: Look) -> None:
    if look.style == "long":
        pen.rounded_rectangle(_box(50, 54, 26, 34), radius=_px(22), fill=look.hair)
    if look.style == "bob":
        pen.rounded_rectangle(_box(50, 46, 25, 27), radius=_px(20), fill=look.hair)
    if look.style == "curls":
        for x, y in ((30, 34), (70, 34), (27, 47), (73, 47), (38, 24), (62, 24), (50, 20)):
            _round(pen, x, y, 12, 12, look.hair)


def _front_hair(pen: ImageDraw.ImageDraw, look: Look) -> None:
    pen.pieslice(_box(50, 42, 21, 23), 180, 360, fill=look.hair)
    if look.style in ("short", "curls"):
        _round(pen, 50, 46, 18, 13, _SKIN)
    elif look.style == "fringe":
        pen.pieslice(_box(50, 40, 21, 14), 0, 180, fill=look.hair)
        _round(pen, 50, 50, 17, 11, _SKIN)
    else:
        pen.polygon(
            [
                (_px(x), _px(y))
                for x, y in ((56, 24), (30, 40), (33, 50), (48, 36), (68, 50), (70, 40))
            ],
            look.hair,
        )


def _face(pen: ImageDraw.ImageDraw, look: Look) -> None:
    for x in (42.5, 57.5):
        _round(pen, x, 47, 1.9, 2.2, "#3A2C26")
        if look.glasses:
            pen.ellipse(_box(x, 47, 6, 5.6), outline="#4B5563", width=int(_px(1.3)))
    if look.glasses:
        pen.line([(_px(48.5), _px(47)), (_px(51.5), _px(47))], fill="#4B5563", width=int(_px(1.3)))
    pen.arc(_box(50, 53.5, 6, 5), 25, 155, fill="#A65A4A", width=int(_px(1.6)))


def _round(pen: ImageDraw.ImageDraw, x: float, y: float, rx: float, ry: float, colour: str) -> None:
    pen.ellipse(_box(x, y, rx, ry), fill=colour)


def _box(x: float, y: float, rx: float, ry: float) -> tuple[float, float, float, float]:
    return _px(x - rx), _px(y - ry), _px(x + rx), _px(y + ry)


def _px(value: float) -> float:
    return value * _FINE / 100


def _shade(colour: str) -> str:
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{int(p * 0.9):02x}" for p in parts)
