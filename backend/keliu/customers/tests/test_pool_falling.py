"""Letting go: the nightly fall, the warning before, the one extension, and the preview."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keliu.customers.models import Customer, Ownership
from keliu.customers.rules import pools as law
from keliu.customers.selectors import falling
from keliu.customers.services.pools import nights
from keliu.customers.tests.pool_cast import default_pool, deliver, owned, rules
from keliu.kit import clock
from keliu.platform import sql
from tests import cast
from tests.cast import World


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


@pytest.fixture
def pool(world: World) -> int:
    return default_pool(world)


def ago(days: float) -> Any:
    return clock.now() - timedelta(days=days)


def inbox(world: World, who: str) -> list[tuple[str, str]]:
    deliver(world)
    items = world.api(who).get("/notifications")[1]["items"]
    return [(one["title"], one["text"]) for one in items]


def test_the_night_takes_back_whom_nobody_followed_up(world: World, pool: int) -> None:
    rules(world, pool, followup_days={"": 30, "A": 60})
    lost, kept = owned(world, "小李", "丢了的", "留下的", owner_since=ago(40))
    with world.inside():
        Customer.objects.filter(pk=kept).update(level="A")
    nights.fall(world.merchant.pk)
    with world.inside():
        gone = Customer.objects.get(pk=lost)
        assert (gone.owner_id, gone.pool_id) == (None, pool)
        assert gone.previous_owner_id == world.staff["小李"].pk
        assert Customer.objects.get(pk=kept).owner_id == world.staff["小李"].pk
        ended = Ownership.objects.get(customer_id=lost)
        assert (ended.end_how, ended.reason) == ("fall", "满 30 天没有跟进")
    assert inbox(world, "小李") == [("昨晚有 1 位客户回到了公海", "丢了的")]
    lines = world.api("王总").get(f"/customers/{lost}/timeline")[1]["items"]
    told = next(line for line in lines if "自动" in line["title"])
    assert (told["title"], told["text"]) == ("客户从小李名下自动回到公海", "满 30 天没有跟进")
    assert told["staff"] is None


def test_a_person_hears_once_a_night(world: World, pool: int) -> None:
    rules(world, pool, followup_days={"": 30})
    owned(world, "小李", *[f"客户{n}" for n in range(8)], owner_since=ago(40))
    nights.fall(world.merchant.pk)
    nights.fall(world.merchant.pk)
    said = inbox(world, "小李")
    assert [title for title, _ in said] == ["昨晚有 8 位客户回到了公海"]
    assert said[0][1] == "客户0、客户1、客户2、客户3、客户4、客户5等"


def test_the_last_day_ends_at_midnight_of_the_merchant(world: World, pool: int) -> None:
    """A customer whose time runs out at noon can still be saved in the evening."""
    rules(world, pool, followup_days={"": 30})
    (zhang,) = owned(world, "小李", "张阿姨")
    with world.inside():
        start, end = clock.day_bounds(
            clock.local_day(clock.now(), "Asia/Shanghai"), "Asia/Shanghai"
        )
        noon = start + timedelta(hours=12)
        past = noon - timedelta(days=30)
        Customer.objects.update(owner_since=past, created_at=past)
    with clock.frozen(end - timedelta(minutes=1)):
        nights.fall(world.merchant.pk)
        with world.inside():
            assert Customer.objects.get(pk=zhang).owner_id is not None
    with clock.frozen(end + timedelta(minutes=1)):
        nights.fall(world.merchant.pk)
        with world.inside():
            assert Customer.objects.get(pk=zhang).owner_id is None


def test_the_warning_comes_once_and_again_when_the_day_moves(world: World, pool: int) -> None:
    rules(world, pool, followup_days={"": 30}, warn_days=3)
    zhang, _far = owned(world, "小李", "张阿姨", "远着呢")
    with world.inside():
        Customer.objects.filter(pk=zhang).update(owner_since=ago(28), created_at=ago(28))
    nights.warn(world.merchant.pk)
    nights.warn(world.merchant.pk)
    said = inbox(world, "小李")
    assert said == [("1 位客户快要回到公海了", "张阿姨。写一次跟进或延期就能留住")]
    api = world.api("小李")
    falls = api.get("/pools/falling?total=true")[1]
    assert [(one["name"], one["why"], one["days_left"]) for one in falls["items"]] == [
        ("张阿姨", "followup", 2)
    ]
    assert falls["total"] == 1
    with world.inside():
        Customer.objects.filter(pk=zhang).update(last_followup_at=ago(0))
    assert api.get("/pools/falling?total=true")[1]["total"] == 0
    with clock.frozen(clock.now() + timedelta(days=28)):
        nights.warn(world.merchant.pk)
        with world.inside():
            assert Ownership.objects.filter(warned_for__isnull=False).count() == 2


def test_one_extension_per_owner(world: World, pool: int) -> None:
    rules(world, pool, followup_days={"": 30}, extension_days=15)
    (zhang,) = owned(world, "小李", "张阿姨", owner_since=ago(28))
    api = world.api("小李")
    before = api.get(f"/customers/{zhang}/stay")[1]
    assert (before["days_left"], before["why"], before["why_days"]) == (2, "followup", 30)
    assert (before["extension_refused"], before["may_return"]) == ("", True)
    after = api.post(f"/customers/{zhang}/extend")[1]
    assert (after["days_left"], after["extended_days"]) == (17, 15)
    status, body = api.post(f"/customers/{zhang}/extend")
    assert (status, body["detail"]) == (409, "延期只有一次,已经用过了")
    boss, zhao = world.api("王总"), str(world.staff["小赵"].pk)
    version = boss.get(f"/customers/{zhang}")[1]["version"]
    boss.post(f"/customers/{zhang}/assign", {"owner_id": zhao, "version": version})
    assert world.api("小赵").get(f"/customers/{zhang}/stay")[1]["extended_days"] == 0
    assert world.api("小赵").post(f"/customers/{zhang}/extend")[0] == 200


def test_no_extension_where_nothing_falls(world: World, pool: int) -> None:
    (zhang,) = owned(world, "小李", "张阿姨")
    assert world.api("小李").post(f"/customers/{zhang}/extend")[1]["detail"] == (
        "按现在的规则,这位客户不会自动回公海"
    )
    rules(world, pool, followup_days={"": 30})
    assert world.api("小李").post(f"/customers/{zhang}/extend")[1]["detail"] == "这个公海不能延期"


def test_the_preview_says_what_tonight_brings(world: World, pool: int) -> None:
    owned(world, "小李", "甲", "乙", owner_since=ago(40))
    owned(world, "小孙", "丙", owner_since=ago(29))
    boss = world.api("王总")
    asked: dict[str, Any] = {"pool_id": str(pool), "rules": {"followup_days": {"": 30}}}
    status, body = boss.post("/pools/preview", asked)
    assert (status, body) == (
        200,
        {"tonight": 2, "soon": 1, "people": 2, "why": {"followup": 2}},
    )
    east = str(world.staff["小李"].department_id)
    other = {"department_ids": [east], "rules": {"deal_days": {"": 35}}}
    assert boss.post("/pools/preview", other)[1] == {
        "tonight": 2, "soon": 0, "people": 1, "why": {"deal": 2},
    }  # fmt: skip
    with world.inside():
        assert Customer.objects.filter(owner__isnull=True).count() == 0


def test_customers_fall_into_their_owners_pool(world: World, pool: int) -> None:
    boss, east = world.api("王总"), world.staff["小李"].department_id
    rules_east = {"followup_days": {"": 10}}
    made = boss.post("/pools", {"name": "华东公海", "department_ids": [str(east)],
                                "rules": rules_east})[1]  # fmt: skip
    (li,) = owned(world, "小李", "甲", owner_since=ago(20))
    (sun,) = owned(world, "小孙", "乙", owner_since=ago(20))
    nights.fall(world.merchant.pk)
    with world.inside():
        assert Customer.objects.get(pk=li).pool_id == int(made["id"])
        assert Customer.objects.get(pk=sun).owner_id is not None


def test_a_contract_protects_and_lets_go_after_it_ran_out(world: World, pool: int) -> None:
    rules(world, pool, followup_days={"": 30}, contract_days={"": 20})
    running, over, endless = owned(world, "小李", "甲", "乙", "丙", owner_since=ago(400))
    today = clock.local_day(clock.now(), "Asia/Shanghai")
    with world.inside():
        for who, until in (
            (running, today), (over, today - timedelta(days=25)), (endless, law.WITHOUT_END),
        ):  # fmt: skip
            Customer.objects.filter(pk=who).update(contract_until=until, deal_state="won")
    nights.fall(world.merchant.pk)
    with world.inside():
        gone = Customer.objects.filter(owner__isnull=True)
        assert list(gone.values_list("pk", flat=True)) == [over]
        assert Ownership.objects.get(customer_id=over).reason == "合同到期满 20 天"
    stay = world.api("小李").get(f"/customers/{running}/stay")[1]
    assert (stay["why"], stay["why_days"], stay["days_left"]) == ("contract", 20, 21)
    assert world.api("小李").get(f"/customers/{endless}/stay")[1]["falls_on"] is None


DAYS = st.integers(1, 60)
RULES = st.builds(
    law.PoolRules,
    followup_days=st.dictionaries(st.sampled_from(law.LEVELS), DAYS, max_size=3),
    opportunity_days=st.dictionaries(st.sampled_from(law.LEVELS), DAYS, max_size=2),
    deal_days=st.dictionaries(st.sampled_from(law.LEVELS), DAYS, max_size=2),
    contract_days=st.dictionaries(st.sampled_from(law.LEVELS), DAYS, max_size=2),
    protect_days=st.integers(0, 40),
    exempt_won=st.booleans(),
    exempt_open=st.booleans(),
    exempt_contract=st.booleans(),
)
PAST = st.none() | st.integers(0, 90 * 24)
CASE = st.tuples(
    st.sampled_from(law.LEVELS), PAST, PAST, PAST, PAST,
    st.sampled_from(("none", "open", "won")), st.integers(0, 20),
    st.none() | st.just(law.WITHOUT_END) | st.dates(date(2026, 6, 1), date(2027, 6, 1)),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=RULES, cases=st.lists(CASE, min_size=5, max_size=5))
def test_the_statement_says_what_the_law_says(
    world: World, pool: int, told: law.PoolRules, cases: list[Any]
) -> None:
    with world.inside():
        if not Customer.objects.exists():
            owned(world, "小李", *[f"客户{n}" for n in range(5)])
        now, expected = clock.now(), {}
        for row, (level, made, since, follow, deal, state, extended, until) in zip(
            Customer.objects.order_by("id"), cases, strict=True
        ):
            Customer.objects.filter(pk=row.pk).update(
                level=level, created_at=_at(now, made) or now, owner_since=_at(now, since) or now,
                last_followup_at=_at(now, follow), deal_since=_at(now, deal), deal_state=state,
                contract_until=until,
            )  # fmt: skip
            Ownership.objects.filter(customer_id=row.pk).update(extended_days=extended)
            row.refresh_from_db()
            found = law.falling(told, falling.stay_of(row, extended))
            if found:
                expected[row.pk] = (found.at, found.why)
        given = falling.values([(pool, told)], {world.staff["小李"].pk: pool})
        question = f"SELECT c.id, x.at, x.why {falling.SOURCE} AND x.at IS NOT NULL"  # noqa: S608  literals of ours
        rows = sql.rows(question, given) if given else []
        assert {row[0]: (row[1], row[2]) for row in rows} == expected


def _at(now: Any, hours: int | None) -> Any:
    return None if hours is None else now - timedelta(hours=hours)
