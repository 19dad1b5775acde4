"""The only place where an order gets another state."""

from collections.abc import Collection
from typing import Any

from django.db.models import F

from keliu.kit import clock
from keliu.orders.models import Order
from keliu.orders.rules import states

STAMPS = {
    states.PAID: "paid_at",
    states.SHIPPED: "shipped_at",
    states.DONE: "done_at",
    states.CLOSED: "closed_at",
}


def move(order_id: int, *, to: str, frm: Collection[str] | None = None, **columns: Any) -> bool:
    """Step to another state if the order still stands in one of `frm`; False when it does not.

    `frm` narrows what the table of states allows; a step it does not know is a programming error.
    """
    allowed = states.before(to)
    expected = set(frm) if frm is not None else set(allowed)
    if not expected <= allowed:
        raise ValueError(f"there is no step from {sorted(expected - allowed)} to {to}")
    now = clock.now()
    stamp = STAMPS.get(to)
    stamped = {stamp: now} if stamp else {}
    values = {"state": to, "updated_at": now, **stamped, **columns}
    rows = Order.objects.filter(pk=order_id, state__in=expected)
    return rows.update(version=F("version") + 1, **values) == 1


def held(order_id: int) -> Order:
    """The order's row, locked until the transaction ends. It is locked before all that is its own.

    Raises Order.DoesNotExist: callers have found it before.
    """
    row: Order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    return row
