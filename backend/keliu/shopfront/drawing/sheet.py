"""Codes to print: six to a page of A4, each with where it shall hang."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from keliu.shopfront.drawing.canvas import Canvas, Type

PAGE = (1240, 1754)  # A4 at 150 dots per inch
DPI = 150
COLUMNS, ROWS = 2, 3
EDGE, GAP = 70, 30
CODE = 340
INK, GREY, LINE = "#0F172A", "#64748B", "#CBD5E1"


@dataclass(frozen=True)
class Label:
    """One code with its words."""

    code: Image.Image
    channel: str
    card: str
    brand: str


def _cell(place: int) -> tuple[int, int, int, int]:
    wide = (PAGE[0] - 2 * EDGE - GAP * (COLUMNS - 1)) // COLUMNS
    high = (PAGE[1] - 2 * EDGE - GAP * (ROWS - 1)) // ROWS
    x = EDGE + place % COLUMNS * (wide + GAP)
    y = EDGE + place // COLUMNS * (high + GAP)
    return x, y, x + wide, y + high


def _page(labels: Sequence[Label]) -> Image.Image:
    canvas = Canvas("#FFFFFF", PAGE)
    for place, label in enumerate(labels):
        left, top, right, bottom = _cell(place)
        canvas.pen.rounded_rectangle((left, top, right, bottom), 24, outline=LINE, width=2)
        middle, room = (left + right) // 2, right - left - 40
        brand = Type(30, GREY, middle=True)
        y = canvas.text((middle, top + 22), label.brand, brand, room)
        code = label.code.resize((CODE, CODE), Image.Resampling.LANCZOS)
        canvas.sheet.paste(code, (middle - CODE // 2, y))
        y += CODE + 2
        y = canvas.text((middle, y), label.card, Type(34, INK, "bold", 1.3, middle=True), room)
        canvas.text((middle, y), label.channel, Type(28, GREY, middle=True), room)
    return canvas.sheet


def pdf(labels: Sequence[Label]) -> bytes:
    """The pages as PDF."""
    size = COLUMNS * ROWS
    pages = [_page(labels[at : at + size]) for at in range(0, len(labels), size)]
    out = io.BytesIO()
    first, *others = pages
    first.save(out, "PDF", save_all=True, append_images=others, resolution=DPI)
    return out.getvalue()
