"""Visits brought up to date with their new events, many at once; what people look at with them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from keliu.customers import public as customers
from keliu.kit import clock, ids, scope
from keliu.platform import sql
from keliu.radar.rules import did, intake, kinds
from keliu.radar.rules.intake import Good, Tally
from keliu.radar.services import known, statements
from keliu.radar.services.lines import Latest
from keliu.radar.services.storing import array

MOST_READ_AGAIN = 500
# Events whose marks still wait are not counted yet.
RAW = """SELECT id, kind, at, object_kind, object_id, dwell_ms, fen FROM radar_event
 WHERE merchant_id = %s AND visit_id = %s AND id NOT IN (
  SELECT unnest(m.ids) FROM radar_mark m WHERE m.merchant_id = %s AND m.visit_id = %s)"""
Thing = tuple[str, int]


class Mark(NamedTuple):
    """A batch that waits (models.Mark), with its new events."""

    id: int
    visit_id: int | None
    customer_id: int | None
    card_id: int
    code_id: int
    share_id: int | None
    first: bool
    source: str
    agent: str
    events: list[Good]


@dataclass
class Course:
    """New events of one visit, what it was before and what it is now."""

    visit_id: int
    customer_id: int
    card_id: int
    code_id: int
    events: list[Good] = field(default_factory=list)
    share_id: int | None = None
    opened: list[tuple[int, str]] = field(default_factory=list)  # (share, user agent)
    new_codes: list[int] = field(default_factory=list)  # by which they came here for the first time
    before: Tally = field(default_factory=Tally)
    last_times: int = 1
    times: int = 0
    seen_before: datetime | None = None
    visit: Latest = field(init=False)

    @property
    def is_new(self) -> bool:
        return not self.before.events

    def join(self, mark: Mark) -> None:
        """Add one more batch of the same visit."""
        self.events += mark.events
        if mark.first:
            self.new_codes.append(mark.code_id)
        if mark.share_id is None:
            return
        if any(one.kind == "share_open" for one in mark.events):
            self.opened.append((mark.share_id, mark.agent))
        found = known.share(mark.share_id)
        if found and found[1] != self.customer_id:
            self.share_id = self.share_id or mark.share_id


def moment(milliseconds: int) -> datetime:
    """A client's moment; what lies ahead of our clock happened now."""
    return min(clock.from_ms(milliseconds), clock.now())


def _load(courses: list[Course]) -> None:
    """What the visits were before."""
    found = {one.visit_id: one for one in courses}
    for row in sql.rows(statements.VISITS, [scope.current(), list(found)]):
        course = found[row[0]]
        course.before = Tally(row[1], row[2], row[3], row[4], clock.to_ms(row[5]), *row[6:11])
        course.last_times = row[11]
        course.seen_before = row[5]


def _number(courses: list[Course]) -> None:
    """The n-th visit of each person, and when they were seen last before a new one."""
    fresh = [one for one in courses if one.is_new]
    if not fresh:
        return
    people = list({one.customer_id for one in fresh})
    rows = sql.rows(statements.BEFORE, [scope.current(), people])
    known_ones = {customer_id: (count, last) for customer_id, count, last in rows}
    for one in sorted(fresh, key=lambda c: (min(e.at_ms for e in c.events), c.visit_id)):
        count, last = known_ones.get(one.customer_id, (0, None))
        one.times, one.seen_before = count + 1, last
        known_ones[one.customer_id] = (count + 1, last)


def _like(courses: list[Course]) -> None:
    """Interests of everybody who lets us keep them, and how often they looked at the last thing."""
    liked: dict[tuple[int, str, int], list[int]] = {}
    off = customers.profiling_off({one.customer_id for one in courses})
    for one in courses:
        last = max(event.at_ms for event in one.events)
        for thing, (views, dwell) in intake.looked_at(one.events, one.card_id).items():
            sums = liked.setdefault((one.customer_id, *thing), [0, 0, 0])
            sums[:] = [sums[0] + views, sums[1] + dwell, max(sums[2], last)]
    liked = {key: sums for key, sums in liked.items() if key[0] not in off}
    if not liked:
        return
    people, names, objects = zip(*liked, strict=True)
    looks, dwells, lasts = zip(*liked.values(), strict=True)
    now_ms = clock.now_ms()
    rows = sql.rows(statements.LIKED, [
        scope.current(), array(ids.some(len(liked))), array(people), array(names),
        array(objects), array(looks), array(dwells), array(min(one, now_ms) for one in lasts),
    ])  # fmt: skip
    seen = {(who, kind, thing): often for who, kind, thing, often in rows}
    for one in courses:
        thing = (one.visit.last_object_kind or kinds.CARD_OBJECT,
                 one.visit.last_object_id or one.card_id)  # fmt: skip
        one.last_times = seen.get((one.customer_id, *thing), 0) or one.last_times


def _summed(course: Course) -> Tally:
    """The visit with its new events; what came late is put where it belongs."""
    late = min(one.at_ms for one in course.events) < course.before.last_ms
    if late and course.before.events + len(course.events) <= MOST_READ_AGAIN:
        return intake.add_up(Tally(), raw_events(course.visit_id))
    return intake.add_up(course.before, course.events)


def raw_events(visit_id: int) -> list[Good]:
    """Everything that has been counted in a visit, as it was stored."""
    here = [scope.current(), visit_id]
    return [
        Good("", row[0], 0, row[1], clock.to_ms(row[2]), *row[3:7])
        for row in sql.rows(RAW, [*here, *here])
    ]


def _visit(course: Course) -> Latest:
    tally, face = _summed(course), known.face(course.code_id)
    assert face is not None, "a card and its codes are never removed while visits point at them"
    return Latest(
        pk=course.visit_id,
        customer_id=course.customer_id,
        card_id=course.card_id,
        code_id=course.code_id,
        share_id=course.share_id,
        owner_id=face.code.owner_id,
        department_id=face.code.department_id,
        started_at=moment(min(one.at_ms for one in course.events)),
        last_at=moment(tally.last_ms),
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


COLUMNS = ("customer_id", "card_id", "code_id", "share_id", "owner_id", "department_id",
           "event_count", "dwell_ms", "share_count", "heat", "hot", "last_kind", "last_object_kind",
           "last_object_id", "last_dwell_ms", "last_fen")  # fmt: skip


def _row(course: Course) -> dict[str, Any]:
    visit = course.visit
    row = {name: getattr(visit, name) for name in COLUMNS}
    return row | {
        "id": visit.pk,
        "times": course.times or 1,
        "last_times": course.last_times,
        "did": did.mask(one.kind for one in course.events),
        "started_at": visit.started_at.isoformat(),
        "last_at": visit.last_at.isoformat(),
    }


def save(courses: list[Course]) -> None:
    """Write the visits; every course then has its `visit` as the database has it."""
    if not courses:
        return
    _load(courses)
    _number(courses)
    for one in courses:
        one.visit = _visit(one)
    _like(courses)
    values = [scope.current(), sql.jsonb([_row(one) for one in courses])]
    rows = {row[0]: row[1:] for row in sql.rows(statements.SAVE, values)}
    for one in courses:
        visit, row = one.visit, rows[one.visit_id]
        visit.started_at, visit.times, visit.share_id, visit.code_id = row
        visit.last_times = one.last_times


def rebuild(visit_id: int) -> Tally:
    """What a visit's raw events add up to."""
    return intake.add_up(Tally(), raw_events(visit_id))


def products_seen(events: list[Good]) -> list[int]:
    """Products that events are about, each once, in the order they were looked at."""
    found: dict[int, None] = {}
    for one in sorted(events, key=intake.IN_TURN):
        if one.object_kind == kinds.PRODUCT_OBJECT and one.object_id:
            found[one.object_id] = None
    return list(found)
