"""Events go on to their reactions: after commit, at least once, in order per aggregate."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from prometheus_client import Counter, Gauge
from psycopg.rows import class_row

from keliu.config.relay.leader import Connection

log = logging.getLogger("keliu.relay")

BATCH = 50
TIDY_SECONDS = 3600.0
DELIVERED = Counter("keliu_outbox_delivered_total", "Events handed on", ["kind"])
FAILED = Counter("keliu_outbox_failed_total", "Deliveries to be tried again", ["kind"])
LAG = Gauge("keliu_outbox_lag_seconds", "Age of the oldest waiting event, 0 when none")
LAST_SUCCESS = Gauge("keliu_outbox_last_success_seconds", "When the outbox relay last worked")

Deliver = Callable[[str, int, dict[str, Any], int], None]

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


class OutboxRelay:
    """platform_outbox → `deliver(kind, merchant_id, payload, id)`, in its own transaction."""

    name = "outbox relay"
    channel = "keliu_outbox"
    lock = 2

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._tidied = 0.0

    def work(self, connection: Connection, stop: threading.Event) -> None:
        while not stop.is_set() and self._batch(connection, stop):
            pass
        LAST_SUCCESS.set_to_current_time()
        if time.monotonic() - self._tidied > TIDY_SECONDS or not self._tidied:
            self._tidied = time.monotonic()
            connection.execute(TIDY)

    def _batch(self, connection: Connection, stop: threading.Event) -> int:
        """Deliver what waits; the number of entries looked at."""
        with connection.cursor(row_factory=class_row(Entry)) as cursor:
            entries = cursor.execute(WAITING, [BATCH], prepare=True).fetchall()
        LAG.set(max((entry.age for entry in entries), default=0.0))
        done: list[Entry] = []
        held: set[tuple[int, int]] = set()
        try:
            for entry in entries:
                if stop.is_set():
                    break
                if (entry.merchant_id, entry.aggregate_id) in held:
                    continue
                if self._hand_on(connection, entry):
                    done.append(entry)
                else:
                    held.add((entry.merchant_id, entry.aggregate_id))
        finally:
            self._mark(connection, done)
        return len(entries)

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
