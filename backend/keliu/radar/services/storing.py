"""Storing events once: the same event meets its own row, two different ones never share it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import connection
from msgspec.structs import replace

from keliu.catalog.errors import CodeGone
from keliu.kit import clock, ids, scope
from keliu.platform import sql
from keliu.platform.pipeline import Question
from keliu.radar.rules import intake
from keliu.radar.rules.intake import Good
from keliu.radar.services import partitions, statements

MOST_PROBES = 4
RADAR = "radar"  # the purpose that people agree to


@dataclass(frozen=True)
class Origin:
    """Where a batch happened, by whose forward, where from and on what."""

    card_id: int
    code_id: int
    share_id: int | None = None
    opened: int | None = None  # the same, or the person's own
    source: str = "direct"
    device: str | None = None
    agent: str = ""


@dataclass(frozen=True)
class Stored:
    """How many of a batch were new, and how many were there before."""

    new: int
    repeated: int


def array(values: Iterable[int | str]) -> str:
    """An array parameter in PostgreSQL's own notation: numbers, and names from our dictionary.

    psycopg quotes element by element, which for a batch costs more than storing it.
    """
    return "{" + ",".join(map(str, values)) + "}"


def _columns(events: Sequence[Good]) -> dict[str, Any]:
    """Columns of the rows, in id order so that two batches never wait for each other crosswise."""
    rows = sorted(events, key=attrgetter("id"))
    return {
        "ids": array([one.id for one in rows]),
        "keys": array([one.key for one in rows]),
        "kinds": array([one.kind for one in rows]),
        "things": array([one.object_kind or "-" for one in rows]),
        "objects": array([one.object_id or 0 for one in rows]),
        "dwells": array([one.dwell_ms for one in rows]),
        "moments": array([one.at_ms for one in rows]),
        "fens": array([one.fen or 0 for one in rows]),
        "payload": intake.pack(rows),
        "mark": ids.new(),
    }


class NotAgreed(Exception):  # noqa: N818  not an error: the batch is kept without the person
    """The person does not agree to be remembered, or the card is not shown any more."""


def _there(events: list[Good]) -> set[str]:
    """Events whose own clock was wrong by days and that are kept under their other row."""
    others = {row: one for one in events for row in intake.other_rows(one)}
    if not others:
        return set()
    rows = sql.rows(statements.THERE, [scope.current(), list(others)])
    return {others[row].client_id for row, key in rows if others[row].key == key}


def _once(events: list[Good], insert: Callable[[list[Good]], set[int]]) -> Stored:
    """Insert every event that is not there yet."""
    partitions.ensure(min(one.id for one in events), max(one.id for one in events))
    moved = _there(events)
    events = [one for one in events if one.client_id not in moved]
    new, repeated = 0, len(moved)
    for probe in range(1, MOST_PROBES + 1):
        there = insert(events) if events else set()
        new += len(there)
        missing = intake.apart(events, there)[1]
        if not missing:
            break
        rows = sql.rows(statements.THERE, [scope.current(), [one.id for one in missing]])
        keys = dict(rows)
        strangers = [one for one in missing if keys.get(one.id) != one.key]
        repeated += len(missing) - len(strangers)
        events = [
            replace(one, id=intake.row_id(one.client_id, one.at_ms, probe)[0]) for one in strangers
        ]
    return Stored(new, repeated)


def _about(origin: Origin) -> dict[str, Any]:
    return {
        "merchant": scope.current(),
        "card": origin.card_id,
        "code": origin.code_id,
        "source": origin.source,
    }


def store_anonymous(origin: Origin, events: list[Good]) -> Stored:
    """Keep events of somebody who has not agreed: rows without a person, to be counted.

    Raises CodeGone for a card that was taken off a moment ago.
    """
    about = _about(origin)
    if not sql.one(statements.IS_OPEN, about)[0]:
        raise CodeGone

    def insert(rows: list[Good]) -> set[int]:
        return set(sql.one(statements.ANONYMOUS, about | _columns(rows))[0] or ())

    return _once(events, insert)


def _person(origin: Origin, customer_id: int, events: list[Good]) -> dict[str, Any]:
    now = clock.now()
    moments = [one.at_ms for one in events]
    return _about(origin) | {
        "customer": customer_id,
        "purpose": RADAR,
        "visitor": ids.new(),
        "visit": ids.new(),
        "share": origin.share_id,
        "opened": origin.opened or origin.share_id,
        "device": origin.device,
        "agent": origin.agent,
        "silence": intake.SILENCE,
        # What lies ahead of our clock happened now.
        "first": min(clock.from_ms(min(moments)), now),
        "last": min(clock.from_ms(max(moments)), now),
    }


def store_known(origin: Origin, customer_id: int, events: list[Good], held: Question) -> Stored:
    """Keep events of a known visitor in the visit that goes on, or in a new one after silence.

    Raises NotAgreed. `held` takes the person's lock, which keeps their withdrawal out.
    """
    person = _person(origin, customer_id, events)

    def insert(rows: list[Good]) -> set[int]:
        store = Question(statements.KNOWN, person | _columns(rows))
        row = sql.ask(held, store)[1].first
        if row is None:
            raise NotAgreed
        return set(row[0] or ())

    return _once(events, insert)


def takes_one(events: list[Good]) -> bool:
    """Whether one statement can store them: their partitions are made, and their clocks right."""
    low, high = min(one.id for one in events), max(one.id for one in events)
    return partitions.made(low, high) and not any(map(intake.other_rows, events))


def store_all_new(
    origin: Origin, customer_id: int, events: list[Good], held: Question, session: bytes
) -> None:
    """Keep events that `takes_one` of somebody who was here before: one round trip, all or none.

    Outside a transaction it is one of its own. `held` opens the fence as well, and whether the
    `session` is still this person's is asked in the same statement. Raises NotAgreed when it is
    not, and IntegrityError when a row is taken, be it by the same event.
    """
    person = _person(origin, customer_id, events) | _columns(events) | {"session": session}
    # What is refused shall not take a transaction with it that somebody else began.
    ask = sql.all_or_none if connection.in_atomic_block else sql.ask
    if ask(held, Question(statements.ALL_NEW, person))[1].first is None:
        raise NotAgreed
