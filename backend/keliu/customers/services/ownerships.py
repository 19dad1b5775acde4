"""Who looked after a customer, from when to when: intervals that follow one another."""

from datetime import datetime

from keliu.kit import actor, ids, scope
from keliu.platform import sql
from keliu.platform.pipeline import Question

OWNED = """INSERT INTO customers_ownership
 (id, merchant_id, customer_id, owner_id, since, by_id, how) VALUES (%s, %s, %s, %s, %s, %s, %s)"""
# Two hands at once may have asked the clock in the other order than they got the row.
LET_GO = """UPDATE customers_ownership SET until = greatest(since, %s), end_how = %s, reason = %s
 WHERE merchant_id = %s AND customer_id = %s AND until IS NULL RETURNING id"""


def begun(customer_id: int, owner_id: int, since: datetime, how: str = "") -> Question:
    """The statement by which an owner begins to look after a customer."""
    values = [ids.new(), scope.current(), customer_id, owner_id, since]
    return Question(OWNED, [*values, actor.current().staff_id, how])


def begin(customer_id: int, owner_id: int, since: datetime, how: str = "") -> None:
    """An owner begins to look after a customer; the one before has been let go."""
    sql.ask(begun(customer_id, owner_id, since, how))


def end(customer_id: int, at: datetime, how: str, reason: str = "") -> int | None:
    """The open interval ends; returns its id."""
    row = sql.one(LET_GO, [at, how, reason[:200], scope.current(), customer_id])
    return int(row[0]) if row else None
