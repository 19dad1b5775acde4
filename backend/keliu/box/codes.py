"""Draws a mini-program code: round, with rays, and inside it a QR code that every scanner reads."""

import hashlib
import io
import math

import segno
from PIL import Image, ImageDraw

_INK, _LEAF, _WHITE = (15, 23, 42), (7, 193, 96), (255, 255, 255)
_SIDE = 0.575  # the QR's side against the picture's
_QUIET = 4  # free modules around the QR
_SPOKES = 84


def draw(link: str, width: int) -> bytes:
    """A PNG of `width` pixels whose code says `link`."""
    fine = width * (3 if width <= 640 else 2)
    picture = Image.new("RGB", (fine, fine), _WHITE)
    pen = ImageDraw.Draw(picture)
    matrix = [list(row) for row in segno.make_qr(link, error="m").matrix]
    module = fine * _SIDE / len(matrix)
    _rays(pen, fine, module, link)
    _modules(pen, fine, module, matrix)
    _heart(pen, fine)
    out = io.BytesIO()
    picture.resize((width, width), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _modules(pen: ImageDraw.ImageDraw, fine: int, module: float, matrix: list[list[int]]) -> None:
    size = len(matrix)
    start = fine * (1 - _SIDE) / 2
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark and not _in_finder(x, y, size):
                _dot(
                    pen, start + (x + 0.5) * module, start + (y + 0.5) * module, module * 0.47, _INK
                )
    for x, y in ((0, 0), (size - 7, 0), (0, size - 7)):
        _finder(pen, start + x * module, start + y * module, module)


def _in_finder(x: int, y: int, size: int) -> bool:
    left, top = x < 7, y < 7
    return (left and top) or (x >= size - 7 and top) or (left and y >= size - 7)


def _finder(pen: ImageDraw.ImageDraw, left: float, top: float, module: float) -> None:
    for inset, colour, radius in ((0, _INK, 2.0), (1, _WHITE, 1.4), (2, _INK, 1.0)):
        low, high = inset * module, (7 - inset) * module
        box = (left + low, top + low, left + high, top + high)
        pen.rounded_rectangle(box, radius * module, fill=colour)


def _rays(pen: ImageDraw.ImageDraw, fine: int, module: float, link: str) -> None:
    """Broken rays between the quiet square and the rim; the link decides which pieces are set."""
    bits = int.from_bytes(hashlib.shake_256(link.encode()).digest(_SPOKES), "big")
    keep_out = fine * _SIDE / 2 + _QUIET * module
    half = fine / 2
    step = fine * 0.021
    for spoke in range(_SPOKES):
        angle = 2 * math.pi * spoke / _SPOKES
        dx, dy = math.cos(angle), math.sin(angle)
        for ring in range(7):
            radius = half * 0.97 - ring * step
            if max(abs(dx), abs(dy)) * radius < keep_out:
                break
            if ring == 0 or bits >> (spoke * 7 + ring) & 1:
                _dot(pen, half + dx * radius, half + dy * radius, step * 0.36, _INK)


def _heart(pen: ImageDraw.ImageDraw, fine: int) -> None:
    """The green mark in the middle; small enough for the code's own error correction."""
    half = fine / 2
    _dot(pen, half, half, fine * 0.06, _WHITE)
    _dot(pen, half, half, fine * 0.05, _LEAF)
    for side in (-1, 1):
        _dot(pen, half + side * fine * 0.0155, half, fine * 0.021, _WHITE)
        _dot(pen, half + side * fine * 0.0155, half, fine * 0.011, _LEAF)


def _dot(
    pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: tuple[int, int, int]
) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
