"""Whose work somebody may look at, and the days they look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from keliu.accounts import public as accounts
from keliu.accounts.public import StaffCard
from keliu.analytics import selectors
from keliu.analytics.boss.rules.measures import BOSS
from keliu.kit import actor, clock
from keliu.kit.errors import NotFound


@dataclass(frozen=True)
class Span:
    """Moments [start, end) of local days, and where the span before them began."""

    start: datetime
    end: datetime
    before: datetime
    zone: str


def span(first: date, last: date) -> Span:
    """Days in the merchant's zone; both count."""
    zone = selectors.timezone()
    days = (last - first).days + 1
    at = selectors.window(first, last, zone)
    return Span(at.start, at.end, clock.day_bounds(first - timedelta(days=days), zone)[0], zone)


@contextmanager
def looking() -> Iterator[None]:
    """Ask as the acting person, with nothing reaching further than the boss radar does."""
    with actor.acting(actor.current().within(BOSS)):
        yield


def people(department: int | None = None) -> list[StaffCard]:
    """The colleagues within reach, those who left included; of one department and below it."""
    found = accounts.colleagues_within(BOSS)
    if department is None:
        return found
    places = set(accounts.below([department]))
    return [one for one in found if one.department_id in places]


def person(staff_id: int) -> StaffCard:
    """One of them. Raises NotFound."""
    known = next((one for one in people() if one.id == staff_id), None)
    if known is None:
        raise NotFound
    return known


def chosen(staff_id: int | None, department: int | None = None) -> list[int]:
    """The ids of one colleague within reach, or of all. Raises NotFound."""
    if staff_id is not None:
        return [person(staff_id).id]
    return [one.id for one in people(department)]
