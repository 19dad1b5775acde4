"""Law of cards and codes: what may be hidden, how a code looks, which colour can be scanned."""

import re

TEMPLATES = ("classic", "cover", "split", "minimal", "bold")
HIDEABLE = (
    "title", "company", "phone", "email", "wechat", "address", "intro", "avatar", "cover",
    "products",
)  # fmt: skip
MOST_PRODUCTS_ON_CARD = 30
MOST_PICTURES = 9
MOST_CODES = 100
LAST_POSITION = 1_000_000
DEFAULT_CHANNEL = "默认"

# Base58: nothing that looks like something else on paper (0 O I l).
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CODE_LENGTH = 8
CODE = re.compile(rf"[{ALPHABET}]{{{CODE_LENGTH}}}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")

INK = "#0F172A"
LEAST_CONTRAST = 4.5


def is_code(text: str) -> bool:
    """Whether a text could be one of our codes at all."""
    return CODE.fullmatch(text) is not None


def unknown_names(hidden: list[str]) -> list[str]:
    """Names among `hidden` that are no part of a card."""
    return [name for name in hidden if name not in HIDEABLE]


def sound_email(address: str) -> bool:
    return len(address) <= 120 and EMAIL.fullmatch(address) is not None


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """WCAG's relative luminance of `#RRGGBB`."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_with_white(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def code_colour(brand: str) -> str:
    """The merchant's colour when cameras read it well on white, else ink."""
    return brand if contrast_with_white(brand) >= LEAST_CONTRAST else INK


def scene(code: str) -> str:
    """What a mini-program code carries; WeChat allows 32 visible characters."""
    return f"c={code}"
