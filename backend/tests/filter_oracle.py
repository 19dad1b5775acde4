"""What a filter means, said a second time in plain Python: the tests hold the SQL against it."""

import operator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from keliu.kinds.filters.language import Condition, Node, Opposite
from keliu.kit import regions

Row = dict[str, Any]
COMPARE = {
    "is": operator.eq,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


class Oracle:
    """Seen from a moment, a zone, a person and the people of that person's department."""

    def __init__(self, now: datetime, timezone: str, me: int, colleagues: list[int]) -> None:
        self.now, self.zone, self.me, self.colleagues = now, ZoneInfo(timezone), me, colleagues
        self.today = now.astimezone(self.zone).date()

    def passes(self, node: Node, row: Row) -> bool:
        if isinstance(node, Condition):
            return self._one(node, row[node.field.key])
        if isinstance(node, Opposite):
            return not self.passes(node.part, row)
        if not node.parts:
            return True
        told = [self.passes(part, row) for part in node.parts]
        return all(told) if node.every else any(told)

    def _one(self, one: Condition, has: Any) -> bool:
        op, value = one.op, one.value
        nothing = has is None or has in ("", [])
        if op in {"empty", "not_empty"}:
            return nothing == (op == "empty")
        negative = {"is_not": "is", "not_in": "in", "has_not": "has"}
        if op in negative:
            return not self._one(Condition(one.field, negative[op], value), has)
        if op == "idle_days" and nothing:
            return True
        if nothing:
            return False
        return bool(getattr(self, f"_{FAMILY.get(one.field.type, 'text')}")(op, has, value))

    def _text(self, op: str, has: str, value: Any) -> bool:
        if op == "has":
            return value.lower() in has.lower()
        if op == "starts":
            return has.lower().startswith(value.lower())
        return has in value if op == "in" else has == value

    def _number(self, op: str, has: float, value: Any) -> bool:
        if op == "between":
            return bool(value[0] <= has <= value[1])
        return bool(COMPARE[op](has, value))

    def _bool(self, op: str, has: bool, value: Any) -> bool:
        return has is value

    def _multi(self, op: str, has: list[str], value: Any) -> bool:
        wanted = set(value if isinstance(value, list) else [value])
        return wanted <= set(has) if op == "all_of" else bool(wanted & set(has))

    def _region(self, op: str, has: str, value: Any) -> bool:
        codes = value if isinstance(value, list) else [value]
        return any(low <= has <= high for low, high in map(regions.within, codes))

    def _ids(self, op: str, has: int | str, value: Any) -> bool:
        wanted: set[int] = set()
        for one in value if isinstance(value, list) else [value]:
            wanted |= {"me": {self.me}, "my_department": set(self.colleagues)}.get(one, {one})
        return int(has) in wanted

    def _when(self, op: str, has: Any, value: Any) -> bool:
        if op == "within":
            return self._day(has) in self._window(value)
        if op in {"before_days", "idle_days", "after_days"}:
            return self._distant(op, has, value)
        low, high = value if op == "between" else (value, value)
        start, end = self._against(has, low), self._against(has, high)
        return {"is": start == end == 0, "lt": start < 0, "le": end <= 0, "gt": end > 0,
                "ge": start >= 0, "between": start >= 0 and end <= 0}[op]  # fmt: skip

    def _against(self, has: Any, edge: date | datetime) -> int:
        """-1 before, 0 at, 1 after an edge: a whole local day, or a millisecond."""
        mine = has if isinstance(edge, datetime) else self._day(has)
        return (mine > edge) - (mine < edge)

    def _day(self, has: Any) -> date:
        return has.astimezone(self.zone).date() if isinstance(has, datetime) else has

    def _distant(self, op: str, has: Any, days: int) -> bool:
        step = timedelta(days=-days if op != "after_days" else days)
        if isinstance(has, datetime):  # the same time of the clock in the shop
            edge = (self.now.astimezone(self.zone) + step).astimezone(self.now.tzinfo)
            return has >= edge if op == "after_days" else has < edge
        return bool(has > self.today + step if op == "after_days" else has < self.today + step)

    def _window(self, window: dict[str, Any]) -> set[date]:
        """Every day of a window, found by walking."""
        near = [self.today + timedelta(days=n) for n in range(-900, 900)]
        for name, step in (("this", 0), ("previous", -1), ("following", 1)):
            if name in window:
                return {day for day in near if self._unit(day, window[name]) - step
                        == self._unit(self.today, window[name])}  # fmt: skip
        count = int(window.get("last") or window["next"]) * (7 if window["unit"] == "week" else 1)
        days = [self.today + timedelta(days=n if "next" in window else -n) for n in range(count)]
        return set(days)

    def _unit(self, day: date, unit: str) -> int:
        """The number of the day, week, month, quarter or year that a day is in."""
        months = day.year * 12 + day.month - 1
        return {"day": day.toordinal(), "week": (day.toordinal() - 1) // 7, "month": months,
                "quarter": months // 3, "year": day.year}[unit]  # fmt: skip


FAMILY = {
    "number": "number", "money": "number", "bool": "bool", "multi": "multi", "region": "region",
    "person": "ids", "department": "ids", "record": "ids", "date": "when", "moment": "when",
}  # fmt: skip
