"""Between cells of a sheet and values of fields, both ways. Pure but for the look-ups passed in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from keliu.kinds.exchange.reading import Cell
from keliu.kinds.ports import Field
from keliu.kit import clock, regions

EPOCH = date(1899, 12, 30)  # day 0 of serial dates in spreadsheets
SERIALS = range(20_000, 80_000)  # 1954 to 2119: numbers that can only be meant as days
YES = {"是", "有", "真", "对", "yes", "y", "true", "1", "√"}
NO = {"否", "无", "假", "不", "no", "n", "false", "0", "×"}
SPLIT = re.compile(r"[、,,;;|\n]+")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
TIME = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a spreadsheet would take for a formula at the start of a cell (OWASP, CSV injection)."""


class Unreadable(ValueError):
    """A cell that can not become the field's value; the text says why."""


@dataclass(frozen=True)
class Known:
    """What cells may name: colleagues and departments by name, and the merchant's zone."""

    people: Mapping[str, int] = field(default_factory=dict)
    departments: Mapping[str, int] = field(default_factory=dict)
    zone: str = "Asia/Shanghai"


def text_of(cell: Cell) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(cell).strip()


def value_of(one: Field, cell: Cell, known: Known) -> Any:
    """The value a cell means, None for an empty one. Raises Unreadable."""
    if text_of(cell) == "":
        return None
    reader = READERS.get(one.type, _text)
    return reader(one, cell, known)


def _text(one: Field, cell: Cell, known: Known) -> str:
    return text_of(cell)


def _number(one: Field, cell: Cell, known: Known) -> float | int:
    text = text_of(cell).replace(",", "").replace(",", "")
    percent = text.endswith("%")
    try:
        number = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        raise Unreadable(f"“{text_of(cell)}”不是数字") from None
    number = number / 100 if percent else number
    return int(number) if number == int(number) else float(number)


def _money(one: Field, cell: Cell, known: Known) -> int:
    text = re.sub(r"[¥¥元,,\s]", "", text_of(cell))
    factor = 10_000 if text.endswith("万") else 1
    try:
        fen = Decimal(text.removesuffix("万")) * factor * 100
    except InvalidOperation:
        raise Unreadable(f"“{text_of(cell)}”不是金额") from None
    if fen != int(fen):
        raise Unreadable("金额最多到分")
    return int(fen)


def _date(one: Field, cell: Cell, known: Known) -> str:
    return _day(cell).isoformat()


def _day(cell: Cell) -> date:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and int(cell) in SERIALS:
        return EPOCH + timedelta(days=int(cell))
    text = text_of(cell)
    found = DAY.match(text) or COMPACT.fullmatch(text)
    if found is None:
        raise Unreadable(f"“{text}”不是日期,写成 2026-11-22 这样")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise Unreadable(f"没有“{text}”这一天") from None


def _moment(one: Field, cell: Cell, known: Known) -> str:
    day, text = _day(cell), text_of(cell)
    time = TIME.search(text)
    hour, minute, second = (int(part or 0) for part in time.groups()) if time else (0, 0, 0)
    if isinstance(cell, float):
        second = round((cell % 1) * 86_400)
        hour, minute, second = second // 3600, second // 60 % 60, second % 60
    try:
        local = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001  zone next
    except ValueError:
        raise Unreadable(f"“{text}”不是时间") from None
    return clock.iso(local.replace(tzinfo=ZoneInfo(known.zone)))


def _bool(one: Field, cell: Cell, known: Known) -> bool:
    text = text_of(cell).lower()
    if text in YES | NO:
        return text in YES
    raise Unreadable(f"“{text_of(cell)}”要写是或否")


def _single(one: Field, cell: Cell, known: Known) -> str:
    text = text_of(cell)
    for choice in one.choices:
        if not choice.retired and text.lower() in {
            choice.value.lower(),
            choice.zh.lower(),
            choice.en.lower(),
        }:
            return choice.value
    offered = "、".join(choice.zh for choice in one.choices[:8] if not choice.retired)
    raise Unreadable(f"没有“{text}”这个选项,可以填:{offered}")


def _multi(one: Field, cell: Cell, known: Known) -> list[str]:
    return [_single(one, part, known) for part in SPLIT.split(text_of(cell)) if part.strip()]


def _region(one: Field, cell: Cell, known: Known) -> str:
    text = text_of(cell)
    code = text if regions.name_of(text) else regions.code_of(text)
    if code is None:
        raise Unreadable(f"没有找到地区“{text}”,写成“浙江省杭州市西湖区”这样")
    return code


def _person(one: Field, cell: Cell, known: Known) -> str:
    return _named(known.people, cell, "没有叫“{}”的员工")


def _department(one: Field, cell: Cell, known: Known) -> str:
    return _named(known.departments, cell, "没有叫“{}”的部门")


def _named(names: Mapping[str, int], cell: Cell, sentence: str) -> str:
    found = names.get(text_of(cell))
    if found is None:
        raise Unreadable(sentence.format(text_of(cell)))
    return str(found)


READERS: dict[str, Callable[[Field, Cell, Known], Any]] = {
    "number": _number,
    "money": _money,
    "date": _date,
    "moment": _moment,
    "bool": _bool,
    "single": _single,
    "multi": _multi,
    "region": _region,
    "person": _person,
    "department": _department,
}


@dataclass(frozen=True)
class Names:
    """What values are called: colleagues, departments and records by id, and the zone."""

    people: Mapping[int, str] = field(default_factory=dict)
    departments: Mapping[int, str] = field(default_factory=dict)
    zone: str = "Asia/Shanghai"


def cell_of(one: Field, value: Any, names: Names) -> str | int | float:
    """A value as a cell that people read, and that imports again."""
    if value is None or value == "" or value == []:
        return ""
    return WRITERS.get(one.type, _as_text)(one, value, names)


def _as_text(one: Field, value: Any, names: Names) -> str:
    return str(value)


def _as_number(one: Field, value: Any, names: Names) -> int | float:
    return float(value) if not isinstance(value, int) else value


def _as_money(one: Field, value: Any, names: Names) -> float:
    return int(value) / 100


def _as_date(one: Field, value: Any, names: Names) -> str:
    return str(value)[:10]


def _as_moment(one: Field, value: Any, names: Names) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.astimezone(ZoneInfo(names.zone)).strftime("%Y-%m-%d %H:%M:%S")


def _as_bool(one: Field, value: Any, names: Names) -> str:
    return "是" if value else "否"


def _as_choice(one: Field, value: Any, names: Names) -> str:
    said = {choice.value: choice.zh for choice in one.choices}
    many = value if isinstance(value, list) else [value]
    return "、".join(said.get(str(item), str(item)) for item in many)


def _as_region(one: Field, value: Any, names: Names) -> str:
    return regions.name_of(str(value)) or str(value)


def _as_person(one: Field, value: Any, names: Names) -> str:
    return names.people.get(int(value), "")


def _as_department(one: Field, value: Any, names: Names) -> str:
    return names.departments.get(int(value), "")


WRITERS: dict[str, Callable[[Field, Any, Names], str | int | float]] = {
    "number": _as_number,
    "money": _as_money,
    "date": _as_date,
    "moment": _as_moment,
    "bool": _as_bool,
    "single": _as_choice,
    "multi": _as_choice,
    "region": _as_region,
    "person": _as_person,
    "department": _as_department,
}


def inert(cell: str | int | float) -> str | int | float:
    """A cell of a csv that no spreadsheet takes for a formula; reading strips the mark again."""
    risky = isinstance(cell, str) and cell.startswith(RISKY)
    return f"'{cell}" if risky else cell


def revived(text: str) -> str:
    """A cell as it was before `inert`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(RISKY) else text
