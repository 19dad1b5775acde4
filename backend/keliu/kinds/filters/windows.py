"""Relative days: which local days 最近 7 天, 本周 or 上月 are, seen from a day."""

from datetime import date, timedelta
from typing import Any

UNITS = ("day", "week", "month", "quarter", "year")
MOST_DAYS = 3_660
Days = tuple[date, date]  # first day, and the one after the last


def first_of(unit: str, day: date) -> date:
    """The first day of the unit that `day` is in; weeks begin on Monday."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}.get(unit)
    return day if month is None else date(day.year, month, 1)


def shifted(unit: str, first: date, steps: int) -> date:
    """The first day of the unit `steps` later, given the first day of one."""
    if unit in {"day", "week"}:
        return first + timedelta(days=steps * (7 if unit == "week" else 1))
    months = {"month": 1, "quarter": 3, "year": 12}[unit] * steps
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def whole(unit: str, today: date, steps: int) -> Days:
    """This unit (0), the one before (-1), the one after (1)."""
    first = first_of(unit, today)
    return shifted(unit, first, steps), shifted(unit, first, steps + 1)


def running(unit: str, today: date, count: int, *, ahead: bool) -> Days:
    """The last or next `count` days (weeks, months, …), today included."""
    if ahead:
        return today, _moved(unit, today, count)
    return _moved(unit, today, -count) + timedelta(days=1), today + timedelta(days=1)


def _moved(unit: str, day: date, count: int) -> date:
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    first = shifted(unit, first_of("month", day), count)
    last = shifted("month", first, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


STEPS = {"this": 0, "previous": -1, "following": 1}


def days_of(window: dict[str, Any], today: date) -> Days:
    """The days of a checked `within` value."""
    for name, steps in STEPS.items():
        if name in window:
            return whole(window[name], today, steps)
    ahead = "next" in window
    return running(window["unit"], today, window["next" if ahead else "last"], ahead=ahead)


def problem(window: Any) -> str | None:
    """What is wrong with a `within` value, in words; None when all is well."""
    if not isinstance(window, dict):
        return '要写成 {"last": 7, "unit": "day"} 这样的相对时间'
    for name in STEPS:
        if set(window) == {name}:
            return None if window[name] in UNITS else f"不认识“{window[name]}”这个时间单位"
    count = window.get("last", window.get("next"))
    if set(window) not in ({"last", "unit"}, {"next", "unit"}) or window["unit"] not in UNITS:
        return "相对时间要有 last 或 next,加上单位 day、week、month、quarter、year"
    if type(count) is not int or not 1 <= count <= MOST_DAYS:
        return f"相对时间的个数要在 1 到 {MOST_DAYS} 之间"
    return None
