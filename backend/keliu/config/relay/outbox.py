"""Events go on to their reactions: after commit, at least once, in order per aggregate.

Neighbours of one kind and merchant go together where their reactions take many at once. When one
of them cannot be done, all of them are done one by one; who failed before goes alone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from prometheus_client import Counter, Gauge
from psycopg.rows import class_row

from keliu.config.relay.leader import Connection
from keliu.platform.bus import NAP_SECONDS

log = logging.getLogger("keliu.relay")

BATCH = 100
TIDY_SECONDS = 3600.0
DELIVERED = Counter("keliu_outbox_delivered_total", "Events handed on", ["kind"])
SPLIT = Counter("keliu_outbox_split_total", "Batches that had to go one by one", ["kind"])
FAILED = Counter("keliu_outbox_failed_total", "Deliveries to be tried again", ["kind"])
LAG = Gauge("keliu_outbox_lag_seconds", "Age of the oldest waiting event, 0 when none")
LAST_SUCCESS = Gauge("keliu_outbox_last_success_seconds", "When the outbox relay last worked")

Deliver = Callable[[str, int, dict[str, Any], int], None]
Payloads = Sequence[tuple[int, dict[str, Any]]]

# An entry waits while an earlier one of its aggregate is waiting for its next try.
WAITING = """
SELECT o.id, o.merchant_id, o.kind, o.aggregate_id, o.payload, o.tries,
       extract(epoch FROM clock_timestamp() - o.created_at)::float8 AS age
FROM platform_outbox o
WHERE o.done_at IS NULL AND coalesce(o.next_try_at, o.created_at) <= clock_timestamp()
  AND NOT EXISTS (
    SELECT 1 FROM platform_outbox e
    WHERE e.merchant_id = o.merchant_id AND e.aggregate_id = o.aggregate_id AND e.id < o.id
      AND e.done_at IS NULL AND e.next_try_at > clock_timestamp())
ORDER BY o.id LIMIT %s
"""
DONE = """
UPDATE platform_outbox o SET done_at = clock_timestamp(), last_error = ''
FROM unnest(%s::bigint[], %s::bigint[]) AS d (merchant_id, id)
WHERE o.merchant_id = d.merchant_id AND o.id = d.id
"""
LATER = """
UPDATE platform_outbox SET tries = tries + 1, last_error = %s,
       next_try_at = clock_timestamp()
                     + make_interval(secs => least(3600, power(2, least(tries, 20))))
WHERE merchant_id = %s AND id = %s
"""
TIDY = "DELETE FROM platform_outbox WHERE done_at < now() - interval '7 days'"


class Entry(NamedTuple):
    id: int
    merchant_id: int
    kind: str
    aggregate_id: int
    payload: dict[str, Any]
    tries: int
    age: float

    @property
    def whose(self) -> tuple[int, int]:
        """The aggregate, whose events keep their order."""
        return self.merchant_id, self.aggregate_id


class Turn(NamedTuple):
    """What a batch has come to: delivered entries, and aggregates that wait for a next try."""

    done: list[Entry]
    held: set[tuple[int, int]]


class Together(NamedTuple):
    """How many events are delivered at once: which kinds, and by whom, in one transaction."""

    kinds: Callable[[str], bool]
    deliver: Callable[[str, int, Payloads], None]


ALONE = Together(lambda _: False, lambda *_: None)


class OutboxRelay:
    """platform_outbox → `deliver(kind, merchant_id, payload, id)`, in its own transaction.

    `together` takes neighbours: `together.deliver(kind, merchant_id, [(id, payload), …])`.
    """

    name = "outbox relay"
    channel = "keliu_outbox"
    lock = 2

    def __init__(self, deliver: Deliver, together: Together = ALONE) -> None:
        self._deliver = deliver
        self._together = together
        self._tidied = 0.0

    def work(self, connection: Connection, stop: threading.Event) -> None:
        """Hand on what waits, until nothing new came within a nap.

        While several come at a time, those of a nap are handed on at once; one alone never waits.
        """
        idle = False
        while not stop.is_set():
            seen = self._batch(connection, stop)
            if idle and not seen:
                break
            idle = not seen
            if seen not in {1, BATCH}:
                stop.wait(NAP_SECONDS)
        LAST_SUCCESS.set_to_current_time()
        if time.monotonic() - self._tidied > TIDY_SECONDS or not self._tidied:
            self._tidied = time.monotonic()
            connection.execute(TIDY)

    def _batch(self, connection: Connection, stop: threading.Event) -> int:
        """Deliver what waits; the number of entries looked at."""
        with connection.cursor(row_factory=class_row(Entry)) as cursor:
            entries = cursor.execute(WAITING, [BATCH], prepare=True).fetchall()
        LAG.set(max((entry.age for entry in entries), default=0.0))
        turn = Turn([], set())
        try:
            for group in self._groups(entries):
                if stop.is_set():
                    break
                self._group(connection, stop, turn, group)
        finally:
            self._mark(connection, turn.done)
        return len(entries)

    def _group(
        self, connection: Connection, stop: threading.Event, turn: Turn, group: list[Entry]
    ) -> None:
        """Deliver a group together, or one by one what can not be."""
        free = [entry for entry in group if entry.whose not in turn.held]
        if len(free) > 1 and self._hand_on_together(free):
            turn.done.extend(free)
            return
        for entry in free:
            if stop.is_set():
                return
            if entry.whose in turn.held:
                continue
            if self._hand_on(connection, entry):
                turn.done.append(entry)
            else:
                turn.held.add(entry.whose)

    def _groups(self, entries: list[Entry]) -> Iterator[list[Entry]]:
        """Neighbours that may go together; of each merchant everything stays in its order."""
        of_merchants = sorted(entries, key=lambda one: one.merchant_id)
        for (_, kind, again), some in groupby(
            of_merchants, lambda one: (one.merchant_id, one.kind, one.tries > 0)
        ):
            if again or not self._together.kinds(kind):
                yield from ([one] for one in some)
            else:
                yield list(some)

    def _hand_on_together(self, group: list[Entry]) -> bool:
        """Deliver a group in one transaction; False when it must go one by one."""
        first = group[0]
        try:
            payloads = [(entry.id, entry.payload) for entry in group]
            self._together.deliver(first.kind, first.merchant_id, payloads)
        except Exception:
            log.warning("%s %s go one by one", len(group), first.kind, exc_info=True)
            SPLIT.labels(first.kind).inc()
            return False
        DELIVERED.labels(first.kind).inc(len(group))
        return True

    def _hand_on(self, connection: Connection, entry: Entry) -> bool:
        try:
            self._deliver(entry.kind, entry.merchant_id, entry.payload, entry.id)
        except Exception as error:
            log.exception("%s %s was not delivered, try %s", entry.kind, entry.id, entry.tries + 1)
            FAILED.labels(entry.kind).inc()
            said = f"{type(error).__name__}: {error}"[:500]
            connection.execute(LATER, [said, entry.merchant_id, entry.id])
            return False
        DELIVERED.labels(entry.kind).inc()
        return True

    def _mark(self, connection: Connection, done: list[Entry]) -> None:
        if done:
            merchants, ids = [e.merchant_id for e in done], [e.id for e in done]
            connection.execute(DONE, [merchants, ids])
