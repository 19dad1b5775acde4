"""Who came back (复购): buyers by the month of their first order, and what they did later."""

from dataclasses import dataclass
from datetime import date, datetime

from keliu.accounts import public as accounts
from keliu.kit import clock, scope
from keliu.orders.selectors.sales import READ, SOLD_SQL
from keliu.platform import sql
from keliu.platform.pipeline import Question

# Days on which something was bought, by customer: several orders of a day are one purchase.
DAYS = """WITH d AS (
 SELECT o.customer_id, (o.paid_at AT TIME ZONE %s)::date AS day, count(*) AS orders,
  sum(o.paid_fen - o.refunded_fen) AS fen
 FROM orders_order o WHERE o.merchant_id = %s AND o.paid_at < %s AND o.customer_id IS NOT NULL
  AND o.{sold} AND {reach} GROUP BY 1, 2
), f AS (
 SELECT customer_id, min(day) AS first, count(*) AS days, sum(orders) AS orders,
  (array_agg(day ORDER BY day))[2] AS second FROM d GROUP BY 1
)"""
MONTHS = """SELECT date_trunc('month', f.first)::date, date_trunc('month', d.day)::date,
 count(DISTINCT d.customer_id)::int, sum(d.fen)::bigint
 FROM f JOIN d USING (customer_id) WHERE f.first >= %s GROUP BY 1, 2 ORDER BY 1, 2"""
OFTEN = """SELECT least(orders, 5)::int, count(*)::int FROM f GROUP BY 1 ORDER BY 1"""
SOON = """SELECT g.within, count(*) FILTER (WHERE f.first <= %s - g.within)::int,
 count(*) FILTER (WHERE f.first <= %s - g.within AND f.second - f.first <= g.within)::int
 FROM f CROSS JOIN unnest(ARRAY[30, 60, 90, 180]) AS g (within) GROUP BY 1 ORDER BY 1"""


@dataclass(frozen=True)
class Repeats:
    """Buyers within reach. `months`: (first month, month, customers, fen), the first months from
    `since`; `often`: (orders, at most 5, customers); `soon`: (days, first bought at least that long
    ago, of them bought again within those days)."""

    months: list[tuple[date, date, int, int]]
    often: list[tuple[int, int]]
    soon: list[tuple[int, int, int]]


def repeats(since: date, now: datetime, zone: str, permission: str = READ) -> Repeats:
    """Who came back, of all who bought within the acting person's reach."""
    reach, values = accounts.reach_sql(permission, "o")
    days = DAYS.format(sold=SOLD_SQL.replace(" AND ", " AND o."), reach=reach)
    given, today = [zone, scope.current(), now, *values], clock.local_day(now, zone)
    months, often, soon = sql.ask(
        Question(f"{days} {MONTHS}", [*given, since]),
        Question(f"{days} {OFTEN}", given),
        Question(f"{days} {SOON}", [*given, today, today]),
    )
    return Repeats(
        [tuple(row) for row in months.rows],
        [tuple(row) for row in often.rows],
        [tuple(row) for row in soon.rows],
    )
