"""What follows from stored events: visits, interests, counters, timeline, live lines, alerts.

A request leaves a mark with its events; the digest takes many marks at once, sums them up per visit
and writes everything in one transaction with the marks' removal: each event counts once, and what
was interrupted begins anew. Within a transaction it always works in the same order: people's locks,
marks, visits, hours, customers, cards.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from keliu.catalog import public as catalog
from keliu.kit import scope
from keliu.platform import sql
from keliu.radar.rules import intake
from keliu.radar.services import anonymous, hours, known, statements, telling, visits
from keliu.radar.services import intake as door
from keliu.radar.services.visits import Course, Mark

MOST_MARKS = 400
ALONE = "SELECT pg_advisory_xact_lock(%s, %s)"
TURN_SPACE = 0x72616462  # "radb": one digest of a merchant at a time
ALL_HELD = """SELECT pg_advisory_xact_lock_shared(%s, k.key)
 FROM unnest(%s::int[]) AS k(key)"""


def _mark(row: Sequence[Any]) -> Mark:
    *about, payload, new = row
    events = intake.unpack(bytes(payload))
    if len(new) < len(events):
        events = intake.apart(events, new)[0]
    return Mark._make([*about, events])


def _take(found: list[tuple[int, int | None]]) -> list[Mark]:
    """Take marks for good; one that a withdrawal took meanwhile is not among them."""
    rows = sql.rows(statements.TAKE, [scope.current(), [one for one, _ in found]])
    return sorted(map(_mark, rows))


def _hold(found: list[tuple[int, int | None]]) -> None:
    people = {who for _, who in found if who is not None}
    locks = sorted({door.lock_of(one)[1] for one in people})
    if locks:
        sql.do(ALL_HELD, [door.LOCK_SPACE, locks])


def _courses(marks: list[Mark]) -> list[Course]:
    """New events by visit."""
    found: dict[int, Course] = {}
    known.meet_codes(one.code_id for one in marks)
    known.meet_shares(one.share_id for one in marks if one.share_id)
    for one in marks:
        if one.visit_id is None or one.customer_id is None:
            continue
        course = found.get(one.visit_id)
        if course is None:
            course = found[one.visit_id] = Course(
                one.visit_id, one.customer_id, one.card_id, one.code_id
            )
        course.join(one)
    return [one for one in found.values() if one.events]


def _count(marks: list[Mark]) -> None:
    """Hours, and how often cards and products were looked at."""
    counts = hours.Counts()
    cards, products = Counter[int](), Counter[int]()
    for one in marks:
        counts.add(one)
        looks, seen = intake.views_of(one.events)
        if looks:
            cards[one.card_id] += looks
        for product_id, views in seen.items():
            products[product_id] += views
    hours.count_up(counts)
    # Last of all, because everybody waits for these rows until we commit.
    if cards or products:
        catalog.count_views(cards, products)


def _work(found: list[tuple[int, int | None]], *, aloud: bool) -> int:
    marks = _take(found)
    courses = _courses(marks)
    visits.save(courses)
    anonymous.count_up([one for one in marks if one.visit_id is None])
    if aloud:
        telling.tell(courses)
    _count(marks)
    return len(marks)


def _waiting(customer_ids: Sequence[int] | None) -> list[tuple[int, int | None]]:
    who = list(customer_ids) if customer_ids is not None else None
    return sql.rows(statements.WAITING, [scope.current(), who, who, MOST_MARKS])


@transaction.atomic
def run() -> int:
    """Digest what waits in the current merchant, up to MOST_MARKS batches; returns how many."""
    found = _waiting(None)
    if not found:
        return 0
    sql.do(ALONE, [TURN_SPACE, scope.current() % (1 << 31)])
    _hold(found)
    return _work(found, aloud=True)


def settle(customer_ids: Sequence[int] | None = None, *, aloud: bool = True) -> None:
    """Digest everything that waits, of these people or of the whole merchant, in this transaction.

    Before a withdrawal or a merge: the caller holds the people's locks alone.
    """
    while found := _waiting(customer_ids):
        _work(found, aloud=aloud)
        if len(found) < MOST_MARKS:
            break
