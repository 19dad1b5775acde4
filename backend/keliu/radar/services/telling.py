"""Who learns of new events: the customer's summary, the timeline, the share tree, live screens."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import clock
from keliu.platform import realtime
from keliu.radar.rules import sentences
from keliu.radar.services import alerts, known, lines, pulse, shares, visits
from keliu.radar.services.alerts import Noticed
from keliu.radar.services.lines import Names
from keliu.radar.services.visits import Course


def tell(courses: list[Course]) -> None:
    """Everything that people see of new events, in order of the customers."""
    ordered = sorted(courses, key=lambda c: (c.customer_id, c.visit_id))
    there = _summed_up(ordered)
    known.meet(_mentioned(ordered))
    known.meet_things(filter(None, (lines.about(one.visit) for one in ordered)))
    told = [(one, _names(one)) for one in ordered if one.customer_id in there]
    if not told:
        return
    interactions.timeline_put_all(line for one in told for line in _timeline(*one))
    for course, _ in told:
        _spread(course)
    realtime.push_all([*(_live(*one) for one in told), *pulse.letters()])
    alerts.noticed_all([_noticed(course) for course, _ in told])


def _mentioned(courses: list[Course]) -> Iterator[int]:
    """Whom the lines name: visitors, and those whose forward brought them."""
    for one in courses:
        yield one.customer_id
        shared = known.share(one.visit.share_id) if one.visit.share_id else None
        if shared and shared[1]:
            yield shared[1]


def _summed_up(courses: list[Course]) -> set[int]:
    """The customers' own figures, once each; returns those who were not removed a moment ago."""
    news: dict[int, tuple[datetime, int]] = {}
    for one in courses:
        last_at = one.visit.last_at
        # Within a minute the customer's "last seen" says nothing new.
        if one.is_new or clock.to_ms(last_at) // 60_000 != one.before.last_ms // 60_000:
            before, visits_before = news.get(one.customer_id, (last_at, 0))
            news[one.customer_id] = max(before, last_at), visits_before + one.is_new
    gone = news.keys() - customers.note_visits(news)
    return {one.customer_id for one in courses} - gone


def _names(course: Course) -> Names:
    """The few names of one live line, mostly remembered."""
    visit = course.visit
    face = known.face(course.code_id)
    assert face is not None
    names = Names({}, {visit.card_id: face.code.card_name}, {}, {visit.owner_id: face.staff_name})
    wanted = [course.customer_id]
    shared = known.share(visit.share_id) if visit.share_id else None
    if visit.share_id and shared and shared[1]:
        names.sharers[visit.share_id] = shared[1]
        wanted.append(shared[1])
    for one in wanted:
        person = known.person(one)
        if person:
            names.people[one] = person
    about = lines.about(visit)
    if about:
        names.things[about] = known.thing(about) or ""
    return names


def _spread(course: Course) -> None:
    for share_id, agent in course.opened:
        shares.opened(share_id, course.customer_id, agent=agent)
    for code_id in course.new_codes:
        catalog.count_visitor(code_id)


def _live(course: Course, names: Names) -> tuple[str, str, dict[str, Any]]:
    visit = course.visit
    return realtime.staff_topic(visit.owner_id), "radar.line", lines.line(visit, names, live=True)


def _noticed(course: Course) -> Noticed:
    visit = course.visit
    return Noticed(
        visit_id=visit.pk,
        customer_id=course.customer_id,
        card_id=visit.card_id,
        owner_id=visit.owner_id,
        department_id=visit.department_id,
        first=course.is_new and visit.times == 1,
        times=visit.times,
        kinds={one.kind for one in course.events},
        product_ids=visits.products_seen(course.events),
        last_seen_before=course.seen_before,
        at=visit.last_at,
    )


def _timeline(course: Course, names: Names) -> Iterator[dict[str, Any]]:
    """One timeline line per visit, and one more when something was forwarded."""
    visit = course.visit
    done = lines.deed(visit, names)
    data: dict[str, Any] = {
        "visit_id": str(visit.pk),
        "card_id": str(visit.card_id),
        "events": visit.event_count,
        "dwell_ms": visit.dwell_ms,
        "hot": visit.hot,
        "said": {"key": "visit", "visits": visit.times, **lines.said(visit, names)},
    }
    about = {"customer_id": course.customer_id, "ref_kind": "visit", "ref_id": visit.pk}
    yield about | {
        "kind": "visit",
        "title": sentences.visit_title(visit.times),
        "text": sentences.timeline_text(done, visit.event_count, visit.dwell_ms),
        "data": data,
        "at": visit.started_at,
    }
    shared = [one for one in course.events if one.kind == "share"]
    if shared:
        last = max(shared, key=lambda one: (one.at_ms, one.id))
        thing = (last.object_kind, last.object_id) if last.object_kind and last.object_id else None
        name = known.thing(thing) if thing else None
        yield about | {
            "kind": "share",
            "title": f"转发了 {name}" if name else "转发了名片",
            "data": data | {"said": {"key": "shared", "name": name or ""}},
            "at": visits.moment(last.at_ms),
        }
