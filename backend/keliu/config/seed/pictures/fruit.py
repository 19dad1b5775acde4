"""Fruit, drawn in a few shapes each."""

import math
from collections.abc import Callable

from keliu.config.seed.pictures.pen import Pen, darker, lighter

Tones = tuple[str, str, str]
ORANGE, RED, GREEN, LEAF, STEM, CREAM = (
    "#F0932B", "#C8323C", "#6FA84B", "#4F8A45", "#7A5636", "#FFF6E4",
)  # fmt: skip


def _ball(pen: Pen, x: float, y: float, size: float, colour: str) -> None:
    pen.circle(x, y, size, colour)
    pen.oval(x - size * 0.35, y - size * 0.38, size * 0.32, size * 0.22, lighter(colour, 0.4))


def _orange(pen: Pen, x: float, y: float, size: float) -> None:
    _ball(pen, x, y, size, ORANGE)
    pen.circle(x, y - size * 0.82, size * 0.1, STEM)
    pen.leaf(x, y - size * 0.85, size * 0.9, -28, LEAF)


def oranges(pen: Pen, tones: Tones) -> None:
    for x, y, size in ((36, 67, 14), (63, 67, 14.5), (50, 47, 15)):
        _orange(pen, x, y, size)
    pen.circle(79, 73, 9, darker(ORANGE, 0.05))
    pen.circle(79, 73, 7.6, CREAM)
    for turn in range(8):
        first = turn * 45 + 5
        pen.slice(79, 73, 6.8, (first, first + 36), lighter(ORANGE, 0.1))


def cherries(pen: Pen, tones: Tones) -> None:
    stems = ((36, 62, 15), (60, 68, 14), (73, 53, 12))
    for x, y, size in stems:
        pen.line([(x, y - size * 0.7), ((x + 54) / 2 + 2, 38), (54, 20)], STEM, 1.7)
    pen.leaf(54, 21, 27, 22, LEAF)
    pen.leaf(54, 21, 20, 165, lighter(LEAF, 0.15))
    for x, y, size in stems:
        _ball(pen, x, y, size, RED if size > 12 else darker(RED, 0.2))
        pen.oval(x, y - size * 0.8, size * 0.32, size * 0.1, darker(RED, 0.4))


def apples(pen: Pen, tones: Tones) -> None:
    for x, y, size, colour in ((34, 64, 16, RED), (68, 65, 15, lighter(RED, 0.15))):
        for side in (-1, 1):
            pen.oval(x + side * size * 0.34, y, size * 0.68, size, colour)
        pen.oval(x - size * 0.5, y - size * 0.35, size * 0.2, size * 0.3, lighter(colour, 0.4))
        pen.line([(x, y - size * 0.75), (x + 2, y - size * 1.3)], STEM, 1.9)
        pen.leaf(x + 1.4, y - size * 1.15, size * 0.9, -20, LEAF)
    pen.circle(51, 73, 10, darker(RED, 0.1))
    pen.circle(51, 73, 8.6, CREAM)
    for at in (49.1, 52.9):
        pen.oval(at, 73.5, 1, 2, STEM)


def watermelon(pen: Pen, tones: Tones) -> None:
    pen.circle(40, 56, 25, GREEN)
    for step in range(-2, 3):
        bend = [(40 + step * 9 + math.sin(at / 3) * 2, 33 + at * 2.3) for at in range(21)]
        inside = [(x, y) for x, y in bend if math.hypot(x - 40, y - 56) < 23]
        if len(inside) > 2:
            pen.line(inside, darker(GREEN, 0.35), 3)
    pen.line([(40, 32), (44, 26)], STEM, 2)
    pen.slice(68, 57, 24, (0, 180), darker(GREEN, 0.1))
    pen.slice(68, 57, 21.4, (0, 180), CREAM)
    pen.slice(68, 57, 19, (0, 180), "#E4525B")
    for x, y in ((58, 62), (68, 62), (78, 62), (63, 69), (73, 69)):
        pen.oval(x, y, 1, 1.7, "#3A2422")


def grapes(pen: Pen, tones: Tones) -> None:
    pen.line([(50, 32), (51, 17)], STEM, 2.4)
    pen.leaf(50, 26, 26, -8, LEAF)
    pen.leaf(50, 26, 22, 190, lighter(LEAF, 0.12))
    green = "#A9C94F"
    for row, many in enumerate((5, 5, 4, 3, 2, 1)):
        for at in range(many):
            x, y = 50 + (at - (many - 1) / 2) * 10.4, 36 + row * 8.6
            _ball(pen, x, y, 5.8, green if (at + row) % 2 else darker(green, 0.1))


def fruit_basket(pen: Pen, tones: Tones) -> None:
    pen.arc(50, 58, 29, (195, 345), "#A9733F", 3.4)
    _ball(pen, 36, 52, 11, RED)
    _orange(pen, 62, 53, 11)
    _ball(pen, 49, 46, 10.5, "#E9C344")
    pen.leaf(49, 37, 10, -50, LEAF)
    for x, y in ((70, 45), (75, 49), (71, 52)):
        _ball(pen, x, y, 4.3, "#8E6AA8")
    pen.shape([(20, 58), (80, 58), (71, 82), (29, 82)], "#C9935A")
    for row in range(4):
        for at in range(9 - row % 2):
            left, top = 23.1 + at * 6.2 + (row % 2) * 3.1, 61.4 + row * 5.6
            if abs(left - 47.6) < 28 - row * 2.3:
                pen.box(left, top, 4.8, 3.4, "#B27B42" if (at + row) % 2 else "#DDAE76", 1)
    pen.box(18.5, 55.5, 63, 5, "#A9733F", 2.5)


FRUIT: dict[str, Callable[[Pen, Tones], None]] = {
    "oranges": oranges, "cherries": cherries, "apples": apples, "watermelon": watermelon,
    "grapes": grapes, "fruit_basket": fruit_basket,
}  # fmt: skip
