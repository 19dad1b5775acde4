"""The law of quotes, contracts and payments. No tables, no clock."""

from collections.abc import Iterable
from datetime import date

QUOTE, CONTRACT = "quote", "contract"
PREFIX = {QUOTE: "BJ", CONTRACT: "HT"}
QUOTE_STATES = {"draft": "草稿", "sent": "已发出", "accepted": "已接受", "rejected": "已拒绝",
                "expired": "已过期"}  # fmt: skip
CONTRACT_STATES = {"draft": "草稿", "active": "执行中", "done": "已完成", "void": "已作废"}
METHODS = ("transfer", "cash", "wechat", "alipay", "cheque", "other")
REMIND_DAYS = (30, 7, 1)  # before a contract ends
COLLECT_DAYS = (3, 0)  # before money is due, and on the day


def number(kind: str, day: date, count: int) -> str:
    """`BJ-20261122-001`; beyond 999 a day it simply grows longer."""
    return f"{PREFIX[kind]}-{day:%Y%m%d}-{count:03}"


def paid_state(amount_fen: int, paid_fen: int) -> str:
    """How far a contract is paid."""
    if paid_fen <= 0:
        return "unpaid" if amount_fen else "paid"
    return "part" if paid_fen < amount_fen else "paid" if paid_fen == amount_fen else "over"


def instalment_state(amount_fen: int, paid_fen: int, due_on: date, today: date) -> str:
    """paid, overdue, part or due: what is late is late even when part of it came."""
    if paid_fen >= amount_fen:
        return "paid"
    if due_on < today:
        return "overdue"
    return "part" if paid_fen else "due"


def plan_is_off(amount_fen: int, parts: Iterable[int]) -> int | None:
    """What the parts of a plan come to when that is not the amount; None when it is, or no plan."""
    known = list(parts)
    planned = sum(known)
    return planned if known and planned != amount_fen else None
