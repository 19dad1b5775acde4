"""The counter where a person takes customers: what is counted, and every refusal with its reason.

Whoever takes is held (the staff row is locked) until the transaction ends, so two takings of one
person follow each other and a person who leaves takes nothing more. Then the department, when it
has a limit, then the quota's row, then customers in key order: always in this order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from keliu.accounts import public as accounts
from keliu.accounts.public import StaffCard
from keliu.customers.errors import (
    AlreadyClaimed,
    CoolingDown,
    DepartmentFull,
    HoldingFull,
    NotInPool,
    QuotaSpent,
    TooNew,
)
from keliu.customers.models import ClaimDay, Customer, Ownership, Pool
from keliu.customers.rules import pools as law
from keliu.customers.selectors import pools as questions
from keliu.customers.selectors.pools import Held
from keliu.kit import clock, ids, scope
from keliu.kit.errors import Invalid, KeliuError
from keliu.platform import sql

UNLIMITED = 2**31 - 1
NOTHING = Held(0, 0)
RECENT = timedelta(days=1)
# The quota's row settles it: of two takings of the last place, one finds no row to change.
TAKE_PLACE = """INSERT INTO customers_claimday AS d
 (id, merchant_id, staff_id, pool_id, day, taken) VALUES (%s, %s, %s, %s, %s, 1)
 ON CONFLICT (merchant_id, staff_id, pool_id, day)
 DO UPDATE SET taken = d.taken + 1 WHERE d.taken < %s RETURNING taken"""


@dataclass
class Desk:
    """One person taking from one pool at one moment; `manager` gives, so no quota, no waiting.

    `held` tells whether the rows that settle it are locked: without, it only looks.
    """

    pool: Pool
    staff: StaffCard
    manager: bool = False
    held: bool = True
    rules: law.PoolRules = field(init=False)
    zone: str = field(init=False)
    now: datetime = field(default_factory=clock.now)
    mine: Held = NOTHING
    ours: Held | None = None

    def __post_init__(self) -> None:
        self.rules, self.zone = questions.rules_of(self.pool), questions.zone()
        if self.held:
            self.mine = questions.held(owner_id=self.staff.id)
        if self.held and self.rules.department_holds is not None and self.staff.department_id:
            accounts.hold_department(self.staff.department_id)
            self.ours = questions.held(department_id=self.staff.department_id)

    @property
    def day(self) -> date:
        return clock.local_day(self.now, self.zone)

    def took(self, deal_state: str) -> None:
        """One more customer is theirs."""
        won = int(deal_state == law.WON)
        self.mine = Held(self.mine.all + 1, self.mine.won + won)
        if self.ours is not None:
            self.ours = Held(self.ours.all + 1, self.ours.won + won)


def open_for(pool: Pool, staff_id: int, *, manager: bool = False) -> Desk:
    """Hold the person and see what they have. Raises Invalid for somebody who left."""
    staff = accounts.hold(staff_id)
    if not staff.active:
        raise Invalid(fields={"staff_id": f"{staff.name}已停用,不能再接手"})
    return Desk(pool, staff, manager)


def look(pools: Sequence[Pool], staff_id: int) -> list[Desk]:
    """The desks without holding anything, counted once for all: what a page shows."""
    staff = accounts.card(staff_id)
    mine, place = questions.held(owner_id=staff.id), staff.department_id
    limited = any(questions.rules_of(pool).department_holds is not None for pool in pools)
    ours = questions.held(department_id=place) if limited and place else None
    return [Desk(pool, staff, held=False, mine=mine, ours=ours) for pool in pools]


def closed(desk: Desk, taken: int) -> KeliuError | None:
    """Why nothing at all can be claimed here now: quota or capacity."""
    limit = desk.rules.daily_claims
    if limit is not None and taken >= limit:
        return QuotaSpent(taken=taken, limit=limit)
    return _full(desk, law.NONE)


def waits(desk: Desk, row: Customer) -> KeliuError | None:
    """Why this one customer has to wait."""
    since = row.pool_since or row.created_at
    return _waits(desk, law.Waiting(row.created_at, since, row.previous_owner_id))


def refusal(desk: Desk, row: Customer | None) -> KeliuError | None:
    """Why this person may not take this customer now, or None."""
    if row is None or row.pool_id != desk.pool.pk:
        return _gone(row)
    if not desk.manager:
        refused = waits(desk, row)
        if refused is not None:
            return refused
    return _full(desk, row.deal_state)


def _gone(row: Customer | None) -> KeliuError:
    """Not here any more; whoever took it just now is named."""
    if row is None or row.owner_id is None:
        return NotInPool()
    since = clock.now() - RECENT
    rows = Ownership.objects.filter(customer_id=row.pk, until__isnull=True, since__gte=since)
    taken = rows.filter(how__in=["claim", "assign"]).select_related("owner").first()
    return AlreadyClaimed(owner=taken.owner.name) if taken else NotInPool()


def _waits(desk: Desk, waiting: law.Waiting) -> KeliuError | None:
    free = law.free_again(desk.rules, waiting, desk.staff.id)
    if free is not None and free > desk.now:
        return CoolingDown(
            ago=law.ago_said(waiting.pool_since, desk.now),
            days=desk.rules.cool_down_days,
            until_said=law.day_said(free, desk.zone, desk.now),
            until=clock.iso(free),
        )
    start = law.open_from(desk.rules, waiting)
    if start > desk.now:
        said = law.day_said(start, desk.zone, desk.now)
        return TooNew(hours=desk.rules.new_hours, until_said=said, until=clock.iso(start))
    return None


def _full(desk: Desk, deal_state: str) -> KeliuError | None:
    rules = desk.rules
    if not rules.won_count and deal_state == law.WON:
        return None
    held = desk.mine.counted(rules)
    if rules.person_holds is not None and held >= rules.person_holds:
        return HoldingFull(name=desk.staff.name, held=held, limit=rules.person_holds)
    held = desk.ours.counted(rules) if desk.ours else 0
    if rules.department_holds is not None and held >= rules.department_holds:
        names = accounts.department_names([desk.staff.department_id or 0])
        name = names.get(desk.staff.department_id or 0, "部门")
        return DepartmentFull(name=name, held=held, limit=rules.department_holds)
    return None


def take_place(desk: Desk) -> int:
    """Use one of today's places; returns how many are used. Raises QuotaSpent."""
    limit = desk.rules.daily_claims
    place = [scope.current(), desk.staff.id, desk.pool.pk, desk.day]
    row = sql.one(TAKE_PLACE, [ids.new(), *place, limit or UNLIMITED])
    if row is None:
        raise quota_spent(desk)
    return int(row[0])


def quota_spent(desk: Desk) -> QuotaSpent:
    """The refusal with today's figures."""
    rows = ClaimDay.objects.filter(staff_id=desk.staff.id, pool_id=desk.pool.pk, day=desk.day)
    taken = rows.values_list("taken", flat=True).first() or 0
    return QuotaSpent(taken=taken, limit=desk.rules.daily_claims or 0)
