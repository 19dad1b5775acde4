"""A filter as a sentence: what chips, segments and confirmations say."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from keliu.accounts import public as accounts
from keliu.kinds.filters import looks
from keliu.kinds.filters.language import Condition, Node, Opposite, walk
from keliu.kinds.filters.operators import OPERATORS
from keliu.kinds.filters.values import ME, MY_DEPARTMENT
from keliu.kinds.ports import Field
from keliu.kit import money, regions

MANY = 5  # choices named before “…等 12 项”
UNITS = {
    "day": ("天", "days", "今天", "today"),
    "week": ("周", "weeks", "本周", "this week"),
    "month": ("个月", "months", "本月", "this month"),
    "quarter": ("个季度", "quarters", "本季度", "this quarter"),
    "year": ("年", "years", "今年", "this year"),
}
NEAR = {
    ("previous", "day"): ("昨天", "yesterday"), ("following", "day"): ("明天", "tomorrow"),
    ("previous", "week"): ("上周", "last week"), ("following", "week"): ("下周", "next week"),
    ("previous", "month"): ("上月", "last month"), ("following", "month"): ("下月", "next month"),
    ("previous", "quarter"): ("上季度", "last quarter"),
    ("following", "quarter"): ("下季度", "next quarter"),
    ("previous", "year"): ("去年", "last year"), ("following", "year"): ("明年", "next year"),
}  # fmt: skip
OWN = {ME: ("我", "me"), MY_DEPARTMENT: ("我的部门", "my department")}
DAYS = {
    "before_days": ("是 {} 天以前", "was more than {} days ago"),
    "after_days": ("在 {} 天以后", "is more than {} days ahead"),
    "idle_days": ("超过 {} 天没有(含从未)", "not for {} days, or never"),
}
EARLIER = {"lt": ("早于", "before"), "le": ("不晚于", "until"), "gt": ("晚于", "after"),
           "ge": ("不早于", "from"), "is": ("是", "is")}  # fmt: skip


def sentence(node: Node, timezone: str, language: str = "zh") -> str:
    """The whole filter in words; empty when it narrows nothing."""
    return _Speaker(node, timezone, 1 if language == "en" else 0).say(node, top=True)


class _Speaker:
    def __init__(self, node: Node, timezone: str, at: int) -> None:
        self.timezone, self.at = timezone, at
        self.names = _names(node)

    def say(self, node: Node, *, top: bool = False) -> str:
        if isinstance(node, Condition):
            return self._condition(node)
        if isinstance(node, Opposite):
            inner = self.say(node.part, top=True)
            return (f"不满足({inner})", f"not ({inner})")[self.at] if inner else ""
        said = [text for text in (self.say(part) for part in node.parts) if text]
        joint = ((",并且", ",或者"), (" and ", " or "))[self.at][0 if node.every else 1]
        whole = joint.join(said)
        return whole if top or len(said) < 2 else f"({whole})"

    def _condition(self, one: Condition) -> str:
        name = (one.field.zh, one.field.en)[self.at]
        sign = OPERATORS[one.op]
        if sign.value == "none":
            return f"{name} {(sign.zh, sign.en)[self.at]}"
        return f"{name} {self._told(one)}"

    def _told(self, one: Condition) -> str:
        if one.op in DAYS:
            return DAYS[one.op][self.at].format(one.value)
        if one.op == "within":
            return self._window(one.value)
        if OPERATORS[one.op].value == "looks":
            return self._looks(one)
        if one.op == "between":
            start, end = (self._value(one.field, value) for value in one.value)
            return (f"在 {start} 到 {end} 之间", f"is between {start} and {end}")[self.at]
        if one.field.type in {"date", "moment"}:
            return f"{EARLIER[one.op][self.at]} {self._value(one.field, one.value)}"
        return self._plain(one)

    def _plain(self, one: Condition) -> str:
        sign = OPERATORS[one.op]
        values = one.value if isinstance(one.value, list) else [one.value]
        said = [self._value(one.field, value) for value in values]
        joint = (
            ("、" if self.at == 0 else ", ") if one.op == "all_of" else (" 或 ", " or ")[self.at]
        )
        text = joint.join(said[:MANY])
        if len(said) > MANY:
            text += (f" 等 {len(said)} 项", f" … {len(said)} in all")[self.at]
        simple = {"in": ("是", "is"), "not_in": ("不是", "is not"), "looked": ("有", "includes"),
                  "not_looked": ("没有", "does not include")}  # fmt: skip
        word = simple.get(one.op, (sign.zh, sign.en))[self.at]
        return f"{word} {text}"

    def _looks(self, one: Condition) -> str:
        things = Condition(one.field, one.op, one.value["ids"])
        more = looks.said(one.value, self.at)
        return self._plain(things) + (f"({more})", f" ({more})")[self.at]

    def _window(self, window: dict[str, Any]) -> str:
        for name, steps in (("previous", window), ("following", window)):
            if name in steps:
                return ("在", "is ")[self.at] + NEAR[name, window[name]][self.at]
        if "this" in window:
            return ("在", "is ")[self.at] + UNITS[window["this"]][2 + self.at]
        ahead = "next" in window
        count, unit = window["next" if ahead else "last"], UNITS[window["unit"]][self.at]
        zh = f"在{'未来' if ahead else '最近'} {count} {unit}"
        return (zh, f"in the {'next' if ahead else 'last'} {count} {unit}")[self.at]

    def _value(self, field: Field, value: Any) -> str:
        if isinstance(value, bool):
            return (("否", "no"), ("是", "yes"))[value][self.at]
        if field.type in {"single", "multi"}:
            return self._choice(field, value)
        if isinstance(value, str) and value in OWN:
            return OWN[value][self.at]
        if field.type == "region":
            return regions.name_of(value) or str(value)
        if field.type == "money":
            return money.yuan(value)
        if isinstance(value, date):
            return self._moment(value)
        return self.names.get((field.type, value)) or self._unnamed(field, value)

    def _moment(self, value: date) -> str:
        if isinstance(value, datetime):
            return f"{value.astimezone(ZoneInfo(self.timezone)):%Y-%m-%d %H:%M}"
        return value.isoformat()

    def _choice(self, field: Field, value: str) -> str:
        known = {choice.value: (choice.zh, choice.en) for choice in field.choices}
        return known.get(value, (value, value))[self.at]

    def _unnamed(self, field: Field, value: Any) -> str:
        if field.type in {"person", "department", "record", "looks"}:
            return ("(已删除)", "(deleted)")[self.at]
        return f"“{value}”" if isinstance(value, str) else str(value)


def _names(node: Node) -> dict[tuple[str, int], str]:
    """What the people and departments of a filter are called, in two queries at most."""
    wanted: dict[str, set[int]] = {"person": set(), "department": set()}
    looked: dict[tuple[str, int], str] = {}

    def note(one: Condition) -> None:
        if one.field.called is not None:
            named = one.field.called(one.value["ids"])
            looked.update({(one.field.type, number): name for number, name in named.items()})
        if one.field.type in wanted:
            values = one.value if isinstance(one.value, list) else [one.value]
            wanted[one.field.type].update(value for value in values if isinstance(value, int))

    walk(node, note)
    people = accounts.names(set(wanted["person"])) if wanted["person"] else {}
    places = accounts.department_names(wanted["department"]) if wanted["department"] else {}
    found = {("person", number): name for number, name in people.items()}
    found |= {("department", number): name for number, name in places.items()}
    return found | looked
