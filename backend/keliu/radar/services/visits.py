"""A known visitor's batch: their visit, what the customer and the timeline learn, the live line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import clock, ids, scope
from keliu.platform import realtime, sql
from keliu.radar.models import Visit
from keliu.radar.rules import intake, kinds, sentences
from keliu.radar.rules.intake import Good, Tally
from keliu.radar.services import known, lines, shares, statements, storing
from keliu.radar.services.known import Place
from keliu.radar.services.lines import Names
from keliu.radar.services.storing import Stored


@dataclass(frozen=True)
class Coming:
    """A known person at a card, with the visit that their events belong to."""

    place: Place
    customer_id: int
    share_id: int | None
    visit_id: int
    first_time: bool  # never at this card before


def _moment(milliseconds: int) -> datetime:
    """A client's moment; what lies ahead of our clock happened now."""
    return min(clock.from_ms(milliseconds), clock.now())


def _arrive(place: Place, customer_id: int, share_id: int | None, events: list[Good]) -> Coming:
    """Find the visit that goes on, or begin one after half an hour of silence."""
    code = place.code
    first = _moment(min(one.at_ms for one in events))
    last = _moment(max(one.at_ms for one in events))
    touch = [code.id, share_id]
    values = [ids.new(), scope.current(), customer_id, code.card_id, ids.new(), first, *touch]
    row = sql.one(statements.VISITOR, [*values, last, *touch, intake.SILENCE])
    return Coming(place, customer_id, share_id, row[0], row[1])


def batch_store(place: Place, customer_id: int, share_id: int | None, events: list[Good]) -> Stored:
    """Store a known visitor's events and everything that follows from the new ones."""
    coming = _arrive(place, customer_id, share_id, events)
    stored = storing.store_known(place, customer_id, coming.visit_id, share_id, events)
    if stored.new:
        visit, is_new = _save(coming, stored)
        _tell(coming, visit, stored, is_new=is_new)
    return stored


def _save(coming: Coming, stored: Stored) -> tuple[Visit, bool]:
    """Bring the visit's row up to date; the person's row at this card is locked, so sums hold."""
    tally, is_new = intake.add_up(stored.before, stored.new), not stored.before.events
    visit = _visit(coming, tally, stored)
    liked = intake.looked_at(stored.new, visit.card_id)
    things = list(liked)
    values: list[Any] = [scope.current(), coming.customer_id, visit.last_at]
    values += [
        storing.array(ids.new() for _ in things),
        storing.array(kind for kind, _ in things),
        storing.array(identifier for _, identifier in things),
        storing.array(liked[thing][0] for thing in things),
        storing.array(liked[thing][1] for thing in things),
    ]
    row = sql.one(statements.VISIT, [*values, *_columns(visit, is_new=is_new, times=stored.times)])
    visit.started_at, visit.times, visit.last_times, visit.share_id = row
    return visit, is_new


def _visit(coming: Coming, tally: Tally, stored: Stored) -> Visit:
    code = coming.place.code
    return Visit(
        id=coming.visit_id,
        customer_id=coming.customer_id,
        card_id=code.card_id,
        code_id=code.id,
        share_id=coming.share_id,
        owner_id=code.owner_id,
        department_id=code.department_id,
        started_at=_moment(min(one.at_ms for one in stored.new)),
        last_at=_moment(tally.last_ms),
        event_count=tally.events,
        dwell_ms=tally.dwell_ms,
        share_count=tally.shares,
        heat=tally.heat,
        hot=tally.hot,
        last_kind=tally.kind,
        last_object_kind=tally.object_kind,
        last_object_id=tally.object_id,
        last_dwell_ms=tally.line_dwell_ms,
        last_fen=tally.line_fen,
    )


def _columns(visit: Visit, *, is_new: bool, times: int) -> list[Any]:
    merchant_id = scope.current()
    thing = visit.last_object_kind or kinds.CARD_OBJECT
    return [
        visit.pk, merchant_id, visit.customer_id, visit.card_id, visit.code_id, visit.share_id,
        visit.owner_id, visit.department_id, visit.started_at, visit.last_at,
        is_new, merchant_id, visit.customer_id,
        visit.event_count, visit.dwell_ms, visit.share_count, visit.heat, visit.hot,
        visit.last_kind, visit.last_object_kind, visit.last_object_id, visit.last_dwell_ms,
        visit.last_fen, thing, visit.last_object_id or visit.card_id, times,
    ]  # fmt: skip


def _names(coming: Coming, visit: Visit) -> Names:
    """The few names of one live line, mostly remembered."""
    code = coming.place.code
    names = Names({}, {code.card_id: code.card_name}, {}, {code.owner_id: coming.place.staff_name})
    wanted = [coming.customer_id]
    shared = known.share(visit.share_id) if visit.share_id else None
    if visit.share_id and shared and shared[1]:
        names.sharers[visit.share_id] = shared[1]
        wanted.append(shared[1])
    for one in wanted:
        person = known.person(one)
        if person:
            names.people[one] = person
    if visit.last_object_kind == kinds.PRODUCT_OBJECT and visit.last_object_id:
        name = known.product(visit.last_object_id)
        names.products[visit.last_object_id] = name or ""
    return names


def _tell(coming: Coming, visit: Visit, stored: Stored, *, is_new: bool) -> None:
    """Customer, timeline, share tree, counters and the owner's screen learn of it."""
    names = _names(coming, visit)
    # Within a minute the customer's "last seen" says nothing new.
    if is_new or clock.to_ms(visit.last_at) // 60_000 != stored.before.last_ms // 60_000:
        customers.note_visit(coming.customer_id, visit.last_at, new_visit=is_new)
    _write_down(coming, visit, names, stored.new)
    if coming.share_id and any(one.kind == "share_open" for one in stored.new):
        shares.opened(coming.share_id, coming.customer_id)
    if coming.first_time:
        catalog.count_visitor(coming.place.code.id)
    realtime.push(realtime.staff_topic(visit.owner_id), "radar.line", lines.line(visit, names))


def _write_down(coming: Coming, visit: Visit, names: Names, new: list[Good]) -> None:
    """One timeline line per visit, and one more when something was forwarded."""
    done = lines.deed(visit, names)
    data = {
        "visit_id": str(visit.pk),
        "card_id": str(visit.card_id),
        "events": visit.event_count,
        "dwell_ms": visit.dwell_ms,
        "hot": visit.hot,
        "said": {"key": "visit", "visits": visit.times, **lines.said(visit, names)},
    }
    interactions.timeline_put(
        customer_id=coming.customer_id,
        kind="visit",
        title=sentences.visit_title(visit.times),
        text=sentences.timeline_text(done, visit.event_count, visit.dwell_ms),
        ref_kind="visit",
        ref_id=visit.pk,
        data=data,
        at=visit.started_at,
    )
    shared = [one for one in new if one.kind == "share"]
    if shared:
        name = known.product(shared[-1].object_id) if shared[-1].object_id else None
        interactions.timeline_put(
            customer_id=coming.customer_id,
            kind="share",
            title=f"转发了 {name}" if name else "转发了名片",
            ref_kind="visit",
            ref_id=visit.pk,
            data=data | {"said": {"key": "shared", "name": name or ""}},
            at=_moment(shared[-1].at_ms),
        )
