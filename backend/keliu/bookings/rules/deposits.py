"""What becomes of a deposit, and until when a customer may change a booking."""

from datetime import datetime, timedelta

BACK, KEPT, NOTHING = "back", "kept", "nothing"


def free_until(starts_at: datetime, cancel_hours: int) -> datetime:
    """Until when cancelling costs nothing."""
    return starts_at - timedelta(hours=cancel_hours)


def in_time(starts_at: datetime, cancel_hours: int, now: datetime) -> bool:
    """Whether a customer cancels for free now."""
    return now <= free_until(starts_at, cancel_hours)


def may_cancel(starts_at: datetime, cancel_hours: int, late: str, now: datetime) -> bool:
    """Whether a customer may cancel at all: in time, or where late ones only lose the deposit."""
    return now < starts_at and (in_time(starts_at, cancel_hours, now) or late == "keep")


def may_move(starts_at: datetime, cancel_hours: int, left: int, now: datetime) -> bool:
    """Whether a customer may choose another time."""
    return left > 0 and now < starts_at and in_time(starts_at, cancel_hours, now)


def of_deposit(
    deposit: str, *, by_customer: bool, starts_at: datetime, cancel_hours: int, now: datetime
) -> str:
    """What happens to the deposit of a cancelled booking: it goes back unless it came too late."""
    if deposit != "paid":
        return NOTHING
    if by_customer and not in_time(starts_at, cancel_hours, now):
        return KEPT
    return BACK
