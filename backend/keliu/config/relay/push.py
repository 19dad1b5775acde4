"""Live messages get their topic's number after commit, are kept a day, and are announced."""

from __future__ import annotations

import logging
import threading
import time

from prometheus_client import Counter, Gauge

from keliu.config.relay.leader import Connection
from keliu.platform.bus import bus

log = logging.getLogger("keliu.relay")

BATCH = 500
TIDY_SECONDS = 600.0
MESSAGES = Counter("keliu_push_messages_total", "Live messages numbered and announced")
LAG = Gauge("keliu_push_lag_seconds", "Age of the oldest message of the last batch")
LAST_SUCCESS = Gauge("keliu_push_last_success_seconds", "When the push relay last worked")

# One statement, one commit. Rows are deleted rather than remembered by a last id: a transaction
# that commits late has a small id and would be stepped over. A message too big for NOTIFY is
# announced without its data; `page` packs lines so that a payload stays below 7,000 bytes.
RELAY = """
WITH picked AS (
    SELECT merchant_id, id FROM platform_push_out ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), batch AS (
    DELETE FROM platform_push_out o USING picked p
    WHERE o.merchant_id = p.merchant_id AND o.id = p.id
    RETURNING o.id, o.merchant_id, o.topic, o.type, o.data, o.at
), counted AS (
    SELECT merchant_id, topic, count(*) AS n FROM batch GROUP BY merchant_id, topic
), moved AS (
    INSERT INTO platform_topic_seq AS s (merchant_id, topic, seq)
    SELECT merchant_id, topic, n FROM counted ORDER BY merchant_id, topic
    ON CONFLICT (merchant_id, topic) DO UPDATE SET seq = s.seq + excluded.seq
    RETURNING merchant_id, topic, seq
), numbered AS (
    SELECT b.id, b.merchant_id, b.topic, b.type, b.data, b.at,
           m.seq - c.n
           + row_number() OVER (PARTITION BY b.merchant_id, b.topic ORDER BY b.id) AS seq
    FROM batch b JOIN counted c USING (merchant_id, topic) JOIN moved m USING (merchant_id, topic)
), kept AS (
    INSERT INTO platform_push (merchant_id, topic, seq, type, data, at)
    SELECT merchant_id, topic, seq, type, data, at FROM numbered
), lines AS (
    SELECT id, at, (
        jsonb_build_object('m', merchant_id, 't', topic, 's', seq, 'y', type,
                           'a', floor(extract(epoch FROM at) * 1000)::bigint)
        || CASE WHEN octet_length(data::text) < 3000 THEN jsonb_build_object('d', data)
                ELSE '{}'::jsonb END
    )::text AS line FROM numbered
), paged AS (
    SELECT id, at, line, sum(octet_length(line) + 1) OVER (ORDER BY id) / 3300 AS page FROM lines
), pages AS (
    SELECT floor(page) AS page, count(*) AS n, min(at) AS oldest,
           string_agg(line, E'\\n' ORDER BY id) AS body
    FROM paged GROUP BY floor(page) ORDER BY floor(page)
)
SELECT n, extract(epoch FROM clock_timestamp() - oldest)::float8, {announced} FROM pages
"""
CHANNEL = "keliu_push"

TIDY = [
    "DELETE FROM platform_push WHERE at < now() - interval '24 hours'",
    "DELETE FROM platform_ticket WHERE expires_at < now() - interval '1 day'",
    "DELETE FROM platform_idempotency WHERE created_at < now() - interval '30 days'",
]


class PushRelay:
    """platform_push_out → numbered platform_push, announced on keliu_push."""

    name = "push relay"
    channel = "keliu_push_out"
    lock = 1

    def __init__(self) -> None:
        self._tidied = 0.0
        said = bus.with_statement(CHANNEL, "body")
        self._statement = RELAY.replace("{announced}", said).encode()

    def work(self, connection: Connection, stop: threading.Event) -> None:
        while self._batch(connection) >= BATCH and not stop.is_set():
            pass
        LAST_SUCCESS.set_to_current_time()
        if time.monotonic() - self._tidied > TIDY_SECONDS or not self._tidied:
            self._tidied = time.monotonic()
            for statement in TIDY:
                connection.execute(statement.encode())

    def _batch(self, connection: Connection) -> int:
        pages = connection.execute(self._statement, [BATCH], prepare=True).fetchall()
        bus.afterwards(CHANNEL, (str(page[2]) for page in pages))
        total = sum(int(str(page[0])) for page in pages)
        MESSAGES.inc(total)
        LAG.set(max((float(str(page[1])) for page in pages), default=0.0))
        return total
