"""The law of plans, reminders and follow-ups. No tables, no clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

PENDING, DONE, CANCELLED = "pending", "done", "cancelled"
STEPS = {
    "done": (frozenset({PENDING}), DONE),
    "cancel": (frozenset({PENDING}), CANCELLED),
    "reopen": (frozenset({DONE, CANCELLED}), PENDING),
}
DIRECTED = frozenset({"call", "message", "email"})  # ways that somebody begins
MOST_FILES = 9
MOST_MENTIONS = 10
MOST_LEVELS = 2  # superiors who hear of an overdue plan


def next_state(state: str, step: str) -> str | None:
    """Where `step` leads from `state`, or None when it is not allowed."""
    allowed, following = STEPS[step]
    return following if state in allowed else None


def first_line(text: str, most: int = 200) -> str:
    """What a reminder quotes of a follow-up."""
    return text.strip().partition("\n")[0][:most]


@dataclass(frozen=True)
class Reminding:
    """When people are reminded: the merchant's choice, or these."""

    plan_minutes: int = 15
    opportunity_days: int = 3
    escalate_hours: int = 24
    silent_days: int = 30


def warn_at(due_at: datetime, now: datetime, minutes: int) -> datetime | None:
    """When to tell somebody in advance; None when that moment is gone or nobody wants it."""
    early = due_at - timedelta(minutes=minutes)
    return early if minutes and early > now else None


def levels_due(due_at: datetime, now: datetime, hours: int) -> int:
    """How many superiors should know by now: one after each `hours` that a plan is overdue."""
    if not hours:
        return 0
    waited = (now - due_at) // timedelta(hours=hours)
    return max(0, min(MOST_LEVELS, waited))


def opportunity_step(expected_on: date, today: date, days: int, escalate_hours: int) -> str | None:
    """What is to be said today about an open opportunity: soon, today, late, escalate or nothing.

    Each is said once per expected date: an overdue one is told of on the day after, its owner's
    superior hears when the delay is over.
    """
    left = (expected_on - today).days
    if left > days:
        return None
    if left > 0:
        return "soon"
    if left == 0:
        return "today"
    waited = timedelta(days=-left)
    escalated = escalate_hours and waited >= timedelta(hours=max(escalate_hours, 24) + 24)
    return "escalate" if escalated else "late"
