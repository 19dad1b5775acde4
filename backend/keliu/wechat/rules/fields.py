"""What WeChat takes in the fields of template and subscribe messages (wechat.md 3.5).

A wrong field costs the whole message (47003), so it is checked before anything is sent.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LABELLED = re.compile(r"([^\n{}::]*)[::]?\s*{{([a-z_]+)(\d*)\.DATA}}")
CLOCK = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
DAY = r"(\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/]\d{1,2}[-/]\d{1,2})"
MOMENT = rf"({DAY}(\s{CLOCK})?|{CLOCK})"
HAN = re.compile(r"[㐀-鿿豈-﫿]")


@dataclass(frozen=True)
class TemplateField:
    """One blank of a template: its key (`thing1`), kind (`thing`) and the words before it."""

    key: str
    kind: str
    label: str


@dataclass(frozen=True)
class Limit:
    """What a kind takes; `words` and `words_en` say it to people."""

    pattern: re.Pattern[str]
    words: str
    words_en: str


def _limit(pattern: str, words: str, words_en: str) -> Limit:
    return Limit(re.compile(pattern, re.DOTALL), words, words_en)


LIMITS = {
    "thing": _limit(r".{1,20}", "最多 20 个字", "at most 20 characters"),
    "number": _limit(r"-?\d{1,32}(\.\d{1,6})?", "只能是数字,最多 32 位", "digits only, at most 32"),
    "letter": _limit(r"[A-Za-z]{1,32}", "只能是字母,最多 32 个", "letters only, at most 32"),
    "symbol": _limit(r"[^\w\s]{1,5}", "只能是符号,最多 5 个", "symbols only, at most 5"),
    "character_string": _limit(
        r"[\x20-\x7e]{1,32}", "只能是数字、字母和符号,最多 32 个",
        "digits, letters and symbols, at most 32",
    ),
    "time": _limit(
        rf"{MOMENT}(\s?~\s?{MOMENT})?", "写成 2026年11月22日 15:30 或 15:30",
        "like 2026年11月22日 15:30 or 15:30",
    ),
    "date": _limit(
        rf"{DAY}(\s?~\s?{DAY})?|{MOMENT}", "写成 2026年11月22日", "like 2026年11月22日",
    ),
    "amount": _limit(
        r"[^\d\s]?\d{1,10}(\.\d{1,2})?元?", "写成 128.50元,最多 10 位", "like 128.50元, 10 digits",
    ),
    "phone_number": _limit(
        r"[\d+\- ]{1,17}", "电话号码,最多 17 位", "a telephone number, at most 17 digits"
    ),
    "car_number": _limit(r"\S{1,8}", "车牌号,最多 8 位", "a number plate, at most 8"),
    "name": _limit(
        r".{1,20}", "姓名:中文最多 10 个字,纯字母最多 20 个", "a name: 10 characters or 20 letters"
    ),
    "phrase": _limit(r"[㐀-鿿豈-﫿]{1,5}", "最多 5 个汉字", "at most 5 Chinese characters"),
    "const": _limit(r".{1,20}", "最多 20 个字", "at most 20 characters"),
    "keyword": _limit(r".{1,200}", "最多 200 个字", "at most 200 characters"),
}  # fmt: skip
OTHER = _limit(r".{1,200}", "最多 200 个字", "at most 200 characters")
MOST_HAN = 10


def fields_of(content: str) -> list[TemplateField]:
    """The blanks of a template in the order people read them."""
    return [
        TemplateField(f"{kind}{number}", kind, label.strip())
        for label, kind, number in LABELLED.findall(content)
    ]


def limit_of(kind: str) -> Limit:
    """What a kind takes."""
    return LIMITS.get(kind, OTHER)


def takes(kind: str, value: str) -> bool:
    """Whether WeChat takes this value in a field of this kind."""
    if not value.strip() or "\n" in value or limit_of(kind).pattern.fullmatch(value) is None:
        return False
    if kind == "name" and HAN.search(value):
        return len(value) <= MOST_HAN
    return True


def wrong(fields: Sequence[TemplateField], data: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by key: missing, unknown, or not as WeChat takes it."""
    found = {
        one.key: f"“{one.label or one.key}”{limit_of(one.kind).words}"
        for one in fields
        if not takes(one.kind, data.get(one.key, ""))
    }
    known = {one.key for one in fields}
    return found | {key: "模板里没有这一项" for key in data if key not in known}
