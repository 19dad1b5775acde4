"""The front door of the radar for the contexts above and for config."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from keliu.kit import clock, ids
from keliu.radar import selectors
from keliu.radar import selectors_spread as share_rows
from keliu.radar.models import Visit, Visitor
from keliu.radar.rules import kinds, spread
from keliu.radar.schemas import FeedLine
from keliu.radar.selectors import READ, paths_of
from keliu.radar.selectors_portrait import CameBy, Liked, Trail, trail
from keliu.radar.services import lines
from keliu.radar.services.deeds import noted, order_noted
from keliu.radar.services.digest import run as digest
from keliu.radar.services.intake import known_visitor
from keliu.radar.services.interests import watched
from keliu.radar.services.partitions import ensure
from keliu.radar.services.privacy import counts, deidentify, export
from keliu.radar.services.shares import known_share, opened
from keliu.radar.services.signals import Signals, contact_mask, signals
from keliu.radar.services.signals import forget as forget_interests
from keliu.radar.services.signals import refresh as refresh_signals
from keliu.radar.services.sources import Brought, source_of
from keliu.radar.services.trail import trail_seen


@dataclass(frozen=True)
class HotVisit:
    """A visit that deserves a call now."""

    visit_id: int
    customer_id: int
    owner_id: int
    sentence: str
    advice: str
    last_at: datetime


@dataclass(frozen=True)
class Touch:
    """One contact of a customer with a card."""

    at: datetime
    staff_id: int
    card_id: int
    code_id: int
    share_id: int | None


@dataclass(frozen=True)
class Attribution:
    """Where a customer came from first, and where last."""

    first: Touch
    last: Touch


def visits_between(start: datetime, end: datetime, permission: str = READ) -> QuerySet[Visit]:
    """Visits begun in [start, end) within the acting person's reach, for counting."""
    return selectors.visits_between(start, end, permission)


def visits_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = READ
) -> dict[date, int]:
    """How many visits began on each local day of [start, end), within reach."""
    return selectors.visits_by_day(start, end, timezone, permission)


def hot_visits(limit: int = 10, permission: str = READ) -> list[HotVisit]:
    """The warmest visits of the last day within reach, warmest first."""
    since = clock.now() - timedelta(hours=kinds.HOT_HOURS)
    rows = list(selectors.hot_visits(since, permission)[:limit])
    names = lines.names_for(rows)
    return [_hot(row, lines.line(row, names)) for row in rows]


def _hot(row: Visit, line: dict[str, Any]) -> HotVisit:
    return HotVisit(
        visit_id=row.pk,
        customer_id=row.customer_id or 0,
        owner_id=row.owner_id,
        sentence=line["sentence"],
        advice=line["advice"],
        last_at=row.last_at,
    )


def hot_count(permission: str = READ) -> int:
    """How many customers had a hot visit within the last day, within reach."""
    since = clock.now() - timedelta(hours=kinds.HOT_HOURS)
    rows = selectors.hot_visits(since, permission).order_by()
    return rows.values("customer_id").distinct().count()


def latest(since: datetime, limit: int, permission: str = READ) -> list[FeedLine]:
    """The visits that moved last since a moment, within reach, as lines of the feed."""
    rows = selectors.visits_between(since, None, permission).order_by("-last_at", "-id")
    found = list(rows[:limit])
    names = lines.names_for(found)
    return [FeedLine(**lines.line(row, names)) for row in found]


def attribute(customer_id: int) -> Attribution | None:
    """First and last touch of a customer, or None for somebody who never came (or withdrew)."""
    rows = list(Visitor.objects.select_related("card").filter(customer_id=customer_id))
    if not rows:
        return None
    first, last = min(rows, key=lambda row: row.first_at), max(rows, key=lambda row: row.last_at)
    return Attribution(
        Touch(first.first_at, first.card.owner_id, first.card_id, first.first_code_id,
              first.first_share_id),
        Touch(last.last_at, last.card.owner_id, last.card_id, last.last_code_id,
              last.last_share_id),
    )  # fmt: skip


def share_paths(share_ids: Iterable[int | None]) -> dict[int, list[int | None]]:
    """Customer ids from the first sharer to the one whose forward was opened, by share."""
    return paths_of(share_ids)


def prepare_months(first: datetime, last: datetime) -> None:
    """Have room for events between two moments (for back-dated seed data)."""
    ensure(ids.at_ms(clock.to_ms(first)), ids.at_ms(clock.to_ms(last)))


def link_share(customer_id: int, share_id: int | None) -> None:
    """A person became known after opening a share: it counts as theirs, if they agree to that."""
    if share_id is not None and known_visitor(customer_id) is not None:
        opened(share_id, customer_id)


__all__ = [
    "READ",
    "Attribution",
    "Brought",
    "CameBy",
    "FeedLine",
    "HotVisit",
    "Liked",
    "Signals",
    "Touch",
    "Trail",
    "attribute",
    "contact_mask",
    "counts",
    "deidentify",
    "digest",
    "export",
    "forget_interests",
    "hot_count",
    "hot_visits",
    "known_share",
    "latest",
    "link_share",
    "noted",
    "order_noted",
    "prepare_months",
    "refresh_signals",
    "share_paths",
    "share_rows",
    "signals",
    "source_of",
    "spread",
    "trail",
    "trail_seen",
    "visits_between",
    "visits_by_day",
    "watched",
]  # fmt: skip
