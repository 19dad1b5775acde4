"""When customers become one, their bookings and waits go along (customers' port `parts`)."""

from collections.abc import Sequence

from django.db.models import Q

from keliu.bookings.models import Booking, Waiting
from keliu.customers.ports import CustomerPart, rows_part
from keliu.kit import clock
from keliu.platform.undo import Journal

OPEN = Q(state=Waiting.State.WAITING)


def _count(customer_ids: Sequence[int]) -> int:
    return Waiting.objects.filter(OPEN, customer_id__in=list(customer_ids)).count()


def _move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Whoever stood twice in one line stands there once, in front."""
    rows = list(
        Waiting.objects.filter(customer_id__in=[keep_id, *gone_ids]).order_by("id", "customer_id")
    )
    journal.watch(Waiting, [row.pk for row in rows])
    seen: set[tuple[int, object]] = set()
    for row in rows:
        if row.state != Waiting.State.WAITING:
            continue
        place = (row.service_id, row.day)
        if place in seen:
            Waiting.objects.filter(pk=row.pk).update(state=Waiting.State.LEFT, ended_at=clock.now())
        seen.add(place)
    Waiting.objects.filter(customer_id__in=list(gone_ids)).update(customer_id=keep_id)


PARTS = [
    rows_part("bookings", "预约", "Bookings", Booking),
    CustomerPart("waiting", "预约候补", "Waiting lists", _count, _move),
]
