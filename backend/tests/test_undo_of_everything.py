"""Whatever is taken back leaves every table as it was, with something of every kind in it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from keliu.accounts.services.acting import actor_of
from keliu.customers.tests.test_merge import merged, ok, rich, trail
from keliu.kinds.tests.factories import field
from keliu.kit import actor, clock
from keliu.platform import operations
from keliu.platform.models import Operation
from tests import cast
from tests.cast import Api, World
from tests.checksum import checksums
from tests.matrix.pictures import png


@pytest.fixture
def world(db: None) -> World:
    """Everybody is signed in already, so that no sign-in shows in a checksum."""
    made = cast.company()
    for name in made.staff:
        made.token(name)
    return made


def day(days: int) -> str:
    return clock.local_day(clock.now() + timedelta(days=days), "Asia/Shanghai").isoformat()


def sums(world: World, *without: str) -> dict[str, str]:
    with world.inside():
        return checksums(*without)


def differ(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {table for table in before if before[table] != after[table]}


def run(world: World, answer: tuple[int, Any]) -> Operation:
    with world.inside():
        done = operations.run_to_end(int(ok(answer)["operation_id"]))
    assert (done.state, done.failed) == ("done", 0), done.problem
    return done


def undo(world: World, operation: Operation | int) -> None:
    number = operation if isinstance(operation, int) else operation.pk
    with world.inside():
        row = Operation.objects.get(pk=number)
        who = actor_of(row.by_id or 0)
        assert who is not None
        with actor.acting(who):
            operations.take_back(row)
        over = operations.run_to_end(number)
    assert (over.state, over.kept) == ("undone", 0)


def tag(boss: Api, name: str = "意向") -> str:
    group = ok(boss.post("/tag-groups", {"name": name}))
    return str(ok(boss.post("/tags", {"group_id": group["id"], "name": f"{name}高"}))["id"])


def tagged(boss: Api, kind: str, tag_id: str, *ids: str) -> None:
    ok(boss.post("/record-tags/change", {"kind": kind, "ids": list(ids), "add": [tag_id]}))


def photo(api: Api) -> str:
    """A private picture that was just uploaded."""
    sent = {"file": SimpleUploadedFile("店面.png", png().read(), "image/png")}
    headers = {"Authorization": f"Bearer {api.token}"}
    return str(api.client.post("/api/v1/attachments", sent, headers=headers).json()["id"])


def business(world: World, owner: str, customer: str) -> None:
    """Papers and money, a picture, temporary access."""
    api = world.api(owner)
    line = {"name": "礼盒", "quantity": 2, "price_fen": 50}
    ok(api.post("/quotes", {"customer_id": customer, "title": "中秋", "lines": [line]}))
    plan = [{"name": "首付", "due_on": day(3), "amount_fen": 100}]
    paper = {"customer_id": customer, "title": "采购", "amount_fen": 100, "instalments": plan}
    paper = ok(api.post("/contracts", {**paper, "ends_on": day(90), "starts_on": day(0)}))
    paper = ok(api.post(f"/contracts/{paper['id']}/activate", {"version": 1}))
    body = {"amount_fen": 60, "received_on": day(0), "instalment_id": paper["instalments"][0]["id"]}
    ok(api.post(f"/contracts/{paper['id']}/payments", body))
    said = {"customer_id": customer, "text": "拍了店面", "file_ids": [photo(api)]}
    ok(api.post("/interactions", said))
    share = {
        "kind": "customer", "record_id": customer, "staff_id": str(world.staff["小吴"].pk),
        "level": "read", "until": clock.iso(clock.now() + timedelta(days=3)),
    }  # fmt: skip
    ok(world.api("王总").post("/access/shares", share))


def converted(world: World, owner: str, name: str) -> str:
    """A lead with a follow-up and a plan that became a customer."""
    api = world.api(owner)
    lead = ok(api.post("/leads", {"name": name, "company": "远航茶业"}))
    ok(api.post("/interactions", {"lead_id": lead["id"], "text": "打过电话"}))
    version = api.get(f"/leads/{lead['id']}")[1]["version"]
    wish = {"version": version, "opportunity": {"title": "年货"}}
    got = ok(api.post(f"/leads/{lead['id']}/convert", wish))
    return str(got["customer"]["id"])


def test_a_merge_of_customers_with_everything(world: World) -> None:
    boss = world.api("王总")
    colour = field(boss, "喜欢的颜色", "text")["key"].removeprefix("custom.")
    grades = [tag(boss), tag(boss, "展会")]
    people = []
    for number, owner in enumerate(("小李", "小赵", "小孙")):
        mine = converted(world, owner, f"张{number}") if number else str(
            rich(world, world.api(owner), "张三", "13800000001")
        )  # fmt: skip
        business(world, owner, mine)
        if number:
            with world.inside():
                trail(world, int(mine))
        version = boss.get(f"/customers/{mine}")[1]["version"]
        changes = {"custom": {colour: "红绿蓝"[number]}, "version": version}
        ok(boss.patch(f"/customers/{mine}", changes))
        tagged(boss, "customer", grades[number % 2], mine)
        people.append(int(mine))
    before = sums(world)

    body = ok(merged(boss, *people, owner=str(people[2])))

    moved = differ(before, sums(world))
    assert moved >= {
        "customers_customer", "customers_ownership", "sales_lead", "sales_opportunity",
        "sales_quote", "sales_contract", "interactions_interaction", "radar_visit",
        "tags_taglink",
    }  # fmt: skip
    assert "accounts_recordshare" not in moved  # what was given for one record opens no other
    undo(world, int(body["operation_id"]))
    assert differ(before, sums(world)) == set()


@pytest.fixture
def leads(world: World) -> list[str]:
    """Leads with follow-ups, plans and tags, in every state but converted."""
    boss, made = world.api("王总"), []
    grade = tag(boss)
    field(boss, "展位", "text", kind="lead")
    for number, owner in enumerate(("小李", "小赵", "小孙")):
        api = world.api(owner)
        row = ok(api.post("/leads", {"name": f"线索{number}", "phone": f"1390000000{number}"}))
        if number:
            ok(api.post("/interactions", {"lead_id": row["id"], "text": "聊过"}))
            due = clock.iso(clock.now() + timedelta(days=1))
            ok(api.post("/plans", {"lead_id": row["id"], "due_at": due, "text": "再打"}))
        tagged(boss, "lead", grade, row["id"])
        made.append(row["id"])
    return made


@pytest.mark.parametrize(
    "asked",
    [
        {"action": "edit", "changes": {"company": "远洋", "note": "展会"}},
        {"action": "assign", "owner": "周经理"},
        {"action": "delete"},
    ],
    ids=lambda one: one["action"],
)
def test_work_on_leads(world: World, leads: list[str], asked: dict[str, Any]) -> None:
    body = {"ids": leads, **asked}
    if "owner" in body:
        body["owner_id"] = str(world.staff[body.pop("owner")].pk)
    before = sums(world)
    done = run(world, world.api("王总").post("/kinds/lead/bulk", body))
    assert "sales_lead" in differ(before, sums(world))
    undo(world, done)
    assert differ(before, sums(world)) == set()


def test_tags_on_leads(world: World, leads: list[str]) -> None:
    boss = world.api("王总")
    group = ok(boss.post("/tag-groups", {"name": "来处", "exclusive": True}))
    other = ok(boss.post("/tags", {"group_id": group["id"], "name": "展会"}))["id"]
    before = sums(world)
    sent = {"kind": "lead", "ids": leads, "add": [other]}
    done = run(world, boss.post("/record-tags/bulk", sent))
    assert "tags_taglink" in differ(before, sums(world))
    undo(world, done)
    assert differ(before, sums(world)) == set()


def test_a_hand_over_of_everything(world: World, leads: list[str]) -> None:
    boss = world.api("王总")
    for name, phone in (("张三", "13700000011"), ("李四", "13700000012")):
        mine = str(rich(world, world.api("小李"), name, phone))
        business(world, "小李", mine)
    before = sums(world)
    body = {
        "staff_id": str(world.staff["小李"].pk), "receiver_ids": [str(world.staff["小赵"].pk)],
    }  # fmt: skip
    done = run(world, boss.post("/handovers", body))
    moved = differ(before, sums(world))
    assert moved >= {
        "customers_customer", "customers_ownership", "sales_opportunity", "sales_quote",
        "sales_contract", "sales_lead", "interactions_plan",
    }  # fmt: skip
    undo(world, done)
    assert differ(before, sums(world)) <= {"sales_tally"}  # empty places stay as rows of nought
