"""The score: how warm a customer is, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class ScoreInputs:
    """Everything the score looks at."""

    visit_count: int
    last_visit_at: datetime | None
    last_followup_at: datetime | None
    deal_state: str


@dataclass(frozen=True)
class Reason:
    """A part of the score, in words."""

    zh: str
    en: str
    points: int


HOT_FROM = 60
VISIT_POINTS, MOST_VISIT_POINTS = 5, 30
RECENT_VISIT = (
    (timedelta(days=1), 30, "一天内来过", "Visited within a day"),
    (timedelta(days=7), 20, "七天内来过", "Visited within 7 days"),
    (timedelta(days=30), 10, "三十天内来过", "Visited within 30 days"),
)
RECENT_FOLLOWUP = (
    (timedelta(days=7), 15, "七天内跟进过", "Followed up within 7 days"),
    (timedelta(days=30), 5, "三十天内跟进过", "Followed up within 30 days"),
)
DEALS = {"open": (25, "有进行中的商机", "Has an open opportunity"),
         "won": (20, "已成交过", "Has bought before")}  # fmt: skip

Steps = tuple[tuple[timedelta, int, str, str], ...]


def _recent(steps: Steps, moment: datetime | None, now: datetime) -> list[Reason]:
    for within, points, zh, en in steps:
        if moment is not None and now - moment <= within:
            return [Reason(zh, en, points)]
    return []


def score_reasons(seen: ScoreInputs, now: datetime) -> list[Reason]:
    """Why a customer counts as warm at `now`; the points add up to the score (0..100)."""
    reasons = []
    if seen.visit_count:
        points = min(seen.visit_count * VISIT_POINTS, MOST_VISIT_POINTS)
        reasons.append(Reason(f"来过 {seen.visit_count} 次", f"{seen.visit_count} visits", points))
    reasons += _recent(RECENT_VISIT, seen.last_visit_at, now)
    reasons += _recent(RECENT_FOLLOWUP, seen.last_followup_at, now)
    if seen.deal_state in DEALS:
        points, zh, en = DEALS[seen.deal_state]
        reasons.append(Reason(zh, en, points))
    return reasons


def score(seen: ScoreInputs, now: datetime) -> int:
    """0 (nothing known) to 100 (call today)."""
    return sum(reason.points for reason in score_reasons(seen, now))
