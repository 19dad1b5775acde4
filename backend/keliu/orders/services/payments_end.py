"""Before an order closes: nobody may pay it any more, or it is found to be paid."""

from typing import Literal

from keliu.orders.errors import PayUnknown
from keliu.orders.models import Order, Payment
from keliu.orders.services import asking

Ended = Literal["closed", "paid", "unknown"]


def ended(order_id: int) -> Ended:
    """Close every open payment of an order at WeChat Pay; `paid` when one came in after all.

    `unknown`: WeChat Pay did not answer. Whoever closes the order anyway loses nothing: a payment
    that comes later goes back by itself. Called before the order is locked.
    """
    answer: Ended = "closed"
    for row in Payment.objects.filter(order_id=order_id, state=Payment.State.OPEN):
        try:
            asking.end(row)
        except PayUnknown:
            answer = "unknown"
    if Payment.objects.filter(order_id=order_id, state=Payment.State.OPEN).exists():
        answer = "unknown"
    paid = Order.objects.filter(pk=order_id).exclude(state__in=["pending", "closed"]).exists()
    return "paid" if paid else answer
