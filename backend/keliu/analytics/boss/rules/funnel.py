"""From a visit to money: how far customers came, and how long each step took."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low
from typing import Literal

StepKey = Literal["visit", "talk", "opportunity", "deal"]
STEPS: tuple[StepKey, ...] = ("visit", "talk", "opportunity", "deal")
Moments = Mapping[int, list[datetime]]


@dataclass(frozen=True)
class Way:
    """One customer's way: when each step was taken for the first time after the visit."""

    customer_id: int
    at: tuple[datetime, datetime | None, datetime | None, datetime | None]

    @property
    def reached(self) -> int:
        """The furthest step; who bought has come through, whatever nobody wrote down."""
        return max(place for place, moment in enumerate(self.at) if moment is not None)


@dataclass(frozen=True)
class Step:
    """How many came to a step or further, and the usual time since the step before."""

    key: StepKey
    customers: int
    dwell_ms: int | None


def first_from(moments: list[datetime], start: datetime) -> datetime | None:
    """The first moment not before `start`."""
    place = bisect_left(moments, start)
    return moments[place] if place < len(moments) else None


def ways(
    visits: Mapping[int, datetime], talks: Moments, opened: Moments, deals: Moments
) -> list[Way]:
    """The way of everybody who came, the latest visit first."""
    found = [
        Way(
            customer_id,
            (
                start,
                first_from(talks.get(customer_id, []), start),
                first_from(opened.get(customer_id, []), start),
                first_from(deals.get(customer_id, []), start),
            ),
        )
        for customer_id, start in visits.items()
    ]
    return sorted(found, key=lambda way: (way.at[0], way.customer_id), reverse=True)


def steps(found: Iterable[Way], alone: int = 0) -> list[Step]:
    """The funnel of these ways, and of `alone` people who only came; it never widens."""
    known = list(found)
    further = [sum(way.reached >= place for way in known) for place in range(len(STEPS))]
    further[0] += alone
    return [Step(key, further[place], _dwell(known, place)) for place, key in enumerate(STEPS)]


def _dwell(known: list[Way], place: int) -> int | None:
    """The middle one of the times from the step before, where both were taken in this order."""
    if not place:
        return None
    pairs = [(way.at[place - 1], way.at[place]) for way in known]
    times = [
        int((later - earlier).total_seconds() * 1000)
        for earlier, later in pairs
        if earlier is not None and later is not None and later >= earlier
    ]
    return median_low(times) if times else None
