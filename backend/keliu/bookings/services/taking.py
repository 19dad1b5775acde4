"""Taking time: who comes first has it. The database's constraints have the last word."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from keliu.bookings.errors import NothingToServe, OutsideHours, SlotTaken
from keliu.bookings.models import BookedTime, Service
from keliu.bookings.rules import slots
from keliu.bookings.rules.slots import Choice, Needs, Wish
from keliu.bookings.selectors import times
from keliu.kit import clock, scope
from keliu.platform import merchants, records, sql

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def lock_days(moments: Iterable[datetime]) -> None:
    """Let one booking of a day be decided at a time, so that nobody is refused for a place that
    is free. Days are locked in order; sure it is without this too, by the constraints."""
    zone = merchants.timezone()
    days = {clock.local_day(one, zone) for one in moments}
    for day in sorted(days):
        sql.do(LOCK, [f"bookings:{scope.current()}:{day.isoformat()}"])


def choose(service: Service, start: datetime, wish: Wish) -> tuple[Needs, Choice]:
    """Resources and seats for a booking from `start`.

    Raises SlotTaken, OutsideHours, NothingToServe.
    """
    day = _day(start)
    needs, known = times.book_of(service, day, day)
    if not needs.parts:
        raise NothingToServe(name=service.name)
    places = known.places(day)
    choice = slots.choose(needs, start, replace(wish, places=places))
    if choice is not None:
        return needs, choice
    free = replace(wish, anytime=True, places=places)
    raise OutsideHours if slots.choose(needs, start, free) else SlotTaken


def _day(start: datetime) -> date:
    return clock.local_day(start, merchants.timezone())


def take(booking_id: int, needs: Needs, choice: Choice) -> None:
    """Write the time down. Raises SlotTaken when somebody was faster."""
    first, last = needs.span(choice.start)
    rows = [
        BookedTime(
            booking_id=booking_id,
            resource_id=one.resource,
            part=one.part,
            seat=seat,
            session=choice.session,
            span=DateTimeTZRange(first, last),
        )
        for one in choice.chosen
        for seat in one.seats
    ]
    with records.unique("booked_time_", SlotTaken()):
        BookedTime.objects.bulk_create(rows)


def free(booking_id: int) -> None:
    """Give the time back."""
    BookedTime.objects.filter(booking_id=booking_id).delete()


def ends_at(service: Service, start: datetime) -> datetime:
    """When the customer is done."""
    return start + timedelta(minutes=service.minutes)
