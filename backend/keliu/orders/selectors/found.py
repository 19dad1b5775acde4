"""Orders for the one search box: by number, pick-up code or courier's number."""

from typing import Any

from keliu.accounts import public as accounts
from keliu.kit import scope
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking

DIGITS = 14  # of a number
LEAST = 6
FOUND = """SELECT o.id, o.number, o.title, o.state, coalesce(c.name, '')
 FROM orders_order o LEFT JOIN customers_customer c
  ON c.merchant_id = o.merchant_id AND c.id = o.customer_id
 WHERE o.merchant_id = %s AND {within}
  AND ((o.number >= %s AND o.number <= %s) OR (o.pickup_code = %s AND o.state = 'paid'))
 ORDER BY o.id DESC LIMIT %s"""


def span(digits: str) -> tuple[str, str]:
    """The first and the last number that begin with these digits."""
    return digits.ljust(DIGITS, "0"), digits.ljust(DIGITS, "9")


def hits(digits: str, limit: int) -> Asking[list[Any]]:
    """Orders within reach: id, number, title, state, customer's name."""
    within, values = accounts.reach_sql("order.read", "o")
    asked = [scope.current(), *values, *span(digits[:DIGITS]), digits, limit]
    return (yield [Question(FOUND.format(within=within), asked)])[0]
