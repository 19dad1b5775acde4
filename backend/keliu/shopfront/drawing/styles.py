"""The three styles of posters: 大图 photo, 留白 paper, 夜色 night."""

from collections.abc import Callable, Sequence

from PIL import Image

from keliu.kit import colors
from keliu.shopfront.drawing.canvas import EDGE, HEIGHT, WIDTH, Canvas, Type, gradient, initial
from keliu.shopfront.drawing.faces import Face, Tile

INK, GREY, PALE, WHITE, BLACK = "#0F172A", "#64748B", "#94A3B8", "#FFFFFF", "#05080B"
PRICE = "#D6455D"
INNER = WIDTH - 2 * EDGE
MIDDLE = WIDTH // 2
CODE = 224


def _large(face: Face) -> Image.Image:
    """The picture of the poster, or the name's first sign on the merchant's colour."""
    tone = face.colours
    found = face.picture or face.portrait
    return found or initial(face.words.title, (750, 900), tone.accent, tone.on_accent)


def _brand(canvas: Canvas, face: Face, y: int, colour: str, x: int = EDGE) -> None:
    """Logo and name of the merchant."""
    if face.logo:
        canvas.panel((x - 3, y - 3, x + 43, y + 43), WHITE, 13)
        canvas.picture(face.logo, (x, y, x + 40, y + 40), 10)
        x += 56
    canvas.text((x, y + 3), face.words.brand, Type(26, colour, "bold"), WIDTH - x - EDGE)


def _code(canvas: Canvas, face: Face, at: tuple[int, int], side: int = CODE) -> None:
    """The code on white; its own quiet zone is its frame."""
    x, y = at
    canvas.panel((x, y, x + side, y + side), WHITE, 18)
    inner = side - 8
    code = face.code.resize((inner, inner), Image.Resampling.LANCZOS)
    canvas.sheet.paste(code, (x + 4, y + 4))


def _tiles(
    canvas: Canvas, face: Face, y: int, inks: tuple[str, str], edge: int = EDGE, rows: int = 1
) -> int:
    """Products, three to a row; returns where the next thing begins."""
    gap = 20
    side = (WIDTH - 2 * edge - 2 * gap) // 3
    shown: Sequence[Tile] = face.tiles[: 3 * rows]
    for place, tile in enumerate(shown):
        x = edge + place % 3 * (side + gap)
        top = y + place // 3 * (side + 112)
        ground, on = face.colours.accent_soft, face.colours.accent_strong
        picture = tile.picture or initial(tile.name, (side, side), ground, on)
        canvas.picture(picture, (x, top, x + side, top + side), 18)
        below = canvas.text((x, top + side + 14), tile.name, Type(24, inks[0]), side)
        canvas.text((x, below), tile.price, Type(26, inks[1], "bold"), side)
    return y + -(-len(shown) // 3) * (side + 112)


# ---- 大图 ----------------------------------------------------------------------------------------


def photo(face: Face) -> Canvas:
    """A picture to the edges, what it is about on white below."""
    canvas, high = Canvas(WHITE), 560 if face.tiles else 850
    canvas.picture(_large(face), (0, 0, WIDTH, high + 60))
    _shade(canvas, face)
    _brand(canvas, face, 48, WHITE)
    canvas.panel((0, high - 44, WIDTH, high + 100), WHITE, 44)
    canvas.panel((0, high + 40, WIDTH, HEIGHT), WHITE)
    if face.tiles:
        _photo_shop(canvas, face, high)
    else:
        _photo_words(canvas, face, high)
    return canvas


def _shade(canvas: Canvas, face: Face) -> None:
    """Just enough of the merchant's colour upon the picture for the name to be read."""
    size = (WIDTH, 200)
    mask = Image.linear_gradient("L").rotate(180).resize(size).point(lambda value: value * 0.7)
    dark = Image.new("RGB", size, colors.mix(face.colours.accent_deep, BLACK, 0.6))
    canvas.sheet.paste(dark, (0, 0), mask)


def _photo_words(canvas: Canvas, face: Face, high: int) -> None:
    left, right = EDGE, WIDTH - EDGE - CODE - 40
    room, y = right - left, high + 16
    if face.kind == "card" and face.portrait and face.picture:
        canvas.round(face.portrait, (EDGE + 70, high - 52), 140, WHITE)
        y = high + 44
    y = canvas.text((left, y), face.words.title, Type(50, INK, "bold", 1.25), room, 2) + 10
    if face.words.price:
        y = canvas.text((left, y), face.words.price, Type(46, PRICE, "bold"), room) + 4
    y = canvas.text((left, y), face.words.line, Type(28, GREY), room, 2) + 12
    if y < HEIGHT - 230:
        y = canvas.text((left, y), face.words.text, Type(26, GREY, leading=1.5), room, 3)
    chip = Type(22, face.colours.accent_strong)
    canvas.chips((left, min(y + 14, HEIGHT - 130)), face.words.chips, chip,
                 face.colours.accent_soft, right)  # fmt: skip
    x, top = WIDTH - EDGE - CODE + 12, 928
    _code(canvas, face, (x, top))
    call = Type(22, GREY, middle=True)
    canvas.text((x + CODE // 2, top + CODE + 14), face.words.call, call, CODE + 60, 2)


def _photo_shop(canvas: Canvas, face: Face, high: int) -> None:
    y = canvas.text((EDGE, high + 6), face.words.title, Type(50, INK, "bold"), INNER) + 4
    y = canvas.text((EDGE, y), face.words.line, Type(28, GREY), INNER, 1) + 24
    _tiles(canvas, face, y, (INK, PRICE))
    foot = HEIGHT - 44 - CODE
    _code(canvas, face, (WIDTH - EDGE - CODE + 12, foot))
    room = INNER - CODE - 40
    y = canvas.text((EDGE, foot + 56), face.words.call, Type(32, INK, "bold"), room, 2)
    canvas.text((EDGE, y + 6), face.words.brand, Type(24, GREY), room)


# ---- 留白 ----------------------------------------------------------------------------------------


def paper(face: Face) -> Canvas:
    """Much white, everything in the middle."""
    soft = face.colours.accent_soft
    canvas = Canvas(gradient((WIDTH, HEIGHT), soft, colors.mix(soft, WHITE, 0.55)))
    canvas.panel((40, 150, WIDTH - 40, HEIGHT - 60), WHITE, 36, shadow=True)
    _brand(canvas, face, 66, face.colours.accent_strong, 64)
    foot = HEIGHT - 60 - 76 - CODE
    y = _paper_head(canvas, face)
    title = Type(50, INK, "bold", 1.25, middle=True)
    y = canvas.text((MIDDLE, y), face.words.title, title, 560, 2) + 6
    if face.words.price:
        y = canvas.text((MIDDLE, y), face.words.price, Type(44, PRICE, "bold", middle=True), 560)
    lines = 2 if y < foot - 100 else 1
    y = canvas.text((MIDDLE, y), face.words.line, Type(28, GREY, middle=True), 560, lines) + 14
    _paper_body(canvas, face, y, foot)
    _code(canvas, face, (MIDDLE - CODE // 2, foot))
    call = Type(23, GREY, middle=True)
    canvas.text((MIDDLE, foot + CODE + 6), face.words.call, call, 560)
    return canvas


def _paper_body(canvas: Canvas, face: Face, y: int, foot: int) -> None:
    """What there is room for between the title and the code."""
    if face.tiles:
        _tiles(canvas, face, y + 30, (INK, PRICE), 76)
        return
    if face.words.text or face.words.chips:
        canvas.panel((MIDDLE - 28, y, MIDDLE + 28, y + 5), face.colours.accent, 2)
    y += 30
    words = Type(27, "#334155", leading=1.55, middle=True)
    room = max((foot - y - 20) // 42, 0)
    y = canvas.text((MIDDLE, y), face.words.text, words, 540, min(room, 3)) + 14
    chip = Type(22, face.colours.accent_strong)
    wide = sum(round(chip.wide(one)) + 50 for one in face.words.chips) - 14
    if face.words.chips and y + 60 < foot and wide < 580:
        ground = face.colours.accent_soft
        canvas.chips((MIDDLE - wide // 2, y), face.words.chips, chip, ground, WIDTH)


def _paper_head(canvas: Canvas, face: Face) -> int:
    """A portrait before the cover, a wide picture, or the logo; returns where the title begins."""
    tone, left, right, top = face.colours, 40, WIDTH - 40, 150
    if face.kind == "card":
        band = face.picture or gradient((670, 250), tone.accent, tone.accent_deep)
        canvas.picture(band, (left, top, right, top + 290), 36)
        canvas.panel((left, top + 250, right, top + 300), WHITE)
        sign = initial(face.words.title, (400, 400), tone.accent, tone.on_accent)
        canvas.round(face.portrait or sign, (MIDDLE, top + 250), 200, WHITE)
        return top + 376
    if face.tiles:
        if face.logo:
            canvas.round(face.logo, (MIDDLE, 254), 124, tone.accent_soft)
        return 340 if face.logo else 210
    canvas.picture(_large(face), (84, 194, right - 44, 640), 26)
    return 664


# ---- 夜色 ----------------------------------------------------------------------------------------


def night(face: Face) -> Canvas:
    """The merchant's colour deepened, large type, the picture like a window."""
    deep = face.colours.accent_deep
    tones = colors.mix(deep, BLACK, 0.58), colors.mix(deep, BLACK, 0.86)
    canvas = Canvas(gradient((WIDTH, HEIGHT), *tones))
    _brand(canvas, face, 66, WHITE)
    glow = colors.mix(face.colours.accent, WHITE, 0.55)
    foot = HEIGHT - 70 - CODE
    if face.tiles:
        y = canvas.text((EDGE, 150), face.words.title, Type(68, WHITE, "bold", 1.2), INNER) + 6
        y = canvas.text((EDGE, y), face.words.line, Type(30, glow), INNER) + 32
        _tiles(canvas, face, y, (WHITE, glow), rows=2 if len(face.tiles) > 3 else 1)
    else:
        canvas.picture(_large(face), (EDGE, 160, WIDTH - EDGE, 730), 32)
        lines = 1 if face.words.price else 2
        title = Type(60, WHITE, "bold", 1.2)
        y = canvas.text((EDGE, 766), face.words.title, title, INNER, 2) + 8
        if face.words.price:
            y = canvas.text((EDGE, y), face.words.price, Type(50, glow, "bold"), INNER)
        canvas.text((EDGE, y), face.words.line, Type(28, glow), INNER, lines)
    _code(canvas, face, (WIDTH - EDGE - CODE, foot))
    _night_foot(canvas, face, foot)
    return canvas


def _night_foot(canvas: Canvas, face: Face, foot: int) -> None:
    room = INNER - CODE - 40
    if not face.words.text:
        y = canvas.text((EDGE, foot + 60), face.words.call, Type(32, WHITE, "bold"), room, 2)
        canvas.text((EDGE, y + 6), face.words.brand, Type(24, PALE), room)
        return
    y = canvas.text((EDGE, foot + 6), face.words.text, Type(26, "#CBD5E1", leading=1.5), room, 3)
    canvas.text((EDGE, max(y + 12, foot + 150)), face.words.call, Type(24, PALE), room, 2)


STYLES: dict[str, Callable[[Face], Canvas]] = {"photo": photo, "paper": paper, "night": night}
