"""Which comparisons each type of field knows, and what they are called."""

from dataclasses import dataclass

from keliu.kinds.ports import Field


@dataclass(frozen=True)
class Operator:
    """A comparison. `value`: what stands beside it (none, one, many, pair, days, window,
    looks)."""

    name: str
    zh: str
    en: str
    value: str = "one"


OPERATORS = {
    one.name: one
    for one in (
        Operator("is", "是", "is"),
        Operator("is_not", "不是", "is not"),
        Operator("in", "是其中之一", "is one of", "many"),
        Operator("not_in", "都不是", "is none of", "many"),
        Operator("has", "包含", "contains"),
        Operator("has_not", "不包含", "does not contain"),
        Operator("all_of", "同时有", "has all of", "many"),
        Operator("starts", "开头是", "starts with"),
        Operator("under", "属于(含下级)", "is in or below"),
        Operator("empty", "为空", "is empty", "none"),
        Operator("not_empty", "不为空", "is not empty", "none"),
        Operator("lt", "小于", "is less than"),
        Operator("le", "不大于", "is at most"),
        Operator("gt", "大于", "is more than"),
        Operator("ge", "不小于", "is at least"),
        Operator("between", "在范围内", "is between", "pair"),
        Operator("within", "在", "is in", "window"),
        Operator("before_days", "早于多少天前", "is more than days ago", "days"),
        Operator("after_days", "晚于多少天后", "is more than days ahead", "days"),
        Operator("looked", "看过其中之一", "looked at", "looks"),
        Operator("not_looked", "没怎么看过", "hardly looked at", "looks"),
        Operator("idle_days", "超过多少天没有(含从未)", "not for days, or never", "days"),
    )
}
TEXT = ("has", "has_not", "is", "is_not", "starts", "in", "not_in", "empty", "not_empty")
NUMBER = ("is", "is_not", "lt", "le", "gt", "ge", "between", "empty", "not_empty")
DAY = ("within", "before_days", "after_days", "idle_days", "is", "lt", "le", "gt", "ge", "between",
       "empty", "not_empty")  # fmt: skip
CHOICE = ("in", "not_in", "is", "is_not", "empty", "not_empty")
OF_TYPE: dict[str, tuple[str, ...]] = {
    "text": TEXT,
    "long_text": TEXT,
    "phone": TEXT,
    "email": TEXT,
    "link": TEXT,
    "number": NUMBER,
    "money": NUMBER,
    "date": DAY,
    "moment": DAY,
    "bool": ("is", "empty", "not_empty"),
    "single": CHOICE,
    "multi": ("in", "not_in", "all_of", "has", "has_not", "empty", "not_empty"),
    "region": CHOICE,
    "person": CHOICE,
    "department": ("in", "not_in", "under", "is", "is_not", "empty", "not_empty"),
    "file": ("empty", "not_empty"),
    "record": CHOICE,
    "looks": ("looked", "not_looked"),
}
NEGATIVE = {"is_not": "is", "not_in": "in", "has_not": "has"}


def operators_of(field: Field) -> tuple[str, ...]:
    """The comparisons a field knows; one that is no column may know fewer."""
    known = OF_TYPE[field.type]
    fewer = getattr(field.sql, "ops", None)
    return known if fewer is None else tuple(name for name in known if name in fewer)
