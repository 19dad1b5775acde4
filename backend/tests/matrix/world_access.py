"""Temporary access to an opportunity of each person, given to somebody whom it opens nothing."""

from datetime import timedelta
from typing import Any

from keliu.accounts import public as accounts
from keliu.kit import actor, clock


def share_of(place: Any, record_id: int, to: str) -> int:
    """小吴's role knows no opportunities, so that nobody's cells change."""
    staff = place.staff[to]
    with place.inside(), actor.acting(actor.NOBODY):
        row = accounts.share_give(
            kind="opportunity",
            record_id=record_id,
            staff_id=staff.pk,
            until=clock.now() + timedelta(days=1),
        )
        return int(row.pk)


def ended_share(place: Any, record_id: int, to: str) -> int:
    """One that was taken back."""
    identifier = share_of(place, record_id, to)
    with place.inside():
        accounts.share_take_back(
            kind="opportunity", record_id=record_id, staff_id=place.staff[to].pk
        )
    return identifier
