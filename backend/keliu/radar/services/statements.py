"""The few statements behind events. All of them are prepared once per connection."""

from keliu.accounts.public import IS_STILL
from keliu.catalog.public import OPEN
from keliu.customers.public import AGREES

COLUMNS = """(merchant_id, id, key, visit_id, customer_id, card_id, code_id, kind, object_kind,
  object_id, dwell_ms, share_id, at, fen, device, source)"""
GIVEN = """unnest(%(ids)s::bigint[], %(keys)s::bigint[], %(kinds)s::text[], %(things)s::text[],
  %(objects)s::bigint[], %(dwells)s::bigint[], %(moments)s::bigint[], %(fens)s::bigint[])
  AS e (id, key, kind, object_kind, object_id, dwell_ms, at_ms, fen)"""
EVENT = """e.kind, nullif(e.object_kind, '-'), nullif(e.object_id, 0), e.dwell_ms"""
WHEN = """to_timestamp(e.at_ms / 1000.0), nullif(e.fen, 0)"""
MARK = """radar_mark (id, merchant_id, visit_id, customer_id, card_id, code_id, share_id, first,
  source, agent, payload, ids)"""

# Whoever comes second at the same card and person waits at the visitor's row for the first, so a
# visit is one at a time. No row comes back when the person does not agree, or the card is gone;
# else how many were new, and which, unless all are.
KNOWN = f"""WITH agreed AS (SELECT 1 WHERE {AGREES} AND {OPEN}), visitor AS (
 INSERT INTO radar_visitor AS v (id, merchant_id, customer_id, card_id, visit_id,
  first_at, first_code_id, first_share_id, last_at, last_code_id, last_share_id)
 SELECT %(visitor)s, %(merchant)s, %(customer)s, %(card)s, %(visit)s,
  %(first)s, %(code)s, %(share)s, %(last)s, %(code)s, %(share)s FROM agreed
 ON CONFLICT (merchant_id, customer_id, card_id) DO UPDATE SET
  visit_id = CASE WHEN excluded.last_at > v.last_at + %(silence)s THEN excluded.visit_id
             ELSE v.visit_id END,
  last_at = greatest(v.last_at, excluded.last_at),
  last_code_id = excluded.last_code_id,
  last_share_id = coalesce(excluded.last_share_id, v.last_share_id)
 RETURNING v.visit_id, v.xmax = 0 AS first
), new AS (
 INSERT INTO radar_event {COLUMNS}
 SELECT %(merchant)s, e.id, e.key, v.visit_id, %(customer)s, %(card)s, %(code)s, {EVENT},
  %(share)s, {WHEN}, %(device)s, %(source)s
 FROM visitor v, {GIVEN}
 ON CONFLICT DO NOTHING RETURNING id
), marked AS (
 INSERT INTO {MARK}
 SELECT %(mark)s, %(merchant)s, v.visit_id, %(customer)s, %(card)s, %(code)s, %(opened)s, v.first,
  %(source)s, %(agent)s, %(payload)s, n.ids
 FROM visitor v, (SELECT array_agg(id) AS ids FROM new) AS n WHERE n.ids IS NOT NULL
)
SELECT (SELECT array_agg(id) FROM new) FROM visitor"""  # noqa: S608  our own text

# The same for who has been here before and for events that are all new: a row that is taken
# refuses the whole statement, which costs half of looking at each. Whose session it is and whether
# they agree is asked by the very statement that stores; no row comes back when it is not so.
ALL_NEW = f"""WITH visitor AS (
 UPDATE radar_visitor AS v SET
  visit_id = CASE WHEN %(last)s::timestamptz > v.last_at + %(silence)s THEN %(visit)s::bigint
             ELSE v.visit_id END,
  last_at = greatest(v.last_at, %(last)s::timestamptz),
  last_code_id = %(code)s,
  last_share_id = coalesce(%(share)s::bigint, v.last_share_id)
 WHERE v.merchant_id = %(merchant)s AND v.customer_id = %(customer)s AND v.card_id = %(card)s
  AND {IS_STILL} AND {AGREES} AND {OPEN}
 RETURNING v.visit_id
), stored AS (
 INSERT INTO radar_event {COLUMNS}
 SELECT %(merchant)s, e.id, e.key, v.visit_id, %(customer)s, %(card)s, %(code)s, {EVENT},
  %(share)s::bigint, {WHEN}, %(device)s, %(source)s
 FROM visitor v, {GIVEN}
), marked AS (
 INSERT INTO {MARK}
 SELECT %(mark)s, %(merchant)s, v.visit_id, %(customer)s, %(card)s, %(code)s, %(opened)s::bigint,
  false, %(source)s, %(agent)s, %(payload)s, %(ids)s::bigint[]
 FROM visitor v
)
SELECT 1 FROM visitor"""  # noqa: S608  our own text

ANONYMOUS = f"""WITH new AS (
 INSERT INTO radar_event {COLUMNS}
 SELECT %(merchant)s, e.id, e.key, NULL, NULL, %(card)s, %(code)s, {EVENT}, NULL, {WHEN}, NULL,
  %(source)s
 FROM {GIVEN}
 ON CONFLICT DO NOTHING RETURNING id
), marked AS (
 INSERT INTO {MARK}
 SELECT %(mark)s, %(merchant)s, NULL, NULL, %(card)s, %(code)s, NULL, false, %(source)s, '',
  %(payload)s, n.ids
 FROM (SELECT array_agg(id) AS ids FROM new) AS n WHERE n.ids IS NOT NULL
)
SELECT array_agg(id) FROM new"""  # noqa: S608  literals of ours

IS_OPEN = f"SELECT {OPEN}"
THERE = "SELECT id, key FROM radar_event WHERE merchant_id = %s AND id = ANY(%s::bigint[])"

# --- the digest -------------------------------------------------------------------------------

WAITING = """SELECT id, customer_id FROM radar_mark WHERE merchant_id = %s
 AND (%s::bigint[] IS NULL OR customer_id = ANY(%s::bigint[])) ORDER BY id LIMIT %s"""
TAKE = """DELETE FROM radar_mark WHERE merchant_id = %s AND id = ANY(%s::bigint[])
 RETURNING id, visit_id, customer_id, card_id, code_id, share_id, first, source, agent, payload,
  ids"""
VISITS = """SELECT v.id, v.event_count, v.dwell_ms, v.heat, v.share_count, v.last_at, v.last_kind,
  v.last_object_kind, v.last_object_id, v.last_dwell_ms, v.last_fen, v.last_times
 FROM radar_visit v WHERE v.merchant_id = %s AND v.id = ANY(%s::bigint[])"""
BEFORE = """SELECT customer_id, count(*), max(last_at) FROM radar_visit
 WHERE merchant_id = %s AND customer_id = ANY(%s::bigint[]) GROUP BY 1"""
SAVE = """INSERT INTO radar_visit AS v (id, merchant_id, customer_id, card_id, code_id, share_id,
  owner_id, department_id, started_at, last_at, times, event_count, dwell_ms, share_count, heat,
  hot, last_kind, last_object_kind, last_object_id, last_dwell_ms, last_fen, last_times, did)
 SELECT x.id, %s, x.customer_id, x.card_id, x.code_id, x.share_id, x.owner_id, x.department_id,
  x.started_at, x.last_at, x.times, x.event_count, x.dwell_ms, x.share_count, x.heat, x.hot,
  x.last_kind, x.last_object_kind, x.last_object_id, x.last_dwell_ms, x.last_fen, x.last_times,
  x.did
 FROM jsonb_to_recordset(%s::jsonb) AS x (id bigint, customer_id bigint, card_id bigint,
  code_id bigint, share_id bigint, owner_id bigint, department_id bigint, started_at timestamptz,
  last_at timestamptz, times int, event_count int, dwell_ms bigint, share_count int, heat int,
  hot boolean, last_kind text, last_object_kind text, last_object_id bigint, last_dwell_ms bigint,
  last_fen bigint, last_times int, did bigint)
 ORDER BY x.id
 ON CONFLICT (merchant_id, id) DO UPDATE SET
  last_at = excluded.last_at, event_count = excluded.event_count, dwell_ms = excluded.dwell_ms,
  share_count = excluded.share_count, heat = excluded.heat, hot = excluded.hot,
  last_kind = excluded.last_kind, last_object_kind = excluded.last_object_kind,
  last_object_id = excluded.last_object_id, last_dwell_ms = excluded.last_dwell_ms,
  last_fen = excluded.last_fen, last_times = excluded.last_times,
  share_id = coalesce(v.share_id, excluded.share_id), did = v.did | excluded.did
 RETURNING v.id, v.started_at, v.times, v.share_id, v.code_id"""
LIKED = """INSERT INTO radar_interest AS i (id, merchant_id, customer_id, object_kind, object_id,
  views, dwell_ms, last_at)
 SELECT g.id, %s, g.customer_id, g.object_kind, g.object_id, g.views, g.dwell_ms,
  to_timestamp(g.at_ms / 1000.0)
 FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::int[], %s::bigint[],
   %s::bigint[]) AS g (id, customer_id, object_kind, object_id, views, dwell_ms, at_ms)
 ORDER BY 3, 4, 5
 ON CONFLICT (merchant_id, customer_id, object_kind, object_id) DO UPDATE SET
  views = i.views + excluded.views, dwell_ms = i.dwell_ms + excluded.dwell_ms,
  last_at = greatest(i.last_at, excluded.last_at)
 RETURNING customer_id, object_kind, object_id, views"""
COUNTED = """INSERT INTO radar_anonymouscount AS c (id, merchant_id, card_id, day, kind, count)
 SELECT g.id, %s, g.card_id, g.day, g.kind, g.count
 FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::int[])
   AS g (id, card_id, day, kind, count) ORDER BY 3, 4, 5
 ON CONFLICT (merchant_id, card_id, day, kind) DO UPDATE SET count = c.count + excluded.count"""
