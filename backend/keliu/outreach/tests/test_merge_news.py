"""Whoever had a customer that went into another one hears of it."""

from typing import Any

from keliu.customers.tests.factories import add
from keliu.customers.tests.pool_cast import deliver
from keliu.platform import operations
from tests.cast import World


def inbox(world: World, name: str) -> list[tuple[str, str, Any]]:
    """(title, text, link) of what a person was told about merging."""
    rows = world.api(name).get("/notifications")[1]["items"]
    return [(one["title"], one["text"], one["link"]) for one in rows if "合并" in one["title"]]


def merge(world: World, keep: dict[str, Any], *gone: dict[str, Any], by: str = "王总") -> str:
    body = {
        "keep_id": keep["id"], "keep_version": 1,
        "merge": [{"id": one["id"], "version": 1} for one in gone],
        "choices": {"name": keep["id"]},
    }  # fmt: skip
    status, answer = world.api(by).post("/customers/merge", body)
    assert status == 200, answer
    return str(answer["operation_id"])


def test_the_owner_of_what_went_away_is_told(far_sail: World) -> None:
    keep = add(far_sail.api("小李"), "张三")
    merge(far_sail, keep, add(far_sail.api("小孙"), "张叁"), add(far_sail.api("小孙"), "张散"))
    deliver(far_sail)
    said = "现在由小李负责,不对可以请王总撤销"
    assert inbox(far_sail, "小孙") == [("王总把你的客户张叁、张散合并到了张三", said, None)]
    assert inbox(far_sail, "小李") == []


def test_who_still_sees_the_customer_may_open_it(far_sail: World) -> None:
    keep = add(far_sail.api("小李"), "张三")
    merge(far_sail, keep, add(far_sail.api("小李"), "张叁"))
    deliver(far_sail)
    ((title, text, link),) = inbox(far_sail, "小李")
    assert title == "王总把你的客户张叁合并到了张三"
    assert (text, link) == (
        "资料、跟进和商机都在一起了", {"kind": "customer", "id": keep["id"]}
    )  # fmt: skip


def test_who_did_it_is_not_told_and_what_was_undone_tells_nobody(far_sail: World) -> None:
    mine = [add(far_sail.api("小李"), name) for name in ("张三", "张叁")]
    merge(far_sail, *mine, by="小李")
    theirs = [add(far_sail.api("小孙"), name) for name in ("李四", "李肆")]
    number = merge(far_sail, *theirs)
    assert far_sail.api("王总").post(f"/operations/{number}/undo")[0] == 200
    with far_sail.inside():
        assert operations.run_to_end(int(number)).state == "undone"
    deliver(far_sail)
    assert inbox(far_sail, "小李") == inbox(far_sail, "小孙") == []
