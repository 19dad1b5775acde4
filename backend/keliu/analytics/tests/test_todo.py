"""The to-do list: every count is its own list, everybody sees only what is theirs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.analytics.ports import Ports
from keliu.customers.models import Customer
from keliu.interactions.models import Plan
from keliu.kit import clock
from keliu.sales.models import Opportunity, Stage
from tests.cast import Api, World

NOW = datetime(2026, 2, 27, 4, tzinfo=UTC)  # Friday noon in Shanghai
MORNING = datetime(2026, 2, 26, 16, tzinfo=UTC)  # the day begins
OURS = ["contacts_today", "plans_today", "plans_overdue", "opportunities_due", "birthdays",
        "silent", "hot_customers"]  # fmt: skip


@pytest.fixture(autouse=True)
def _noon(far_sail: World, next_door: World) -> Iterator[None]:
    for world in (far_sail, next_door):
        for name in world.staff:
            world.token(name)
    with clock.frozen(NOW):
        yield


def customer(world: World, owner: str, **more: Any) -> Customer:
    staff = world.staff[owner]
    with world.inside():
        return Customer.objects.create(
            name="客户", name_key="k", owner_id=staff.pk, department_id=staff.department_id, **more
        )


def plan(world: World, about: Customer, owner: str, due: datetime) -> None:
    with world.inside():
        Plan.objects.create(customer=about, staff=world.staff[owner], due_at=due, text="回电话")


def deal(world: World, about: Customer, owner: str, on: date, **more: Any) -> None:
    with world.inside():
        stage = Stage.objects.order_by("position")[0]
        Opportunity.objects.create(
            title="单", customer=about, pipeline_id=stage.pipeline_id, stage=stage, expected_on=on,
            owner=world.staff[owner], **more,
        )  # fmt: skip


def counts(api: Api) -> dict[str, int]:
    """Every count, after looking that its list is as long and pages to the same end."""
    status, body = api.get("/todo")
    assert status == 200, body
    for part in body["parts"]:
        path = f"/todo/{part['key']}"
        whole = api.get(f"{path}?total=true&limit=100")[1]
        assert (whole["total"], len(whole["items"])) == (part["count"], part["count"]), part
        seen, cursor = list[str](), ""
        while True:
            page = api.get(f"{path}?limit=2&cursor={cursor}")[1]
            seen += [one["id"] for one in page["items"]]
            cursor = page["next"]
            if not cursor:
                break
        assert seen == [one["id"] for one in whole["items"]]
    return {part["key"]: part["count"] for part in body["parts"] if part["key"] in OURS}


def some_of_everything(world: World, owner: str) -> None:
    """Three of each kind that count, and neighbours in time that do not."""
    for hours in (0, 1, 11):
        customer(world, owner, next_followup_at=MORNING + timedelta(hours=hours))
    for moment in (MORNING - timedelta(seconds=1), MORNING + timedelta(hours=24)):
        customer(world, owner, next_followup_at=moment)
    one = customer(world, owner)
    for hours in (-40, -2, 2, 30):
        plan(world, one, owner, NOW + timedelta(hours=hours))
    for days in (-9, 0, 3, 4):
        deal(world, one, owner, date(2026, 2, 27) + timedelta(days=days))
    deal(world, one, owner, date(2026, 2, 27), state="lost", reason="没了", closed_at=NOW)
    for born in (date(1980, 2, 27), date(1992, 2, 29), date(2000, 3, 5), date(1970, 3, 6)):
        customer(world, owner, birthday=born)
    long_ago = NOW - timedelta(days=31)
    customer(world, owner, deal_state="won", created_at=long_ago, last_followup_at=long_ago)
    customer(world, owner, deal_state="won", created_at=long_ago)
    customer(world, owner, deal_state="won", created_at=long_ago, last_followup_at=NOW)
    customer(world, owner, deal_state="open", created_at=long_ago)
    customer(world, owner, score=80)


EXPECTED = {"contacts_today": 3, "plans_today": 2, "plans_overdue": 2, "opportunities_due": 3,
            "birthdays": 3, "silent": 2, "hot_customers": 1}  # fmt: skip


def test_every_count_opens_its_own_list(far_sail: World) -> None:
    assert set(counts(far_sail.api("小李")).values()) == {0}
    some_of_everything(far_sail, "小李")
    assert counts(far_sail.api("小李")) == EXPECTED
    assert set(counts(far_sail.api("小赵")).values()) == {0}
    assert set(counts(far_sail.api("王总")).values()) == {0}, "a to-do list is one's own"


def test_the_neighbour_has_nothing_to_do_with_it(far_sail: World, next_door: World) -> None:
    some_of_everything(far_sail, "小李")
    assert set(counts(next_door.api("老王")).values()) == {0}


def test_a_role_sees_its_own_kinds_only(far_sail: World) -> None:
    body = far_sail.api("小吴").get("/todo")[1]
    keys = [one["key"] for one in body["parts"]]
    assert "opportunities_due" not in keys
    assert "plans_today" in keys
    assert far_sail.api("小吴").get("/todo/opportunities_due")[0] == 404
    assert far_sail.api("小李").get("/todo/never")[0] == 404


def test_every_registered_part_is_whole(far_sail: World) -> None:
    some_of_everything(far_sail, "王总")
    counts(far_sail.api("王总"))
    keys = [part.key for part in Ports.todo]
    assert len(keys) == len(set(keys))
    assert set(OURS) <= set(keys)


def test_the_list_costs_the_same_with_one_and_with_many(far_sail: World) -> None:
    api, spent = far_sail.api("小李"), []
    for times in (1, 9):
        for _ in range(times):
            some_of_everything(far_sail, "小李")
        costs = []
        for path in ["/todo", *(f"/todo/{key}?limit=50" for key in OURS)]:
            with CaptureQueriesContext(connection) as asked:
                assert api.get(path)[0] == 200
            costs.append(len(asked))
        spent.append(costs)
    assert spent[0] == spent[1]
