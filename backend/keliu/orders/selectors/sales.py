"""What was sold: orders by the moment they were paid, in sums that anybody can check.

A refund is taken off the order it belongs to, whenever it happens, so every figure is the sum of
the orders behind it. Top-ups are no sales: the money is earned when it is spent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate, TruncMonth, TruncWeek

from keliu.accounts import public as accounts
from keliu.orders.models import Order, OrderLine
from keliu.orders.rules import states

READ = "order.read"
KINDS = (Order.Kind.GOODS, Order.Kind.CASHIER, Order.Kind.DEPOSIT)
SOLD = (states.PAID, states.SHIPPED, states.DONE, states.REFUNDED)
PERIODS = {"day": TruncDate, "week": TruncWeek, "month": TruncMonth}
# The same for hand-written statements.
SOLD_SQL = (
    f"kind IN ({', '.join(repr(one.value) for one in KINDS)})"
    f" AND state IN ({', '.join(repr(str(one)) for one in SOLD)})"
)
COLUMNS = {
    "staff": "sold_by",
    "department": "department_id",
    "channel": "source_channel",
    "code": "source_code_id",
    "share": "source_share_id",
    "method": "method",
    "kind": "kind",
}
SOLD_BY = Coalesce("source_staff_id", "owner_id")  # who brought it, else who looks after them
SUMS: Mapping[str, Any] = {
    "orders": Count("id"),
    "customers": Count("customer_id", distinct=True),
    "paid_fen": Sum("paid_fen"),
    "refunded_fen": Sum("refunded_fen"),
}


@dataclass(frozen=True)
class Sales:
    """Orders of a span and what is left of their money."""

    key: Any
    orders: int
    customers: int
    paid_fen: int
    refunded_fen: int
    pieces: int = 0

    @property
    def net_fen(self) -> int:
        return self.paid_fen - self.refunded_fen


def sold(start: datetime, end: datetime, permission: str = READ) -> "QuerySet[Order]":
    """Orders paid in [start, end) within the acting person's reach."""
    rows = Order.objects.filter(paid_at__gte=start, paid_at__lt=end, kind__in=KINDS, state__in=SOLD)
    return accounts.within_reach(rows, permission)


def by_day(
    start: datetime, end: datetime, zone: str, permission: str = READ
) -> dict[date, tuple[int, int]]:
    """(orders, fen that are left) of each local day."""
    local = sold(start, end, permission).annotate(day=TruncDate("paid_at", tzinfo=ZoneInfo(zone)))
    found = local.values_list("day").annotate(
        n=Count("id"), fen=Sum(F("paid_fen") - F("refunded_fen"))
    )
    return {day: (n, fen) for day, n, fen in found.order_by("day")}


def total(rows: "QuerySet[Order]") -> Sales:
    """All of them in one line."""
    return _sales(None, rows.aggregate(**SUMS))


def grouped(rows: "QuerySet[Order]", by: str, zone: str) -> list[Sales]:
    """One line for each period or each value of a column (`by`), in no order."""
    if by in PERIODS:
        found = rows.annotate(key=PERIODS[by]("paid_at", tzinfo=ZoneInfo(zone)))
    else:
        named = rows.annotate(sold_by=SOLD_BY)
        found = named.annotate(key=F(COLUMNS[by]))
    return [_sales(one["key"], one) for one in found.order_by().values("key").annotate(**SUMS)]


def by_product(rows: "QuerySet[Order]") -> list[Sales]:
    """One line for each product; what no line of an order says (postage, the till) has no key."""
    lines = OrderLine.objects.filter(order_id__in=rows.values("id")).order_by()
    found = lines.values(key=F("product_id")).annotate(
        orders=Count("order_id", distinct=True),
        customers=Count("order__customer_id", distinct=True),
        paid_fen=Sum("amount_fen"),
        refunded_fen=Sum("refunded_fen"),
        pieces=Sum(F("quantity") - F("refunded_quantity")),
    )
    sums = [_sales(one["key"], one) for one in found]
    return [one for one in sums if one.key is not None] + _rest(rows, sums)


def _rest(rows: "QuerySet[Order]", lines: list[Sales]) -> list[Sales]:
    """What the lines of products leave of the whole: postage, the till, deposits."""
    whole, known = total(rows), [one for one in lines if one.key is not None]
    paid = whole.paid_fen - sum(one.paid_fen for one in known)
    refunded = whole.refunded_fen - sum(one.refunded_fen for one in known)
    if not paid and not refunded:
        return []
    plain = OrderLine.objects.filter(order_id=OuterRef("pk"), product_id__isnull=True)
    others = total(rows.filter(Q(shipping_fen__gt=0) | Exists(plain)))
    return [Sales(None, others.orders, others.customers, paid, refunded)]


def _sales(key: Any, found: Mapping[str, Any]) -> Sales:
    return Sales(
        key.date() if isinstance(key, datetime) else key,
        found["orders"],
        found["customers"],
        found["paid_fen"] or 0,
        found["refunded_fen"] or 0,
        found.get("pieces") or 0,
    )
