"""Orders that end by themselves: not paid in time, or sent long enough ago."""

from datetime import datetime, timedelta

from keliu.kit import clock
from keliu.orders.models import Order
from keliu.orders.rules import states
from keliu.orders.services import payments_end, settings, steps, told
from keliu.platform import jobs
from keliu.platform.tenancy import merchant_scope

AGAIN = timedelta(minutes=1)
BATCH = 200


def order_expire(merchant_id: int, order_id: int) -> None:
    """Nobody paid in time: payments are closed at WeChat Pay first, then the order."""
    with merchant_scope(merchant_id):
        when = _due(order_id)
        if when is None:
            return
        if when > clock.now():
            _again_at(order_id, when)
            return
    with merchant_scope(merchant_id):
        found = payments_end.ended(order_id)
    with merchant_scope(merchant_id):
        if found == "unknown":
            _again_at(order_id, clock.now() + AGAIN)
        elif found == "closed":
            steps.close(order_id, reason="超过付款时间", how="expired")


def _due(order_id: int) -> datetime | None:
    row = Order.objects.filter(pk=order_id, state=states.PENDING).values_list("pay_until").first()
    return row[0] if row else None


expiring = jobs.job(order_expire, scoped=False)


def _again_at(order_id: int, at: datetime) -> None:
    expiring.later(at=at, order_id=order_id)


told.Clock.at = _again_at


def forgotten() -> list[int]:
    """Orders that should have ended an hour ago: their job got lost."""
    late = clock.now() - timedelta(hours=1)
    rows = Order.objects.filter(state=states.PENDING, pay_until__lt=late)
    return list(rows.values_list("id", flat=True)[:BATCH])


def done_by_themselves() -> int:
    """What was sent long enough ago is done; returns how many."""
    since = clock.now() - timedelta(days=settings.in_force().auto_done_days)
    rows = Order.objects.filter(state=states.SHIPPED, shipped_at__lt=since).order_by("id")
    ids = list(rows.values_list("id", flat=True)[:BATCH])
    return sum(
        steps.step(one, to=states.DONE, frm=[states.SHIPPED], kind="done", how="auto")
        for one in ids
    )
