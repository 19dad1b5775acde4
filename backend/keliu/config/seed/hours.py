"""The last days of the radar by the hour, counted from the seeded events as the product does it."""

from datetime import timedelta

from keliu.kit import clock
from keliu.radar.services import hours

DAYS = 30


def fill() -> None:
    """Hourly roll-ups of the last month, this hour included."""
    end = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    hours.rebuild(end - timedelta(days=DAYS), end)
