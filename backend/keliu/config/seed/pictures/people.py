"""Portraits of the staff and covers of their cards."""

import math

from keliu.config.seed.pictures.pen import Pen, blend, darker, lighter

PORTRAIT, COVER, LOGO = 320, (960, 540), 256
SKINS = ("#F6D3B8", "#EFC3A2", "#F3CBB0", "#E6B48E")
HAIRS = ("#2B2422", "#3D2E28", "#1F2328", "#4A352B")
CLOTHES = ("#137A63", "#35506B", "#B8434B", "#C97B2B", "#7A4E7E", "#4C6A8A", "#5B8C5A")


def portrait(number: int) -> tuple[bytes, tuple[int, int]]:
    """A friendly face; the number decides hair, clothes and ground."""
    cloth = CLOTHES[number % len(CLOTHES)]
    skin, hair = SKINS[number % len(SKINS)], HAIRS[(number // 2) % len(HAIRS)]
    pen = Pen(PORTRAIT, PORTRAIT, lighter(cloth, 0.8))
    pen.circle(50, 46, 40, lighter(cloth, 0.68))
    long_hair = number % 3 == 1
    if long_hair:
        pen.box(27, 30, 46, 50, hair, 20)
    pen.oval(50, 104, 38, 32, cloth)
    pen.box(43, 58, 14, 20, darker(skin, 0.08), 6)
    pen.shape([(41, 74), (50, 84), (59, 74), (62, 79), (50, 92), (38, 79)], lighter(cloth, 0.85))
    pen.oval(50, 45, 18.5, 21.5, skin)
    for side in (-1, 1):
        pen.circle(50 + side * 18.5, 47, 3.6, skin)
    _hair(pen, number, hair, long_hair=long_hair)
    for side in (-1, 1):
        pen.circle(50 + side * 7.4, 46, 1.7, "#2A2320")
        pen.line([(50 + side * 10, 41), (50 + side * 5.4, 40.6)], darker(hair, 0.1), 1.2)
        pen.circle(50 + side * 11.5, 53, 3, blend(skin, "#E5867A", 0.35))
    pen.arc(50, 51, 6.4, (35, 145), "#A8524A", 1.5)
    if number % 4 == 2:
        for side in (-1, 1):
            pen.arc(50 + side * 7.4, 46, 5.4, (0, 360), "#3A3330", 1.1)
        pen.line([(47.4, 45.4), (52.6, 45.4)], "#3A3330", 1)
    return pen.jpeg(88)


def _hair(pen: Pen, number: int, hair: str, *, long_hair: bool) -> None:
    pen.slice(50, 42, 21.5, (180, 360), hair)
    if long_hair:
        pen.shape([(29, 40), (50, 24), (44, 38), (31, 52)], hair)
        pen.shape([(71, 40), (50, 24), (54, 38), (69, 52)], hair)
    elif number % 2:
        pen.shape([(29, 42), (34, 27), (66, 25), (71, 42), (62, 35), (38, 37)], hair)
    else:
        pen.shape([(29, 42), (38, 22), (70, 28), (71, 42), (58, 34)], hair)


def cover(number: int, color: str) -> tuple[bytes, tuple[int, int]]:
    """Calm hills, a river of people, or a skyline, in the merchant's colour."""
    wide = COVER[0] / COVER[1] * 100
    pen = Pen(*COVER, lighter(color, 0.78))
    pen.circle(wide * 0.76, 30, 13, lighter("#F0C277", 0.25))
    (_hills, _city, _waves)[number % 3](pen, color, wide)
    return pen.jpeg(82)


def logo(trade: str, color: str) -> tuple[bytes, tuple[int, int]]:
    """A sail for those who trade far away, an orange for those who sell fruit."""
    pen = Pen(LOGO, LOGO, color)
    if trade == "fruit":
        pen.circle(50, 57, 29, "#FFFFFF")
        for turn in range(0, 360, 60):
            pen.slice(50, 57, 23, (turn + 5, turn + 55), color)
        pen.leaf(50, 29, 26, -32, "#FFFFFF")
    else:
        pen.shape([(46, 16), (46, 66), (16, 66)], "#FFFFFF")
        pen.shape([(53, 26), (53, 66), (80, 66)], lighter(color, 0.6))
        pen.shape([(14, 73), (86, 73), (74, 86), (26, 86)], "#FFFFFF")
    return pen.jpeg(90)


def _ridge(pen: Pen, wide: float, base: float, swing: float, turn: float, fill: str) -> None:
    tops = [
        (
            x * wide / 60,
            base + swing * math.sin(x / 7 + turn) + swing / 2 * math.sin(x / 3.1 + turn),
        )
        for x in range(61)
    ]
    pen.shape([(0, 100), *tops, (wide, 100)], fill)


def _hills(pen: Pen, color: str, wide: float) -> None:
    for step in range(4):
        fill = lighter(color, 0.55 - step * 0.16)
        _ridge(pen, wide, 48 + step * 13, 7 - step, step * 1.7, fill)


def _city(pen: Pen, color: str, wide: float) -> None:
    for layer, (base, share) in enumerate(((30, 0.6), (45, 0.35), (62, 0.1))):
        x = -4.0
        while x < wide:
            span = 9 + (int(x * 7 + layer * 13) % 8)
            top = base + (int(x * 13 + layer * 29) % 22)
            pen.box(x, top, span - 1.2, 100 - top, lighter(color, share))
            if layer == 2:
                for row in range(int(top) + 4, 98, 8):
                    pen.box(x + 2.2, row, 2, 2.6, lighter("#F0C277", 0.2))
            x += span
    pen.box(0, 94, wide, 6, darker(color, 0.25))


def _waves(pen: Pen, color: str, wide: float) -> None:
    for step in range(5):
        _ridge(pen, wide, 46 + step * 11, 3.6, step * 2.3, lighter(color, 0.62 - step * 0.14))
    for step, x in enumerate((0.2, 0.36, 0.5)):
        left = wide * x
        pen.shape(
            [(left, 50), (left + 14, 50), (left + 11, 55), (left + 3, 55)], darker(color, 0.3)
        )
        pen.shape([(left + 7, 27 + step * 3), (left + 7, 48), (left + 15, 48)], "#FFFDF8")
        pen.shape(
            [(left + 6, 31 + step * 3), (left + 6, 48), (left + 0.5, 48)], lighter(color, 0.8)
        )
