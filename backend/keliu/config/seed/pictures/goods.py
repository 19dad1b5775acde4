"""One drawing per kind of product. `tones` are the main colour, the ground and the accent."""

import math
from collections.abc import Callable

from keliu.config.seed.pictures.fruit import FRUIT
from keliu.config.seed.pictures.pen import Pen, darker, lighter

Tones = tuple[str, str, str]
SIDE = 640
PAPER, WOOD = "#FFFDF8", "#B98A5A"


def ground(tones: Tones) -> Pen:
    """A soft ground with a sun behind and a shadow below."""
    pen = Pen(SIDE, SIDE, tones[1])
    pen.circle(50, 47, 37, lighter(tones[1], 0.55))
    pen.oval(50, 82, 31, 4.2, darker(tones[1], 0.12))
    return pen


def gift_box(pen: Pen, tones: Tones) -> None:
    main, _, accent = tones
    pen.box(24, 46, 52, 36, main, 2)
    pen.box(24, 46, 52, 8, darker(main, 0.18))
    pen.box(21, 37, 58, 13, lighter(main, 0.12), 2)
    pen.box(45, 37, 10, 45, accent)
    pen.box(21, 41.5, 58, 4, accent)
    for side in (-1, 1):
        pen.oval(50 + side * 8.5, 30.5, 8, 5.6, accent)
        pen.oval(50 + side * 8.5, 30.5, 4, 2.4, darker(accent, 0.2))
        pen.shape([(50, 35), (50 + side * 13, 46), (50 + side * 8, 47.5)], darker(accent, 0.1))
    pen.circle(50, 34, 3.8, darker(accent, 0.15))
    for x, y in ((33, 64), (67, 64), (33, 75), (67, 75)):
        pen.circle(x, y, 3.4, lighter(main, 0.2))
        pen.circle(x, y, 1.5, accent)


def tea_tin(pen: Pen, tones: Tones) -> None:
    main, _, accent = tones
    pen.box(32, 34, 36, 48, main, 3)
    pen.box(32, 34, 7, 48, lighter(main, 0.14), 3)
    pen.box(30, 25, 40, 12, darker(main, 0.2), 3)
    pen.box(44, 20, 12, 6, accent, 2)
    pen.box(38, 46, 24, 26, PAPER, 2)
    pen.leaf(50, 68, 15, -90, main)
    pen.leaf(50, 66, 12, -140, lighter(main, 0.2))
    pen.leaf(50, 66, 12, -40, lighter(main, 0.2))
    pen.box(38, 76, 24, 2, accent, 1)


def teapot(pen: Pen, tones: Tones) -> None:
    main, _, accent = tones
    pen.arc(73, 58, 11, (-80, 95), darker(main, 0.12), 4.5)
    pen.shape([(34, 56), (18, 44), (15, 48), (30, 68)], main)
    pen.oval(52, 61, 25, 20, main)
    pen.oval(45, 55, 9, 7, lighter(main, 0.18))
    pen.oval(52, 43, 15, 4.5, darker(main, 0.2))
    pen.oval(52, 41, 13, 4, lighter(main, 0.1))
    pen.circle(52, 35.5, 3.6, accent)
    for x, y in ((24, 75), (31, 79), (20, 80)):
        pen.circle(x, y, 2.6, accent)
    for at in (46, 54):
        pen.line([(at, 28), (at + 2, 24), (at - 1, 20), (at + 1, 16)], lighter(main, 0.6), 1.3)


def cookie_tin(pen: Pen, tones: Tones) -> None:
    main, _, accent = tones
    pen.box(25, 52, 50, 30, main, 4)
    pen.oval(50, 52, 25, 8, darker(main, 0.28))
    for x, y, size in ((38, 49, 9), (58, 48, 9.5), (48, 44, 9)):
        pen.circle(x, y, size, "#D9A765")
        pen.circle(x, y - 0.8, size - 1.6, "#E8BE82")
        for turn in range(5):
            a = math.radians(turn * 72 + x)
            pen.circle(x + 4.4 * math.cos(a), y - 0.8 + 4.4 * math.sin(a), 1.1, "#7A4A2B")
    pen.box(25, 53, 50, 29, main, 4)
    pen.box(25, 62, 50, 11, PAPER)
    for x in range(30, 74, 8):
        pen.circle(x, 67.5, 2.2, accent)


def coffee(pen: Pen, tones: Tones) -> None:
    main, _, accent = tones
    pen.arc(72, 60, 8.5, (-85, 85), PAPER, 4)
    pen.box(30, 46, 42, 34, PAPER, 9)
    pen.box(30, 46, 42, 16, PAPER)
    pen.oval(51, 47, 21, 5.4, darker(PAPER, 0.1))
    pen.oval(51, 47.6, 18.5, 4.2, accent)
    pen.oval(51, 82, 30, 3.4, lighter(main, 0.35))
    pen.leaf(51, 73, 13, -90, main)
    for at in (42, 51, 60):
        pen.line([(at, 38), (at + 2.5, 33), (at - 1.5, 28), (at + 1, 22)], lighter(main, 0.55), 1.6)
    for x, y in ((20, 77), (25, 81)):
        pen.oval(x, y, 3.6, 2.6, accent)
        pen.line([(x - 2.6, y), (x + 2.6, y)], darker(accent, 0.3), 0.7)


def honey(pen: Pen, tones: Tones) -> None:
    main, _, accent = tones
    for x, deep in ((33, 0.0), (61, 0.25)):
        pen.box(x - 14, 40, 28, 42, darker(main, deep), 6)
        pen.box(x - 14, 40, 6, 42, lighter(main, 0.3 - deep), 4)
        pen.box(x - 11, 31, 22, 10, accent, 2)
        pen.box(x - 10, 54, 20, 18, PAPER, 2)
        points = [(x + 5 * math.cos(math.radians(a)), 63 + 5 * math.sin(math.radians(a)))
                  for a in range(0, 360, 60)]  # fmt: skip
        pen.shape(points, main)
    pen.line([(82, 24), (72, 70)], WOOD, 2.6)
    for step in range(4):
        pen.oval(72.4 - step * 0.7, 66 + step * 3.4, 5 - abs(step - 1.5), 2.1, darker(WOOD, 0.15))


def bottle(pen: Pen, tones: Tones) -> None:
    main, _, accent = tones
    pen.box(36, 30, 28, 52, main, 7)
    pen.box(36, 30, 7, 52, lighter(main, 0.2), 5)
    pen.box(39, 17, 22, 15, darker(main, 0.3), 4)
    pen.box(36, 33, 28, 3, accent)
    pen.circle(52, 58, 8, lighter(main, 0.85))
    pen.leaf(52, 63.5, 11, -90, main)
    pen.arc(64, 24, 6, (-70, 80), darker(main, 0.3), 2.2)


def zongzi(pen: Pen, tones: Tones) -> None:
    main, _, accent = tones
    for x, y, size, deep in ((36, 66, 24, 0.12), (63, 64, 26, 0.0)):
        leaf = darker(main, deep)
        top, left, right = (x, y - size * 0.8), (x - size * 0.85, y + size * 0.6), (
            x + size * 0.85, y + size * 0.6)  # fmt: skip
        pen.shape([top, left, right], leaf)
        pen.shape([top, (x + size * 0.1, y + size * 0.6), right], darker(leaf, 0.16))
        pen.line([(x - size * 0.45, y), (x + size * 0.45, y)], accent, 2)
        pen.line([(x - size * 0.62, y + size * 0.3), (x + size * 0.62, y + size * 0.3)], accent, 2)
        pen.oval(x - 3, y - 1, 3.6, 1.9, accent)
        pen.oval(x + 3, y - 1, 3.6, 1.9, accent)
    pen.leaf(24, 40, 30, -18, lighter(main, 0.15))


def notebook(pen: Pen, tones: Tones) -> None:
    main, _, accent = tones
    pen.box(28, 26, 40, 54, darker(main, 0.2), 3)
    pen.box(31, 27, 39, 52, PAPER, 2)
    pen.box(27, 25, 40, 54, main, 3)
    pen.box(33, 25, 3, 54, darker(main, 0.15))
    pen.box(42, 38, 19, 12, lighter(main, 0.75), 2)
    pen.box(45, 42, 13, 1.4, main, 0.6)
    pen.box(45, 45.4, 9, 1.4, main, 0.6)
    pen.box(58, 25, 4, 32, accent)
    pen.line([(76, 30), (81, 76)], darker(accent, 0.15), 3.4)
    pen.shape([(79.6, 75), (83, 74.8), (82, 81)], "#3A302A")


def wine(pen: Pen, tones: Tones) -> None:
    main, _, accent = tones
    for x, deep in ((39, 0.35), (61, 0.5)):
        glass = darker(main, deep)
        pen.box(x - 10, 42, 20, 40, glass, 4)
        pen.slice(x, 43, 10, (180, 360), glass)
        pen.box(x - 3.6, 17, 7.2, 28, glass, 2)
        pen.box(x - 4.2, 16, 8.4, 9, accent, 2)
        pen.box(x - 8.4, 54, 16.8, 17, PAPER, 1)
        pen.circle(x, 60, 3.6, main)
        pen.box(x - 5, 66, 10, 1.4, main, 0.6)
        pen.box(x - 8, 45, 2, 34, lighter(glass, 0.25), 1)


DRAWINGS: dict[str, Callable[[Pen, Tones], None]] = {
    "gift_box": gift_box, "tea_tin": tea_tin, "teapot": teapot, "cookie_tin": cookie_tin,
    "coffee": coffee, "honey": honey, "bottle": bottle, "zongzi": zongzi, "notebook": notebook,
    "wine": wine, **FRUIT,
}  # fmt: skip


def product(drawing: str, tones: Tones) -> tuple[bytes, tuple[int, int]]:
    """The picture of a product as JPEG, and its size."""
    pen = ground(tones)
    DRAWINGS[drawing](pen, tones)
    return pen.jpeg()
