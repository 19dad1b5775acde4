"""Customers whose name or company contains a text: the word index finds them, the filter checks.

Whatever contains a text has all of its pairs of characters among its search words. Where more than
MOST have them the index would be no help, and a list finds its page by walking its order.
"""

from keliu.kinds.ports import Sql
from keliu.kit import words
from keliu.platform import sql

MOST = 5_000
FEW = "SELECT customers_with(%s::text[], %s) IS NOT NULL"
AMONG = "{0}.id = ANY(ARRAY(SELECT unnest(customers_with(%s::text[], %s))))"


def near(text: str, alias: str) -> Sql | None:
    """A condition that every row with `text` in a searched column passes, found by an index."""
    pairs = [one for one in words.pairs(text.lower()) if len(one) > 1]
    if not pairs or not sql.one(FEW, [pairs, MOST])[0]:
        return None
    return AMONG.format(alias), [pairs, MOST]
