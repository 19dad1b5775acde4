"""The only place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The current moment in UTC, cut to milliseconds (what we store and show)."""
    moment = _frozen.get() or datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def now_ms() -> int:
    """The current moment as milliseconds since 1970."""
    return to_ms(_frozen.get() or datetime.now(UTC))


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    return int(moment.timestamp() * 1000)


def from_ms(milliseconds: int) -> datetime:
    """The UTC moment of a count of milliseconds since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def local_day(moment: datetime, timezone: str) -> date:
    """The calendar day of `moment` in the merchant's zone."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def day_bounds(day: date, timezone: str) -> tuple[datetime, datetime]:
    """First moment of the local day and of the next one, in UTC."""
    zone = ZoneInfo(timezone)
    start = datetime.combine(day, time.min, zone)
    end = datetime.combine(day + timedelta(days=1), time.min, zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def iso(moment: datetime) -> str:
    """`2026-11-21T08:00:00.000Z`: how every moment looks in JSON."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock still, for tests and for back-dated seed data."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
