"""A hand-over while people go on working: nothing is lost, nothing stays with the leaver."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from keliu.accounts.models import Session
from keliu.customers.models import Customer, Ownership
from keliu.customers.tests.pool_cast import default_pool, lonely, owned
from keliu.customers.tests.test_pool_races import claim, together
from keliu.platform import operations
from keliu.platform.models import Operation
from tests import cast
from tests.cast import Api, World

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_push_out")


def told(world: World, **more: Any) -> dict[str, Any]:
    people = {name: str(world.staff[name].pk) for name in ("小李", "小赵")}
    return {"staff_id": people["小李"], "receiver_ids": [people["小赵"]], **more}


def whole(world: World) -> Counter[str]:
    """Who has how many; every customer has one home, and the open interval is its owner's."""
    with world.inside():
        rows = list(Customer.objects.select_related("owner"))
        for row in rows:
            spans = Ownership.objects.filter(customer_id=row.pk, until__isnull=True)
            owners = list(spans.values_list("owner_id", flat=True))
            assert owners == ([row.owner_id] if row.owner_id else [])
            assert (row.owner_id is None) == (row.pool_id is not None)
        return Counter(row.owner.name if row.owner else "公海" for row in rows)


def test_claims_of_the_leaver_are_before_the_list_or_refused(world: World) -> None:
    pool = default_pool(world)
    owned(world, "小李", *[f"老客户{n}" for n in range(10)])
    ids = lonely(world, *[f"公海{n}" for n in range(30)])
    leaver, boss = world.token("小李"), world.token("王总")
    works: list[Callable[[], Any]] = [claim(leaver, pool, one) for one in ids]
    body = told(world, disable=True)
    works.insert(15, lambda: Api(boss).post("/handovers", body))
    answers, _ = together(works, 31)
    started = next(one for one in answers if one[0] == 200 and "operation_id" in one[1])
    with world.inside():
        done = operations.run_to_end(int(started[1]["operation_id"]))
        assert done.state == "done"
        assert not Session.objects.filter(staff_id=world.staff["小李"].pk).exists()
    claimed = sum(1 for status, answer in answers if status == 200 and "ids" in answer)
    assert whole(world) == {
        key: n for key, n in (("小赵", 10 + claimed), ("公海", 30 - claimed)) if n
    }


def test_edits_and_assignments_go_on_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = owned(world, "小李", *[f"客户{n}" for n in range(40)])
    boss, leaver = world.token("王总"), world.token("小李")
    runner = operations.RUNNERS["handover"]
    small = operations.Runner(work=runner.work, chunk=5, finish=runner.finish)
    monkeypatch.setitem(operations.RUNNERS, "handover", small)
    _, started = world.api("王总").post("/handovers", told(world))
    number, sun = int(started["operation_id"]), str(world.staff["小孙"].pk)

    def assign(one: int) -> Callable[[], Any]:
        def work() -> Any:
            version = Api(boss).get(f"/customers/{one}")[1]["version"]
            wanted = {"owner_id": sun, "version": version}
            return Api(boss).post(f"/customers/{one}/assign", wanted)

        return work

    def edit(one: int) -> Callable[[], Any]:
        return lambda: Api(leaver).patch(f"/customers/{one}", {"note": "在改", "version": 1})

    def run() -> Any:
        with world.inside():
            return operations.run_to_end(number).state, {}

    works: list[Callable[[], Any]] = [run, *map(assign, ids[::4]), *map(edit, ids[1::4])]
    answers, _ = together(works, 21)
    assert {one[0] for one in answers} <= {"done", "waiting", "running", 200, 404, 409}
    with world.inside():
        done = operations.run_to_end(number)
        assert done.state == "done"
    held = whole(world)
    assert set(held) <= {"小赵", "小孙"}
    assert sum(held.values()) == 40
    assert world.api("王总").post(f"/operations/{number}/undo")[0] == 200
    with world.inside():
        assert operations.run_to_end(number).state == "undone"
    after = whole(world)
    assert sum(after.values()) == 40
    assert after["小孙"] == held["小孙"]  # what people did since stays


def test_of_two_starts_one_begins(world: World) -> None:
    owned(world, "小李", "张阿姨")
    boss = world.token("王总")
    answers, _ = together([lambda: Api(boss).post("/handovers", told(world))] * 6, 6)
    assert Counter(status for status, _ in answers) == {200: 1, 409: 5}
    with world.inside():
        assert Operation.objects.filter(kind="handover").count() == 1
