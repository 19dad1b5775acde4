"""交接: everything of a leaver moves, nothing changes on the way, and all of it can come back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from keliu.customers.models import Customer, Ownership
from keliu.customers.tests.pool_cast import deliver
from keliu.interactions.models import Plan
from keliu.kit import clock
from keliu.platform import operations
from keliu.platform.models import Operation, OperationItem
from keliu.sales.models import Opportunity, StageChange, Tally
from tests import cast
from tests.cast import World
from tests.checksum import checksums


@pytest.fixture
def world(db: None) -> World:
    """Everybody is signed in already, so that no sign-in shows in a checksum."""
    made = cast.company()
    for name in made.staff:
        made.token(name)
    return made


def hire_deals(world: World, who: str = "小李", count: int = 5) -> list[int]:
    """Customers of one person, each with an opportunity at work, a plan and a follow-up."""
    api, made = world.api(who), []
    stages = api.get("/pipelines")[1]["items"][0]["stages"]
    for number in range(count):
        customer = api.post("/customers", {"name": f"客户{number}", "level": "AB"[number % 2]})[1]
        deal = {"customer_id": customer["id"], "title": f"商机{number}", "amount_fen": 100,
                "rating": "high"}  # fmt: skip
        _, opened = api.post("/opportunities", deal)
        api.post(f"/opportunities/{opened['id']}/move",
                 {"stage_id": stages[1 + number % 2]["id"], "version": 1})  # fmt: skip
        due = clock.iso(clock.now() + timedelta(days=1))
        api.post("/plans", {"customer_id": customer["id"], "due_at": due, "text": "回访"})
        api.post("/interactions", {"customer_id": customer["id"], "text": "聊过"})
        made.append(int(customer["id"]))
    card = api.post("/cards", {"template": "classic", "name": who})[1]
    api.post(f"/cards/{card['id']}/codes", {"channel": "门口"})
    return made


def ids_of(world: World, *names: str) -> list[str]:
    return [str(world.staff[name].pk) for name in names]


def body(world: World, leaver: str, *receivers: str, **more: Any) -> dict[str, Any]:
    return {"staff_id": str(world.staff[leaver].pk), "receiver_ids": ids_of(world, *receivers),
            **more}  # fmt: skip


def run(world: World, told: dict[str, Any], by: str = "王总") -> Operation:
    status, started = world.api(by).post("/handovers", told)
    assert status == 200, started
    with world.inside():
        return operations.run_to_end(int(started["operation_id"]))


def sums(world: World) -> list[Any]:
    """What the board adds up; places where nothing stands do not count."""
    with world.inside():
        rows = Tally.objects.exclude(count=0, amount_fen=0)
        return sorted(
            rows.values_list("stage_id", "owner_id", "department_id", "count", "amount_fen")
        )


def test_the_scope_counts_every_kind(world: World) -> None:
    hire_deals(world)
    status, scope = world.api("王总").get(f"/handovers/{world.staff['小李'].pk}/scope")
    assert status == 200
    counts = {one["kind"]: one["count"] for one in scope["counts"]}
    assert {k: counts[k] for k in ("customer", "opportunity", "plan", "card")} == {
        "customer": 5, "opportunity": 5, "plan": 5, "card": 1,
    }  # fmt: skip
    assert [(one["value"], one["count"]) for one in scope["level"]] == [("A", 3), ("B", 2)]


def test_the_preview_moves_nothing(world: World) -> None:
    hire_deals(world)
    told = body(world, "小李", "小赵", "小孙", method="round_robin")
    with world.inside():
        before = checksums()
    status, preview = world.api("王总").post("/handovers/preview", told)
    assert status == 200
    got = {one["staff"]["name"]: {c["kind"]: c["count"] for c in one["counts"]}
           for one in preview["receivers"]}  # fmt: skip
    assert got["小赵"] == {"customer": 3, "opportunity": 3, "plan": 3, "card": 1}
    assert got["小孙"] == {"customer": 2, "opportunity": 2, "plan": 2}
    with world.inside():
        assert checksums() == before


def test_everything_moves_and_stages_stay(world: World) -> None:
    made = hire_deals(world)
    deliver(world)
    with world.inside():
        before = {row.pk: row for row in Opportunity.objects.all()}
        steps = StageChange.objects.count()
        counts = (Customer.objects.count(), Opportunity.objects.count(), Plan.objects.count())
    done = run(world, body(world, "小李", "小赵"))
    assert (done.state, done.skipped, done.failed) == ("done", 0, 0)
    zhao = world.staff["小赵"]
    with world.inside():
        for row in Opportunity.objects.all():
            old = before[row.pk]
            assert (row.owner_id, row.department_id) == (zhao.pk, zhao.department_id)
            assert (row.stage_id, row.stage_since) == (old.stage_id, old.stage_since)
            assert (row.state, row.amount_fen, row.title) == (old.state, old.amount_fen, old.title)
        assert StageChange.objects.count() == steps
        assert set(Customer.objects.values_list("owner_id", flat=True)) == {zhao.pk}
        assert set(Plan.objects.values_list("staff_id", flat=True)) == {zhao.pk}
        assert counts == (
            Customer.objects.count(), Opportunity.objects.count(), Plan.objects.count(),
        )  # fmt: skip
        for customer in made:
            spans = Ownership.objects.filter(customer_id=customer).order_by("since", "id")
            assert [(one.how, one.end_how) for one in spans] == [
                ("create", "handover"), ("handover", ""),
            ]  # fmt: skip
    assert {row[1] for row in sums(world)} == {zhao.pk}
    assert done.result["received"] == {
        str(zhao.pk): {"customer": 5, "opportunity": 5, "plan": 5, "card": 1}
    }
    assert done.result["left"] == {}
    deliver(world)
    titles = [one["title"] for one in world.api("小赵").get("/notifications")[1]["items"]]
    assert "王总把小李的工作交接给了你" in titles
    lines = world.api("小赵").get(f"/customers/{made[0]}/timeline")[1]["items"]
    assert lines[0]["title"] == "王总把小李的客户交接给了小赵"
    assert world.api("小李").get(f"/customers/{made[0]}")[0] == 404


def test_undo_gives_back_every_byte_of_every_table(world: World) -> None:
    hire_deals(world)
    deliver(world)
    with world.inside():
        before, board = checksums("sales_tally"), sums(world)
    done = run(world, body(world, "小李", "小赵", "小孙", "周经理", method="even"))
    with world.inside():
        assert checksums("sales_tally") != before
    assert world.api("王总").post(f"/operations/{done.pk}/undo")[0] == 200
    with world.inside():
        over = operations.run_to_end(done.pk)
        assert (over.state, over.kept) == ("undone", 0)
        assert checksums("sales_tally") == before
    assert sums(world) == board


def test_what_people_did_since_survives_the_undo(world: World) -> None:
    first, second, *_ = hire_deals(world)
    done = run(world, body(world, "小李", "小赵"))
    zhao, boss = world.api("小赵"), world.api("王总")
    version = zhao.get(f"/customers/{first}")[1]["version"]
    assert zhao.patch(f"/customers/{first}", {"note": "爱喝茶", "version": version})[0] == 200
    version = boss.get(f"/customers/{second}")[1]["version"]
    sun = str(world.staff["小孙"].pk)
    boss.post(f"/customers/{second}/assign", {"owner_id": sun, "version": version})
    boss.post(f"/operations/{done.pk}/undo")
    with world.inside():
        over = operations.run_to_end(done.pk)
        assert over.kept > 0
        one, two = Customer.objects.get(pk=first), Customer.objects.get(pk=second)
        assert (one.owner_id, one.note) == (world.staff["小李"].pk, "爱喝茶")
        assert two.owner_id == world.staff["小孙"].pk
        open_ones = Ownership.objects.filter(until__isnull=True)
        assert open_ones.get(customer_id=second).owner_id == world.staff["小孙"].pk


def test_by_level_each_to_their_own(world: World) -> None:
    hire_deals(world)
    table = {"A": str(world.staff["小孙"].pk)}
    run(world, body(world, "小李", "小赵", method="by", by="level", table=table))
    with world.inside():
        rows = dict(Customer.objects.values_list("level", "owner__name"))
        assert rows == {"A": "小孙", "B": "小赵"}
        for deal in Opportunity.objects.select_related("customer"):
            assert deal.owner_id == deal.customer.owner_id


def test_only_the_chosen_kinds_move(world: World) -> None:
    hire_deals(world)
    run(world, body(world, "小李", "小赵", kinds=["plan"]))
    with world.inside():
        assert set(Plan.objects.values_list("staff__name", flat=True)) == {"小赵"}
        assert set(Customer.objects.values_list("owner__name", flat=True)) == {"小李"}


def test_the_leaver_is_out_at_once_and_stays_out_after_an_undo(world: World) -> None:
    hire_deals(world)
    token = world.token("小李")
    status, started = world.api("王总").post(
        "/handovers", body(world, "小李", "小赵", disable=True)
    )
    assert status == 200
    assert cast.Api(token).get("/me")[0] == 401  # before a single record has moved
    with world.inside():
        done = operations.run_to_end(int(started["operation_id"]))
    world.api("王总").post(f"/operations/{done.pk}/undo")
    with world.inside():
        operations.run_to_end(done.pk)
        assert Customer.objects.filter(owner=world.staff["小李"]).count() == 5
    assert cast.Api(token).get("/me")[0] == 401
    state = world.api("王总").get(f"/staff/{world.staff['小李'].pk}")[1]["state"]
    assert state == "disabled"


def test_what_was_not_theirs_any_more_is_named(world: World) -> None:
    first, *_ = hire_deals(world)
    _, started = world.api("王总").post("/handovers", body(world, "小李", "小赵"))
    boss, sun = world.api("王总"), str(world.staff["小孙"].pk)
    version = boss.get(f"/customers/{first}")[1]["version"]
    boss.post(f"/customers/{first}/assign", {"owner_id": sun, "version": version})
    with world.inside():
        done = operations.run_to_end(int(started["operation_id"]))
        assert done.skipped >= 1
        kept = OperationItem.objects.get(record_id=first)
        assert (kept.state, kept.message) == ("skipped", "已经不归小李,没有动")
        assert Customer.objects.get(pk=first).owner_id == world.staff["小孙"].pk


def test_what_comes_late_moves_too(world: World) -> None:
    hire_deals(world, count=2)
    _, started = world.api("王总").post("/handovers", body(world, "小李", "小赵"))
    late = world.api("小李").post("/customers", {"name": "晚来的"})[1]["id"]
    with world.inside():
        done = operations.run_to_end(int(started["operation_id"]))
        assert done.result["late"] == 1
        assert Customer.objects.get(pk=int(late)).owner_id == world.staff["小赵"].pk


def test_a_second_run_finds_nothing(world: World) -> None:
    hire_deals(world)
    told = body(world, "小李", "小赵")
    run(world, told)
    status, said = world.api("王总").post("/handovers", told)
    assert (status, said["code"]) == (409, "nothing_to_hand_over")
    assert said["detail"] == "小李名下没有要交接的东西"


def test_one_at_a_time_and_never_to_oneself(world: World) -> None:
    hire_deals(world)
    boss = world.api("王总")
    assert boss.post("/handovers", body(world, "小李", "小李"))[1]["errors"][0]["message"] == (
        "接手人不能是要交接的人自己"
    )
    assert boss.post("/handovers", body(world, "小李", "小赵"))[0] == 200
    status, said = boss.post("/handovers", body(world, "小李", "小孙"))
    assert (status, said["detail"]) == (409, "小李的交接正在进行,请等它结束")
    assert boss.post("/handovers", body(world, "王总", "小赵", disable=True))[0] == 422


def test_reach_and_the_right_to_disable(world: World) -> None:
    hire_deals(world)
    zhou = world.api("周经理")
    assert world.api("小赵").get(f"/handovers/{world.staff['小李'].pk}/scope")[0] == 403
    assert zhou.get(f"/handovers/{world.staff['小孙'].pk}/scope")[0] == 404
    told = body(world, "小李", "小赵")
    status, said = zhou.post("/handovers", {**told, "disable": True})
    assert (status, said["permission"]) == (403, "staff.write")
    assert world.api("小李").get("/me")[0] == 200
    assert zhou.post("/handovers", told)[0] == 200


def test_cancelled_half_way_it_can_be_taken_back(world: World, monkeypatch: Any) -> None:
    hire_deals(world, count=4)
    deliver(world)
    with world.inside():
        before, board = checksums("sales_tally"), sums(world)
    runner = operations.RUNNERS["handover"]
    short = operations.Runner(work=runner.work, chunk=3, finish=runner.finish)
    monkeypatch.setitem(operations.RUNNERS, "handover", short)
    _, started = world.api("王总").post("/handovers", body(world, "小李", "小赵"))
    number = int(started["operation_id"])
    with world.inside():
        operations.advance(number)
        operations.advance(number)
    boss = world.api("王总")
    assert boss.post(f"/operations/{number}/cancel")[1]["state"] == "cancelled"
    with world.inside():
        assert Customer.objects.filter(owner=world.staff["小李"]).exists()
    boss.post(f"/operations/{number}/undo")
    with world.inside():
        operations.run_to_end(number)
        assert checksums("sales_tally") == before
    assert sums(world) == board


def test_versions_move_so_that_open_editors_notice(world: World) -> None:
    first, *_ = hire_deals(world, count=1)
    boss = world.api("王总")
    version = boss.get(f"/customers/{first}")[1]["version"]
    run(world, body(world, "小李", "小赵"))
    assert boss.patch(f"/customers/{first}", {"note": "x", "version": version})[0] == 409
    with world.inside():
        assert Customer.objects.filter(pk=first, version=F("version")).exists()
