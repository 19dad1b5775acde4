"""How far the customers of the demo have come, as their stories say; nobody starts all over."""

from datetime import datetime, timedelta

from keliu.kit import scope
from keliu.platform import sql

SILENT_DAYS, LOST_DAYS = 75, 150
# Orders and deals make customers and loyal ones; who was not heard of for long fell silent.
STAGES = """UPDATE customers_customer c SET lifecycle = s.stage
 FROM (SELECT id, CASE
   WHEN heard < %(lost)s AND (order_count > 0 OR deal_state <> 'none') THEN 'lost'
   WHEN heard < %(silent)s AND (order_count > 0 OR deal_state <> 'none') THEN 'silent'
   WHEN order_count > 1 OR (order_count > 0 AND deal_state = 'won') THEN 'loyal'
   WHEN order_count > 0 OR deal_state = 'won' THEN 'customer'
   WHEN heard < %(lost)s AND (id / 4194304) %% 3 = 0 THEN 'lost'
   WHEN heard < %(silent)s AND (id / 4194304) %% 2 = 0 THEN 'silent'
   WHEN deal_state = 'open' OR visit_count > 1 OR last_followup_at > %(lately)s THEN 'engaged'
   ELSE 'potential' END AS stage
  FROM (SELECT id, order_count, deal_state, visit_count, last_followup_at,
    greatest(created_at, last_visit_at, last_followup_at, last_order_at) AS heard
   FROM customers_customer WHERE merchant_id = %(m)s) k) s
 WHERE c.merchant_id = %(m)s AND c.id = s.id AND c.lifecycle <> s.stage"""


def fill(now: datetime) -> None:
    """One statement; runs inside the merchant's scope, after everything that was bought."""
    values = {"m": scope.current(), "lately": now - timedelta(days=21)}
    ago = {"silent": SILENT_DAYS, "lost": LOST_DAYS}
    sql.do(STAGES, values | {name: now - timedelta(days=days) for name, days in ago.items()})
