"""The parts of the to-do list about bookings: today's, and those that wait for a yes."""

from collections.abc import Sequence
from typing import Any

from keliu.analytics.ports import TodoLine, from_rows
from keliu.bookings import public as bookings
from keliu.kit import clock
from keliu.kit.paging import Sort

SOONEST = Sort("starts_at", "starts_at", descending=False, kind="time")


def _lines(rows: Sequence[Any]) -> list[TodoLine]:
    return [
        TodoLine("booking", row.pk, row.customer.name, row.title, clock.iso(row.starts_at))
        for row in rows
    ]


TODAY = from_rows(
    key="bookings_today",
    zh="今日预约",
    en="Bookings today",
    permission="booking.read",
    rows=lambda at: bookings.todo_today(at.day),
    lines=_lines,
    sort=SOONEST,
    list_page="/bookings/calendar",
)
UNCONFIRMED = from_rows(
    key="bookings_confirm",
    zh="待确认的预约",
    en="Bookings to confirm",
    permission="booking.write",
    rows=lambda at: bookings.todo_unconfirmed(),
    lines=_lines,
    sort=SOONEST,
    list_page="/bookings?state=pending",
)
PARTS = (TODAY, UNCONFIRMED)
