"""The law of fields: types, limits, and which types may become which."""

import re

CUSTOM_TYPES = (
    "text", "long_text", "number", "money", "date", "moment", "bool", "single", "multi",
    "phone", "email", "link", "region", "person", "department", "file",
)  # fmt: skip
UNIQUE_TYPES = ("text", "number", "phone", "email", "link")
TEXT_TYPES = ("text", "long_text", "phone", "email", "link")
CHOICE_TYPES = ("single", "multi")
NUMBER_TYPES = ("number", "money")
REFERENCES = ("person", "department", "file")

BECOMES = {
    "text": ("long_text",),
    "phone": ("text", "long_text"),
    "email": ("text", "long_text"),
    "link": ("text", "long_text"),
}
"""Types whose stored values can be read as another type; every other change would lose some."""

LONGEST = {"text": 200, "long_text": 5_000, "phone": 30, "email": 100, "link": 500}
LARGEST = 99_999_999_999
MOST_FEN = 100_000_000_000
MOST_PRECISION = 4
MOST_FIELDS = 100
MOST_CHOICES = 200
MOST_GROUPS = 20
MOST_CHOSEN = 50
MOST_TYPES = 20
TYPE_COLORS = ("slate", "teal", "blue", "violet", "pink", "red", "orange", "green")
TYPE_ICONS = ("user", "building", "star", "cart", "tool", "school", "book", "truck",
              "flag")  # fmt: skip

SLUG = re.compile(r"[a-z][a-z0-9_]{0,31}")


def same(value: object) -> str:
    """What makes two values of a unique field one: the hash of the claims is taken of this."""
    return str(value).strip().lower()
