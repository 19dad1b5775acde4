"""The feed and what stands behind its lines."""

from typing import Any

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.catalog import public as catalog
from keliu.kit import actor, clock
from keliu.kit.paging import Sort
from keliu.platform import lists, records
from keliu.platform.wire import Page, Ref
from keliu.radar import selectors
from keliu.radar import selectors_feed as questions
from keliu.radar.models import Event, Visit
from keliu.radar.rules import intake, kinds, sentences
from keliu.radar.schemas import (
    DayAsked,
    FeedAsked,
    FeedLine,
    InterestOut,
    RadarSummary,
    VisitDetail,
    VisitEvent,
)
from keliu.radar.services import lines, trail
from keliu.radar.services.lines import Names

router = Router(tags=["radar"])
SORTS = (
    Sort("-started_at", "started_at", descending=True, kind="time"),
    Sort("-heat", "heat", descending=True, kind="number"),
)
VIEWS = [kind.name for kind in kinds.KINDS.values() if kind.views]
HOT_SHOWN = 10


def narrowed(asked: FeedAsked) -> QuerySet[Visit]:
    """The visits within reach that a filter asks for."""
    rows = selectors.visits_between(asked.since, asked.until)
    if asked.did:
        rows = questions.who_did(rows, asked.did)
    if asked.kind:
        rows = questions.ended_with(rows, selectors.kinds_of_line(asked.kind))
    me = actor.current().staff_id
    wanted: dict[str, Any] = {
        "owner_id": me if asked.staff == "me" else lists.id_filter(asked.staff),
        "customer_id": lists.id_filter(asked.customer),
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def _page(asked: FeedAsked) -> door.Body:
    rows = narrowed(asked)
    sort = lists.choose(SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    return written(lines.shown(found), following, rows.count() if asked.total else None)


def written(items: list[dict[str, Any]], following: str | None, total: int | None) -> door.Body:
    """A page as JSON; lines are ready for it, and models of them would cost more than their rows.

    A test reads such answers with the models that the document shows.
    """
    return door.Body(msgspec.json.encode({"items": items, "next": following, "total": total}))


@router.get("/radar/feed", response=Page[FeedLine])
@door.staff("radar.read")
def radar_feed(request: HttpRequest, asked: Query[FeedAsked]) -> door.Body:
    """One line per visit, newest first; the socket updates the same lines in place."""
    return _page(asked)


@router.get("/radar/visits", response=Page[FeedLine])
@door.staff("radar.read")
def radar_visits(request: HttpRequest, asked: Query[FeedAsked]) -> door.Body:
    """The visits begun in a span of time: what a figure is made of."""
    return _page(asked)


def _event(row: Event, names: Names) -> VisitEvent:
    return VisitEvent(
        id=row.pk,
        at=row.at,
        kind=row.kind,
        label=f"{kinds.KINDS[row.kind].zh}{sentences.amount(row.fen)}",
        object=Ref(**names.thing(row.object_kind, row.object_id, row.card_id)),
        dwell_ms=row.dwell_ms,
    )


def _interests(events: list[Event], card_id: int, names: Names) -> list[InterestOut]:
    """What the visit was about, longest first."""
    goods = [
        intake.Good("", row.pk, row.key, row.kind, 0, row.object_kind, row.object_id, row.dwell_ms)
        for row in events
    ]
    found = intake.looked_at(goods, card_id)
    ranked = sorted(found.items(), key=lambda one: (-one[1][1], -one[1][0]))
    return [
        InterestOut(object=Ref(**names.thing(*thing, card_id)), views=views, dwell_ms=dwell)
        for thing, (views, dwell) in ranked
    ]


@router.get("/radar/visits/{visit_id}", response=VisitDetail)
@door.staff("radar.read")
def radar_visit(request: HttpRequest, visit_id: int) -> VisitDetail:
    """One visit: events in order, what they were about, and through whose hands the card came."""
    visit = records.find(selectors.visits_in_reach(), visit_id)
    trail.trail_seen(visit.customer_id)
    events = selectors.events_of(visit.pk)
    names = lines.names_for([visit], selectors.things_of(events))
    who = names.person(visit.customer_id) or sentences.SOMEBODY
    code = catalog.codes([visit.code_id])[visit.code_id]
    return VisitDetail(
        id=visit.pk,
        customer=Ref(id=visit.customer_id, name=who) if visit.customer_id else None,
        visitor_name=who,
        started_at=visit.started_at,
        last_at=visit.last_at,
        code=code.code,
        channel=code.channel,
        share_path=_path(visit, who),
        events=[_event(row, names) for row in events],
        interests=_interests(events, visit.card_id, names),
    )


def _path(visit: Visit, who: str) -> list[str]:
    sharers = selectors.sharers_above(visit.share_id)
    called = lines.people(sharers)
    return [*(called.get(one, sentences.SOMEBODY) for one in sharers), who] if sharers else []


@router.get("/radar/summary", response=RadarSummary)
@door.staff("radar.read")
def radar_summary(request: HttpRequest, asked: Query[DayAsked]) -> RadarSummary:
    """A day in figures, and who to call."""
    zone = selectors.timezone()
    day = asked.day or clock.local_day(clock.now(), zone)
    start, end = clock.day_bounds(day, zone)
    figures = selectors.figures(start, end)
    hot = list(selectors.hot_visits(start).filter(started_at__lt=end)[:HOT_SHOWN])
    return RadarSummary(
        visits=figures["visits"],
        visitors=figures["visitors"],
        anonymous_views=selectors.anonymous_between(day, day, VIEWS),
        shares=figures["shares"] + selectors.anonymous_between(day, day, ["share"]),
        hot=[FeedLine(**one) for one in lines.shown(hot)],
    )
