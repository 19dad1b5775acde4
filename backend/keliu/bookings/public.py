"""The front door of bookings for the contexts above and for config's wiring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from keliu.accounts import public as accounts
from keliu.accounts.public import StaffCard
from keliu.bookings.models import Booking, Service, Waiting
from keliu.bookings.ports import Deposits, Note, Ports
from keliu.bookings.rules import states
from keliu.bookings.selectors import bookings as questions
from keliu.bookings.selectors import setup
from keliu.bookings.services import deposit_news, waiting
from keliu.bookings.services.trail import booked
from keliu.customers.ports import Count, Hit
from keliu.interactions.ports import Timed
from keliu.kit import actor, clock, scope
from keliu.platform import files, merchants
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking

MOST = 2000
FIND = """SELECT b.id, c.name, b.title FROM bookings_booking b
 JOIN customers_customer c ON c.merchant_id = b.merchant_id AND c.id = b.customer_id
 WHERE b.merchant_id = %s AND b.code = %s AND {reach} ORDER BY b.starts_at DESC LIMIT %s"""


@dataclass(frozen=True)
class ServiceFace:
    """A service that can be booked, as neighbours see one."""

    id: int
    name: str
    summary: str
    picture_url: str | None
    minutes: int
    price_fen: int


def services_on_offer() -> list[ServiceFace]:
    """What customers can book now, in the shop's order."""
    rows = list(setup.services(state=Service.State.ON).order_by("position", "id"))
    served = setup.parts_of((row.pk for row in rows), only_on=True)
    found = [row for row in rows if row.pk in served]
    known = files.cards([row.picture_id for row in found if row.picture_id])
    return [
        ServiceFace(
            row.pk, row.name, row.summary,
            known[row.picture_id].url if row.picture_id in known else None,
            row.minutes, row.price_fen,
        )
        for row in found
    ]  # fmt: skip


def todo_today(day: date) -> "QuerySet[Booking]":
    """The acting person's own bookings of a day that are still to come."""
    return questions.today(day)


def todo_unconfirmed() -> "QuerySet[Booking]":
    """The acting person's own bookings that wait for a yes."""
    return questions.unconfirmed()


def privacy_counts(customer_id: int) -> list[Count]:
    """What is kept about a customer (customers' port)."""
    return [("预约", "Bookings", Booking.objects.filter(customer_id=customer_id).count())]


def export(customer_id: int) -> tuple[str, list[dict[str, Any]]]:
    """A customer's own bookings (customers' port `exporters`)."""
    rows = Booking.objects.filter(customer_id=customer_id).order_by("starts_at", "id")
    zone = merchants.timezone()
    return "预约", [
        {
            "服务": row.title,
            "时间": clock.iso(row.starts_at),
            "日期": clock.local_day(row.starts_at, zone).isoformat(),
            "人数": row.people,
            "状态": states.STATES[row.state],
            "备注": row.remark,
        }
        for row in rows
    ]


def customer_assigned(customer_id: int, to: StaffCard) -> None:
    """A customer has another owner: open bookings with nobody behind them go along."""
    rows = Booking.objects.filter(
        customer_id=customer_id, state__in=states.OPEN, resource__staff__isnull=True
    )
    ids = list(rows.values_list("id", flat=True))
    Booking.objects.filter(pk__in=ids).update(owner_id=to.id, department_id=to.department_id)
    open_waits = Waiting.objects.filter(customer_id=customer_id, state="waiting")
    open_waits.update(owner_id=to.id, department_id=to.department_id)


def service_names(service_ids: Sequence[int]) -> dict[int, str]:
    """What services are called (radar's port `names`)."""
    return dict(Service.objects.filter(pk__in=service_ids).values_list("id", "name"))


def time_freed(at_ms: int) -> None:
    """Reaction: a time was given back; who waits for that day comes first."""
    waiting.freed(clock.from_ms(at_ms))


def timed(first: datetime, last: datetime) -> list[Timed]:
    """The acting person's own bookings between two moments (interactions' port)."""
    rows = Booking.objects.select_related("customer", "resource").filter(
        owner_id=actor.current().staff_id or 0, starts_at__gte=first, starts_at__lt=last
    )
    living = rows.exclude(state__in=[states.CANCELLED, states.NO_SHOW])
    return [_timed(row) for row in living.order_by("starts_at", "id")[:MOST]]


def _timed(row: Booking) -> Timed:
    return Timed(
        kind="booking",
        id=row.pk,
        title=f"{row.customer.name} · {row.title}",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=row.updated_at,
        version=row.version,
        page=f"/bookings/{row.pk}",
        note=f"{states.STATES[row.state]} {row.remark}".strip(),
    )


def search(q: str, limit: int) -> Asking[list[Hit]]:
    """A booking by its code for the one search box (customers' port `searchables`)."""
    if not (q.isdigit() and len(q) in {6, 8}):
        return []
    condition, values = accounts.reach_sql(questions.READ, "b")
    (found,) = yield [Question(FIND.format(reach=condition), [scope.current(), q, *values, limit])]
    return [Hit("booking", key, name, f"预约 {title}", (), 0) for key, name, title in found]


deposit_paid = deposit_news.paid
deposit_closed = deposit_news.closed
deposit_refunded = deposit_news.refunded

__all__ = [
    "Booking", "Deposits", "Note", "Ports", "booked", "customer_assigned", "deposit_closed",
    "deposit_paid", "deposit_refunded", "export", "privacy_counts", "search", "service_names",
    "time_freed", "timed",
    "todo_today", "todo_unconfirmed",
]  # fmt: skip
