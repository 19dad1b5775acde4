"""Many records at once: chosen within reach, refused one by one, cancelled, resumed, taken back."""

import threading
from typing import Any

import pytest
from django.db import connections

from keliu.accounts.services.acting import actor_of
from keliu.customers.models import Customer, Ownership
from keliu.kit import actor
from keliu.platform import operations
from keliu.platform.models import Operation, OperationItem
from keliu.sales.models import Opportunity, Tally
from tests import cast
from tests.cast import Api, World
from tests.checksum import checksums

NOT_ROWS = ("accounts_session",)  # a deleted customer's sign-ins end for good


@pytest.fixture
def world(db: None) -> World:
    """远航集团 with everybody signed in: a first sign-in is written down too."""
    company = cast.company()
    for name in company.staff:
        company.token(name)
    return company


def add(api: Api, *names: str, **fields: Any) -> list[str]:
    return [api.post("/customers", {"name": name, **fields})[1]["id"] for name in names]


def begin(world: World, name: str, kind: str, **asked: Any) -> int:
    """Ask as `name`; the id of the operation."""
    status, body = world.api(name).post(f"/kinds/{kind}/bulk", asked)
    assert status == 200, body
    return int(body["operation_id"])


def run(world: World, name: str, kind: str, **asked: Any) -> Operation:
    number = begin(world, name, kind, **asked)
    with world.inside():
        return operations.run_to_end(number)


def undo(world: World, operation: Operation) -> Operation:
    """Take it back as whoever began it."""
    with world.inside():
        who = actor_of(operation.by_id or 0)
        assert who is not None
        with actor.acting(who):
            operations.take_back(operation)
        return operations.run_to_end(operation.pk)


def sums(world: World) -> dict[str, str]:
    with world.inside():
        return checksums(*NOT_ROWS)


def test_all_that_match_are_edited_and_nothing_else(world: World) -> None:
    api = world.api("小李")
    add(api, "甲", "乙", level="B")
    add(api, "丙", level="C")
    add(world.api("小赵"), "丁", level="B")  # 小赵's, out of 小李's reach
    asked = {"all": True, "filter": {"field": "level", "op": "is", "value": "B"}}

    done = run(world, "小李", "customer", action="edit", changes={"level": "A"}, **asked)

    assert (done.state, done.total, done.done, done.failed) == ("done", 2, 2, 0)
    with world.inside():
        levels = dict(Customer.objects.values_list("name", "level"))
    assert levels == {"甲": "A", "乙": "A", "丙": "C", "丁": "B"}


def test_what_one_may_not_change_fails_with_a_reason(world: World) -> None:
    mine = add(world.api("小李"), "甲")
    theirs = add(world.api("小孙"), "乙")
    done = run(world, "小李", "customer", action="edit", changes={"level": "A"}, ids=mine + theirs)
    assert (done.done, done.failed) == (1, 1)
    said = world.api("小李").get(f"/operations/{done.pk}")[1]
    assert said["result"] == {"kind": "customer"}  # what failed links to its record
    status, body = world.api("小李").get(f"/operations/{done.pk}/items?state=failed")
    assert status == 200
    assert [(row["record_id"], row["message"]) for row in body["items"]] == [
        (theirs[0], "没有找到,可能已被删除")
    ]


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"action": "edit", "changes": {"level": "Z"}}, "level", "没有这个选项,请重新选"),
        ({"action": "edit", "changes": {"score": 5}}, "score", "这一项由系统维护,不能批量改"),
        ({"action": "edit", "changes": {"nope": 5}}, "nope", "没有这个字段,可能已停用"),
        ({"action": "edit", "changes": {"phone": "1"}}, "phone", "这一项每条记录都不同,不能批量改"),
        ({"action": "edit", "changes": {"name": ""}}, "name", "这一项必须填,不能清空"),
        ({"action": "edit", "changes": {}}, "changes", "请选要改的内容"),
        ({"action": "assign"}, "owner_id", "没有这位员工"),
    ],
)
def test_nonsense_is_refused_before_it_begins(
    world: World, asked: dict[str, Any], field: str, said: str
) -> None:
    ids = add(world.api("王总"), "甲")
    status, body = world.api("王总").post("/kinds/customer/bulk", {**asked, "ids": ids})
    assert (status, body["errors"][0]["field"], body["errors"][0]["message"]) == (422, field, said)
    with world.inside():
        assert not Operation.objects.exists()


def test_the_role_decides_what_may_be_begun(world: World) -> None:
    ids = add(world.api("小李"), "甲")
    status, body = world.api("小李").post("/kinds/customer/bulk", {"action": "delete", "ids": ids})
    assert (status, body["permission"]) == (403, "customer.delete")


def test_nothing_chosen_says_so(world: World) -> None:
    status, body = world.api("王总").post("/kinds/customer/bulk", {"action": "delete", "all": True})
    assert (status, body["code"]) == (422, "nothing_chosen")


CUSTOMER_WORK: tuple[dict[str, Any], ...] = (
    {"action": "edit", "changes": {"level": "A", "note": "展会", "birthday": "1990-02-03"}},
    {"action": "assign"},
    {"action": "delete"},
)


@pytest.fixture
def stories(world: World) -> list[str]:
    """Customers with follow-ups, plans and business around them."""
    api = world.api("小李")
    ids = add(api, "甲", "乙", "丙", level="B", phone=None)
    for number in ids:
        api.post("/interactions", {"customer_id": number, "text": "聊过一次"})
        plan = {"customer_id": number, "due_at": "2030-01-01T00:00:00Z", "text": "再联系"}
        assert api.post("/plans", plan)[0] == 200
        deal = {"customer_id": number, "title": "年货", "amount_fen": 9900, "rating": "high"}
        assert api.post("/opportunities", deal)[0] == 200
    return ids


@pytest.mark.parametrize("asked", CUSTOMER_WORK, ids=lambda one: one["action"])
def test_work_on_customers_is_taken_back_to_the_byte(
    world: World, stories: list[str], asked: dict[str, Any]
) -> None:
    owner = {"owner_id": str(world.staff["小赵"].pk)} if asked["action"] == "assign" else {}
    before = sums(world)

    done = run(world, "王总", "customer", ids=stories, **asked, **owner)

    assert (done.done, done.failed) == (3, 0)
    assert sums(world) != before
    assert undo(world, done).state == "undone"
    assert sums(world) == before


@pytest.mark.parametrize(
    "asked",
    [
        {"action": "edit", "changes": {"amount_fen": 5, "title": "换个名字"}},
        {"action": "assign"},
        {"action": "delete"},
    ],
    ids=lambda one: one["action"],
)
def test_work_on_opportunities_is_taken_back_with_the_sums_of_the_board(
    world: World, stories: list[str], asked: dict[str, Any]
) -> None:
    owner = {"owner_id": str(world.staff["小赵"].pk)} if asked["action"] == "assign" else {}
    with world.inside():
        ids = [str(one) for one in Opportunity.objects.values_list("id", flat=True)]
    before = sums(world)
    tallies = _tallies(world)

    done = run(world, "王总", "opportunity", ids=ids, **asked, **owner)

    assert (done.done, done.failed) == (3, 0)
    assert _tallies(world) != tallies
    undo(world, done)
    assert _tallies(world) == tallies
    after = sums(world)
    without = {"sales_tally"}  # empty places stay as rows of nought
    assert {k: v for k, v in after.items() if k not in without} == {
        k: v for k, v in before.items() if k not in without
    }


def _tallies(world: World) -> list[Any]:
    with world.inside():
        rows = Tally.objects.exclude(count=0, amount_fen=0).order_by("stage_id", "owner_id")
        return list(
            rows.values_list("stage_id", "owner_id", "department_id", "count", "amount_fen")
        )


def test_later_changes_by_people_stay_when_work_is_taken_back(
    world: World, stories: list[str]
) -> None:
    changes = {"level": "A", "note": "展会"}
    done = run(world, "王总", "customer", action="edit", changes=changes, ids=stories)
    api = world.api("小李")
    version = api.get(f"/customers/{stories[0]}")[1]["version"]
    assert api.patch(f"/customers/{stories[0]}", {"level": "C", "version": version})[0] == 200

    undone = undo(world, done)

    assert undone.kept == 1
    with world.inside():
        rows = dict(Customer.objects.values_list("name", "level"))
        assert rows == {"甲": "C", "乙": "B", "丙": "B"}
        assert set(Customer.objects.values_list("note", flat=True)) == {""}


def test_cancelled_work_stops_between_two_steps_and_can_be_taken_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(operations.RUNNERS, "bulk_edit", _small())
    ids = add(world.api("小李"), *"甲乙丙丁戊", level="B")
    before = sums(world)
    number = begin(world, "小李", "customer", action="edit", changes={"level": "A"}, ids=ids)
    with world.inside():
        assert operations.advance(number)
    status, body = world.api("小李").post(f"/operations/{number}/cancel")
    assert (status, body["state"], body["done"]) == (200, "cancelled", 2)
    with world.inside():
        operation = operations.run_to_end(number)  # nothing goes on
        assert Customer.objects.filter(level="A").count() == 2
    undo(world, operation)
    assert sums(world) == before


def _small() -> operations.Runner:
    """The runner of bulk work, two records at a time."""
    return operations.Runner(work=operations.RUNNERS["bulk_edit"].work, chunk=2)


def test_a_worker_that_dies_in_the_middle_leaves_whole_steps_and_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(operations.RUNNERS, "bulk_edit", _small())
    ids = add(world.api("小李"), *"甲乙丙丁戊", level="B")
    number = begin(world, "小李", "customer", action="edit", changes={"level": "A"}, ids=ids)
    with world.inside():
        assert operations.advance(number)

    class Killed(BaseException):
        """The process is gone: no handler runs."""

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(operations, "_store", die)  # rows are changed, nothing is committed yet
        with pytest.raises(Killed), world.inside():
            operations.advance(number)
    with world.inside():
        assert Customer.objects.filter(level="A").count() == 2
        done = operations.run_to_end(number)
        assert (done.state, done.done) == ("done", 5)
        assert set(Customer.objects.values_list("level", "version")) == {("A", 2)}  # each once


# --- at the same time -----------------------------------------------------------------------


@pytest.fixture
def lively(transactional_db: None) -> World:
    """Committed, so that other connections see it."""
    return cast.company()


def test_an_edit_by_hand_and_one_of_many_lose_nothing(lively: World) -> None:
    """小李 writes notes while 王总 sets all levels: every row has both in the end."""
    api = lively.api("小李")
    ids = add(api, *(f"客户{n}" for n in range(30)), level="B")
    number = begin(lively, "王总", "customer", action="edit", changes={"level": "A"}, ids=ids)
    token, line = lively.token("小李"), threading.Barrier(2)
    saved: list[int] = []

    def by_hand() -> None:
        mine = Api(token)
        line.wait(10)
        for one in ids:
            while True:
                version = mine.get(f"/customers/{one}")[1]["version"]
                status, _ = mine.patch(f"/customers/{one}", {"note": "写过", "version": version})
                assert status in {200, 409}
                if status == 200:
                    saved.append(status)
                    break
        connections.close_all()

    person = threading.Thread(target=by_hand)
    person.start()
    line.wait(10)
    with lively.inside():
        done = operations.run_to_end(number)
    person.join(30)

    assert (done.done, done.failed, len(saved)) == (30, 0, 30)
    with lively.inside():
        found = set(Customer.objects.values_list("level", "note", "version"))
    assert found == {("A", "写过", 3)}


def test_two_hand_overs_of_the_same_customers_leave_one_owner_each(lively: World) -> None:
    ids = add(lively.api("小李"), *(f"客户{n}" for n in range(20)))
    numbers = [
        begin(lively, "王总", "customer", action="assign", ids=ids,
              owner_id=str(lively.staff[name].pk))
        for name in ("小赵", "小孙")
    ]  # fmt: skip
    line = threading.Barrier(2)

    def work(number: int) -> None:
        line.wait(10)
        with lively.inside():
            operations.run_to_end(number)
        connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with lively.inside():
        assert set(Operation.objects.values_list("state", "done")) == {("done", 20)}
        assert not OperationItem.objects.exclude(state="done").exists()
        open_ones = Ownership.objects.filter(until__isnull=True)
        owners = dict(open_ones.values_list("customer_id", "owner_id"))
        assert owners == dict(Customer.objects.values_list("id", "owner_id"))
        assert len(owners) == 20


def test_open_opportunities_go_along_when_asked_and_come_back(world: World) -> None:
    """One bulk assignment with the business around it, undone to the last byte."""
    boss = world.api("王总")
    (zhang,) = add(world.api("小李"), "张阿姨")
    deal = {"customer_id": str(zhang), "title": "中秋礼盒", "amount_fen": 100}
    one = world.api("小李").post("/opportunities", deal)[1]["id"]
    zhao, li = str(world.staff["小赵"].pk), str(world.staff["小李"].pk)
    before, board = sums(world), world.api("小李").get("/opportunities/board")[1]
    asked = {"action": "assign", "owner_id": zhao, "ids": [zhang], "with_business": True}
    done = run(world, "王总", "customer", **asked)
    assert (done.state, done.done) == ("done", 1)
    assert boss.get(f"/opportunities/{one}")[1]["owner"]["id"] == zhao
    assert undo(world, done).state == "undone"
    assert boss.get(f"/opportunities/{one}")[1]["owner"]["id"] == li
    assert world.api("小李").get("/opportunities/board")[1] == board
    after = sums(world)
    del before["sales_tally"], after["sales_tally"]  # a sum of nought may stay behind
    assert after == before


def test_business_goes_along_only_with_the_right_to_hand_it_over(world: World) -> None:
    (zhang,) = add(world.api("小李"), "张阿姨")
    with world.inside():
        role = world.staff["周经理"].role
        grants = {k: v for k, v in role.grants.items() if k != "opportunity.assign"}
        type(role).objects.filter(pk=role.pk).update(grants=grants)
    zhao = str(world.staff["小赵"].pk)
    asked = {"action": "assign", "owner_id": zhao, "ids": [zhang], "with_business": True}
    done = run(world, "周经理", "customer", **asked)
    assert (done.done, done.failed) == (0, 1)
    assert world.api("小李").get(f"/customers/{zhang}")[0] == 200
