"""A merchant with history: people who look, some of whom buy, so that there is something to learn.

One in five is keen: they look nearly every week and buy after looking; the others rarely do either.
"""

from datetime import datetime

from keliu.kit import scope
from keliu.platform import sql
from keliu.radar.models import Visit

DAYS = 200
# The dice are a digest of the row's own number: the same crowd every time.
DICE = "(('x' || substr(md5({0}), 1, 7))::bit(28)::int / 268435456.0)"
PEOPLE = """INSERT INTO customers_customer (id, merchant_id, name, name_key, kind, gender, company,
 position, phone_masked, email_masked, region, industry, note, level, source, wechat_name,
 avatar_url, owner_id, owner_since, visit_count, deal_state, score, scored_at, search, version,
 created_at, updated_at)
 SELECT %(first)s + n, %(m)s, '客户' || n, 'k' || n, 'person', '', '', '', '', '', '', '', '', '',
  'card', '', '', %(owner)s, %(now)s, 0, 'none', 0, %(now)s, '{}', 1,
  %(now)s - interval '200 days', %(now)s FROM generate_series(1, %(many)s) AS n"""
VISITS = f"""INSERT INTO radar_visit (id, merchant_id, customer_id, card_id, code_id, owner_id,
 started_at, last_at, times, event_count, dwell_ms, share_count, heat, hot, last_kind, last_times,
 last_dwell_ms, did)
 SELECT %(first)s * 2 + n * 64::bigint + w, %(m)s, %(first)s + n, %(card)s, %(code)s, %(owner)s,
  at, at, 1, 3, 60000, 0, 5, false, 'card_view', 1, 0, 0
 FROM generate_series(1, %(many)s) AS n CROSS JOIN generate_series(0, {DAYS // 7}) AS w
 CROSS JOIN LATERAL (SELECT %(now)s - w * interval '7 days'
  - {DICE.format("'d' || n || '-' || w")} * interval '6 days' AS at) t
 WHERE {DICE.format("'v' || n || '-' || w")} < CASE WHEN n %% 5 = 0 THEN 0.7 ELSE 0.08 END"""  # noqa: S608  literals of ours
ORDERS = f"""INSERT INTO orders_order (id, merchant_id, number, kind, state, customer_id, owner_id,
 title, goods_fen, shipping_fen, discount_fen, adjust_fen, total_fen, paid_fen, refunded_fen,
 delivery, contact_name, phone_masked, address_masked, express_company, express_number, remark,
 source_channel, first_channel, method, close_reason, version, paid_at, created_at, updated_at)
 SELECT v.id, %(m)s, v.id % 1000000007 || '-' || v.id % 99991, 'goods', 'done', v.customer_id,
  %(owner)s, '单', fen, 0, 0, 0, fen, fen, 0, 'none', '', '', '', '', '', '', '', '', 'cash', '', 1,
  v.started_at + interval '1 hour', v.started_at, v.started_at
 FROM radar_visit v CROSS JOIN LATERAL (
  SELECT (2000 + {DICE.format("'f' || v.id")} * 20000)::int AS fen) f
 WHERE v.merchant_id = %(m)s
  AND {DICE.format("'o' || v.id")} < 0.35"""  # noqa: S608  literals of ours
SUMS = """UPDATE customers_customer c SET order_count = o.n, order_total_fen = o.fen,
 last_order_at = o.last FROM (SELECT customer_id, count(*) AS n, sum(paid_fen) AS fen,
  max(paid_at) AS last FROM orders_order WHERE merchant_id = %(m)s GROUP BY 1) o
 WHERE c.merchant_id = %(m)s AND c.id = o.customer_id"""
SEEN = """UPDATE customers_customer c SET visit_count = v.n, last_visit_at = v.last
 FROM (SELECT customer_id, count(*) AS n, max(last_at) AS last FROM radar_visit
  WHERE merchant_id = %(m)s GROUP BY 1) v WHERE c.merchant_id = %(m)s AND c.id = v.customer_id"""


def fill(many: int, now: datetime, *, owner: int, card: int, code: int) -> None:
    """Put `many` people with their visits and orders into the current merchant."""
    first = 10**15
    values = {"m": scope.current(), "now": now, "many": many, "owner": owner, "card": card,
              "code": code, "first": first}  # fmt: skip
    for statement in (PEOPLE, VISITS, ORDERS.replace("v.id % ", "v.id %% "), SUMS, SEEN):
        sql.do(statement, values)
    assert Visit.objects.exists()
