"""What interactions needs from the contexts above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import QuerySet

from keliu.kit.errors import NotFound


def _no_opportunities(opportunity_id: int) -> tuple[int, str]:
    raise NotFound


def _nobody_touched(lead_id: int, last_at: datetime | None, next_at: datetime | None) -> None:
    raise NotFound


def _no_lead(lead_id: int) -> None:
    raise NotFound


@dataclass(frozen=True)
class Dated:
    """Something with a day in somebody's calendar."""

    kind: str
    id: int
    title: str
    day: date


@dataclass(frozen=True)
class Timed:
    """Something with a time in somebody's calendar; `page` is its place in the console."""

    kind: str
    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    version: int
    page: str
    note: str = ""


@dataclass(frozen=True)
class Expected:
    """An open opportunity whose expected day is near or gone."""

    id: int
    title: str
    owner_id: int
    expected_on: date


class Ports:
    """Filled by config.wiring."""

    opportunity_of: Callable[[int], tuple[int, str]] = staticmethod(_no_opportunities)
    """(customer id, title) of an opportunity the acting person may see. Raises NotFound."""
    expected: Callable[[date], list[Expected]] = staticmethod(lambda until: [])
    """Every open, owned opportunity of the merchant expected by a day, whoever asks."""
    dated: ClassVar[list[Callable[[date, date], list[Dated]]]] = []
    """What else stands in the acting person's own calendar between two days."""
    timed: ClassVar[list[Callable[[datetime, datetime], list[Timed]]]] = []
    """What stands there at a time (bookings), between two moments."""

    words: ClassVar[dict[str, Callable[[Sequence[int]], dict[int, str]]]] = {}
    """By kind of reference: texts of lines by the record's id, where it keeps them sealed."""
    leads: Callable[[str], "QuerySet[Any] | None"] = staticmethod(lambda permission: None)
    """Living leads that the acting person's permission covers (pk, name, owner_id,
    department_id)."""
    leads_named: Callable[[set[int]], dict[int, str]] = staticmethod(lambda ids: {})
    """Names of living leads, whoever asks."""
    lead_hold: Callable[[int], None] = staticmethod(_no_lead)
    """Lock a lead until the transaction ends. Raises NotFound."""
    lead_touched: Callable[[int, datetime | None, datetime | None], None] = staticmethod(
        _nobody_touched
    )
    """Tell a lead when its last follow-up was and when the next is due."""

    transcribe: Callable[[bytes, str], str] | None = None
    """The words of a voice note (bytes, mime); None while no recogniser is configured."""
