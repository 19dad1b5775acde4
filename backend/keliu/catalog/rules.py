"""Law of cards and codes: what may be hidden, how a code looks, which colour can be scanned."""

import re

from keliu.kit import colors

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


def is_code(text: str) -> bool:
    """Whether a text could be one of our codes at all."""
    return CODE.fullmatch(text) is not None


def unknown_names(hidden: list[str]) -> list[str]:
    """Names among `hidden` that are no part of a card."""
    return [name for name in hidden if name not in HIDEABLE]


def sound_email(address: str) -> bool:
    return len(address) <= 120 and EMAIL.fullmatch(address) is not None


def code_colour(brand: str) -> str:
    """The merchant's colour when cameras read it well on white, else ink."""
    return brand if colors.contrast(brand, colors.WHITE) >= colors.LEAST else colors.INK


def scene(code: str) -> str:
    """What a mini-program code carries; WeChat allows 32 visible characters."""
    return f"c={code}"
