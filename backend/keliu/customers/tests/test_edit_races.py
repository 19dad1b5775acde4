"""Edits from several sides at once: import, bulk work, merging and rights against people."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from keliu.customers.models import Customer
from keliu.customers.tests.factories import add
from keliu.customers.tests.test_pool_races import together
from keliu.customers.tests.test_sheets import book, bring, through, update_known
from keliu.kinds.services import importing
from keliu.kit import clock
from keliu.platform import operations
from keliu.platform.models import AuditEntry
from tests import cast, proofs
from tests.cast import Api, World

pytestmark = pytest.mark.timeout(180)
HANDS = 40


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """远航集团, committed, so that other connections see it."""
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_push_out")


def brought(world: World, rows: list[list[object]]) -> str:
    """An import that updates customers by their number, checked and begun; its operation."""
    boss = world.api("王总")
    sheet = bring(boss, book(*rows, titles=["客户名称", "手机", "备注"]))[1]
    sheet = through(world, boss, update_known(boss, sheet), "check")
    return str(boss.post(f"/imports/{sheet['id']}/run")[1]["run_id"])


def saves(token: str, one: str, field: str, value: str) -> Callable[[], Any]:
    """Somebody who goes on until their value is in."""

    def work() -> Any:
        mine = Api(token)
        while True:
            row = mine.get(f"/customers/{one}")[1]
            answer = mine.patch(f"/customers/{one}", {field: value, "version": row["version"]})
            if answer[0] != 409:
                return answer

    return work


def saves_once(token: str, path: str, body: dict[str, Any]) -> Callable[[], Any]:
    """Somebody who tries one time."""
    return lambda: Api(token).patch(path, body)


def test_an_import_and_edits_of_the_same_customers_lose_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The import writes notes, forty people write companies: each row ends with both."""
    monkeypatch.setattr(importing, "CHUNK", 5)
    api = world.api("小李")
    numbers = [f"1380000{n:04}" for n in range(HANDS)]
    ids = [str(add(api, f"客户{n}", phone=number)["id"]) for n, number in enumerate(numbers)]
    number = brought(world, [[f"客户{n}", one, "从表里来"] for n, one in enumerate(numbers)])
    token = world.token("小李")

    def run() -> Any:
        with world.inside():
            return operations.run_to_end(int(number)).state, {}

    works = [run, *[saves(token, one, "company", "人改的") for one in ids]]
    answers, backends = together(works, HANDS + 1)
    assert len(backends) >= 40
    assert Counter(status for status, _ in answers) == {"done": 1, 200: HANDS}
    with world.inside():
        found = Counter(Customer.objects.values_list("note", "company", "version"))
        assert found == {("从表里来", "人改的", 3): HANDS}


def test_work_on_many_and_forty_edits_lose_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same against a bulk edit: both values, each counted once, and every line in the log."""
    runner = operations.RUNNERS["bulk_edit"]
    small = operations.Runner(work=runner.work, chunk=5, finish=runner.finish)
    monkeypatch.setitem(operations.RUNNERS, "bulk_edit", small)
    ids = [str(add(world.api("小李"), f"客户{n}")["id"]) for n in range(HANDS)]
    asked = {"action": "edit", "changes": {"note": "一起改"}, "ids": ids}
    number = world.api("王总").post("/kinds/customer/bulk", asked)[1]["operation_id"]
    token = world.token("小李")

    def run() -> Any:
        with world.inside():
            return operations.run_to_end(int(number)).state, {}

    works = [run, *[saves(token, one, "company", "人改的") for one in ids]]
    answers, backends = together(works, HANDS + 1)
    assert len(backends) >= 40
    assert Counter(status for status, _ in answers) == {"done": 1, 200: HANDS}
    with world.inside():
        found = Counter(Customer.objects.values_list("note", "company", "version"))
        assert found == {("一起改", "人改的", 3): HANDS}
        assert AuditEntry.objects.filter(action="customer.update").count() == 2 * HANDS


def test_forty_edits_of_one_customer_are_counted_one_by_one(world: World) -> None:
    """Of forty with the same version one is saved; all forty in the end, none on another."""
    mine = str(add(world.api("小李"), "张阿姨")["id"])
    token = world.token("小李")
    same = [saves_once(token, f"/customers/{mine}", {"note": f"第{n}", "version": 1})
            for n in range(HANDS)]  # fmt: skip
    answers, backends = together(same, HANDS)
    assert len(backends) >= 40
    assert Counter(status for status, _ in answers) == {200: 1, 409: HANDS - 1}
    together([saves(token, mine, "note", f"第{n}") for n in range(HANDS)], HANDS)
    with world.inside():
        assert Customer.objects.get().version == 2 + HANDS
        assert AuditEntry.objects.filter(action="customer.update").count() == 1 + HANDS


@pytest.mark.proof
def test_shares_given_and_taken_back_while_forty_read(world: World) -> None:
    """After every taking back nobody reads the record any more; before it, everybody does."""
    mine = str(add(world.api("小孙"), "张阿姨")["id"])
    boss, reader = world.token("王总"), world.token("小李")
    whom = str(world.staff["小李"].pk)
    taken, wrong = threading.Event(), list[int]()
    until = clock.iso(clock.now() + timedelta(days=1))
    body = {
        "kind": "customer", "record_id": mine, "staff_id": whom, "level": "read", "until": until,
    }  # fmt: skip

    def read() -> Any:
        for _ in range(6):
            before = taken.is_set()
            status, _body = Api(reader).get(f"/customers/{mine}")
            if before and status != 404:
                wrong.append(status)
        return status, {}

    def give_and_take() -> Any:
        for _ in range(4):
            given = Api(boss).post("/access/shares", body)
            assert given[0] == 200, given
            back = Api(boss).post(f"/access/shares/{given[1]['id']}/revoke")
            assert back[0] in {200, 204}, back
        taken.set()
        return 200, {}

    answers, backends = together([give_and_take, *[read] * (HANDS - 1), read], HANDS + 1)
    assert len(backends) >= 40
    assert {status for status, _ in answers} <= {200, 404}
    assert Api(reader).get(f"/customers/{mine}")[0] == 404
    assert wrong == []
    proofs.tell("access.parallel", len(wrong))


def test_roles_given_and_taken_in_parallel_end_as_the_last_one_said(world: World) -> None:
    """Twenty changes of one role with the same version: one wins, sessions carry its rights."""
    boss, role = world.token("王总"), world.roles["sales"]
    world.token("小李")
    wide, narrow = {"customer.read": "all"}, {"customer.read": "own"}
    add(world.api("小孙"), "张阿姨")
    path, version = f"/roles/{role.pk}", role.version
    works = [saves_once(boss, path, {"grants": one, "version": version})
             for one in [wide, narrow] * 20]  # fmt: skip
    answers, backends = together(works, HANDS)
    assert len(backends) >= 40
    assert Counter(status for status, _ in answers) == {200: 1, 409: HANDS - 1}
    won = next(body for status, body in answers if status == 200)["grants"]
    seen = len(world.api("小李").get("/customers")[1]["items"])
    assert seen == (1 if won == wide else 0)
