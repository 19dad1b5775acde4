"""A refund that waits for something is asked for again when a person says so."""

from keliu.kit import clock
from keliu.orders.errors import RefundSettled
from keliu.orders.models import Refund
from keliu.orders.services import due, refunding
from keliu.platform import audit


def retry(row: Refund) -> Refund:
    """Ask WeChat Pay again soon, by the same number. Raises RefundSettled."""
    rows = Refund.objects.filter(pk=row.pk, state__in=refunding.LIVE)
    if not rows.update(ask_at=clock.now()):
        raise RefundSettled
    due.go.later(refund_id=row.pk)
    audit.record("refund.retry", "order", row.order_id, row.order.number)
    row.refresh_from_db()
    return row
