"""The states of a booking and the steps between them: one table for code, tests and docs."""

from dataclasses import dataclass
from datetime import timedelta

PENDING, CONFIRMED, ARRIVED, DONE = "pending", "confirmed", "arrived", "done"
CANCELLED, NO_SHOW = "cancelled", "no_show"
STATES = {
    PENDING: "待确认",
    CONFIRMED: "已约好",
    ARRIVED: "已到店",
    DONE: "已完成",
    CANCELLED: "已取消",
    NO_SHOW: "爽约",
}
OPEN = (PENDING, CONFIRMED)
"""Still to come: can be moved, cancelled and checked in by code."""
HOLDS = (PENDING, CONFIRMED, ARRIVED, DONE)
"""Their time is taken; a cancelled one and a no-show give it back."""

EARLY = timedelta(hours=12)
"""How long before its time a booking may be checked in."""


@dataclass(frozen=True)
class Step:
    """From which states a step leads where, and what is said about it."""

    frm: tuple[str, ...]
    to: str
    said: str


STEPS = {
    "confirm": Step((PENDING,), CONFIRMED, "确认了预约"),
    "arrive": Step((PENDING, CONFIRMED), ARRIVED, "到店签到"),
    "done": Step((CONFIRMED, ARRIVED), DONE, "服务完成"),
    "cancel": Step((PENDING, CONFIRMED), CANCELLED, "取消了预约"),
    "no_show": Step((PENDING, CONFIRMED), NO_SHOW, "没有来,记为爽约"),
    "undo": Step((ARRIVED, NO_SHOW), CONFIRMED, "撤回,恢复为已约好"),
}
