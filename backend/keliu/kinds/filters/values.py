"""The values beside a comparison, checked and made plain: what they mean is settled here."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from keliu.kinds.filters import looks, windows
from keliu.kinds.filters.looks import Unfit
from keliu.kinds.filters.operators import OPERATORS
from keliu.kinds.ports import Field
from keliu.kit import ids

MOST_VALUES, LONGEST = 500, 200
MOST_NUMBER = 10**15
ME, MY_DEPARTMENT = "me", "my_department"


def checked(field: Field, op: str, given: Any) -> Any:
    """`given` as the comparison uses it. Raises Unfit."""
    shape = OPERATORS[op].value
    one = _reader(field, op)
    if shape == "none":
        return None
    if shape == "many":
        return _many(one, given)
    if shape == "pair":
        return _pair(one, given)
    if shape == "days":
        return _days(given)
    if shape == "window":
        return _window(given)
    if shape == "looks":
        return looks.checked(given)
    return one(given)


def _many(one: Callable[[Any], Any], given: Any) -> list[Any]:
    if not isinstance(given, list) or not given:
        raise Unfit("请至少选一项")
    if len(given) > MOST_VALUES:
        raise Unfit(f"最多选 {MOST_VALUES} 项")
    return list(dict.fromkeys(one(value) for value in given))


def _pair(one: Callable[[Any], Any], given: Any) -> tuple[Any, Any]:
    if not isinstance(given, list) or len(given) != 2:
        raise Unfit("范围要有开头和结尾")
    start, end = one(given[0]), one(given[1])
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise Unfit("范围的开头和结尾要同样写法")
    if start > end:
        raise Unfit("范围的开头不能比结尾大")
    return start, end


def _days(given: Any) -> int:
    if type(given) is not int or not 0 <= given <= windows.MOST_DAYS:
        raise Unfit(f"天数要在 0 到 {windows.MOST_DAYS} 之间")
    return given


def _window(given: Any) -> dict[str, Any]:
    cause = windows.problem(given)
    if cause is not None:
        raise Unfit(cause)
    return dict(given)


def _text(given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise Unfit("请填要找的内容")
    if len(given) > LONGEST or "\x00" in given:
        raise Unfit(f"内容最多 {LONGEST} 个字")
    return given.strip()


def _number(given: Any) -> int | Decimal:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Unfit("请填数字")
    number: int | Decimal = given if isinstance(given, int) else Decimal(repr(given))
    if not -MOST_NUMBER <= number <= MOST_NUMBER:
        raise Unfit("数字太大")
    return int(number) if number == int(number) else number


def _money(given: Any) -> int:
    number = _number(given)
    if not isinstance(number, int):
        raise Unfit("金额以分为单位,要是整数")
    return number


def _date(given: Any) -> date:
    try:
        day = date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise Unfit("日期要写成 2026-11-21 这样")
    return day


def _moment(given: Any) -> date | datetime:
    """A whole local day, or a moment with its zone."""
    if isinstance(given, str) and len(given) == 10:
        return _date(given)
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 1900 <= moment.year <= 2200:
        raise Unfit("时间要写成 2026-11-21 或 2026-11-21T08:00:00Z 这样")
    return moment.astimezone(UTC)


def _bool(given: Any) -> bool:
    if not isinstance(given, bool):
        raise Unfit("请选“是”或“否”")
    return given


def _region(given: Any) -> str:
    if not (isinstance(given, str) and len(given) == 6 and given.isascii() and given.isdigit()):
        raise Unfit("地区要用六位区划代码")
    return given


def _id(given: Any) -> int:
    found = ids.parse(given) if isinstance(given, str) else None
    if found is None:
        raise Unfit("编号不对")
    return found


def _person(given: Any) -> int | str:
    return given if given in (ME, MY_DEPARTMENT) and isinstance(given, str) else _id(given)


def _department(given: Any) -> int | str:
    return given if given == MY_DEPARTMENT and isinstance(given, str) else _id(given)


READERS: dict[str, Callable[[Any], Any]] = {
    "number": _number, "money": _money, "date": _date, "moment": _moment, "bool": _bool,
    "region": _region, "person": _person, "department": _department, "record": _id,
}  # fmt: skip


def _reader(field: Field, op: str) -> Callable[[Any], Any]:
    if field.type in {"single", "multi"} and field.choices:
        return _choice(field)
    return READERS.get(field.type, _text)


def _choice(field: Field) -> Callable[[Any], Any]:
    known = {choice.value for choice in field.choices}

    def one(given: Any) -> str:
        if not isinstance(given, str) or given not in known:
            raise Unfit(f"没有“{given}”这个选项")
        return given

    return one
