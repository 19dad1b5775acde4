"""Codes with a scene: WeChat makes them, people scan them, each is counted at its own."""

from datetime import timedelta
from typing import Any

import pytest

from keliu.conversations.models import Reply
from keliu.kit import clock
from keliu.wechat.errors import WeChatDown, WeChatRefused
from keliu.wechat.models import Follower, SceneCode, SceneVisitor
from keliu.wechat.pushes.reading import Push
from keliu.wechat.services import followers, scene_codes
from keliu.wechat.services.push_effects import Arrived
from keliu.wechat.tests.played_oa import PlayedAccount, connected
from tests.cast import Api, World, company, fruit_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def far() -> World:
    return company()


@pytest.fixture
def boss(far: World) -> Api:
    with far.inside():
        connected(far)
    return far.api("王总")


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> PlayedAccount:
    account = PlayedAccount()

    def made(body: Any) -> dict[str, Any]:
        number = len(account.asked)
        return {"ticket": f"t{number}", "url": f"http://weixin.example/q/{number}",
                "expire_seconds": body.get("expire_seconds")}  # fmt: skip

    account.answers["qrcode/create"] = made
    monkeypatch.setattr(scene_codes, "api_of", lambda _: account)
    return account


def added(boss: Api, **fields: Any) -> dict[str, Any]:
    status, body = boss.post("/wechat/codes", {"name": "门店立牌", **fields})
    assert status == 200, body
    return dict(body)


def scan(world: World, scene: str, openid: str, event: str = "scan") -> None:
    key = f"qrscene_{scene}" if event == "subscribe" else scene
    with world.inside():
        account = SceneCode.objects.select_related("account").get(scene=scene).account
        row = followers.follower_of(account, openid)
        push = Push("gh_1", openid, 1_700_000_000, "event", event, {"EventKey": key})
        scene_codes.effect(Arrived(account, push, openid, None, clock.now(), 1, row.pk))


def test_a_code_for_ever_and_one_for_a_week(far: World, boss: Api, played: PlayedAccount) -> None:
    staff = str(far.staff["小李"].pk)
    ever = added(boss, channel="门店", staff_id=staff)
    week = added(boss, name="展会", days=7)
    (_, first), (_, second) = played.asked
    assert first["action_name"] == "QR_LIMIT_STR_SCENE"
    assert first["action_info"]["scene"]["scene_str"] == ever["scene"]
    assert (second["action_name"], second["expire_seconds"]) == ("QR_STR_SCENE", 7 * 86_400)
    assert (ever["permanent"], ever["expires_at"], ever["staff"]["name"]) == (True, None, "小李")
    assert week["expires_at"] is not None
    assert ever["picture"].startswith("data:image/svg+xml")
    assert ever["png"].startswith("data:image/png")
    assert [one["name"] for one in boss.get("/wechat/codes")[1]["items"]] == ["展会", "门店立牌"]
    assert len(boss.get(f"/wechat/codes?staff={staff}")[1]["items"]) == 1
    assert len(boss.get("/wechat/codes?q=展")[1]["items"]) == 1


def test_people_are_counted_once_and_their_scans_every_time(
    far: World, boss: Api, played: PlayedAccount
) -> None:
    code = added(boss)
    other = added(boss, name="另一个")
    scan(far, code["scene"], "o-zhang", "subscribe")
    scan(far, code["scene"], "o-zhang")
    scan(far, code["scene"], "o-li")
    customer = far.api("王总").post("/customers", {"name": "张阿姨"})[1]["id"]
    with far.inside():
        zhang = followers.index_of("o-zhang")
        Follower.objects.filter(openid_index=zhang).update(customer_id=int(customer))
    body = boss.get(f"/wechat/codes/{code['id']}")[1]
    figures = {name: body[name] for name in ("scans", "people", "followed", "customers")}
    assert figures == {"scans": 3, "people": 2, "followed": 1, "customers": 1}
    assert boss.get(f"/wechat/codes/{other['id']}")[1]["scans"] == 0
    with far.inside():
        assert SceneVisitor.objects.count() == 2


def test_a_scene_nobody_made_counts_nowhere(far: World, boss: Api, played: PlayedAccount) -> None:
    code = added(boss)
    with far.inside():
        account = SceneCode.objects.select_related("account").get().account
        row = followers.follower_of(account, "o-zhang")
        push = Push("gh_1", "o-zhang", 1, "event", "scan", {"EventKey": "nobody"})
        scene_codes.effect(Arrived(account, push, "o-zhang", None, clock.now(), 1, row.pk))
        assert SceneVisitor.objects.count() == 0
    assert boss.get(f"/wechat/codes/{code['id']}")[1]["people"] == 0


def test_an_ended_code_gets_a_new_picture_and_keeps_its_figures(
    far: World, boss: Api, played: PlayedAccount
) -> None:
    code = added(boss, days=1)
    scan(far, code["scene"], "o-zhang")
    with clock.frozen(clock.now() + timedelta(days=2)):
        path = f"/wechat/codes/{code['id']}/renew"
        status, body = boss.post(path, {"days": 30, "version": 1})
    assert (status, body["scene"], body["scans"]) == (200, code["scene"], 1)
    assert body["url"] != code["url"]
    ever = added(boss)
    path = f"/wechat/codes/{ever['id']}/renew"
    assert boss.post(path, {"days": 30, "version": 1})[0] == 422


def test_a_welcome_of_its_own_is_named(far: World, boss: Api, played: PlayedAccount) -> None:
    code = added(boss)
    welcome = {"kind": "welcome", "name": "展会欢迎", "keys": [code["scene"]],
               "answers": [{"kind": "text", "text": "欢迎来展台"}]}  # fmt: skip
    status, body = boss.post("/replies", welcome)
    assert (status, body["keys"]) == (200, [{"key": code["scene"], "name": "门店立牌"}])
    seen = boss.get(f"/wechat/codes/{code['id']}")[1]["welcome"]
    assert seen == {"id": body["id"], "name": "展会欢迎"}
    unknown = boss.post("/replies", {**welcome, "keys": ["nowhere"]})
    assert (unknown[0], unknown[1]["errors"][0]["field"]) == (422, "keys")
    with far.inside():
        assert Reply.objects.count() == 1


@pytest.mark.parametrize("wrong", [WeChatRefused(errcode=45009, rid="r"), WeChatDown()])
def test_what_wechat_does_not_make_is_not_kept(
    far: World, boss: Api, played: PlayedAccount, wrong: Exception
) -> None:
    played.wrong["qrcode/create"] = wrong
    assert boss.post("/wechat/codes", {"name": "门店立牌"})[0] in {502, 503}
    with far.inside():
        assert SceneCode.objects.count() == 0


def test_without_an_account_it_says_so(far: World) -> None:
    status, body = far.api("王总").post("/wechat/codes", {"name": "门店立牌"})
    assert (status, body["code"]) == (409, "no_wechat")


def test_permanent_codes_end_at_wechats_limit(
    far: World, boss: Api, played: PlayedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene_codes, "MOST_PERMANENT", 1)
    code = added(boss)
    assert boss.delete(f"/wechat/codes/{code['id']}")[0] == 204
    assert boss.post("/wechat/codes", {"name": "又一个"})[0] == 422  # a deleted one stays taken
    assert added(boss, days=3)["permanent"] is False
    assert boss.post(f"/wechat/codes/{code['id']}/restore")[0] == 200


def test_neighbours_see_none_of_it(far: World, boss: Api, played: PlayedAccount) -> None:
    code = added(boss)
    next_door = fruit_shop().api("老王")
    assert next_door.get("/wechat/codes")[1]["items"] == []
    assert next_door.get(f"/wechat/codes/{code['id']}")[0] == 404
    staff = str(far.staff["小李"].pk)
    assert next_door.post("/wechat/codes", {"name": "偷", "staff_id": staff})[0] == 422
