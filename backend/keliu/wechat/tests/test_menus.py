"""A menu is drafted, published whole, compared with what is live, taken off and brought back."""

from typing import Any

import pytest

from keliu.kit import clock
from keliu.platform.models import AuditEntry
from keliu.wechat.errors import WeChatDown, WeChatRefused
from keliu.wechat.models import Account, Menu, MenuPublication
from keliu.wechat.pushes.reading import Push
from keliu.wechat.services import menu_taps, menus
from keliu.wechat.services.push_effects import Arrived
from keliu.wechat.tests.played_oa import PlayedAccount, connected
from tests import cast
from tests.cast import Api, World

SHOP = {"name": "看产品", "type": "view", "url": "https://shop.example/p"}
HELP = {"name": "找客服", "type": "click", "key": "help"}
MENU = {"buttons": [SHOP, {"name": "更多", "sub": [HELP]}]}
OLD = {"name": "老客", "tag_id": 100, "buttons": [HELP]}
APPLE = {"name": "苹果", "client": 1, "buttons": [SHOP]}


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> PlayedAccount:
    account = PlayedAccount()
    monkeypatch.setattr(menus, "api_of", lambda _: account)
    return account


@pytest.fixture
def place(world: World, played: PlayedAccount) -> str:
    with world.inside():
        return f"/wechat/menus/{connected(world).pk}"


def drafted(api: Api, place: str, content: Any = MENU) -> Any:
    version = api.get(place)[1]["version"]
    status, body = api.patch(place, {"content": content, "version": version})
    assert status == 200, body
    return body


def published(api: Api, place: str, content: Any = MENU) -> Any:
    version = drafted(api, place, content)["version"]
    return api.post(f"{place}/publish", {"version": version})[1]


def test_an_unfinished_draft_is_kept_and_says_what_is_missing(world: World, place: str) -> None:
    boss = world.api("王总")
    assert boss.get(place)[1]["problems"] == [
        {"path": "buttons", "code": "none", "used": 0, "most": 0}
    ]
    body = drafted(boss, place, {"buttons": [{"name": "名字实在太长了", "type": "click"}]})
    assert [(one["path"], one["code"]) for one in body["problems"]] == [
        ("buttons.0.name", "too_long"),
        ("buttons.0.key", "empty"),
    ]
    status, refused = boss.post(f"{place}/publish", {"version": body["version"]})
    assert (status, refused["code"], len(refused["problems"])) == (422, "menu_not_ready", 2)
    with world.inside():
        assert MenuPublication.objects.count() == 0


def test_a_draft_saved_on_top_of_another_is_refused(world: World, place: str) -> None:
    boss = world.api("王总")
    saved = drafted(boss, place)
    status, body = boss.patch(place, {"content": {"buttons": []}, "version": saved["version"] - 1})
    assert (status, body["code"], len(body["current"]["content"]["buttons"])) == (409, "stale", 2)
    status, body = boss.post(f"{place}/publish", {"version": saved["version"] - 1})
    assert (status, body["code"]) == (409, "stale")


def test_publishing_sends_the_menu_and_then_the_variants_last_first(
    world: World, place: str, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    row = published(boss, place, {**MENU, "variants": [OLD, APPLE]})
    assert (row["state"], row["by_name"], row["buttons"], row["variants"]) == ("done", "王总", 2, 2)
    assert played.names() == [
        "menu/get", "menu/create", "menu/addconditional", "menu/addconditional",
    ]  # fmt: skip
    assert [one["matchrule"] for one in played.conditional] == [
        {"client_platform_type": "1"},
        {"tag_id": "100"},
    ]
    shown = boss.get(place)[1]
    assert (shown["changed"], shown["published_at"]) == (False, row["at"])
    with world.inside():
        assert AuditEntry.objects.filter(action="menu.publish").count() == 1


def test_variants_that_stay_the_same_are_left_alone(
    world: World, place: str, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    published(boss, place, {**MENU, "variants": [OLD]})
    played.names()
    published(boss, place, {"buttons": [HELP], "variants": [{**OLD, "name": "老朋友"}]})
    assert played.names() == ["menu/get", "menu/create"]
    published(boss, place, {"buttons": [HELP], "variants": [APPLE]})
    assert played.names() == [
        "menu/get", "menu/create", "menu/delconditional", "menu/addconditional",
    ]  # fmt: skip
    assert [one["matchrule"] for one in played.conditional] == [{"client_platform_type": "1"}]


def test_a_refusal_half_way_is_history_with_cause_and_fix(
    world: World, place: str, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    played.wrong["menu/addconditional"] = WeChatRefused(errcode=65316, rid="61725984-6126")
    row = published(boss, place, {**MENU, "variants": [OLD]})
    assert (row["state"], row["step"]) == ("failed", "addconditional")
    assert (row["problem"]["errcode"], row["problem"]["rid"]) == (65316, "61725984-6126")
    assert row["problem"]["cause"]["zh"]
    assert row["problem"]["fix"]["en"]
    shown = boss.get(place)[1]
    assert (shown["changed"], shown["published_at"]) == (True, None)
    assert boss.get(f"{place}/history")[1]["items"] == [row]


def test_no_answer_means_nobody_knows(world: World, place: str, played: PlayedAccount) -> None:
    played.wrong["menu/create"] = WeChatDown()
    assert published(world.api("王总"), place)["state"] == "unknown"
    played.wrong["menu/create"] = WeChatDown(sent=False)
    assert published(world.api("王总"), place)["state"] == "failed"


def test_what_is_live_is_compared_with_the_draft_and_with_what_we_published(
    world: World, place: str, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    assert boss.post(f"{place}/compare")[1]["source"] == "none"
    published(boss, place)
    assert boss.post(f"{place}/compare")[1]["differences"] == []
    drafted(boss, place, {"buttons": [SHOP]})
    found = boss.post(f"{place}/compare")[1]
    assert (found["source"], found["shown"], found["foreign"]) == ("api", True, [])
    assert found["differences"] == [
        {"where": ["", "更多"], "what": "removed", "field": "sub", "before": "", "after": ""}
    ]
    played.menu = {"button": [{"type": "click", "name": "别人改的", "key": "x"}]}
    assert [one["what"] for one in boss.post(f"{place}/compare")[1]["foreign"]] == [
        "changed", "changed", "changed", "changed", "removed",
    ]  # fmt: skip


def test_a_menu_made_in_wechats_own_console_can_be_taken_over(
    world: World, place: str, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    version = boss.get(place)[1]["version"]
    assert boss.post(f"{place}/adopt", {"version": version})[1]["code"] == "no_live_menu"
    played.own = {"button": [{"name": "后台", "sub_button": {"list": [
        {"type": "view", "name": "官网", "url": "https://far.example"},
        {"type": "text", "name": "电话", "value": "400"}]}}]}  # fmt: skip
    body = boss.post(f"{place}/adopt", {"version": version})[1]
    assert [one["name"] for one in body["content"]["buttons"][0]["sub"]] == ["官网", "电话"]
    assert [(one["path"], one["code"]) for one in body["problems"]] == [
        ("buttons.0.sub.1.type", "unknown")
    ]


def test_an_earlier_menu_comes_back_as_a_draft(
    world: World, place: str, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    first = published(boss, place, {**MENU, "variants": [OLD]})
    published(boss, place, {"buttons": [SHOP]})
    entry = f"{place}/history/{first['id']}"
    assert boss.get(entry)[1]["content"]["variants"][0]["name"] == "老客"
    version = boss.get(place)[1]["version"]
    body = boss.post(f"{entry}/restore", {"version": version})[1]
    assert (body["changed"], len(body["content"]["buttons"])) == (True, 2)
    assert len(played.menu["button"]) == 1  # live only when published


def test_taking_the_menu_off_keeps_the_draft(
    world: World, place: str, played: PlayedAccount
) -> None:
    boss = world.api("王总")
    published(boss, place)
    row = boss.post(f"{place}/withdraw")[1]
    assert (row["action"], row["state"], played.menu) == ("withdraw", "done", None)
    shown = boss.get(place)[1]
    assert (len(shown["content"]["buttons"]), shown["published_at"]) == (2, None)
    assert boss.get("/wechat/menus")[1]["items"][0]["published_at"] is None


def test_what_one_person_sees_is_asked_of_wechat(world: World, place: str) -> None:
    boss = world.api("王总")
    published(boss, place, {**MENU, "variants": [OLD]})
    assert boss.post(f"{place}/try", {})[0] == 422
    seen = boss.post(f"{place}/try", {"wechat_name": "zhang-ayi"})[1]
    assert (seen["variant"], len(seen["content"]["buttons"])) == ("老客", 1)


def test_sellers_look_and_do_not_publish(world: World, place: str, played: PlayedAccount) -> None:
    seller = world.api("小李")
    may_look = seller.get(place)[0]
    assert may_look in {200, 403}
    assert seller.post(f"{place}/publish", {"version": 1})[0] == 403
    assert seller.post(f"{place}/withdraw")[0] == 403
    with world.inside():
        assert Menu.objects.filter(version__gt=1).count() == 0
    assert played.asked == []


def test_taps_are_counted_by_button_and_day(world: World, place: str) -> None:
    with world.inside():
        account = Menu.objects.first() or menus.menu_of(Account.objects.get())
        for event, key in (("click", "help"), ("click", "help"), ("view", "https://a.cn")):
            push = Push("gh_1", "o1", 1, "event", event, {"EventKey": key})
            menu_taps.effect(Arrived(account.account, push, "o1", None, clock.now(), 1))
        said = Push("gh_1", "o1", 1, "text", "", {"Content": "help"})
        menu_taps.effect(Arrived(account.account, said, "o1", None, clock.now(), 1))
    body = world.api("王总").get(f"{place}/taps")[1]
    assert body == {"days": 30, "taps": {"help": 2, "https://a.cn": 1}}
