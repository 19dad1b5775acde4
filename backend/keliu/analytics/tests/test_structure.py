"""The customers' structure: every figure is the list behind it, whoever looks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from keliu.accounts.models import Session
from keliu.analytics.structure import rules
from keliu.customers.models import Customer
from keliu.customers.services.pools import home
from keliu.kit import clock
from keliu.tags import public as tags
from tests import cast
from tests.cast import World

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
REGIONS = ("440305", "440300", "440000", "110105", "429004", "", "810000")
STAGES = ("potential", "engaged", "customer", "loyal", "silent")


def _fill(world: World) -> None:
    owners = [world.staff["小李"], world.staff["小赵"], world.staff["小孙"], None]
    group = tags.group_add(name="关注", exclusive=False)
    rich = tags.tag_add(group=group, name="大客户", color="green")
    rows = []
    for at in range(28):
        owner = owners[at % 4]
        created = NOW - timedelta(days=17 * at, hours=at)
        placed = {} if owner else {"pool_id": home.default_id(), "pool_since": created}
        rows.append(Customer(
            name=f"客户{at}", name_key=f"{at:02}", owner=owner,
            department_id=owner.department_id if owner else None, created_at=created,
            region_code=REGIONS[at % 7], lifecycle=STAGES[at % 5], level=("", "A", "B")[at % 3],
            source=("card", "manual", "wechat")[at % 3], industry=("", "水果", "餐饮")[at % 3],
            last_followup_at=None if at % 4 == 3 else NOW - timedelta(days=6 * at),
            deleted_at=NOW if at == 27 else None, **placed,
        ))  # fmt: skip
    Customer.objects.bulk_create(rows)
    tags.hang("customer", [row.pk for row in rows[::5]], add=[rich])


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = cast.company()
        for who in ("王总", "周经理", "小李"):
            world.token(who)  # sessions know the database's clock
        with world.inside(), clock.frozen(NOW):
            _fill(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(filled: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), clock.frozen(NOW):
        yield filled


def _asked(world: World, who: str, query: str = "") -> dict[str, Any]:
    status, body = world.api(who).get(f"/structure{query}")
    assert status == 200, body
    return dict(body)


def _figures(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "total", {"count": body["total"], "drill": body["drill"]}
    yield from (("growth", one) for one in body["growth"])
    yield from ((part["key"], one) for part in body["parts"] for one in part["slices"])
    yield from (("ties", one) for tie in body["ties"] for one in tie["stages"])


def _part(body: dict[str, Any], key: str) -> dict[str, int]:
    slices = next(part["slices"] for part in body["parts"] if part["key"] == key)
    return {one["label"]["zh"]: one["count"] for one in slices}


@pytest.mark.parametrize(("who", "many"), [("王总", 27), ("周经理", 14), ("小李", 7)])
def test_every_figure_is_its_customers(world: World, who: str, many: int) -> None:
    body, api, wrong = _asked(world, who), world.api(who), []
    assert body["total"] == many
    for key, one in _figures(body):
        status, page = api.get(f"{one['drill']['path']}{_more(one['drill']['path'])}")
        if (status, page.get("total")) != (200, one["count"]):
            wrong.append((key, one, page))
    assert wrong == []


def _more(path: str) -> str:
    return f"{'&' if '?' in path else '?'}total=true&limit=1"


def test_whole_parts_add_up(world: World) -> None:
    body = _asked(world, "王总")
    for part in body["parts"]:
        if part["key"] not in {"tags", "city"}:
            assert sum(one["count"] for one in part["slices"]) + part["rest"] == 27
    assert sum(one["count"] for one in body["growth"]) + 27 - body["growth"][-1]["total"] <= 27
    assert body["growth"][-1]["total"] == 27
    for tie in body["ties"]:
        assert sum(one["count"] for one in tie["stages"]) == tie["count"]


def test_places_have_names(world: World) -> None:
    body = _asked(world, "王总")
    assert _part(body, "province") == {
        "广东省": 12, "北京市": 4, "湖北省": 4, "香港特别行政区": 3, "没有填": 4,
    }  # fmt: skip
    assert _part(body, "city") == {
        "深圳市": 8, "北京市": 4, "湖北省其他县市": 4, "没有填": 4,
    }  # fmt: skip


def test_growth_knows_the_merchants_month(world: World) -> None:
    growth = _asked(world, "王总")["growth"]
    assert [growth[0]["month"], growth[-1]["month"]] == ["2025-12", "2026-11"]
    with clock.frozen(datetime(2026, 11, 30, 16, 1, tzinfo=UTC)):  # a minute into December
        assert _asked(world, "王总")["growth"][-1]["month"] == "2026-12"


def test_a_filter_narrows_everything(world: World) -> None:
    body = _asked(world, "王总", '?filter={"field":"level","op":"is","value":"A"}')
    assert body["total"] == 9
    assert set(_part(body, "level")) == {"A"}
    api = world.api("王总")
    for _, one in _figures(body):
        path = one["drill"]["path"]
        assert api.get(f"{path}{_more(path)}")[1]["total"] == one["count"]
    assert world.api("王总").get("/structure?filter=nonsense")[0] == 422


def test_what_a_role_does_not_see_is_no_chart(world: World) -> None:
    api = world.api("小李")
    rows = Session.objects.filter(staff_id=world.staff["小李"].pk)
    hidden = {"customer": {"industry": {"right": "none"}, "level": {"mask": "list"}}}
    assert rows.update(fields=hidden) == 1
    keys = {part["key"] for part in api.get("/structure")[1]["parts"]}
    rows.update(fields={})
    assert not keys & {"industry", "level"}
    assert {"source", "lifecycle", "province"} <= keys


def test_it_costs_the_same_whatever_there_is(world: World) -> None:
    with CaptureQueriesContext(connection) as seen:
        _asked(world, "王总")
    assert len(seen) <= 30


def test_months_and_values_are_plain_law() -> None:
    assert rules.months(date(2026, 1, 31))[:2] == [date(2025, 2, 1), date(2025, 3, 1)]
    assert rules.after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert rules.after(date(2026, 11, 1)) == date(2026, 12, 1)
    assert rules.top({"a": 3, "": 9, "b": 5, "c": 1}, 2) == (["b", "a", ""], ["c"])
    assert rules.both(None, None) is None
    assert (rules.city_of("440305"), rules.city_of("440000"), rules.city_of("")) == (
        "440300", "", "",
    )  # fmt: skip
