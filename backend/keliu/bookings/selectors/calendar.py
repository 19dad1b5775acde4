"""The shop's calendar: hours and bookings of some days."""

from datetime import date, timedelta

from keliu.bookings.models import Booking, Resource
from keliu.bookings.selectors import bookings, setup
from keliu.kit import clock
from keliu.kit.errors import Invalid

MOST_DAYS = 42


def days_of(first: date, last: date) -> list[date]:
    """The days from `first` to `last`. Raises Invalid for none, or for too many."""
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise Invalid(fields={"last": f"一次最多看 {MOST_DAYS} 天"})
    return [first + timedelta(days=at) for at in range(count)]


def resources(chosen: int | None) -> list[Resource]:
    """The columns of the calendar: what can be booked, in the shop's order."""
    rows = setup.resources(state=Resource.State.ON)
    return setup.in_order(rows.filter(pk=chosen) if chosen is not None else rows)


def booked(first: date, last: date, zone: str, chosen: int | None) -> list[Booking]:
    """The bookings of these days within reach."""
    start, _ = clock.day_bounds(first, zone)
    _, end = clock.day_bounds(last, zone)
    rows = bookings.between(start, end)
    if chosen is not None:
        rows = rows.filter(pk__in=bookings.taking(chosen))
    return list(rows[:2000])
