"""When things happened: working hours of past days, and of today up to now."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from keliu.kit import clock

OPENS, CLOSES = 8.5, 20.5  # hours of the local day


class Calendar:
    """Moments counted back from one `now`, in the merchant's zone."""

    def __init__(self, now: datetime, zone: str, dice: random.Random) -> None:
        self.now = now
        self.zone = zone
        self.today = clock.local_day(now, zone)
        self.dice = dice

    def day(self, back: int) -> date:
        return self.today - timedelta(days=back)

    def moment(self, back: int) -> datetime:
        """A moment of the day that many days ago; never later than now."""
        start, end = self._hours(back)
        return self._ms(start + (end - start) * self.dice.random())

    def _hours(self, back: int) -> tuple[datetime, datetime]:
        midnight = datetime.combine(self.day(back), time.min, ZoneInfo(self.zone))
        start, end = midnight + timedelta(hours=OPENS), midnight + timedelta(hours=CLOSES)
        if back:
            return start, end
        last = self.now - timedelta(seconds=5)
        return (min(start, midnight + (last - midnight) / 2), min(end, last)) if (
            last > midnight) else (midnight, midnight)  # fmt: skip

    def between(self, first: datetime, last: datetime) -> datetime:
        """A moment of a span, in working hours where the span is longer than a day."""
        if last <= first:
            return self._ms(first)
        span = last - first
        found = first + span * self.dice.random()
        if span > timedelta(days=1):
            back = (self.today - clock.local_day(found, self.zone)).days
            found = min(max(self.moment(max(back, 0)), first), last)
        return self._ms(found)

    @staticmethod
    def _ms(moment: datetime) -> datetime:
        return clock.from_ms(clock.to_ms(moment))

    def later_today(self) -> datetime:
        """Still to come today, or in ten minutes when the day is nearly over."""
        evening = clock.day_bounds(self.today, self.zone)[1] - timedelta(hours=3)
        soon = self.now + timedelta(minutes=10)
        return self._ms(soon + (evening - soon) * self.dice.random() if evening > soon else soon)

    def ahead(self, days: int) -> datetime:
        """Working hours of a day to come."""
        midnight = datetime.combine(self.day(-days), time.min, ZoneInfo(self.zone))
        return self._ms(midnight + timedelta(hours=OPENS + 10 * self.dice.random()))
