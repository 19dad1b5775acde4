"""Where customers without an owner go."""

from keliu.customers.models import Pool
from keliu.customers.rules import pools as law
from keliu.customers.selectors import pools as questions
from keliu.kit import scope
from keliu.kit.errors import NotFound
from keliu.platform import sql

# Shared, so that returns do not wait for each other; deleting the pool waits for all of them.
HOLD = """SELECT id FROM customers_pool
 WHERE merchant_id = %s AND id = %s AND deleted_at IS NULL FOR SHARE"""


def found_pool() -> None:
    """A new merchant starts with a pool (accounts' port `founded`); shops just do not show it."""
    Pool.objects.create(name=law.DEFAULT_NAME, is_default=True)


def default_id() -> int:
    """The pool of those who have no other."""
    found: int = Pool.objects.values_list("id", flat=True).get(is_default=True)
    return found


def hold(pool_id: int) -> Pool:
    """A living pool that can not be deleted before the transaction ends. Raises NotFound."""
    if sql.one(HOLD, [scope.current(), pool_id]) is None:
        raise NotFound
    row: Pool = Pool.objects.get(pk=pool_id)
    return row


def of_owner(staff_id: int | None) -> Pool:
    """The pool that a person's customers fall into, held until the transaction ends."""
    return hold(questions.homes().get(staff_id or 0) or default_id())
