"""A merchant's colour made readable: what may be painted with it, and which text stands on it.

Contrast is WCAG's. Whatever colour comes in, every pair of the palette that text uses has at least
4.5 to 1, in light and in dark.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LEAST = 4.5
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
HOUSE = "#137A63"
WHITE, BLACK, INK = "#FFFFFF", "#000000", "#0F172A"
PAGES = {"light": (WHITE, "#F4F6F8"), "dark": ("#0E1512", "#151E1A")}
"""What text of the colour stands on: panel and page of each theme."""
SEEN = {"light": 1.5, "dark": 2.0}
"""A painted surface differs from the page at least that much, or nobody sees where it ends."""
STEPS = 50


def luminance(colour: str) -> float:
    """WCAG's relative luminance of `#RRGGBB`."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """`colour` moved towards `other`: 0 leaves it, 1 is the other."""
    parts = (
        round(int(colour[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02X}" for part in parts)


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme.

    `accent` is painted (buttons, card fronts) and `accent_deep` ends its gradient, both under text
    in `on_accent`; `accent_strong` is text and icons on the page and on `accent_soft`.
    """

    accent: str
    on_accent: str
    accent_deep: str
    accent_strong: str
    accent_soft: str


@dataclass(frozen=True)
class Palette:
    """What a chosen colour becomes; `notes` say where it could not be used as it is."""

    color: str
    light: Tokens
    dark: Tokens
    notes: tuple[str, ...]


@lru_cache(maxsize=1024)
def palette(colour: str) -> Palette:
    """The palette of a merchant's colour; what is no colour counts as the house's own."""
    chosen = colour.upper() if COLOUR.fullmatch(colour) else HOUSE
    light, dark = _tokens(chosen, "light"), _tokens(chosen, "dark")
    notes = {
        "fill_light": light.accent != chosen,
        "ink_on_fill": light.on_accent == INK,
        "text_light": light.accent_strong != chosen,
        "fill_dark": dark.accent != chosen,
        "text_dark": dark.accent_strong != chosen,
    }
    return Palette(chosen, light, dark, tuple(name for name, true in notes.items() if true))


def _tokens(chosen: str, theme: str) -> Tokens:
    away, ground = (BLACK, WHITE) if theme == "light" else (WHITE, PAGES["dark"][1])
    accent, text = _painted(chosen, ground, away, SEEN[theme])
    soft = mix(ground, accent, 0.12 if theme == "light" else 0.22)
    return Tokens(
        accent=accent,
        on_accent=text,
        accent_deep=mix(accent, BLACK if text == WHITE else WHITE, 0.35),
        accent_strong=_readable(chosen, (*PAGES[theme], soft), away),
        accent_soft=soft,
    )


def _moves(colour: str, away: str) -> Iterable[str]:
    return (mix(colour, away, step / STEPS) for step in range(STEPS + 1))


def _painted(chosen: str, ground: str, away: str, seen: float) -> tuple[str, str]:
    """The nearest colour that is seen on `ground` and carries white or ink text."""
    for colour in _moves(chosen, away):
        text = WHITE if contrast(colour, WHITE) >= LEAST else INK
        if contrast(colour, ground) >= seen and contrast(colour, text) >= LEAST:
            return colour, text
    return (BLACK, WHITE) if away == BLACK else (WHITE, INK)


def _readable(chosen: str, grounds: tuple[str, ...], away: str) -> str:
    """The nearest colour that can be read on every one of `grounds`."""
    return next(
        (one for one in _moves(chosen, away) if all(contrast(one, g) >= LEAST for g in grounds)),
        away,
    )
