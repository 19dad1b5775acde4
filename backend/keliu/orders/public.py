"""The front door of orders for the contexts above and for config's wiring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from keliu.orders.models import AfterSale, Order, OrderLine
from keliu.orders.ports import (
    Balance,
    Offer,
    OfferChoice,
    OfferLine,
    OrderKind,
    Ports,
    Source,
)
from keliu.orders.rules.carts import Address, Cart
from keliu.orders.selectors import orders as questions
from keliu.orders.selectors.cohorts import Repeats, repeats
from keliu.orders.selectors.sales import SOLD_BY, SOLD_SQL, Sales, sold
from keliu.orders.selectors.sales import by_day as sold_by_day
from keliu.orders.selectors.sales import by_product as sold_by_product
from keliu.orders.selectors.sales import grouped as sold_grouped
from keliu.orders.selectors.sales import total as sold_total
from keliu.orders.services import expiry as _expiry
from keliu.orders.services import news
from keliu.orders.services.asked import status as status_said
from keliu.orders.services.paying import Payer, PayParams, pay_recorded, pay_start
from keliu.orders.services.placing import place, place_plain
from keliu.orders.services.quoting import Quote, QuoteLine, quote
from keliu.orders.services.refunding import LineBack, refund
from keliu.orders.services.settling import payment_told, refund_told
from keliu.orders.services.states import held, move
from keliu.orders.services.steps import close, step
from keliu.platform import records


@dataclass(frozen=True)
class OrderCard:
    """An order as neighbours see one."""

    id: int
    number: str
    kind: str
    state: str
    customer_id: int | None
    owner_id: int | None
    title: str
    total_fen: int
    paid_fen: int
    refunded_fen: int
    subject_id: int | None
    method: str


def card(order_id: int) -> OrderCard:
    """One order, without asking who looks. Raises NotFound."""
    row = records.find(Order.objects.all(), order_id)
    named = {one: getattr(row, one) for one in OrderCard.__dataclass_fields__ if one != "id"}
    return OrderCard(id=row.pk, **named)


def order(order_id: int) -> Order:
    """One order, without asking who looks. Raises Order.DoesNotExist."""
    row: Order = Order.objects.select_related("customer", "owner").get(pk=order_id)
    return row


def orders_of(customer_id: int) -> "QuerySet[Order]":
    """A customer's orders, the latest first, without asking who looks."""
    return Order.objects.filter(customer_id=customer_id).order_by("-id")


def lines_of(order_ids: Sequence[int]) -> "QuerySet[OrderLine]":
    """The lines of orders in their order."""
    return OrderLine.objects.filter(order_id__in=list(order_ids)).order_by("order_id", "position")


def unpaid_since(customer_id: int, since: datetime) -> list[tuple[int, int]]:
    """(order id, fen) of what a customer ordered since then and has not paid, newest first."""
    rows = orders_of(customer_id).filter(state=Order.State.PENDING, created_at__gte=since)
    return list(rows.values_list("id", "total_fen"))


def cancel(order_id: int, reason: str = "") -> bool:
    """End an order that was not paid; False when it is not waiting for money any more."""
    return close(order_id, reason=reason, how="cancelled")


def finish(order_id: int) -> bool:
    """What a paid order was for has taken place (a booking); False when it was not paid."""
    return step(order_id, to=Order.State.DONE, frm=[Order.State.PAID], kind="done")


def waiting(what: str) -> "QuerySet[Order]":
    """Orders that wait for the acting person: ship, collect, pay, after_sale, check."""
    return questions.waiting(questions.reachable(questions.WRITE), what)


order_expire = _expiry.order_expire

__all__ = [
    "SOLD_BY",
    "SOLD_SQL",
    "Address",
    "AfterSale",
    "Balance",
    "Cart",
    "LineBack",
    "Offer",
    "OfferChoice",
    "OfferLine",
    "Order",
    "OrderCard",
    "OrderKind",
    "OrderLine",
    "PayParams",
    "Payer",
    "Ports",
    "Quote",
    "QuoteLine",
    "Repeats",
    "Sales",
    "Source",
    "cancel",
    "card",
    "close",
    "finish",
    "held",
    "lines_of",
    "move",
    "news",
    "order",
    "order_expire",
    "orders_of",
    "pay_recorded",
    "pay_start",
    "payment_told",
    "place",
    "place_plain",
    "quote",
    "refund",
    "refund_told",
    "repeats",
    "sold",
    "sold_by_day",
    "sold_by_product",
    "sold_grouped",
    "sold_total",
    "status_said",
    "step",
    "unpaid_since",
    "waiting",
]  # fmt: skip
