"""What came in on a day, by every way of paying and by who took it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum

from keliu.accounts import public as accounts
from keliu.kit import clock
from keliu.orders.models import DayClose, Order, Payment, Refund
from keliu.orders.rules import states
from keliu.platform import merchants

METHODS = ("wechat", "cash", "transfer", "balance")
CAME_IN = (Payment.State.PAID, Payment.State.LATE)


@dataclass(frozen=True)
class MethodSums:
    """One way of paying on a day."""

    method: str
    paid_fen: int = 0
    paid_count: int = 0
    refunded_fen: int = 0
    refunded_count: int = 0


@dataclass(frozen=True)
class TakerSums:
    """What one person took or gave back by hand."""

    staff_id: int
    name: str
    cash_fen: int
    transfer_fen: int
    count: int


@dataclass(frozen=True)
class Day:
    """A day at the till."""

    day: date
    methods: list[MethodSums]
    takers: list[TakerSums]
    late_fen: int  # of WeChat's money: came too late, went back by itself
    waiting: int  # orders of that day that nobody has paid
    refunding_fen: int  # refunds that are still under way

    @property
    def cash_fen(self) -> int:
        """What the drawer should hold."""
        cash = next(one for one in self.methods if one.method == "cash")
        return cash.paid_fen - cash.refunded_fen

    @property
    def net_fen(self) -> int:
        return sum(one.paid_fen - one.refunded_fen for one in self.methods)


def of(day: date) -> Day:
    """A day of the merchant's calendar."""
    start, end = clock.day_bounds(day, merchants.timezone())
    payments = Payment.objects.filter(state__in=CAME_IN, paid_at__gte=start, paid_at__lt=end)
    refunds = Refund.objects.filter(state="done", done_at__gte=start, done_at__lt=end)
    late = payments.filter(state=Payment.State.LATE).aggregate(fen=Sum("amount_fen"))
    live = Refund.objects.filter(state__in=["asked", "processing"]).aggregate(fen=Sum("amount_fen"))
    return Day(
        day=day,
        methods=_methods(payments, refunds),
        takers=_takers(payments, refunds),
        late_fen=late["fen"] or 0,
        waiting=_waiting(start, end),
        refunding_fen=live["fen"] or 0,
    )


def closes(day: date) -> list[DayClose]:
    """Closings of a day, the latest first."""
    return list(DayClose.objects.filter(day=day).order_by("-id"))


def recent_closes() -> "QuerySet[DayClose]":
    """Every closing."""
    return DayClose.objects.all()


def _waiting(start: datetime, end: datetime) -> int:
    rows = Order.objects.filter(state=states.PENDING, created_at__gte=start, created_at__lt=end)
    return rows.count()


def _methods(payments: "QuerySet[Payment]", refunds: "QuerySet[Refund]") -> list[MethodSums]:
    paid = _by(payments, "method")
    back = _by(refunds, "payment__method")
    return [MethodSums(name, *paid.get(name, (0, 0)), *back.get(name, (0, 0))) for name in METHODS]


def _by(rows: "QuerySet[Any]", column: str) -> dict[str, tuple[int, int]]:
    found = rows.order_by().values(column).annotate(fen=Sum("amount_fen"), count=Count("id"))
    return {row[column]: (row["fen"], row["count"]) for row in found}


def _takers(payments: "QuerySet[Payment]", refunds: "QuerySet[Refund]") -> list[TakerSums]:
    """By person: what was taken by hand, less what that person gave back by hand."""
    sums: dict[int, dict[str, int]] = defaultdict(lambda: {"cash": 0, "transfer": 0, "count": 0})
    hands = ["cash", "transfer"]
    fen, count = Sum("amount_fen"), Count("id")
    took = payments.filter(method__in=hands, by_id__isnull=False).order_by()
    for who, method, worth, times in took.values_list("by_id", "method").annotate(fen, count):
        sums[who or 0][method] += worth
        sums[who or 0]["count"] += times
    gave = refunds.filter(payment__method__in=hands, by_id__isnull=False).order_by()
    for giver, way, back in gave.values_list("by_id", "payment__method").annotate(fen):
        sums[giver or 0][way] -= back
    names = {card.id: card.name for card in accounts.cards(sorted(sums))}
    return [
        TakerSums(key, names.get(key, ""), one["cash"], one["transfer"], one["count"])
        for key, one in sorted(sums.items())
    ]
