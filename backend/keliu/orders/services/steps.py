"""What follows when an order is paid, handed over, ended or given back: each once, all together.

Every function locks the order's row first and does its work in the caller's transaction.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.catalog import public as catalog
from keliu.kit import clock
from keliu.kit.money import yuan
from keliu.orders.errors import TooMuchBack
from keliu.orders.events import OrderClosed, OrderDone, OrderPaid, OrderRefunded, OrderShipped
from keliu.orders.models import AfterSale, Order, OrderLine
from keliu.orders.ports import OrderKind, Ports
from keliu.orders.rules import states
from keliu.orders.services import placing, told
from keliu.orders.services.history import note
from keliu.orders.services.states import held, move
from keliu.platform import audit
from keliu.platform.outbox import Event, publish

CODE_DIGITS = 8
PLAIN = OrderKind()
NEWS: dict[str, type[Event]] = {
    states.SHIPPED: OrderShipped,
    states.DONE: OrderDone,
    states.CLOSED: OrderClosed,
}


def kind_of(row: Order) -> OrderKind:
    """What this kind of order does elsewhere."""
    return Ports.kinds.get(row.kind, PLAIN)


def _again(row: Order) -> Order:
    row.refresh_from_db()
    return row


@transaction.atomic
def paid(
    order_id: int, *, fen: int, method: str = "", at: datetime | None = None, **said: Any
) -> bool:
    """Its money is there. False, and nothing happens, when the order does not wait for money."""
    row = held(order_id)
    columns: dict[str, Any] = {"paid_fen": fen, "method": method, "paid_at": at or clock.now()}
    if row.kind == Order.Kind.GOODS and row.delivery != Order.Delivery.SHIP:
        columns["pickup_code"] = _free_code()
    if not move(order_id, to=states.PAID, frm=[states.PENDING], **columns):
        return False
    note(order_id, "paid", fen=fen, method=method, **said)
    audit.record("order.paid", "order", order_id, f"{row.number} {yuan(fen)}",
                 {"state": (row.state, states.PAID)})  # fmt: skip
    publish(OrderPaid(order_id))
    kind = kind_of(row)
    kind.paid(order_id)
    if kind.at_once and move(order_id, to=states.DONE, frm=[states.PAID]):
        note(order_id, "done", how="at_once")
        publish(OrderDone(order_id))
    told.changed(_again(row))
    return True


def _free_code() -> str:
    """Digits that no waiting order has; the database refuses the one in a million that raced."""
    while True:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        if not Order.objects.filter(pickup_code=code).exists():
            return code


@transaction.atomic
def step(
    order_id: int,
    *,
    to: str,
    frm: Sequence[str],
    kind: str,
    columns: dict[str, Any] | None = None,
    **said: Any,
) -> bool:
    """An order goes on (shipped, done); False when it does not stand in `frm` any more."""
    row = held(order_id)
    if not move(order_id, to=to, frm=frm, **(columns or {})):
        return False
    note(order_id, kind, **said)
    audit.record(f"order.{kind}", "order", order_id, row.number, {"state": (row.state, to)})
    publish(NEWS[to](order_id))
    told.changed(_again(row))
    return True


@transaction.atomic
def close(order_id: int, *, reason: str, how: str) -> bool:
    """Nobody pays it any more: stock and offers go back. False when it does not wait for money."""
    row = held(order_id)
    if not move(order_id, to=states.CLOSED, frm=[states.PENDING], close_reason=reason):
        return False
    _give_back_all(row)
    kind_of(row).closed(order_id)
    note(order_id, how, reason=reason)
    audit.record(f"order.{how}", "order", order_id, row.number,
                 {"state": (row.state, states.CLOSED)})  # fmt: skip
    publish(OrderClosed(order_id))
    told.changed(_again(row))
    return True


def _give_back_all(row: Order) -> None:
    lines = OrderLine.objects.filter(order=row, sku_id__isnull=False)
    pieces = {line.sku_id: line.quantity for line in lines if line.sku_id}
    if pieces:
        catalog.give_back(pieces, placing.stock_ref(row.pk))
    _offers_back(row)


def _offers_back(row: Order) -> None:
    """Coupons and points go back whole, in the order they were taken."""
    for kept in row.offers:
        line = placing.offer_of(kept)
        for offer in Ports.offers:
            if offer.kind == line.kind:
                offer.give_back(row.pk, line)


@transaction.atomic
def refunded(
    order_id: int,
    *,
    fen: int,
    lines: Sequence[tuple[int, int, int]] = (),
    refund_id: int,
    restock: bool = True,
    after_sale_id: int | None = None,
) -> None:
    """Money went back to the buyer; `lines` are (line id, pieces, fen). Raises TooMuchBack.

    When everything is given back the order is refunded, and its offers go back too. Pieces go
    back into stock when they never left the house, or were sent back.
    """
    row = held(order_id)
    fits = Order.objects.filter(pk=order_id, refunded_fen__lte=F("paid_fen") - fen)
    if not fits.update(refunded_fen=F("refunded_fen") + fen, version=F("version") + 1):
        raise TooMuchBack(most=yuan(row.paid_fen - row.refunded_fen))
    back = _lines_back(row, lines)
    whole = row.refunded_fen + fen == row.paid_fen
    if whole:
        back.update(_rest(row))
    if back and restock and _in_the_house(row, after_sale_id):
        catalog.give_back(dict(back), f"refund:{refund_id}", taken=placing.stock_ref(order_id))
    if whole:
        move(order_id, to=states.REFUNDED)
        _offers_back(row)
    _after_sales_done(row, None if whole else after_sale_id or 0)
    kind_of(row).refunded(order_id, fen, whole)
    note(order_id, "refunded", fen=fen, whole=whole)
    audit.record("order.refunded", "order", order_id, f"{row.number} {yuan(fen)}")
    publish(OrderRefunded(order_id, fen, refund_id))
    told.changed(_again(row), refunded_fen=fen)


def _in_the_house(row: Order, after_sale_id: int | None) -> bool:
    if row.state == states.PAID:
        return True
    sent_back = AfterSale.objects.filter(pk=after_sale_id or 0, kind=AfterSale.Kind.RETURN)
    return sent_back.exists()


def _lines_back(row: Order, lines: Sequence[tuple[int, int, int]]) -> Counter[int]:
    """Note on the lines what was given back for them; the pieces by SKU."""
    back: Counter[int] = Counter()
    known = {line.pk: line for line in OrderLine.objects.filter(order=row)}
    for line_id, pieces, fen in lines:
        line = known.get(line_id)
        if line is None:
            continue
        pieces = min(pieces, line.quantity - line.refunded_quantity)
        fen = min(fen, line.amount_fen - line.refunded_fen)
        _line_back(line, pieces, fen)
        if line.sku_id and pieces:
            back[line.sku_id] += pieces
    return back


def _line_back(line: OrderLine, pieces: int, fen: int) -> None:
    line.refunded_quantity += pieces
    line.refunded_fen += fen
    line.save(update_fields=["refunded_quantity", "refunded_fen"])


def _rest(row: Order) -> Counter[int]:
    """All the money has gone back, so every line has: the pieces that had not, by SKU."""
    back: Counter[int] = Counter()
    for line in OrderLine.objects.filter(order=row):
        pieces = line.quantity - line.refunded_quantity
        _line_back(line, pieces, line.amount_fen - line.refunded_fen)
        if line.sku_id and pieces:
            back[line.sku_id] += pieces
    return back


def _after_sales_done(row: Order, after_sale_id: int | None) -> None:
    """The request that asked for it is done; with everything given back (None) so are all."""
    rows = AfterSale.objects.filter(order=row, state__in=states.OPEN_AFTER_SALES)
    if after_sale_id is not None:
        rows = rows.filter(pk=after_sale_id)
    rows.update(state="done", version=F("version") + 1, updated_at=clock.now())
