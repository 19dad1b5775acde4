"""Followers are fetched, told apart, tagged and blocked; customers are linked by hand."""

from typing import Any

import pytest

from keliu.customers.models import Identity
from keliu.platform import operations
from keliu.platform.models import Operation
from keliu.wechat.errors import WeChatDown, WeChatRefused
from keliu.wechat.models import Account, FanTag, Follower
from keliu.wechat.rules import fans
from keliu.wechat.services import fan_tags, follower_acts, follower_sync
from keliu.wechat.services.followers import follower_of, openid_of
from keliu.wechat.tests.played_oa import PlayedAccount, connected
from tests import cast
from tests.cast import World

OPENIDS = [f"o-person-{number:04}" for number in range(1, 8)]


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> PlayedAccount:
    account = PlayedAccount()
    account.answers = {
        "user/get": lambda body: page(OPENIDS, body["next_openid"]),
        "user/info/batchget": told,
        "tags/members/getblacklist": {"total": 1, "count": 1, "data": {"openid": OPENIDS[6:]}},
        "tags/get": {"tags": [{"id": 2, "name": "星标组", "count": 0},
                              {"id": 100, "name": "老客", "count": 1}]},
        "tags/members/batchtagging": {}, "tags/members/batchuntagging": {},
        "tags/members/batchblacklist": {}, "tags/members/batchunblacklist": {},
        "user/info/updateremark": {}, "tags/create": {"tag": {"id": 101, "name": "x"}},
        "tags/update": {}, "tags/delete": {},
    }  # fmt: skip
    for module in (follower_acts, follower_sync, fan_tags):
        monkeypatch.setattr(module, "api_of", lambda _: account)
    return account


def page(openids: list[str], cursor: str) -> dict[str, Any]:
    start = openids.index(cursor) + 1 if cursor else 0
    part = openids[start : start + fans.PAGE]
    answer: dict[str, Any] = {"total": len(openids), "count": len(part)}
    return {**answer, "data": {"openid": part}, "next_openid": part[-1]} if part else answer


def told(body: Any) -> Any:
    rows = [
        {"subscribe": 1, "openid": one["openid"], "language": "zh_CN", "remark": "",
         "subscribe_time": 1_700_000_000, "tagid_list": [100], "qr_scene_str": "s-1",
         "subscribe_scene": "ADD_SCENE_QR_CODE", "unionid": f"u-{one['openid']}"}
        for one in body["user_list"]
    ]  # fmt: skip
    return {"user_info_list": rows}


@pytest.fixture
def account(world: World) -> Account:
    with world.inside():
        return connected(world)


def synced(world: World, account: Account) -> Operation:
    body = {"account_id": str(account.pk)}
    started = world.api("王总").post("/wechat/followers/sync", body)[1]
    with world.inside():
        return operations.run_to_end(int(started["operation_id"]))


def people(world: World, query: str = "") -> list[Any]:
    return list(world.api("王总").get(f"/wechat/followers?sort=-id{query}")[1]["items"])


def test_a_sync_brings_everybody_page_by_page(
    world: World, account: Account, played: PlayedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fans, "PAGE", 3)
    done = synced(world, account)
    assert (done.state, done.total, done.done, done.problem) == ("done", 7, 7, "")
    cursors = [body["next_openid"] for name, body in played.asked if name == "user/get"]
    assert cursors == ["", OPENIDS[2], OPENIDS[5]]
    rows = people(world)
    assert len(rows) == 7
    assert rows[0]["tags"] == [{"number": 100, "name": "老客"}]
    assert (rows[0]["subscribe_scene"], rows[0]["first_scene"]) == ("ADD_SCENE_QR_CODE", "s-1")
    assert rows[0]["followed_at"] == "2023-11-14T22:13:20.000Z"
    assert "o-person" not in str([{**row, "openid_masked": ""} for row in rows])
    summary = world.api("王总").get("/wechat/followers/summary")[1]
    assert (summary["following"], summary["blocked"], summary["linked"]) == (6, 1, 0)


def test_a_second_sync_finds_who_came_and_who_left(
    world: World, account: Account, played: PlayedAccount
) -> None:
    synced(world, account)
    came = "o-person-9999"
    played.answers["user/get"] = lambda body: page([*OPENIDS[1:], came], body["next_openid"])
    done = synced(world, account)
    assert (done.state, done.result["left"]) == ("done", 1)
    with world.inside():
        following = Follower.objects.filter(following=True)
        assert {openid_of(row) for row in following} == {*OPENIDS[1:], came}
        gone = follower_of(account, OPENIDS[0])
        assert (gone.following, gone.left_at is not None) == (False, True)


def test_a_sync_knows_customers_by_their_openid(
    world: World, account: Account, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    customer = boss.post("/customers", {"name": "张阿姨"})[1]["id"]
    synced(world, account)
    (row,) = [one for one in people(world) if one["openid_masked"].endswith("0001")]
    linked = boss.post(f"/wechat/followers/{row['id']}/link", {"customer_id": customer})[1]
    assert linked["customer"] == {"id": customer, "name": "张阿姨"}
    with world.inside():
        Follower.objects.all().delete()
    synced(world, account)
    assert [one["customer"] for one in people(world, "&linked=true")] == [linked["customer"]]


def test_what_wechat_refuses_ends_the_sync_with_its_cause(
    world: World, account: Account, played: PlayedAccount
) -> None:
    played.wrong["user/info/batchget"] = WeChatRefused(errcode=48001, rid="r")
    done = synced(world, account)
    assert (done.state, "48001" in done.problem) == ("failed", True)
    assert len(people(world)) == 7  # what was fetched before stays
    assert synced(world, account).state == "done"


def test_one_sync_at_a_time(world: World, account: Account, played: PlayedAccount) -> None:
    boss, body = world.api("王总"), {"account_id": str(account.pk)}
    first = boss.post("/wechat/followers/sync", body)[1]["operation_id"]
    assert boss.post("/wechat/followers/sync", body)[1]["code"] == "sync_running"
    assert boss.get("/wechat/followers/summary")[1]["operation_id"] == first


def test_a_customer_is_linked_and_taken_off_again(
    world: World, account: Account, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    zhang, li = (boss.post("/customers", {"name": one})[1]["id"] for one in ("张阿姨", "李叔"))
    with world.inside():
        row = follower_of(account, OPENIDS[0])
    place = f"/wechat/followers/{row.pk}/link"
    boss.post(place, {"customer_id": zhang})
    assert boss.post(place, {"customer_id": li})[1]["customer"]["name"] == "李叔"
    with world.inside():
        assert Identity.objects.filter(kind="openid").values_list("customer_id").get() == (int(li),)
    assert boss.post(place, {"customer_id": None})[1]["linked"] is False
    with world.inside():
        assert Identity.objects.filter(kind="openid").count() == 0


def test_sellers_see_only_their_own_customers_behind_followers(
    world: World, account: Account, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    customer = boss.post("/customers", {"name": "张阿姨"})[1]["id"]
    with world.inside():
        row = follower_of(account, OPENIDS[0])
    boss.post(f"/wechat/followers/{row.pk}/link", {"customer_id": customer})
    status, body = world.api("小李").get("/wechat/followers")
    if status == 200:  # where the role lets them look at followers at all
        assert [(one["customer"], one["linked"]) for one in body["items"]] == [(None, True)]
    assert (
        world.api("小李").post("/wechat/followers/block", {"ids": [str(row.pk)], "on": True})[0]
        == 403
    )


def test_a_remark_goes_to_wechat_and_stays_out_when_it_refuses(
    world: World, account: Account, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    synced(world, account)
    row = people(world)[0]
    place, sent = f"/wechat/followers/{row['id']}", {"remark": "批发李姐", "version": 1}
    assert boss.patch(place, sent)[1]["remark"] == "批发李姐"
    assert played.asked[-1][1]["remark"] == "批发李姐"
    played.wrong["user/info/updateremark"] = WeChatDown()
    assert boss.patch(place, {"remark": "换一个", "version": 2})[0] == 503
    assert [one["remark"] for one in people(world, "&q=批发")] == ["批发李姐"]
    assert boss.patch(place, {"remark": "长" * 30, "version": 2})[0] == 422
    with world.inside():
        Follower.objects.filter(pk=int(row["id"])).update(following=False)
    assert boss.patch(place, {"remark": "走了", "version": 2})[1]["code"] == "follower_gone"


def test_tags_go_out_fifty_at_a_time_and_one_bad_person_stops_nobody(
    world: World, account: Account, played: PlayedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fans, "TAG_AT_ONCE", 4)
    synced(world, account)
    boss = world.api("王总")
    tag = boss.post("/wechat/fan-tags", {"account_id": str(account.pk), "name": "新客"})[1]

    def tagging(body: Any) -> Any:
        assert len(body["openid_list"]) <= 4
        if OPENIDS[0] in body["openid_list"]:
            raise WeChatRefused(errcode=45059, rid="r")
        return {}

    played.answers["tags/members/batchtagging"] = tagging
    ids = [one["id"] for one in people(world)]
    sent = {"ids": ids, "tag_id": tag["id"], "on": True}
    acted = boss.post("/wechat/followers/tag", sent)[1]
    assert (acted["done"], "45059" in acted["problem"]) == (6, True)
    assert len(people(world, f"&tag={tag['id']}")) == 6
    assert boss.post("/wechat/followers/tag", {**sent, "on": False})[1]["done"] == 7
    assert people(world, f"&tag={tag['id']}") == []


def test_the_blacklist_takes_twenty_at_a_time(
    world: World, account: Account, played: PlayedAccount
) -> None:
    with world.inside():
        ids = [str(follower_of(account, f"o-{number:05}").pk) for number in range(45)]
    boss = world.api("王总")
    assert boss.post("/wechat/followers/block", {"ids": ids, "on": True})[1] == {
        "done": 45, "problem": "",
    }  # fmt: skip
    assert [len(body["openid_list"]) for _, body in played.asked] == [20, 20, 5]
    played.wrong["tags/members/batchunblacklist"] = WeChatDown()
    acted = boss.post("/wechat/followers/block", {"ids": ids, "on": False})[1]
    assert (acted["done"], bool(acted["problem"])) == (0, True)
    assert len(people(world, "&state=blocked")) == 45


def test_followers_next_door_are_nobody(
    world: World, account: Account, played: PlayedAccount
) -> None:
    shop = cast.fruit_shop()
    with shop.inside():
        theirs = follower_of(connected(shop), "o-theirs").pk
    boss = world.api("王总")
    assert boss.post(f"/wechat/followers/{theirs}/link", {"customer_id": None})[0] == 404
    sent = {"ids": [str(theirs)], "on": True}
    assert boss.post("/wechat/followers/block", sent)[0] == 404
    assert played.asked == []


def test_a_tag_follows_a_segment(world: World, account: Account, played: PlayedAccount) -> None:
    boss = world.api("王总")
    good = boss.post("/customers", {"name": "甲", "level": "A"})[1]["id"]
    plain = boss.post("/customers", {"name": "乙", "level": "B"})[1]["id"]
    with world.inside():
        for openid, customer in zip(OPENIDS, (good, plain), strict=False):
            row = follower_of(account, openid)
            Follower.objects.filter(pk=row.pk).update(
                customer_id=int(customer), following=True, tag_ids=[] if customer == good else [101]
            )
    level = {"field": "level", "op": "is", "value": "A"}
    segment = boss.post("/segments", {"name": "A 级", "kind": "customer", "filter": level})[1]
    tag = boss.post("/wechat/fan-tags", {"account_id": str(account.pk), "name": "重要"})[1]
    place = f"/wechat/fan-tags/{tag['id']}"
    assert boss.post(f"{place}/fill")[0] == 422
    changed = boss.patch(place, {"segment_id": segment["id"], "version": 1})[1]
    assert changed["segment"]["name"] == "A 级"
    started = boss.post(f"{place}/fill")[1]
    with world.inside():
        done = operations.run_to_end(int(started["operation_id"]))
        assert (done.state, done.total, done.done) == ("done", 2, 2)
        tagged = Follower.objects.filter(tag_ids__contains=[101])
        assert [openid_of(row) for row in tagged] == [OPENIDS[0]]
    assert {name for name, _ in played.asked} >= {
        "tags/members/batchtagging", "tags/members/batchuntagging",
    }  # fmt: skip


def test_tags_have_limits_and_those_in_use_stay(
    world: World, account: Account, played: PlayedAccount
) -> None:
    boss, ours = world.api("王总"), {"account_id": str(account.pk)}
    tags = boss.post("/wechat/fan-tags/read", ours)[1]["items"]
    assert [(one["number"], one["system"]) for one in tags] == [(2, True), (100, False)]
    assert boss.delete(f"/wechat/fan-tags/{tags[0]['id']}")[0] == 422
    place = f"/wechat/fan-tags/{tags[1]['id']}"
    assert boss.patch(place, {"name": "老朋友", "version": 1})[1]["name"] == "老朋友"
    menu = f"/wechat/menus/{account.pk}"
    draft = {"buttons": [], "variants": [{"name": "老客", "tag_id": 100, "buttons": []}]}
    boss.patch(menu, {"content": draft, "version": boss.get(menu)[1]["version"]})
    assert boss.delete(place)[1]["code"] == "fan_tag_in_use"
    boss.patch(menu, {"content": {"buttons": []}, "version": boss.get(menu)[1]["version"]})
    assert boss.delete(place)[0] == 204
    with world.inside():
        FanTag.objects.bulk_create(
            FanTag(account=account, number=200 + number, name="x") for number in range(100)
        )
    assert boss.post("/wechat/fan-tags", {**ours, "name": "多"})[1]["code"] == "fan_tags_full"
