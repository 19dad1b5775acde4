"""What the fields of template and subscribe messages may hold; 47003 names the wrong one."""

import re
from collections.abc import Mapping
from typing import Any

from keliu.box.errors import WeChatError
from keliu.box.notices import FIELD, kind_of

MOST = {"thing": 20, "character_string": 32, "letter": 32, "symbol": 5, "number": 32}
HAN = re.compile(r"[\u3400-\u9fff]")
TIME = re.compile(
    r"(?:\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?\s*)?(?:\d{1,2}:\d{2}(?::\d{2})?)?(?:~.+)?"
)
DATE = re.compile(r"\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?(?:\s+\d{1,2}:\d{2})?(?:~.+)?")
SHAPES = {
    "number": re.compile(r"\d+(?:\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]+"),
    "symbol": re.compile(r"[^\w\s]+"),
    "character_string": re.compile(r"[\x21-\x7e]+"),
    "phone_number": re.compile(r"[\d+\-() ]{1,17}"),
    "car_number": re.compile(r"[\u3400-\u9fffA-Z][A-Z0-9\u3400-\u9fff]{1,7}"),
    "amount": re.compile(r"[¥$€￥]?\d{1,10}(?:\.\d+)?元?"),
    "phrase": re.compile(r"[\u3400-\u9fff]{1,5}"),
    "date": DATE,
    "time": TIME,
}


def lines_of(
    content: str, data: object, choices: Mapping[str, list[str]] | None = None
) -> list[dict[str, str]]:
    """Label and value of every field of a template's text. Raises 47003, naming the field."""
    if not isinstance(data, dict):
        raise WeChatError(47003)
    return [
        {"label": label.strip(), "value": _value(key, data.get(key), choices or {})}
        for label, key in FIELD.findall(content)
    ]


def _value(key: str, given: Any, choices: Mapping[str, list[str]]) -> str:
    value = given.get("value") if isinstance(given, dict) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise WeChatError(47003, f"argument invalid! data.{key}.value is empty")
    allowed = choices.get(key)
    if (allowed is not None and value not in allowed) or not fits(kind_of(key), value):
        raise WeChatError(47003, f"argument invalid! data.{key}.value invalid")
    return value


def fits(kind: str, value: str) -> bool:
    """Whether a value can stand in a field of this kind."""
    if kind in MOST and len(value) > MOST[kind]:
        return False
    if kind == "name":
        return len(value) <= (10 if HAN.search(value) else 20)
    if kind == "time" and not value:
        return False
    shape = SHAPES.get(kind)
    if shape is not None:
        return shape.fullmatch(value) is not None
    return kind != "thing" or "\n" not in value
