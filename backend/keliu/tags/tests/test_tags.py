"""Tags: on records, by rules, in bulk and taken back; filters and segments know them."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.platform import operations
from keliu.tags.models import Tag, TagLink, TagRule
from keliu.tags.services import automatic
from tests import cast
from tests.cast import Api, World
from tests.checksum import checksums


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


def group(boss: Api, name: str, *names: str, exclusive: bool = False) -> dict[str, str]:
    """A group and its tags: ids by name."""
    made = boss.post("/tag-groups", {"name": name, "exclusive": exclusive})[1]
    tags = {
        one: boss.post("/tags", {"group_id": made["id"], "name": one})[1]["id"] for one in names
    }
    return {name: made["id"], **tags}


def customer(api: Api, name: str, **fields: Any) -> str:
    return str(api.post("/customers", {"name": name, **fields})[1]["id"])


def on(api: Api, *record_ids: str) -> dict[str, list[str]]:
    body = api.post("/record-tags", {"kind": "customer", "ids": list(record_ids)})[1]
    return {row["record_id"]: [tag["name"] for tag in row["tags"]] for row in body["items"]}


def test_a_seller_tags_own_customers_only(world: World) -> None:
    tags = group(world.api("王总"), "喜好", "爱喝茶")
    mine = customer(world.api("小李"), "张阿姨")
    sent = {"kind": "customer", "ids": [mine], "add": [tags["爱喝茶"]]}
    assert world.api("小赵").post("/record-tags/change", sent)[0] == 404
    with world.inside():
        assert TagLink.objects.count() == 0
    assert world.api("小李").post("/record-tags/change", sent)[0] == 200
    assert on(world.api("小李"), mine) == {mine: ["爱喝茶"]}
    assert on(world.api("小赵"), mine) == {}
    assert world.api("小李").post("/tag-groups", {"name": "x"})[0] == 403


def test_of_an_exclusive_group_the_last_stays(world: World) -> None:
    tags = group(world.api("王总"), "意向", "高", "低", exclusive=True)
    mine = customer(world.api("小李"), "张阿姨")
    for one in ("高", "低"):
        sent = {"kind": "customer", "ids": [mine], "add": [tags[one]]}
        world.api("小李").post("/record-tags/change", sent)
    assert on(world.api("小李"), mine) == {mine: ["低"]}


def test_names_are_taken_once_and_groups_in_use_stay(world: World) -> None:
    boss = world.api("王总")
    tags = group(boss, "喜好", "爱喝茶")
    sent = {"group_id": tags["喜好"], "name": "爱喝茶"}
    assert boss.post("/tags", sent)[1]["code"] == "name_taken"
    assert boss.delete(f"/tag-groups/{tags['喜好']}")[1]["code"] == "group_in_use"
    assert boss.delete(f"/tags/{tags['爱喝茶']}")[0] == 204
    assert boss.delete(f"/tag-groups/{tags['喜好']}")[0] == 204


def test_lists_filter_by_tags(world: World) -> None:
    boss = world.api("王总")
    tags = group(boss, "喜好", "爱喝茶", "爱咖啡")
    tea, coffee, none = (customer(boss, name) for name in ("甲", "乙", "丙"))
    for one, tag in ((tea, "爱喝茶"), (coffee, "爱咖啡")):
        boss.post("/record-tags/change", {"kind": "customer", "ids": [one], "add": [tags[tag]]})

    def found(op: str, *names: str) -> set[str]:
        asked: dict[str, Any] = {"field": "tags", "op": op}
        if names:
            asked["value"] = [tags[name] for name in names]
        rows = boss.get(f"/customers?filter={quote(json.dumps(asked))}")[1]["items"]
        return {row["id"] for row in rows}

    assert found("in", "爱喝茶") == {tea}
    assert found("not_in", "爱喝茶") == {coffee, none}
    assert found("empty") == {none}
    assert found("not_empty") == {tea, coffee}
    said = boss.post(
        "/kinds/customer/describe",
        {"filter": {"field": "tags", "op": "in", "value": [tags["爱喝茶"]]}},
    )[1]
    assert "爱喝茶" in said["whole"]["zh"]


def test_a_rule_hangs_and_takes_off_by_itself(world: World) -> None:
    boss = world.api("王总")
    tags = group(boss, "价值", "重要")
    good, plain = customer(boss, "甲", level="A"), customer(boss, "乙", level="B")
    rule = boss.post(
        "/tag-rules",
        {
            "name": "A 级是重要客户", "kind": "customer", "tag_id": tags["重要"],
            "filter": {"field": "level", "op": "is", "value": "A"},
        },
    )[1]  # fmt: skip
    assert (rule["count"], on(boss, good, plain)) == (1, {good: ["重要"], plain: []})
    boss.patch(f"/customers/{good}", {"level": "C", "version": 1})
    boss.patch(f"/customers/{plain}", {"level": "A", "version": 1})
    with world.inside():
        automatic.rules_run()
        automatic.rules_run()
    assert on(boss, good, plain) == {good: [], plain: ["重要"]}
    sent = {"kind": "customer", "ids": [plain], "add": [tags["重要"]]}
    boss.post("/record-tags/change", sent)  # now a person says so, and the rule lets it be
    boss.delete(f"/tag-rules/{rule['id']}")
    assert on(boss, plain) == {plain: ["重要"]}


def test_a_broken_rule_says_so_and_stops_nobody(world: World) -> None:
    boss = world.api("王总")
    tags = group(boss, "价值", "重要", "普通")
    one = customer(boss, "甲", level="A")
    for name, tag in (("坏", "重要"), ("好", "普通")):
        boss.post(
            "/tag-rules",
            {
                "name": name, "kind": "customer", "tag_id": tags[tag],
                "filter": {"field": "level", "op": "is", "value": "B"},
            },
        )  # fmt: skip
    with world.inside():
        TagRule.objects.filter(name="坏").update(filter={"field": "gone", "op": "is", "value": "x"})
        TagRule.objects.filter(name="好").update(
            filter={"field": "level", "op": "is", "value": "A"}
        )
        automatic.rules_run()
        assert TagRule.objects.get(name="坏").problem != ""
    assert on(boss, one) == {one: ["普通"]}


def test_bulk_tagging_can_be_taken_back_to_the_byte(world: World) -> None:
    boss = world.api("王总")
    tags = group(boss, "意向", "高", "低", exclusive=True)
    first, *_ = [customer(boss, name) for name in ("甲", "乙", "丙")]
    boss.post("/record-tags/change", {"kind": "customer", "ids": [first], "add": [tags["低"]]})
    with world.inside():
        before = checksums()
    status, begun = boss.post(
        "/record-tags/bulk", {"kind": "customer", "all": True, "add": [tags["高"]]}
    )
    assert (status, begun["total"]) == (200, 3)
    with world.inside():
        operation = operations.run_to_end(int(begun["operation_id"]))
        assert (operation.state, operation.done) == ("done", 3)
        assert TagLink.objects.filter(tag_id=int(tags["高"])).count() == 3
        assert TagLink.objects.count() == 3
        operations.take_back(operation)
        assert operations.run_to_end(operation.pk).kept == 0
        assert checksums() == before


def test_segments_count_what_is_in_reach(world: World) -> None:
    boss = world.api("王总")
    customer(world.api("小李"), "甲", level="A")
    customer(boss, "乙", level="A")
    made = boss.post(
        "/segments",
        {
            "name": "重要客户", "kind": "customer",
            "filter": {"field": "level", "op": "is", "value": "A"},
        },
    )[1]  # fmt: skip
    assert made["count"] == 2
    assert world.api("小李").get("/segments")[1]["items"][0]["count"] == 1
    assert boss.delete(f"/segments/{made['id']}")[0] == 204


@pytest.mark.parametrize("size", [1, 30])
def test_the_tags_of_a_page_cost_the_same(world: World, size: int) -> None:
    boss = world.api("王总")
    tags = group(boss, "喜好", "爱喝茶")
    ids = [customer(boss, f"客{at}") for at in range(size)]
    boss.post("/record-tags/change", {"kind": "customer", "ids": ids, "add": [tags["爱喝茶"]]})
    with CaptureQueriesContext(connection) as seen:
        on(boss, *ids)
    assert len(seen) <= 6
    with world.inside():
        assert Tag.objects.count() == 1
