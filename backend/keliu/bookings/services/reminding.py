"""Reminders before a booking, and what the clock alone knows; runs every ten minutes."""

from datetime import timedelta

from keliu.bookings.models import Booking
from keliu.bookings.rules import states
from keliu.bookings.selectors import setup
from keliu.bookings.services import telling, waiting
from keliu.kit import clock

MOST_AT_ONCE = 500


def sweep() -> None:
    """One merchant's reminders and waiting lists."""
    remind()
    waiting.sweep()


def remind() -> int:
    """Remind customers, once for each of the shop's times; late bookings skip what has passed."""
    ahead = sorted(setup.rules().remind_hours, reverse=True)
    if not ahead:
        return 0
    now, told = clock.now(), 0
    rows = Booking.objects.select_related("customer", "resource").filter(
        state=states.CONFIRMED, starts_at__gt=now, starts_at__lte=now + timedelta(hours=ahead[0])
    )
    for row in rows.filter(reminded__lt=len(ahead)).order_by("starts_at", "id")[:MOST_AT_ONCE]:
        told += _remind(row, ahead)
    return told


def due(row: Booking, ahead: list[int]) -> int:
    """How many of the reminders should have gone out by now."""
    left = row.starts_at - clock.now()
    return sum(left <= timedelta(hours=hours) for hours in ahead)


def _remind(row: Booking, ahead: list[int]) -> int:
    """Only who counts up tells, so two sweeps at once tell once."""
    wanted = due(row, ahead)
    if wanted <= row.reminded:
        return 0
    rows = Booking.objects.filter(pk=row.pk, reminded=row.reminded, state=states.CONFIRMED)
    if not rows.update(reminded=wanted):
        return 0
    hours = ahead[wanted - 1]
    if row.created_at > row.starts_at - timedelta(hours=hours):
        return 0  # booked when this reminder's time had passed already
    telling.reminder(row, hours)
    return 1
