"""The state's calendar: statutory holidays and the weekend days worked instead (调休)."""

import functools
from datetime import date

import chinese_calendar

from keliu.bookings.rules.hours import PLAIN_DAY, DayOff

SATURDAY = 5


@functools.lru_cache(maxsize=2048)
def day_off(day: date) -> DayOff:
    """What the calendar says of a day; years not announced yet are plain."""
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:  # the package's word for a year it does not know yet
        return PLAIN_DAY
    if name is None:
        return PLAIN_DAY
    chinese = str(chinese_calendar.Holiday(name).chinese)
    return DayOff(holiday=off, worked=not off and day.weekday() >= SATURDAY, name=chinese)


def announced(year: int) -> bool:
    """Whether the holidays of a year are known."""
    try:
        chinese_calendar.get_holiday_detail(date(year, 1, 1))
    except NotImplementedError:  # the package's word for a year it does not know yet
        return False
    return True
