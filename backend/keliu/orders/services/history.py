"""What happened to an order, one line after the other; lines are only added."""

from typing import Any

from keliu.kit import actor
from keliu.orders.models import OrderEvent


def note(order_id: int, kind: str, **data: Any) -> None:
    """Add to an order's history who did what, in the transaction of the change."""
    who = actor.current()
    OrderEvent(
        order_id=order_id,
        kind=kind,
        staff_id=who.staff_id,
        customer_id=who.customer_id,
        data={name: value for name, value in data.items() if value not in (None, "")},
    ).save(force_insert=True)
