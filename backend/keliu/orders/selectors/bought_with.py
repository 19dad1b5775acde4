"""What buyers of a product bought with it."""

from keliu.kit import scope
from keliu.platform import sql

# Only the newest orders count: what goes together changes with the season.
BOUGHT_WITH = """WITH mine AS (
  SELECT DISTINCT l.order_id, max(l.id) AS newest FROM orders_orderline l
  WHERE l.merchant_id = %s AND l.product_id = %s GROUP BY l.order_id ORDER BY 2 DESC LIMIT %s
)
SELECT o.product_id FROM mine JOIN orders_order r
   ON r.merchant_id = %s AND r.id = mine.order_id AND r.state IN ('paid', 'shipped', 'done')
 JOIN orders_orderline o ON o.merchant_id = r.merchant_id AND o.order_id = r.id
 WHERE o.product_id <> %s GROUP BY 1 ORDER BY count(*) DESC, o.product_id LIMIT %s"""
NEWEST = 300


def bought_with(product_id: int, most: int) -> list[int]:
    """Products by id, most often bought first."""
    merchant_id = scope.current()
    values = [merchant_id, product_id, NEWEST, merchant_id, product_id, most]
    return [row[0] for row in sql.rows(BOUGHT_WITH, values)]
