"""Questions about the money of orders."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from keliu.accounts import public as accounts
from keliu.kit.errors import NotFound
from keliu.orders.models import Order, Payment, Refund
from keliu.orders.ports import Ports
from keliu.orders.rules import states
from keliu.platform import records

REFUNDABLE = (states.PAID, states.SHIPPED, states.DONE)


def to_be_checked() -> "QuerySet[Payment]":
    """Payments that do not fit, or came too late and did not go back, and nobody has seen to."""
    kept = Q(state=Payment.State.LATE, refunding_fen__lt=F("amount_fen"))
    rows = Payment.objects.filter(Q(state=Payment.State.UNKNOWN) | kept)
    return rows.filter(by_id__isnull=True)


@dataclass(frozen=True)
class Money:
    """An order's payments and refunds, the latest first, and what may still go back."""

    order: Order
    payments: list[Payment]
    refunds: list[Refund]
    names: dict[int, str]
    refundable_fen: int
    balance_fen: int | None
    wechat_ready: bool


def money(order: Order) -> Money:
    """Everything about an order's money."""
    payments = list(Payment.objects.filter(order=order).order_by("-id"))
    refunds = list(Refund.objects.filter(order=order).order_by("-id"))
    wanted = {row.by_id for row in payments} | {row.by_id for row in refunds}
    names = {card.id: card.name for card in accounts.cards(sorted(one for one in wanted if one))}
    paid = next((row for row in payments if row.state == Payment.State.PAID), None)
    left = paid.amount_fen - paid.refunding_fen if paid else 0
    waits = order.state == states.PENDING
    return Money(
        order=order,
        payments=payments,
        refunds=refunds,
        names=names,
        refundable_fen=left if order.state in REFUNDABLE else 0,
        balance_fen=_balance(order) if waits else None,
        wechat_ready=waits and Ports.pay is not None and Ports.pay.ready(),
    )


def refund_of(refund_id: int) -> Refund:
    """One refund with its order. Raises NotFound."""
    return records.find(Refund.objects.select_related("order", "payment"), refund_id)


def own(customer_id: int, order_id: int) -> Order:
    """A customer's own order. Raises NotFound."""
    row: Order | None = Order.objects.filter(pk=order_id, customer_id=customer_id).first()
    if row is None:
        raise NotFound
    return row


def _balance(order: Order) -> int | None:
    """Stored value of the customer; None where there is no such thing."""
    if Ports.balance is None or order.customer_id is None:
        return None
    return Ports.balance.available(order.customer_id)
