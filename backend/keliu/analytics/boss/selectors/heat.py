"""When customers come and when people work: weekday by hour."""

from zoneinfo import ZoneInfo

from django.db.models import Count, F
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from keliu.analytics.boss.selectors import measures
from keliu.analytics.boss.selectors.measures import Rows
from keliu.analytics.boss.selectors.people import Span
from keliu.platform.moments import Quarter

WHATS = ("visits", "work")


def _timed(what: str, at: Span, staff: list[int]) -> Rows:
    moment, zone = measures.asked(what).at, ZoneInfo(at.zone)
    rows: Rows = measures.rows_of(what, at, staff).annotate(
        weekday=ExtractIsoWeekDay(moment, tzinfo=zone), hour=ExtractHour(moment, tzinfo=zone)
    )
    return rows


def heat(what: str, at: Span, staff: list[int]) -> list[list[int]]:
    """Seven rows from Monday on, 24 hours each.

    Counted by moments as they are stored; only the few sums are brought into the merchant's zone.
    """
    cells, zone = [[0] * 24 for _ in range(7)], ZoneInfo(at.zone)
    rows = measures.rows_of(what, at, staff).order_by()
    quarters = rows.values_list(Quarter(F(measures.asked(what).at))).annotate(n=Count("*"))
    for moment, many in quarters:
        local = moment.astimezone(zone)
        cells[local.weekday()][local.hour] += many
    return cells


def hours(what: str, at: Span, staff: list[int]) -> list[int]:
    """How much of it each hour of the day has."""
    by_hour = [0] * 24
    for row in heat(what, at, staff):
        by_hour = [sum(pair) for pair in zip(by_hour, row, strict=True)]
    return by_hour


def cell(what: str, at: Span, staff: list[int], weekday: int, hour: int) -> Rows:
    """The rows of one cell; Monday is 1."""
    return _timed(what, at, staff).filter(weekday=weekday, hour=hour)
