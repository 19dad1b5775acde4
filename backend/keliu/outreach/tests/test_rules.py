"""Quiet hours, without a database."""

from datetime import UTC, datetime, time

import pytest

from keliu.outreach.rules import quiet_until

SHANGHAI = "Asia/Shanghai"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "start", "end", "until"),
    [
        ("2026-11-21T23:00+08:00", time(22), time(7), "2026-11-22T07:00+08:00"),
        ("2026-11-22T06:59+08:00", time(22), time(7), "2026-11-22T07:00+08:00"),
        ("2026-11-22T07:00+08:00", time(22), time(7), None),
        ("2026-11-21T21:59+08:00", time(22), time(7), None),
        ("2026-11-21T22:00+08:00", time(22), time(7), "2026-11-22T07:00+08:00"),
        ("2026-11-21T12:30+08:00", time(12), time(14), "2026-11-21T14:00+08:00"),
        ("2026-11-21T14:00+08:00", time(12), time(14), None),
        ("2026-11-21T14:00+08:00", time(9), time(9), None),
        ("2026-11-21T14:00+08:00", None, None, None),
        ("2026-11-21T14:00+08:00", time(9), None, None),
    ],
)
def test_quiet_hours_end_when_they_say(
    now: str, start: time | None, end: time | None, until: str | None
) -> None:
    assert quiet_until(at(now), SHANGHAI, start, end) == (at(until) if until else None)
