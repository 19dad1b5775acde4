"""The few statements behind a batch of events. All of them are prepared once per connection."""

COLUMNS = """(merchant_id, id, key, visit_id, customer_id, card_id, code_id, kind, object_kind,
  object_id, dwell_ms, share_id, at, fen)"""
GIVEN = """unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[],
  %s::bigint[]) AS e (id, key, kind, object_id, dwell_ms, at_ms, fen)"""
# The only object that is stored with its kind is a product; everything else is the card itself.
ROWS = f"""INSERT INTO radar_event {COLUMNS}
 SELECT %s, e.id, e.key, %s, %s, %s, %s, e.kind, CASE WHEN e.object_id > 0 THEN 'product' END,
  nullif(e.object_id, 0), e.dwell_ms, %s, to_timestamp(e.at_ms / 1000.0),
  nullif(e.fen, 0)
 FROM {GIVEN}
 ON CONFLICT DO NOTHING"""  # noqa: S608  our own text

# One visit at a time per person and card: whoever comes second waits here for the first.
VISITOR = """INSERT INTO radar_visitor AS v (id, merchant_id, customer_id, card_id, visit_id,
  first_at, first_code_id, first_share_id, last_at, last_code_id, last_share_id)
 VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
 ON CONFLICT (merchant_id, customer_id, card_id) DO UPDATE SET
  visit_id = CASE WHEN excluded.last_at > v.last_at + %s THEN excluded.visit_id ELSE v.visit_id END,
  last_at = greatest(v.last_at, excluded.last_at),
  last_code_id = excluded.last_code_id,
  last_share_id = coalesce(excluded.last_share_id, v.last_share_id)
 RETURNING v.visit_id, v.xmax = 0"""

KNOWN = f"""WITH new AS ({ROWS} RETURNING id)
SELECT (SELECT array_agg(id) FROM new), v.event_count, v.dwell_ms, v.heat, v.share_count, v.last_at,
  v.last_kind, v.last_object_kind, v.last_object_id, v.last_dwell_ms, v.last_fen,
  v.last_times
FROM (SELECT 1) AS one LEFT JOIN radar_visit v ON v.merchant_id = %s AND v.id = %s"""  # noqa: S608  literals of ours

ANONYMOUS = f"""WITH new AS ({ROWS} RETURNING id, kind, at), counted AS (
 INSERT INTO radar_anonymouscount AS c (id, merchant_id, card_id, day, kind, count)
 SELECT min(id), %s, %s, (at AT TIME ZONE %s)::date, kind, count(*) FROM new
 GROUP BY 4, 5 ORDER BY 4, 5
 ON CONFLICT (merchant_id, card_id, day, kind) DO UPDATE SET count = c.count + excluded.count
)
SELECT array_agg(id) FROM new"""  # noqa: S608  literals of ours

THERE = "SELECT id, key FROM radar_event WHERE merchant_id = %s AND id = ANY(%s::bigint[])"

VISIT = """WITH liked AS (
 INSERT INTO radar_interest AS i (id, merchant_id, customer_id, object_kind, object_id, views,
   dwell_ms, last_at)
 SELECT g.id, %s, %s, g.object_kind, g.object_id, g.views, g.dwell_ms, %s
 FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::int[], %s::bigint[])
   AS g (id, object_kind, object_id, views, dwell_ms)
 ORDER BY 4, 5
 ON CONFLICT (merchant_id, customer_id, object_kind, object_id) DO UPDATE SET
   views = i.views + excluded.views, dwell_ms = i.dwell_ms + excluded.dwell_ms,
   last_at = greatest(i.last_at, excluded.last_at)
 RETURNING object_kind, object_id, views
)
INSERT INTO radar_visit AS v (id, merchant_id, customer_id, card_id, code_id, share_id, owner_id,
  department_id, started_at, last_at, times, event_count, dwell_ms, share_count, heat, hot,
  last_kind, last_object_kind, last_object_id, last_dwell_ms, last_fen, last_times)
SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
  CASE WHEN %s THEN (
    SELECT count(*) + 1 FROM radar_visit WHERE merchant_id = %s AND customer_id = %s
  ) ELSE 1 END,
  %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
  coalesce((SELECT views FROM liked WHERE object_kind = %s AND object_id = %s AND views > 0), %s)
ON CONFLICT (merchant_id, id) DO UPDATE SET
  last_at = excluded.last_at, event_count = excluded.event_count, dwell_ms = excluded.dwell_ms,
  share_count = excluded.share_count, heat = excluded.heat, hot = excluded.hot,
  last_kind = excluded.last_kind, last_object_kind = excluded.last_object_kind,
  last_object_id = excluded.last_object_id, last_dwell_ms = excluded.last_dwell_ms,
  last_fen = excluded.last_fen, last_times = excluded.last_times,
  share_id = coalesce(v.share_id, excluded.share_id)
RETURNING v.started_at, v.times, v.last_times, v.share_id"""
