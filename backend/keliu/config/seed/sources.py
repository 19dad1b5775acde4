"""Which orders of the demo shops came by somebody's forward."""

from keliu.kit import scope
from keliu.platform import sql

EVERY = 4
# The newest forward of the same card that somebody else made.
BROUGHT = """WITH brought AS (
 SELECT o.id, s.id AS share_id
 FROM orders_order o
 JOIN catalog_cardcode k ON k.merchant_id = o.merchant_id AND k.id = o.source_code_id,
 LATERAL (
  SELECT r.id FROM radar_share r
  WHERE r.merchant_id = o.merchant_id AND r.card_id = k.card_id AND r.sharer_id IS NOT NULL
   AND r.sharer_id <> o.customer_id
  ORDER BY (r.id + o.id) %% 7, r.id LIMIT 1) s
 WHERE o.merchant_id = %s AND o.customer_id IS NOT NULL AND o.created_by_id IS NULL
  AND (o.id / 4194304) %% %s = 0)
UPDATE orders_order o SET source_share_id = b.share_id, first_share_id = b.share_id
FROM brought b WHERE o.merchant_id = %s AND o.id = b.id"""


def fill() -> None:
    """One statement; runs inside the merchant's scope, after orders and shares."""
    merchant = scope.current()
    sql.do(BROUGHT, [merchant, EVERY, merchant])
