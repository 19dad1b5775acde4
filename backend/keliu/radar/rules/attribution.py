"""Attribution (归因): which touch an order is owed to. Pure; the rule of decision 0038.

1. The page an order was placed on: its code, and the forward it was opened by.
2. Opened without a forward, but the last one at this card is at most 30 days old: that forward.
3. Placed elsewhere (the till, a menu): the last touch of the person, at most 30 days old.
4. Else nothing brought it: whoever looks after the customer.
The first touch is the earliest we know of; one's own forward never counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LASTS = timedelta(days=30)


@dataclass(frozen=True)
class Step:
    """A person at a card: when, by which code, by whose forward."""

    at: datetime
    card_id: int
    code_id: int
    share_id: int | None = None


@dataclass(frozen=True)
class Trail:
    """How a person met one card first, and last."""

    first: Step
    last: Step


def last_touch(given: Step | None, trails: Iterable[Trail], now: datetime) -> Step | None:
    """The touch that an order placed now is owed to."""
    fresh = [one.last for one in trails if now - one.last.at <= LASTS]
    if given is None:
        return max(fresh, key=lambda one: one.at, default=None)
    if given.share_id is not None:
        return given
    here = [one for one in fresh if one.card_id == given.card_id and one.share_id is not None]
    shared = max(here, key=lambda one: one.at, default=None)
    return replace(given, share_id=shared.share_id) if shared else given


def first_touch(
    given: Step | None, trails: Iterable[Trail], came_by: Step | None = None
) -> Step | None:
    """The touch that a person was won by; `came_by` is the code they became known at."""
    known = [one.first for one in trails] + [one for one in (came_by, given) if one is not None]
    return min(known, key=lambda one: one.at, default=None)
