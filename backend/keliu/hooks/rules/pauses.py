"""When a delivery that failed is tried again, and when nobody tries any more."""

from datetime import datetime, timedelta

LASTS = timedelta(days=3)  # a delivery is tried for so long; an endpoint may fail for so long
KEPT = timedelta(days=30)
OLD_SECRET = timedelta(hours=24)  # a renewed secret signs beside the new one for so long
PAUSES = (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 12 * 3600)
RESTS = (5, 30, 60, 300, 600)  # of an address that did not answer at all


def pause(failures: int) -> timedelta:
    """How long to wait after the n-th failure in a row: 5 seconds first, 12 hours at most."""
    return timedelta(seconds=PAUSES[min(max(failures, 1), len(PAUSES)) - 1])


def rest(failures: int) -> timedelta:
    """How long to leave an address alone that could not be reached n times in a row."""
    return timedelta(seconds=RESTS[min(max(failures, 1), len(RESTS)) - 1])


def next_try(now: datetime, failures: int, deadline: datetime) -> datetime | None:
    """When the next try is, or None when the three days are over by then."""
    at = now + pause(failures)
    return at if at < deadline else None


def given_up(failing_since: datetime | None, now: datetime) -> bool:
    """Whether an endpoint has failed for so long that it is switched off."""
    return failing_since is not None and now - failing_since >= LASTS
