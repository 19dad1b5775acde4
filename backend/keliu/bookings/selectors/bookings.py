"""Bookings: lists, the calendar, one of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from keliu.accounts import public as accounts
from keliu.bookings.models import BookedTime, Booking, BookingStep, Waiting
from keliu.bookings.rules import states
from keliu.kit import actor, clock
from keliu.kit.paging import Sort
from keliu.platform import lists, merchants, records

READ, WRITE, SETUP = "booking.read", "booking.write", "booking.setup"
SOONEST = Sort("starts_at", "starts_at", descending=False, kind="time")
LATEST = Sort("-starts_at", "starts_at", descending=True, kind="time")
NEWEST = Sort("-created_at", "created_at", descending=True, kind="time")
SORTS = (SOONEST, LATEST, NEWEST)
WAITING_SORTS = (Sort("-id", "id", descending=True, kind="number"),)


def within(permission: str = READ) -> "QuerySet[Booking]":
    """Bookings within the acting person's reach, with their people joined."""
    rows = Booking.objects.select_related("customer", "service", "resource")
    return accounts.within_reach(rows, permission)


def find(booking_id: int, permission: str = READ) -> Booking:
    """One booking within reach. Raises NotFound."""
    return records.find(within(permission), booking_id)


def again(booking_id: int) -> Booking:
    """A booking as it stands now, whoever asks."""
    row: Booking = Booking.objects.select_related("customer", "service", "resource").get(
        pk=booking_id
    )
    return row


def mine(customer_id: int) -> "QuerySet[Booking]":
    """A customer's own bookings."""
    rows = Booking.objects.select_related("customer", "service", "resource")
    return rows.filter(customer_id=customer_id)


def _days(first: date | None, last: date | None) -> Q:
    zone = merchants.timezone()
    wanted = Q()
    if first:
        wanted &= Q(starts_at__gte=clock.day_bounds(first, zone)[0])
    return wanted & Q(starts_at__lt=clock.day_bounds(last, zone)[1]) if last else wanted


def for_list(
    *,
    q: str | None = None,
    state: str | None = None,
    days: tuple[date | None, date | None] = (None, None),
    service: str | None = None,
    resource: str | None = None,
    customer: str | None = None,
    owner: str | None = None,
) -> "QuerySet[Booking]":
    """The list as filtered; `owner` may be `me`."""
    rows = within().filter(_days(*days))
    if state:
        rows = rows.filter(state__in=state.split(","))
    mine_only = actor.current().staff_id if owner == "me" else lists.id_filter(owner)
    wanted = {
        "service_id": lists.id_filter(service),
        "resource_id": lists.id_filter(resource),
        "customer_id": lists.id_filter(customer),
        "owner_id": mine_only,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if q:
        rows = rows.filter(Q(customer__name__icontains=q) | Q(title__icontains=q) | Q(code=q))
    return rows


def between(start: datetime, end: datetime) -> "QuerySet[Booking]":
    """Bookings within reach that touch [start, end), cancelled ones left out."""
    rows = within().filter(starts_at__lt=end, ends_at__gt=start)
    return rows.exclude(state=states.CANCELLED).order_by("starts_at", "id")


def taking(resource_id: int) -> "QuerySet[BookedTime, int]":
    """The ids of the bookings that take a resource, for a subquery."""
    rows = BookedTime.objects.filter(resource_id=resource_id)
    return rows.values_list("booking_id", flat=True)


def today(day: date) -> "QuerySet[Booking]":
    """The acting person's own bookings of a day that are still to come."""
    me = actor.current().staff_id or 0
    rows = within().filter(_days(day, day), owner_id=me)
    return rows.filter(state__in=states.OPEN)


def unconfirmed() -> "QuerySet[Booking]":
    """The acting person's own bookings that wait for a yes, deposits still unpaid left out."""
    me = actor.current().staff_id or 0
    rows = within(WRITE).filter(state=states.PENDING, owner_id=me, starts_at__gt=clock.now())
    return rows.exclude(deposit=Booking.Deposit.DUE)


def steps_of(booking_id: int) -> list[BookingStep]:
    """What happened to a booking, the first thing first."""
    return list(BookingStep.objects.filter(booking_id=booking_id).order_by("id"))


def resources_of(booking_ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """The resources each booking takes, (id, name) in the order of parts; one query."""
    rows = BookedTime.objects.filter(booking_id__in=list(booking_ids))
    found: dict[int, dict[int, str]] = {}
    columns = rows.order_by("part", "seat").values_list(
        "booking_id", "resource_id", "resource__name"
    )
    for booking_id, resource_id, name in columns:
        found.setdefault(booking_id, {})[resource_id] = name
    return {key: list(some.items()) for key, some in found.items()}


def open_count(*, resource_id: int = 0, service_id: int | None = None) -> int:
    """How many bookings still to come need a resource or a service."""
    rows = Booking.objects.filter(state__in=states.OPEN, ends_at__gt=clock.now())
    if service_id is not None:
        return rows.filter(service_id=service_id).count()
    taken = BookedTime.objects.filter(resource_id=resource_id).values("booking_id")
    return rows.filter(pk__in=taken).count()


def missed(customer_ids: Sequence[int]) -> dict[int, int]:
    """How often customers did not come."""
    rows = Booking.objects.filter(customer_id__in=customer_ids, state=states.NO_SHOW)
    counted = rows.values_list("customer_id").annotate(count=Count("id"))
    return dict(counted)


def waiting_for(permission: str) -> "QuerySet[Waiting]":
    """Who waits, as far as a permission reaches."""
    rows = Waiting.objects.select_related("customer", "service", "resource")
    return accounts.within_reach(rows, permission)


def waiting(
    *, state: str | None = None, service: str | None = None, customer: str | None = None
) -> "QuerySet[Waiting]":
    """Who waits, within reach."""
    rows = waiting_for(READ)
    wanted = {
        "state": state or None,
        "service_id": lists.id_filter(service),
        "customer_id": lists.id_filter(customer),
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def my_waiting(customer_id: int) -> list[Waiting]:
    """What a customer waits for."""
    rows = Waiting.objects.select_related("customer", "service", "resource")
    return list(rows.filter(customer_id=customer_id, state="waiting").order_by("day", "id"))
