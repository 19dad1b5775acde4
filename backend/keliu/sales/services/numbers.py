"""Numbers of papers: one after the other, none twice and none missing.

The counter's row stays locked until the paper is saved with it: a paper that fails gives its number
back, and the next one takes it.
"""

from keliu.kit import clock, ids, scope
from keliu.platform import merchants, sql
from keliu.sales.rules import papers

NEXT = """INSERT INTO sales_counter AS c (id, merchant_id, kind, day, last)
 VALUES (%s, %s, %s, %s, 1)
 ON CONFLICT (merchant_id, kind, day) DO UPDATE SET last = c.last + 1
 RETURNING last"""


def number_next(kind: str) -> str:
    """The next number of this kind for the merchant's today."""
    day = clock.local_day(clock.now(), merchants.timezone())
    count = sql.one(NEXT, [ids.new(), scope.current(), kind, day])[0]
    return papers.number(kind, day, count)
