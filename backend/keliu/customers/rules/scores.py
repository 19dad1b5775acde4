"""The score: how warm a customer is, and why. Pure; the points of the reasons add up to it.

More visits, a longer look, one more tap on the phone number never lower it; only time cools it.
All the most that the parts can give is 100.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec


@dataclass(frozen=True)
class Deeds:
    """What the radar knows of a customer's last 30 days, in five figures.

    `again`: how often the product that is looked at most was looked at, `thing` its id; `contacts`:
    how often number, WeChat or address were taken; `shares`: forwards; all since `AGO`.
    """

    again: int = 0
    thing: int | None = None
    contacts: int = 0
    dwell_s: int = 0
    shares: int = 0

    def kept(self) -> dict[str, Any]:
        """As the customer's row keeps it; what is nothing is left out."""
        thing = {"thing": str(self.thing)} if self.thing and self.again else {}
        figures = {name: getattr(self, name) for name in FIGURES if getattr(self, name)}
        return {**figures, **thing}

    @staticmethod
    def of(kept: dict[str, Any] | None) -> "Deeds":
        """From the customer's row."""
        if not kept:
            return NOTHING
        thing = int(kept["thing"]) if "thing" in kept else None
        return Deeds(thing=thing, **{name: int(kept.get(name, 0)) for name in FIGURES})


FIGURES = ("again", "contacts", "dwell_s", "shares")
NOTHING = Deeds()
AGO = timedelta(days=30)


@dataclass(frozen=True)
class ScoreInputs:
    """Everything the score looks at. `off`: the customer does not want to be judged."""

    visit_count: int
    last_visit_at: datetime | None
    last_followup_at: datetime | None
    deal_state: str
    deeds: Deeds = field(default=NOTHING)
    off: bool = False

    @staticmethod
    def of(columns: Sequence[Any]) -> "ScoreInputs":
        """From the columns of a statement, in this order; `deeds` may still be its JSON."""
        visits, last_visit_at, last_followup_at, deal_state, deeds, off = columns
        kept = msgspec.json.decode(deeds) if isinstance(deeds, str) else deeds
        return ScoreInputs(visits, last_visit_at, last_followup_at, deal_state, Deeds.of(kept), off)


@dataclass(frozen=True)
class Reason:
    """A part of the score, in words."""

    zh: str
    en: str
    points: int


HOT_FROM = 50
VISIT_POINTS, MOST_VISIT_POINTS = 3, 15
RECENT_VISIT = (
    (timedelta(days=1), 20, "一天内来过", "Visited within a day"),
    (timedelta(days=7), 14, "七天内来过", "Visited within 7 days"),
    (timedelta(days=30), 7, "三十天内来过", "Visited within 30 days"),
)
RECENT_FOLLOWUP = (
    (timedelta(days=7), 10, "七天内跟进过", "Followed up within 7 days"),
    (timedelta(days=30), 4, "三十天内跟进过", "Followed up within 30 days"),
)
DEALS = {"open": (20, "有进行中的商机", "Has an open opportunity"),
         "won": (15, "已成交过", "Has bought before")}  # fmt: skip
CONTACT_POINTS, FORWARD_POINTS = 12, 5
AGAIN = ((3, 10), (2, 5))
LONG = ((300, 8), (60, 4))  # seconds

Steps = tuple[tuple[timedelta, int, str, str], ...]


def _recent(steps: Steps, moment: datetime | None, now: datetime) -> list[Reason]:
    for within, points, zh, en in steps:
        if moment is not None and now - moment <= within:
            return [Reason(zh, en, points)]
    return []


def _step(steps: tuple[tuple[int, int], ...], value: int) -> int:
    return next((points for least, points in steps if value >= least), 0)


def _deeds(seen: Deeds) -> list[Reason]:
    """What was done in the last 30 days."""
    minutes = seen.dwell_s // 60
    given = (
        (CONTACT_POINTS if seen.contacts else 0, "三十天内拿过联系方式", "Took contact details"),
        (
            _step(AGAIN, seen.again),
            f"同一个产品看了 {seen.again} 次",
            f"Looked at one product {seen.again} times",
        ),
        (_step(LONG, seen.dwell_s), f"一共看了 {minutes} 分钟", f"Looked for {minutes} minutes"),
        (FORWARD_POINTS if seen.shares else 0, "转发过", "Forwarded something"),
    )
    return [Reason(zh, en, points) for points, zh, en in given if points]


def score_reasons(seen: ScoreInputs, now: datetime) -> list[Reason]:
    """Why a customer counts as warm at `now`; the points add up to the score (0..100)."""
    reasons: list[Reason] = []
    if seen.off:
        return reasons
    if seen.visit_count:
        points = min(seen.visit_count * VISIT_POINTS, MOST_VISIT_POINTS)
        english = "1 visit" if seen.visit_count == 1 else f"{seen.visit_count} visits"
        reasons.append(Reason(f"来过 {seen.visit_count} 次", english, points))
    reasons += _recent(RECENT_VISIT, seen.last_visit_at, now)
    # Deeds are those of the month before the last visit: they go when the person stays away.
    if seen.last_visit_at is not None and now - seen.last_visit_at <= AGO:
        reasons += _deeds(seen.deeds)
    reasons += _recent(RECENT_FOLLOWUP, seen.last_followup_at, now)
    if seen.deal_state in DEALS:
        points, zh, en = DEALS[seen.deal_state]
        reasons.append(Reason(zh, en, points))
    return reasons


def score(seen: ScoreInputs, now: datetime) -> int:
    """0 (nothing known) to 100 (call today)."""
    return sum(reason.points for reason in score_reasons(seen, now))
