"""Any order of steps and days keeps the pool's promises: a small model beside the real thing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from keliu.customers.models import Pool
from keliu.customers.rules.pools import PoolRules
from keliu.customers.services import customers
from keliu.customers.services.pools import claims, letting_go, pools, sweep
from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.kit.errors import KeliuError
from keliu.platform import sql
from tests.cast import World, company
from tests.machines import Machine, machine, run

COUNT = 4
PEOPLE = ("小李", "小赵")
QUOTA, HOLDS, COOL, FALLS, LONGER = 3, 3, 3, 10, 5
RULES = PoolRules(daily_claims=QUOTA, person_holds=HOLDS, cool_down_days=COOL,
                  followup_days={"": FALLS}, extension_days=LONGER)  # fmt: skip
WHO, WHICH = st.sampled_from(PEOPLE), st.integers(0, COUNT - 1)
START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # noon in Shanghai
DAY = timedelta(days=1)
LOOK = """SELECT c.id, s.name, c.pool_id IS NOT NULL, count(o.id),
  array_agg(h.name) FILTER (WHERE o.id IS NOT NULL AND o.until IS NULL)
 FROM customers_customer c LEFT JOIN accounts_staff s ON s.id = c.owner_id
 LEFT JOIN customers_ownership o ON o.customer_id = c.id
 LEFT JOIN accounts_staff h ON h.id = o.owner_id
 WHERE c.id = ANY(%s) GROUP BY c.id, s.name, c.pool_id"""
USED = """SELECT s.name, d.day, d.taken FROM customers_claimday d
 JOIN accounts_staff s ON s.id = d.staff_id"""


class Pooling(Machine):
    """Four customers, two people, one pool; every step in any order, days go by."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.owner: list[str | None] = [None] * COUNT
        self.since = [START - 30 * DAY] * COUNT  # of the owner or of lying in the pool
        self.before: list[str | None] = [None] * COUNT
        self.extended = [0] * COUNT
        self.claimed: dict[tuple[str, Any], int] = {}
        self.intervals = [0] * COUNT
        with self.world.inside(), clock.frozen(self.now - 30 * DAY):
            self.pool = Pool.objects.get(is_default=True)
            Pool.objects.update(rules=pools.rules_checked(RULES))
            self.pool.refresh_from_db()
            rows = [customers.customer_create(fields={"name": f"客户{n}"}, owner=None)
                    for n in range(COUNT)]  # fmt: skip
        self.ids = [row.pk for row in rows]

    def _try(self, who: str, work: Any, expected: str | None) -> None:
        """Do it as `who`; `expected` is the code that refuses it."""
        self.now += timedelta(seconds=1)
        staff = self.world.staff[who]
        person = Actor(staff.pk, staff.name, department_id=staff.department_id)
        try:
            with self.world.inside(), actor.acting(person), clock.frozen(self.now):
                work()
        except KeliuError as refusal:
            refused: str | None = refusal.code
        else:
            refused = None
        assert refused == expected

    def _held(self, who: str) -> int:
        return self.owner.count(who)

    def _gets(self, who: str, at: int) -> None:
        self.owner[at], self.since[at], self.extended[at] = who, self.now, 0
        self.intervals[at] += 1

    @rule(who=WHO, at=WHICH)
    def claim(self, who: str, at: int) -> None:
        day = clock.local_day(self.now + timedelta(seconds=1), "Asia/Shanghai")
        used = self.claimed.get((who, day), 0)
        cooling = self.before[at] == who and self.now < self.since[at] + COOL * DAY
        expected = None
        if self.owner[at] is not None:
            recent = self.now - self.since[at] < DAY
            expected = "already_claimed" if recent else "not_in_pool"
        elif cooling:
            expected = "cooling_down"
        elif self._held(who) >= HOLDS:
            expected = "holding_full"
        elif used >= QUOTA:
            expected = "claim_quota_spent"
        self._try(who, lambda: claims.claim(self.pool, [self.ids[at]]), expected)
        if expected is None:
            self.claimed[who, day] = used + 1
            self._gets(who, at)

    @rule(who=WHO, at=WHICH)
    def give(self, who: str, at: int) -> None:
        expected = "holding_full" if self._held(who) >= HOLDS else None
        if self.owner[at] is not None:
            recent = self.now - self.since[at] < DAY
            expected = "already_claimed" if recent else "not_in_pool"
        to = self.world.staff[who].pk
        self._try("王总", lambda: claims.give(self.pool, [self.ids[at]], to), expected)
        if expected is None:
            self._gets(who, at)

    @rule(at=WHICH)
    def let_go(self, at: int) -> None:
        who = self.owner[at]
        expected = None if who else "already_returned"
        self._try(
            who or "王总", lambda: letting_go.customer_return(self.ids[at], reason="x"), expected
        )
        if who:
            self._falls(at)

    def _falls(self, at: int) -> None:
        self.before[at], self.owner[at], self.since[at] = self.owner[at], None, self.now

    @rule(at=WHICH)
    def extend(self, at: int) -> None:
        able = self.owner[at] is not None and not self.extended[at]
        self._try("王总", lambda: letting_go.customer_extend(self.ids[at]),
                  None if able else "no_extension")  # fmt: skip
        if able:
            self.extended[at] = LONGER

    @rule(days=st.integers(1, 6))
    def days_go_by(self, days: int) -> None:
        self.now += days * DAY

    @rule()
    def night(self) -> None:
        self.now += timedelta(seconds=1)
        with self.world.inside(), clock.frozen(self.now):
            sweep.fall(0)
        midnight = clock.day_bounds(clock.local_day(self.now, "Asia/Shanghai"), "Asia/Shanghai")[0]
        for at in range(COUNT):
            last = self.since[at] + (FALLS + self.extended[at]) * DAY
            if self.owner[at] is not None and last < midnight:
                self._falls(at)

    @invariant()
    def everything_is_as_modelled(self) -> None:
        with self.world.inside():
            rows = {row[0]: row[1:] for row in sql.rows(LOOK, [self.ids])}
            for at, identifier in enumerate(self.ids):
                owner = self.owner[at]
                held = [owner] if owner else None
                assert rows[identifier] == (owner, owner is None, self.intervals[at], held)
            assert {(name, day): n for name, day, n in sql.rows(USED)} == self.claimed
            assert all(self._held(who) <= HOLDS for who in PEOPLE)


@machine
def test_any_order_of_steps_keeps_the_promises(transactional_db: None, part: int) -> None:
    Pooling.world = company()
    run(Pooling, "pool", part)
