"""Who hears of an order in the transaction of its change: the timeline, the customer, the clock."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import actor
from keliu.kit.money import yuan
from keliu.orders.models import Order
from keliu.orders.ports import Ports

SAID = {
    "pending": "下单",
    "paid": "付款",
    "shipped": "订单已发货",
    "done": "订单完成",
    "closed": "订单关闭",
    "refunded": "订单已退款",
}


class Clock:
    """When an order is looked at again; `tasks` fills it."""

    at: ClassVar[Callable[[int, datetime], None]] = lambda order_id, moment: None


def due(row: Order) -> None:
    """It ends by itself when nobody pays in time."""
    if row.pay_until is not None:
        Clock.at(row.pk, row.pay_until)


def changed(row: Order, *, refunded_fen: int | None = None) -> None:
    """Last in every change: the customer's row is locked after the order, its lines and stock.

    Raises NotFound for a new order of a customer who is gone.
    """
    if row.customer_id is None:
        return
    if row.state == Order.State.PENDING:
        customers.hold(row.customer_id)
    _line(row, refunded_fen)
    for hook in Ports.changed:
        hook(row.customer_id)


def _line(row: Order, refunded_fen: int | None) -> None:
    """The one line about an order on its customer's timeline is brought up to date."""
    said, fen = SAID[row.state], row.paid_fen or row.total_fen
    if refunded_fen is not None:
        said, fen = "订单退款", refunded_fen
    interactions.timeline_put(
        customer_id=row.customer_id or 0,
        kind="order",
        title=f"{said} {yuan(fen)}:{row.title}",
        ref_kind="order",
        ref_id=row.pk,
        staff_id=actor.current().staff_id,
        data={"order": {"id": str(row.pk), "name": row.number, "state": row.state, "fen": fen}},
    )
