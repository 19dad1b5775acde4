"""What a pool hides stays hidden on every way to a customer, not only on the pool's own page.

Whoever reaches customers without an owner by their role (or a share) but does not run the pool
sees them in lists and sheets as the pool shows them, does not find them by what is hidden, and
opens them through the pool, where looking is counted.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from keliu.accounts import public as accounts
from keliu.customers.errors import InPool
from keliu.customers.models import Customer, Pool
from keliu.customers.rules import pools as law
from keliu.customers.selectors import pools as questions
from keliu.kit import actor, scope
from keliu.platform.wire import Ref

TELLING = {"name", "company", "phone_masked", "wechat_name"}
KNOWN = "veiled-pools"


def pools() -> Mapping[int, Pool]:
    """The pools that hide something from the acting person, or count how often they look."""
    if not _reaches_pools():
        return {}
    known = scope.memory()
    if KNOWN not in known:
        known[KNOWN] = {pool.pk: pool for pool in questions.everything() if _veils(pool)}
    found: Mapping[int, Pool] = known[KNOWN]
    return found


def _reaches_pools() -> bool:
    """Whether the acting person may meet customers of pools outside of pools at all."""
    who = actor.current()
    if who.may(questions.WRITE):
        return False
    reach = accounts.reach_of(who, "customer.read", "customer")
    return reach is not None and (reach.everything or reach.shared is not None)


def _veils(pool: Pool) -> bool:
    rules = questions.rules_of(pool)
    return bool(rules.hidden or rules.daily_views) and not questions.manages(pool)


def _where(customer_ids: Iterable[int]) -> dict[int, Pool]:
    """The veiling pool of those of these customers that lie in one."""
    veiling = pools()
    if not veiling:
        return {}
    rows = Customer.objects.filter(pk__in=list(customer_ids), pool_id__in=list(veiling))
    return {row: veiling[pool] for row, pool in rows.values_list("pk", "pool_id")}


def cover(payloads: list[dict[str, Any]]) -> None:
    """Customers as answers show them, with what their pool hides taken out (`Kind.extra`)."""
    if not _reaches_pools():
        return
    alone = [one for one in payloads if one.get("owner") is None and one.get("id")]
    where = _where(int(one["id"]) for one in alone) if alone else {}
    for one in alone:
        pool = where.get(int(one["id"]))
        if pool is not None:
            one |= law.covered(questions.rules_of(pool), one)


def unfound(customer_ids: Iterable[int]) -> set[int]:
    """Those of these customers whom a search would give away."""
    where = _where(customer_ids)
    return {one for one, pool in where.items() if TELLING & set(questions.rules_of(pool).hidden)}


def assert_open(customer_id: int) -> None:
    """Raises InPool when a customer is to be looked at through the pool."""
    pool = _where([customer_id]).get(customer_id)
    if pool is not None:
        named = Ref(id=pool.pk, name=pool.name).model_dump(mode="json")
        raise InPool(name=pool.name, pool=named)
