"""The live feed by person and by behaviour, who is looking now, and what is new."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.kit import clock
from keliu.kit.paging import Sort
from keliu.platform import lists
from keliu.platform.wire import Bilingual, Page
from keliu.radar import selectors
from keliu.radar import selectors_feed as questions
from keliu.radar.api.feed import narrowed, written
from keliu.radar.models import Visit
from keliu.radar.rules import kinds
from keliu.radar.schemas import FeedAsked, FeedLine
from keliu.radar.schemas_feed import DeedCount, DeedsAsked, DeedsOut, NowLooking, PersonLine, Unseen
from keliu.radar.services import lines, seen

router = Router(tags=["radar"])
SORTS = (Sort("-started_at", "started_at", descending=True, kind="time"),)
EARLIER = 3  # the newest one and two before


@router.get("/radar/people", response=Page[PersonLine])
@door.staff("radar.read")
def radar_people(request: HttpRequest, asked: Query[FeedAsked]) -> door.Body:
    """One line per known person, whoever came last first."""
    rows = questions.newest_of_people(narrowed(asked))
    sort = lists.choose(SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    return written(_people(found), following, rows.count() if asked.total else None)


def _people(rows: list[Visit]) -> list[dict[str, Any]]:
    people = questions.ids_of(rows)
    before = questions.visits_before(people, EARLIER)
    sums = questions.sums_of_people(people)
    older = {row.pk: _older(row, before) for row in rows}
    every = [*rows, *(one for some in older.values() for one in some)]
    shown = {one.pk: line for one, line in zip(every, lines.shown(every), strict=True)}
    return [_person(row, shown, older[row.pk], sums) for row in rows]


def _older(row: Visit, before: dict[int, list[Visit]]) -> list[Visit]:
    mine = before.get(row.customer_id or 0, [])
    return [one for one in mine if one.pk != row.pk][: EARLIER - 1]


def _person(
    row: Visit,
    shown: dict[int, dict[str, Any]],
    older: list[Visit],
    sums: dict[int, tuple[int, int]],
) -> dict[str, Any]:
    """A PersonLine, ready for JSON."""
    visits, dwell = sums.get(row.customer_id or 0, (0, 0))
    return {
        "id": str(row.customer_id or 0),
        "line": shown[row.pk],
        "earlier": [shown[one.pk] for one in older],
        "visits": visits,
        "dwell_ms": dwell,
    }


@router.get("/radar/deeds", response=DeedsOut)
@door.staff("radar.read")
def radar_deeds(request: HttpRequest, asked: Query[DeedsAsked]) -> DeedsOut:
    """Every kind that happened in the last days, the most frequent first."""
    begins = _day_begins(asked.days - 1)
    rows = narrowed(FeedAsked.model_validate({"from": begins, "staff": asked.staff}))
    found = questions.counts_of_kinds(rows)
    done = [(kind, n) for kind, n in found.items() if not kinds.KINDS[kind].leaves]
    ranked = sorted(done, key=lambda one: (-one[1], one[0]))
    return DeedsOut(begins=begins, items=[_deed(kind, n) for kind, n in ranked])


def _deed(kind: str, visits: int) -> DeedCount:
    known = kinds.KINDS[kind]
    name = Bilingual(zh=known.zh, en=known.en)
    return DeedCount(kind=kind, name=name, line=known.line, visits=visits)


def _day_begins(ago: int) -> datetime:
    """Where the day so many days ago began for the merchant."""
    zone = selectors.timezone()
    day = clock.local_day(clock.now(), zone) - timedelta(days=ago)
    return clock.day_bounds(day, zone)[0]


@router.get("/radar/now", response=NowLooking)
@door.staff("radar.read")
def radar_now(request: HttpRequest) -> NowLooking:
    """Who is looking at this moment."""
    rows = questions.looking_now()
    found = lines.shown(list(rows[: questions.MOST_NOW]))
    return NowLooking(count=rows.count(), items=[FeedLine(**one) for one in found])


@router.get("/radar/unseen", response=Unseen)
@door.staff("radar.read")
def radar_unseen(request: HttpRequest) -> Unseen:
    """What is new since one looked."""
    since = questions.seen_at() or _day_begins(0)
    return Unseen(count=questions.new_since(since), since=since)


@router.post("/radar/seen", response={204: None})
@door.staff("radar.read")
def radar_seen(request: HttpRequest) -> None:
    """One has seen the feed as it is now."""
    seen.feed_seen()
