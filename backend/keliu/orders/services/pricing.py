"""改价: a person changes what an order costs before it is paid."""

from django.db import transaction
from django.db.models import F

from keliu.kit import clock
from keliu.kit.errors import Invalid, Stale
from keliu.kit.money import yuan
from keliu.orders.errors import OrderBusy
from keliu.orders.models import Order, OrderLine
from keliu.orders.rules import states, sums
from keliu.orders.services import payments_end, told
from keliu.orders.services.fulfilment import refusal
from keliu.orders.services.history import note
from keliu.orders.services.states import held
from keliu.platform import audit


@transaction.atomic
def price(row: Order, *, adjust_fen: int, reason: str, version: int) -> None:
    """Add to the price or take off it; what was made ready to be paid is closed first.

    Raises OrderStep, OrderBusy, Stale, Invalid.
    """
    if row.state != states.PENDING:
        raise refusal(row)
    if payments_end.ended(row.pk) == "unknown":
        raise OrderBusy(number=row.number)
    now = held(row.pk)
    if now.state != states.PENDING:
        raise refusal(row)
    if now.version != version:
        raise Stale(current=None)
    before, total = now.total_fen, now.total_fen - now.adjust_fen + adjust_fen
    if not sums.LEAST_FEN <= total <= sums.MOST_FEN:
        raise Invalid(fields={"adjust_fen": "改价后要在 0.01 元到 100 万元之间"})
    Order.objects.filter(pk=row.pk).update(
        adjust_fen=adjust_fen, total_fen=total, version=F("version") + 1, updated_at=clock.now()
    )
    now.refresh_from_db()
    _share(now)
    note(row.pk, "priced", before=before, after=total, reason=reason)
    audit.record("order.price", "order", row.pk, f"{now.number} {yuan(total)}",
                 {"total_fen": (before, total)})  # fmt: skip
    told.changed(now)


def _share(row: Order) -> None:
    """Every line carries its part of what is paid for the goods."""
    lines = list(OrderLine.objects.filter(order=row).order_by("position"))
    pool = sums.for_lines(row.goods_fen, row.discount_fen, row.adjust_fen)
    weights = [line.price_fen * line.quantity for line in lines]
    for line, part in zip(lines, sums.shared(weights, pool), strict=True):
        OrderLine.objects.filter(pk=line.pk).update(amount_fen=part)
