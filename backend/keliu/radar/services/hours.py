"""Hourly roll-ups (小时汇总): counted up by the digest, rebuilt the same from the raw events."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import transaction

from keliu.kit import clock, ids, scope
from keliu.platform import sql
from keliu.radar.rules.intake import Good
from keliu.radar.services.storing import array

HOUR_MS = 3_600_000
Cell = tuple[int, int, int, str, str]
"""(hour since 1970, card, code, kind, source)."""
Seen = tuple[Cell, int, int]
"""Who did it, and in which visit."""


class Batch(Protocol):
    """New events at one place."""

    @property
    def visit_id(self) -> int | None: ...

    @property
    def customer_id(self) -> int | None: ...

    @property
    def card_id(self) -> int: ...

    @property
    def code_id(self) -> int: ...

    @property
    def source(self) -> str: ...

    @property
    def events(self) -> list[Good]: ...


GIVEN = "(hour, card_id, code_id, kind, source"
ADD = f"""WITH given AS (
 SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[],
  %s::bigint[], %s::int[], %s::int[], %s::bigint[])
  AS g {GIVEN}, id, events, anonymous, dwell_ms)
), people AS (
 INSERT INTO radar_hourperson (id, merchant_id, customer_id, hour, card_id, code_id, kind, source)
 SELECT p.id, %s, p.customer_id, to_timestamp(p.hour * 3600), p.card_id, p.code_id, p.kind, p.source
 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bigint[],
  %s::bigint[]) AS p {GIVEN}, id, customer_id)
 ORDER BY 3, 4, 5, 6, 7, 8
 ON CONFLICT DO NOTHING RETURNING hour, card_id, code_id, kind, source
), counted AS (SELECT hour, card_id, code_id, kind, source, count(*) AS n FROM people
 GROUP BY 1, 2, 3, 4, 5
)
INSERT INTO radar_hourcount AS h (id, merchant_id, hour, card_id, code_id, kind, source, events,
  anonymous, visitors, dwell_ms)
SELECT g.id, %s, to_timestamp(g.hour * 3600), g.card_id, g.code_id, g.kind, g.source, g.events,
  g.anonymous, coalesce(c.n, 0), g.dwell_ms
FROM given g LEFT JOIN counted c ON c.hour = to_timestamp(g.hour * 3600)
 AND (c.card_id, c.code_id, c.kind, c.source) = (g.card_id, g.code_id, g.kind, g.source)
ORDER BY 3, 4, 5, 6, 7
ON CONFLICT (merchant_id, hour, card_id, code_id, kind, source) DO UPDATE SET
 events = h.events + excluded.events, anonymous = h.anonymous + excluded.anonymous,
 visitors = h.visitors + excluded.visitors, dwell_ms = h.dwell_ms + excluded.dwell_ms"""  # noqa: S608  literals of ours


@dataclass
class Counts:
    """What new events add to the hours."""

    events: Counter[Cell] = field(default_factory=Counter)
    anonymous: Counter[Cell] = field(default_factory=Counter)
    dwell_ms: Counter[Cell] = field(default_factory=Counter)
    people: set[Seen] = field(default_factory=set)

    def add(self, batch: Batch) -> None:
        """Add new events of one person, or of nobody."""
        sums: dict[tuple[int, str], list[int]] = {}
        for event in batch.events:
            place = event.at_ms // HOUR_MS, event.kind
            found = sums.get(place)
            if found is None:
                sums[place] = [1, event.dwell_ms]
            else:
                found[0] += 1
                found[1] += event.dwell_ms
        known = batch.visit_id is not None and batch.customer_id is not None
        for (hour, kind), (many, dwell_ms) in sums.items():
            cell = (hour, batch.card_id, batch.code_id, kind, batch.source)
            self.events[cell] += many
            self.dwell_ms[cell] += dwell_ms
            if known:
                self.people.add((cell, batch.customer_id or 0, batch.visit_id or 0))
            else:
                self.anonymous[cell] += many


def _cells(cells: Iterable[Cell]) -> list[str]:
    return [array(column) for column in zip(*cells, strict=True)]


def count_up(counts: Counts) -> None:
    """Add to the hours, in an order of their own so that nobody waits crosswise."""
    cells = list(counts.events)
    if not cells:
        return
    merchant_id = scope.current()
    fresh = [one for one in counts.people if (merchant_id, one) not in _counted]
    people = list({(cell, who) for cell, who, _ in fresh})
    given = [
        *_cells(cells),
        array(ids.some(len(cells))),
        array(counts.events[one] for one in cells),
        array(counts.anonymous[one] for one in cells),
        array(counts.dwell_ms[one] for one in cells),
    ]
    known = _cells(one for one, _ in people) if people else ["{}"] * 5
    who = [array(ids.some(len(people))), array(one for _, one in people)]
    sql.do(ADD, [*given, merchant_id, *known, *who, merchant_id])
    if fresh:
        transaction.on_commit(lambda: _remember(merchant_id, fresh))


MOST_REMEMBERED = 30_000
# Who has their row for an hour already, so that the next batch does not ask again. A visit belongs
# to the key: it ends with a withdrawal and changes its person with a merge, and so do these rows.
_counted: set[tuple[int, Seen]] = set()


def _remember(merchant_id: int, seen: list[Seen]) -> None:
    if len(_counted) + len(seen) > MOST_REMEMBERED:
        _counted.clear()
    _counted.update((merchant_id, one) for one in seen)


# --- taking back, and from the beginning ------------------------------------------------------

FORGET = """WITH gone AS (
 DELETE FROM radar_hourperson WHERE merchant_id = %(merchant)s AND customer_id = %(customer)s
 RETURNING hour, card_id, code_id, kind, source
)
UPDATE radar_hourcount h SET visitors = h.visitors - 1 FROM gone g
WHERE h.merchant_id = %(merchant)s AND h.hour = g.hour AND h.card_id = g.card_id
 AND h.code_id = g.code_id AND h.kind = g.kind AND h.source = g.source"""
CLEAR = [
    f"DELETE FROM {table} WHERE merchant_id = %(merchant)s"  # noqa: S608  literals of ours
    " AND hour >= %(first)s AND hour < %(last)s"
    for table in ("radar_hourperson", "radar_hourcount")
]
# Rows lie within a day of their moment by their id, which is what finds the partitions.
RAW = """FROM radar_event WHERE merchant_id = %(merchant)s AND id >= %(low)s AND id < %(high)s
 AND at >= %(first)s AND at < %(last)s"""
PEOPLE = f"""INSERT INTO radar_hourperson (id, merchant_id, customer_id, hour, card_id, code_id,
  kind, source)
 SELECT DISTINCT ON (customer_id, h, card_id, code_id, kind, source) id, merchant_id, customer_id,
  date_trunc('hour', at, 'UTC') AS h, card_id, code_id, kind, source
 {RAW} AND customer_id IS NOT NULL ORDER BY customer_id, h, card_id, code_id, kind, source, id"""  # noqa: S608  literals of ours
SUMS = f"""INSERT INTO radar_hourcount (id, merchant_id, hour, card_id, code_id, kind, source,
  events, anonymous, visitors, dwell_ms)
 SELECT min(id), merchant_id, date_trunc('hour', at, 'UTC') AS h, card_id, code_id, kind, source,
  count(*), count(*) FILTER (WHERE visit_id IS NULL), count(DISTINCT customer_id), sum(dwell_ms)
 {RAW} GROUP BY merchant_id, h, card_id, code_id, kind, source"""  # noqa: S608  literals of ours
DAY_MS = 86_400_000


def forget(customer_id: int) -> None:
    """The person withdrew: what they did counts on, but nobody is counted as a visitor for it."""
    sql.do(FORGET, {"merchant": scope.current(), "customer": customer_id})


def rebuild(first: datetime, last: datetime) -> None:
    """Count the hours of [first, last) anew from the raw events; both are whole hours.

    Nothing may be waiting for the digest, or it is counted twice: digest.settle first.
    """
    values = {
        "merchant": scope.current(),
        "first": first,
        "last": last,
        "low": ids.at_ms(clock.to_ms(first) - DAY_MS),
        "high": ids.at_ms(clock.to_ms(last) + 2 * DAY_MS),
    }
    for statement in [*CLEAR, PEOPLE, SUMS]:
        sql.do(statement, values)
