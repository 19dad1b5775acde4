"""Questions about pools: which ones there are, for whom, and what they hold."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from keliu.accounts import public as accounts
from keliu.customers.errors import PoolsInCompanyMode
from keliu.customers.models import ClaimDay, Customer, Pool, ViewDay
from keliu.customers.rules import pools as law
from keliu.kit import actor, clock, scope
from keliu.kit.errors import Forbidden, NotFound
from keliu.platform import records
from keliu.platform.models import Merchant

CLAIM, WRITE = "pool.claim", "pool.write"


def zone() -> str:
    """The merchant's time zone."""
    known = scope.memory()
    if "zone" not in known:
        rows = Merchant.objects.values_list("timezone", "mode")
        known["zone"], known["mode"] = rows.get(pk=scope.current())
    return str(known["zone"])


def today() -> date:
    """The merchant's day."""
    return clock.local_day(clock.now(), zone())


def in_company_mode() -> None:
    """Raises PoolsInCompanyMode in a shop."""
    zone()
    if scope.memory()["mode"] != "company":
        raise PoolsInCompanyMode


def everything() -> "QuerySet[Pool]":
    """Living pools, the default one first."""
    rows: QuerySet[Pool] = Pool.objects.filter(deleted_at__isnull=True)
    return rows.order_by("-is_default", "id")


def members(pool: Pool) -> law.Members:
    """Who a pool is for."""
    return law.Members(
        pool.pk, pool.is_default, frozenset(pool.staff_ids), frozenset(pool.department_ids)
    )


def homes(pools: "list[Pool] | None" = None) -> dict[int, int]:
    """Staff id → the pool that this person's customers fall into."""
    choice = [members(pool) for pool in (pools if pools is not None else everything())]
    return {staff: law.home(choice, staff, path) for staff, path in accounts.paths().items()}


def manages(pool: Pool) -> bool:
    """Whether the acting person runs this pool."""
    who = actor.current()
    return who.may(WRITE) or who.staff_id in pool.manager_ids


def mine() -> list[Pool]:
    """The pools that the acting person may look into."""
    path = accounts.paths().get(actor.current().staff_id or 0, ())
    return [pool for pool in everything() if _open(pool, path)]


def _open(pool: Pool, path: tuple[int, ...]) -> bool:
    return manages(pool) or members(pool).includes(actor.current().staff_id or 0, path)


def find(pool_id: int, *, manager: bool = False) -> Pool:
    """A pool the acting person may look into. Raises NotFound, PoolsInCompanyMode, and Forbidden
    when they would have to run it (`manager`) and do not."""
    pool = records.find(everything(), pool_id)
    in_company_mode()
    if manages(pool):
        return pool
    if not _open(pool, accounts.paths().get(actor.current().staff_id or 0, ())):
        raise NotFound
    if manager:
        raise Forbidden(permission=WRITE)
    return pool


def counts() -> dict[int, int]:
    """How many customers lie in each pool."""
    rows = Customer.objects.filter(pool__isnull=False, deleted_at__isnull=True)
    return dict(rows.values_list("pool_id").annotate(n=Count("id")))


def taken_today(staff_id: int) -> dict[int, int]:
    """Pool id → how many this person claimed there today."""
    rows = ClaimDay.objects.filter(staff_id=staff_id, day=today())
    return dict(rows.values_list("pool_id", "taken"))


def seen_today(staff_id: int) -> dict[int, list[int]]:
    """Pool id → the customers whose details this person opened there today."""
    rows = ViewDay.objects.filter(staff_id=staff_id, day=today())
    return dict(rows.values_list("pool_id", "customer_ids"))


@dataclass(frozen=True)
class Held:
    """How many customers somebody has."""

    all: int
    won: int

    def counted(self, rules: law.PoolRules) -> int:
        """How many of them take a place."""
        return self.all if rules.won_count else self.all - self.won


def held(**whose: int) -> Held:
    """Customers of one owner (`owner_id=`) or department (`department_id=`)."""
    rows = Customer.objects.filter(deleted_at__isnull=True, owner__isnull=False, **whose)
    states = dict(rows.values_list("deal_state").annotate(n=Count("id")))
    return Held(sum(states.values()), states.get(law.WON, 0))


def rules_of(pool: Pool) -> law.PoolRules:
    """What a pool was told."""
    return law.read(pool.rules)
