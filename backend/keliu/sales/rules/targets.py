"""Months, quarters, and what a target can be about. No tables, no clock."""

from datetime import date

METRICS = ("won_amount", "received", "won_count")
SUBJECTS = ("company", "department", "staff")
MOST_VALUE = 10**14
MOST_AUDITED = 50  # lines of one audit entry


def months_of(year: int) -> list[date]:
    """The first days of a year's months."""
    return [date(year, month, 1) for month in range(1, 13)]


def share(value: int, target: int) -> int | None:
    """How much of a target is reached, in whole percent rounded down; None without a target."""
    return value * 100 // target if target else None
