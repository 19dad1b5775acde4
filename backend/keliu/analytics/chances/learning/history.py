"""A merchant's history as columns of numbers. One statement a question, whatever the size."""

from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from keliu.analytics.chances.learning.buying import Month
from keliu.analytics.chances.rules.buying import AHEAD, FEATURES
from keliu.kit import scope
from keliu.orders.public import SOLD_SQL
from keliu.platform import sql
from keliu.radar import public as radar

Whole = np.ndarray[Any, np.dtype[np.int64]]
# How far back anybody looks, and the days that stand for "never": windows of one length make months
# alike, while sums over a growing history would drift away from what was learned.
FAR = 90
# Nothing from after the cut comes in but what it is learned to foresee. An order counts with what
# was paid for it: whether it was given back is known only later.
SEEN = f"""SELECT c.id, coalesce(o.n, 0), coalesce(o.fen, 0),
 coalesce(extract(day FROM %(cut)s - o.last)::int, {FAR}),
 coalesce(extract(day FROM %(cut)s - v.last)::int, {FAR}), coalesce(v.week, 0),
 coalesce(v.month, 0), coalesce(v.dwell, 0), coalesce(v.contacts, 0), coalesce(v.shares, 0),
 coalesce(f.n, 0), least(extract(day FROM %(cut)s - c.created_at)::int, {FAR}),
 (y.customer_id IS NOT NULL)::int
FROM customers_customer c
LEFT JOIN (SELECT customer_id, count(*) AS n, sum(paid_fen) AS fen, max(paid_at) AS last
 FROM orders_order WHERE merchant_id = %(m)s AND paid_at < %(cut)s
  AND paid_at >= %(cut)s - interval '{FAR} days' AND {SOLD_SQL}
 GROUP BY 1) o ON o.customer_id = c.id
LEFT JOIN (SELECT customer_id, max(started_at) AS last,
  count(*) FILTER (WHERE started_at >= %(cut)s - interval '7 days') AS week,
  count(*) FILTER (WHERE started_at >= %(cut)s - interval '30 days') AS month,
  (sum(dwell_ms) FILTER (WHERE started_at >= %(cut)s - interval '30 days') / 1000)::bigint AS dwell,
  count(*) FILTER (WHERE started_at >= %(cut)s - interval '30 days' AND did & %(contacts)s > 0)
   AS contacts,
  sum(share_count) FILTER (WHERE started_at >= %(cut)s - interval '30 days') AS shares
 FROM radar_visit WHERE merchant_id = %(m)s AND customer_id IS NOT NULL
  AND started_at < %(cut)s AND started_at >= %(cut)s - interval '{FAR} days'
 GROUP BY 1) v ON v.customer_id = c.id
LEFT JOIN (SELECT customer_id, count(*) AS n FROM interactions_interaction
 WHERE merchant_id = %(m)s AND kind = 'followup' AND deleted_at IS NULL AND at < %(cut)s
  AND at >= %(cut)s - interval '30 days' GROUP BY 1) f ON f.customer_id = c.id
LEFT JOIN (SELECT DISTINCT customer_id FROM orders_order
 WHERE merchant_id = %(m)s AND paid_at >= %(cut)s AND paid_at < %(end)s AND {SOLD_SQL}
 ) y ON y.customer_id = c.id
WHERE c.merchant_id = %(m)s AND c.deleted_at IS NULL AND c.profiling_off_at IS NULL
 AND c.created_at < %(cut)s"""  # noqa: S608  literals of ours
# (customer, repeat orders, days between first and last, days since the first, mean fen of repeats)
BUYERS = f"""SELECT c.id, o.n - 1, extract(day FROM o.last - o.first)::int,
 extract(day FROM %(now)s - o.first)::int,
 CASE WHEN o.n > 1 THEN ((o.fen - o.first_fen) / (o.n - 1))::bigint ELSE 0 END
FROM customers_customer c JOIN (
 SELECT customer_id, count(*) AS n, min(day) AS first, max(day) AS last, sum(fen) AS fen,
  (array_agg(fen ORDER BY day))[1] AS first_fen
 FROM (SELECT customer_id, date_trunc('day', paid_at AT TIME ZONE %(zone)s) AT TIME ZONE %(zone)s
   AS day, sum(paid_fen - refunded_fen) AS fen
  FROM orders_order WHERE merchant_id = %(m)s AND paid_at < %(now)s AND {SOLD_SQL}
   AND paid_fen > refunded_fen GROUP BY 1, 2) d
 GROUP BY 1) o ON o.customer_id = c.id
WHERE c.merchant_id = %(m)s AND c.deleted_at IS NULL AND c.profiling_off_at IS NULL"""  # noqa: S608  literals of ours


# Whole tables are joined, once a night: neither compiled nor row by row, whatever is known of them.
PLAN = """SELECT set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)"""


def _numbers(statement: str, values: dict[str, Any], width: int) -> Whole:
    """The rows of a question that answers in whole numbers; a row a line, no Python objects."""
    parts: list[bytes] = []
    sql.do(PLAN)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)", values) as copy,
    ):
        parts.extend(bytes(part) for part in copy)
    text = b"".join(parts).replace(b"\n", b",").rstrip(b",").decode()
    found: Whole = np.fromstring(text, dtype=np.int64, sep=",") if text else np.empty(0, np.int64)
    return found.reshape(-1, width)


def month(cut: datetime) -> Month:
    """Everybody known at `cut`, and who bought in the 30 days after it."""
    values = {
        "m": scope.current(),
        "cut": cut,
        "end": cut + AHEAD,
        "contacts": radar.contact_mask(),
    }
    table = _numbers(SEEN, values, len(FEATURES) + 2)
    seen = np.maximum(table[:, 1:-1], 0).astype(float)
    return Month(ids=table[:, 0], seen=seen, bought=table[:, -1] > 0)


def buyers(now: datetime, zone: str) -> Whole:
    """Buyers with their repeats, by day: several orders of one day are one. See `BUYERS`."""
    return _numbers(BUYERS, {"m": scope.current(), "now": now, "zone": zone}, 5)


def cuts(now: datetime) -> tuple[datetime, ...]:
    """Where the months end: the oldest first, the last one is now."""
    return tuple(now - AHEAD * back for back in (3, 2, 1, 0))
