"""What the radar counted of customers' last 30 days, written for many at once with their scores."""

from collections.abc import Mapping
from typing import Any

from keliu.customers import rules
from keliu.customers.rules import Deeds
from keliu.kit import clock, scope
from keliu.platform import sql

# Rows are locked in the order of their ids, like everywhere else.
WAIT = """SELECT id, visit_count, last_visit_at, last_followup_at, deal_state, deeds
 FROM customers_customer WHERE merchant_id = %s AND id = ANY(%s::bigint[])
  AND deleted_at IS NULL AND profiling_off_at IS NULL ORDER BY id FOR NO KEY UPDATE"""
SET = """UPDATE customers_customer c SET deeds = g.deeds::jsonb, score = g.score, scored_at = %s
 FROM unnest(%s::bigint[], %s::text[], %s::int[]) AS g (id, deeds, score)
 WHERE c.merchant_id = %s AND c.id = g.id"""


def deeds_noted(given: Mapping[int, Deeds]) -> None:
    """Set them where they changed; people who want no judging keep none."""
    now, merchant_id = clock.now(), scope.current()
    changed: list[tuple[int, str, int]] = []
    for customer_id, *columns, kept in sql.rows(WAIT, [merchant_id, sql.array(given)]):
        seen = rules.ScoreInputs.of([*columns, given[customer_id].kept(), False])
        if seen.deeds != rules.ScoreInputs.of([*columns, kept, False]).deeds:
            text = sql.encode(seen.deeds.kept()).decode()
            changed.append((customer_id, text, rules.score(seen, now)))
    if changed:
        columns_: list[Any] = [list(one) for one in zip(*changed, strict=True)]
        sql.do(SET, [now, *columns_, merchant_id])
