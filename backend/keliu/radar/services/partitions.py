"""Months of the event table: made ahead, dropped when their time is over."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.db import transaction

from keliu.kit import clock, ids
from keliu.platform import sql
from keliu.radar.rules import intake

MONTHS_AHEAD = 3
_made: set[date] = set()


def _month(moment: datetime) -> date:
    return moment.astimezone(UTC).date().replace(day=1)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _months(first_id: int, last_id: int) -> Iterator[date]:
    """The months between two row ids."""
    month, last = (_month(clock.from_ms(ids.ms_of(one))) for one in (first_id, last_id))
    while month <= last:
        yield month
        month = _next(month)


def made(first_id: int, last_id: int) -> bool:
    """Whether this process has seen all partitions between two row ids."""
    return all(month in _made for month in _months(first_id, last_id))


def ensure(first_id: int, last_id: int) -> None:
    """Make the partitions between two row ids, if this process has not seen them yet."""
    for month in _months(first_id, last_id):
        if month not in _made:
            sql.one("SELECT radar_make_partition(%s)", [month])
            transaction.on_commit(partial(_made.add, month))


def make_ahead() -> None:
    """This month and the next ones."""
    month = _month(clock.now())
    for _ in range(MONTHS_AHEAD + 1):
        sql.one("SELECT radar_make_partition(%s)", [month])
        month = _next(month)


def drop_old(days: int = intake.RETENTION_DAYS) -> int:
    """Drop whole months that nobody keeps any more; returns how many."""
    before = (clock.now() - timedelta(days=days)).date()
    dropped = int(sql.one("SELECT radar_drop_partitions(%s)", [before])[0])
    _made.clear()
    return dropped
