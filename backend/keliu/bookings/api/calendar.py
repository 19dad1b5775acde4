"""The calendar: who works when, and every booking that is not cancelled."""

from datetime import date

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.bookings.models import Resource
from keliu.bookings.rules.holidays import day_off
from keliu.bookings.schemas.bookings import (
    BookingCalendarAsked,
    BookingCalendarDay,
    BookingCalendarOut,
    BookingRow,
    CalendarHours,
)
from keliu.bookings.schemas.setup import pictures, url_of
from keliu.bookings.selectors import calendar, times
from keliu.bookings.selectors.bookings import READ
from keliu.bookings.selectors.times import Book
from keliu.platform import lists

router = Router(tags=["bookings"])


def _day(known: Book, day: date) -> BookingCalendarDay:
    special = [one.note for one in known.specials if one.resource is None and one.on(day)]
    calendar_day = day_off(day)
    return BookingCalendarDay(
        day=day,
        holiday=calendar_day.name,
        worked=calendar_day.worked,
        note=next(iter(special), ""),
        spans=[list(span) for span in known.minutes(None, day)],
    )


def _hours(known: Book, row: Resource, days: list[date], url: str | None) -> CalendarHours:
    return CalendarHours(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        capacity=row.capacity,
        picture_url=url,
        days=[[list(span) for span in known.minutes(row.pk, day)] for day in days],
    )


@router.get("/bookings/calendar", response=BookingCalendarOut)
@door.staff(READ)
def booking_calendar(
    request: HttpRequest, asked: Query[BookingCalendarAsked]
) -> BookingCalendarOut:
    """Some days: who works when, and every booking that is not cancelled."""
    days, chosen = calendar.days_of(asked.first, asked.last), lists.id_filter(asked.resource)
    rows = calendar.resources(chosen)
    known = times.book(rows, days[0], days[-1])
    faces = pictures(list(rows))
    booked = calendar.booked(days[0], days[-1], str(known.zone), chosen)
    return BookingCalendarOut(
        timezone=str(known.zone),
        days=[_day(known, day) for day in days],
        resources=[_hours(known, row, days, url_of(row.picture_id, faces)) for row in rows],
        bookings=BookingRow.all(booked),
    )
