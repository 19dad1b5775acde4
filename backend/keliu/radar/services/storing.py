"""Storing events once: the same event meets its own row, two different ones never share it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from msgspec.structs import replace

from keliu.kit import clock, scope
from keliu.platform import sql
from keliu.radar.rules import intake
from keliu.radar.rules.intake import Good, Tally
from keliu.radar.services import partitions, statements
from keliu.radar.services.known import Place

MOST_PROBES = 4


@dataclass(frozen=True)
class Stored:
    """What was new, and the visit as it was before."""

    new: list[Good]
    repeated: int
    before: Tally
    times: int = 1


def array(values: Iterable[int | str]) -> str:
    """An array parameter in PostgreSQL's own notation: numbers, and names from our dictionary.

    psycopg quotes element by element, which for a batch costs more than storing it.
    """
    return "{" + ",".join(map(str, values)) + "}"


def _arrays(events: Sequence[Good]) -> list[str]:
    """Columns of the rows, in id order so that two batches never wait for each other crosswise."""
    rows = sorted(events, key=attrgetter("id"))
    return [
        array(one.id for one in rows),
        array(one.key for one in rows),
        array(one.kind for one in rows),
        array(one.object_id or 0 for one in rows),
        array(one.dwell_ms for one in rows),
        array(one.at_ms for one in rows),
        array(one.fen or 0 for one in rows),
    ]


Insert = Callable[[list[Good]], set[int]]


def _once(events: list[Good], insert: Insert) -> tuple[list[Good], int]:
    """Insert every event that is not there yet: (new ones, how many were repeats)."""
    partitions.ensure(min(one.id for one in events), max(one.id for one in events))
    new, repeated = list[Good](), 0
    for probe in range(1, MOST_PROBES + 1):
        there = insert(events)
        new += [one for one in events if one.id in there]
        missing = [one for one in events if one.id not in there]
        if not missing:
            break
        rows = sql.rows(statements.THERE, [scope.current(), [one.id for one in missing]])
        keys = dict(rows)
        strangers = [one for one in missing if keys.get(one.id) != one.key]
        repeated += len(missing) - len(strangers)
        if not strangers:
            break
        events = [
            replace(one, id=intake.row_id(one.client_id, one.at_ms, probe)[0]) for one in strangers
        ]
    return new, repeated


def store_anonymous(place: Place, events: list[Good]) -> Stored:
    """Keep events of somebody who has not agreed: rows without a person, and counts."""
    code, merchant_id = place.code, scope.current()
    about = [merchant_id, None, None, code.card_id, code.id, None]

    def insert(rows: list[Good]) -> set[int]:
        values = [*about, *_arrays(rows), merchant_id, code.card_id, place.timezone]
        return set(sql.one(statements.ANONYMOUS, values)[0] or ())

    new, repeated = _once(events, insert)
    return Stored(new, repeated, Tally())


def store_known(
    place: Place, customer_id: int, visit_id: int, share_id: int | None, events: list[Good]
) -> Stored:
    """Keep events of a known visitor, and say what their visit was before."""
    code, merchant_id = place.code, scope.current()
    about = [merchant_id, visit_id, customer_id, code.card_id, code.id, share_id]
    seen: list[Any] = []

    def insert(rows: list[Good]) -> set[int]:
        row = sql.one(statements.KNOWN, [*about, *_arrays(rows), merchant_id, visit_id])
        seen.append(row)
        return set(row[0] or ())

    new, repeated = _once(events, insert)
    state = seen[0]
    if state[1] is None:
        return Stored(new, repeated, Tally())
    before = Tally(
        events=state[1],
        dwell_ms=state[2],
        heat=state[3],
        shares=state[4],
        last_ms=clock.to_ms(state[5]),
        kind=state[6],
        object_kind=state[7],
        object_id=state[8],
        line_dwell_ms=state[9],
        line_fen=state[10],
    )
    return Stored(new, repeated, before, times=state[11])
