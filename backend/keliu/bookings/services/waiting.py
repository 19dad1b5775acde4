"""The waiting list: who stands first gets the first time that fits."""

from datetime import date, datetime, timedelta

from django.db import transaction

from keliu.bookings.errors import NotFull, WaitingEnded, WaitingOff, WaitingTwice
from keliu.bookings.models import Service, Waiting
from keliu.bookings.rules import hours
from keliu.bookings.selectors import setup, times
from keliu.bookings.services import making, telling
from keliu.customers import public as customers
from keliu.kit import clock
from keliu.kit.errors import Invalid, KeliuError
from keliu.platform import audit, merchants, records

State = Waiting.State
MOST_A_DAY = 200


@transaction.atomic
def join(
    *,
    service_id: int,
    customer_id: int,
    day: date,
    resource_id: int | None = None,
    minutes: tuple[int, int] = (0, hours.DAY_MINUTES),
    people: int = 1,
) -> Waiting:
    """Wait for a day that is full. Raises WaitingOff, NotFull, WaitingTwice, Invalid."""
    service = setup.service_find(service_id)
    if resource_id is not None:
        setup.resource_find(resource_id)
    _worth_waiting(service, day, resource_id, minutes, people)
    card = customers.card(customer_id)
    row = Waiting(
        service=service,
        customer_id=customer_id,
        resource_id=resource_id,
        owner_id=card.owner_id,
        department_id=card.department_id,
        day=day,
        from_minute=minutes[0],
        to_minute=minutes[1],
        people=people,
    )
    with records.unique("waiting_once_a_day", WaitingTwice()):
        row.save(force_insert=True)
    audit.record("waiting.join", "waiting", row.pk, f"{service.name} {day.isoformat()}")
    return row


def _worth_waiting(
    service: Service, day: date, resource_id: int | None, minutes: tuple[int, int], people: int
) -> None:
    zone = merchants.timezone()
    if not setup.rules().waiting or service.state != Service.State.ON:
        raise WaitingOff
    if not clock.local_day(clock.now(), zone) <= day <= times.last_day(service, zone):
        raise Invalid(fields={"day": f"只能排今天到 {service.ahead_days} 天内的候补"})
    if not 0 <= minutes[0] < minutes[1] <= hours.DAY_MINUTES:
        raise Invalid(fields={"to_minute": "结束时间要晚于开始时间"})
    if fitting(service, day, resource_id, minutes, people) is not None:
        raise NotFull


def fitting(
    service: Service, day: date, resource_id: int | None, minutes: tuple[int, int], people: int
) -> datetime | None:
    """The first free time of a day that suits, or None."""
    zone = times.zone()
    first, last = (hours.moment(day, minute, zone) for minute in minutes)
    free = times.free_times(service, day, resource=resource_id, people=people)
    return next((start for start, _ in free if first <= start < last), None)


@transaction.atomic
def leave(row: Waiting) -> None:
    """Wait no more. Raises WaitingEnded."""
    if not _ended(row, State.LEFT):
        raise WaitingEnded
    audit.record("waiting.leave", "waiting", row.pk, f"{row.service.name} {row.day.isoformat()}")


def _ended(row: Waiting, state: str, booking_id: int | None = None) -> int:
    rows = Waiting.objects.filter(pk=row.pk, state=State.WAITING)
    return rows.update(state=state, booking_id=booking_id, ended_at=clock.now())


def fill(day: date) -> int:
    """Give the free times of a day to those who wait for it, first come first served."""
    rows = Waiting.objects.select_related("service").filter(day=day, state=State.WAITING)
    given = 0
    for row in list(rows.order_by("id")[:MOST_A_DAY]):
        given += _given(row)
    return given


def _given(row: Waiting) -> int:
    """Book for one who waits, if something suits; who is refused stays in line."""
    minutes = (row.from_minute, row.to_minute)
    start = fitting(row.service, row.day, row.resource_id, minutes, row.people)
    if start is None:
        return 0
    order = making.Order(
        service_id=row.service_id,
        customer_id=row.customer_id,
        starts_at=start,
        resource_id=row.resource_id,
        people=row.people,
        source="waiting",
    )
    try:
        with transaction.atomic():
            booking = making.book(order, quiet=True)
            if not _ended(row, State.BOOKED, booking.pk):
                raise WaitingEnded
    except KeliuError:
        return 0
    telling.from_waiting(booking)
    return 1


def freed(at: datetime) -> None:
    """Reaction: a time was given back; who waits for that day comes first."""
    if at > clock.now() - timedelta(days=1):
        fill(clock.local_day(at, merchants.timezone()))


def sweep() -> None:
    """Yesterday's lines are closed; today's and the next days' are looked at again."""
    today = clock.local_day(clock.now(), merchants.timezone())
    Waiting.objects.filter(state=State.WAITING, day__lt=today).update(
        state=State.GONE, ended_at=clock.now()
    )
    days = Waiting.objects.filter(state=State.WAITING).values_list("day", flat=True)
    for day in sorted(set(days)):
        fill(day)
