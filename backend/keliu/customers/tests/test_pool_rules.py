"""The law of pools, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from keliu.customers.rules import pools as law
from keliu.customers.rules.pools import Members, PoolRules, Stay

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"


def days(count: int) -> timedelta:
    return timedelta(days=count)


def pool(number: int, *, default: bool = False, staff: tuple[int, ...] = (),
         departments: tuple[int, ...] = ()) -> Members:  # fmt: skip
    return Members(number, default, frozenset(staff), frozenset(departments))


def test_a_person_named_beats_a_department_and_a_near_one_a_far_one() -> None:
    default, east, team = (
        pool(1, default=True),
        pool(2, departments=(10,)),
        pool(3, departments=(11,)),
    )
    named = pool(4, staff=(7,))
    pools = [default, east, team, named]
    assert law.home(pools, 7, (10, 11)) == 4
    assert law.home(pools, 8, (10, 11)) == 3
    assert law.home(pools, 8, (10, 12)) == 2
    assert law.home(pools, 8, (20,)) == 1
    assert law.home(pools, 8, ()) == 1


def test_members_are_people_departments_or_everybody() -> None:
    assert pool(1).includes(7, ())
    assert pool(2, departments=(10,)).includes(7, (10, 11))
    assert not pool(2, departments=(11,)).includes(7, (10,))
    assert pool(3, staff=(7,)).includes(7, ())
    assert not pool(3, staff=(8,)).includes(7, (10,))


STAY = Stay(level="B", created_at=NOW - days(90), owner_since=NOW - days(60),
            last_followup_at=NOW - days(20))  # fmt: skip


def falls(rules: PoolRules, **changes: object) -> tuple[int, str] | None:
    """Days from now until it falls, and why."""
    stay = Stay(**{**vars(STAY), **changes})
    found = law.falling(rules, stay)
    return ((found.at - NOW).days, found.why) if found else None


def test_the_earliest_rule_decides_by_level() -> None:
    rules = PoolRules(followup_days={"A": 10, "B": 30}, deal_days={"B": 100})
    assert falls(rules) == (10, "followup")
    assert falls(rules, level="A") == (-10, "followup")
    assert falls(rules, level="C") is None
    assert falls(rules, last_followup_at=NOW) == (30, "followup")
    assert falls(PoolRules(followup_days={"B": 90}, deal_days={"B": 61})) == (1, "deal")


def test_a_new_owner_has_the_whole_time() -> None:
    rules = PoolRules(followup_days={"B": 30})
    assert falls(rules, owner_since=NOW, last_followup_at=NOW - days(300)) == (30, "followup")


def test_open_and_won_are_spared_unless_the_rules_say_otherwise() -> None:
    rules = PoolRules(followup_days={"B": 5})
    hard = PoolRules(followup_days={"B": 5}, exempt_won=False, exempt_open=False)
    for state in ("open", "won"):
        assert falls(rules, deal_state=state) is None
        assert falls(hard, deal_state=state) == (-15, "followup")


def test_without_an_opportunity_counts_from_the_last_one_lost() -> None:
    rules = PoolRules(opportunity_days={"B": 30}, exempt_open=False)
    assert falls(rules) == (-30, "opportunity")
    assert falls(rules, deal_since=NOW - days(5)) == (25, "opportunity")
    assert falls(rules, deal_state="open") is None


def test_new_customers_are_protected_and_an_extension_adds() -> None:
    rules = PoolRules(followup_days={"B": 30}, protect_days=95)
    assert falls(rules, last_followup_at=NOW - days(50)) == (5, "followup")
    assert falls(rules, last_followup_at=NOW - days(50), extended_days=7) == (12, "followup")


def test_who_had_to_let_go_waits() -> None:
    rules = PoolRules(cool_down_days=7)
    waiting = law.Waiting(NOW - days(90), NOW - days(3), 7)
    assert law.free_again(rules, waiting, 7) == NOW + days(4)
    assert law.free_again(rules, waiting, 8) is None
    assert law.free_again(PoolRules(), waiting, 7) is None
    assert law.open_from(PoolRules(new_hours=24), waiting) == NOW - days(89)


def test_moments_read_like_people_say_them() -> None:
    assert law.day_said(NOW, ZONE, NOW) == "今天 10:00"
    assert law.day_said(NOW + days(1), ZONE, NOW) == "明天 10:00"
    assert law.day_said(NOW + days(4), ZONE, NOW) == "11月26日 10:00"
    assert law.date_said(date(2027, 1, 3), date(2026, 11, 22)) == "2027年1月3日"
    assert law.ago_said(NOW - timedelta(minutes=5), NOW) == "刚才"
    assert law.ago_said(NOW - timedelta(hours=5), NOW) == "5 小时前"
    assert law.ago_said(NOW - days(3), NOW) == "3 天前"
    assert law.why_said(law.Falling(NOW, "followup", 30)) == "满 30 天没有跟进"


def test_what_a_pool_hides_reads_as_stars() -> None:
    rules = PoolRules(hidden=("name", "phone_masked", "company", "previous_owner"))
    row = {"name": "张阿姨", "phone_masked": "138****1234", "company": "", "score": 60,
           "previous_owner": object()}  # fmt: skip
    assert law.covered(rules, row) == {
        "name": "张**", "phone_masked": "***", "company": "", "score": 60, "previous_owner": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (PoolRules(daily_claims=0), "daily_claims"),
        (PoolRules(cool_down_days=-1), "cool_down_days"),
        (PoolRules(followup_days={"A": 0}), "followup_days"),
        (PoolRules(deal_days={"D": 5}), "deal_days"),
        (PoolRules(hidden=("score",)), "hidden"),
        (PoolRules(new_hours=10**6), "new_hours"),
    ],
)
def test_rules_that_can_not_be_are_named(rules: PoolRules, field: str) -> None:
    assert list(law.wrong(rules)) == [field]
    assert law.wrong(PoolRules()) == {}


def test_stored_rules_of_an_older_release_still_read() -> None:
    assert law.read({"daily_claims": 5}) == PoolRules(daily_claims=5)
