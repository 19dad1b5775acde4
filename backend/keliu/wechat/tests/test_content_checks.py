"""What strangers see is checked first: no answer, no pass; doubts wait for a person."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from keliu.accounts import public as accounts
from keliu.accounts.models import AccountIdentity, Membership
from keliu.catalog.models import ContentReview
from keliu.platform import files
from keliu.platform.models import AuditEntry
from keliu.platform.tests.samples import png
from keliu.wechat.services.content_checks import MEDIA, TEXT
from keliu.wechat.tests.fake import Fake, fake_wechat, refusal
from keliu.wechat.tests.pusher import Pusher, event, official
from keliu.wechat.tests.test_calls import connected
from tests.cast import World

WRITER = "oWriter0001"
PASS = {"errcode": 0, "result": {"suggest": "pass", "label": 100}, "trace_id": "t-1"}
DOUBT = {"errcode": 0, "result": {"suggest": "review", "label": 20012}, "trace_id": "t-2"}
RISKY = {"errcode": 0, "result": {"suggest": "risky", "label": 20006}, "trace_id": "t-3"}


@pytest.fixture
def wechat(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with fake_wechat(monkeypatch) as fake:
        fake.answers[TEXT] = PASS
        fake.answers[MEDIA] = {"errcode": 0, "trace_id": "picture-1"}
        yield fake


@pytest.fixture
def mini(far_sail: World, wechat: Fake) -> Pusher:
    """A mini program, which 小李 has used."""
    fields = {"kind": "mini", "type": "mini", "name": "远航名片", "appid": "wxmini1"}
    account, pusher = official(far_sail, **fields)
    with far_sail.inside():
        place = Membership.objects.get(staff_id=far_sail.staff["小李"].pk)
        AccountIdentity.objects.create(
            account_id=place.account_id, appid=account.appid, openid=WRITER
        )
    return pusher


def card(world: World, **fields: Any) -> dict[str, Any]:
    return dict(world.api("小李").post("/cards", {"intro": "做了八年渠道", **fields})[1])


def publish(world: World, made: dict[str, Any]) -> tuple[int, Any]:
    path = f"/cards/{made['id']}/publish"
    return world.api("小李").post(path, {"version": made["version"]})


def queue(world: World) -> list[Any]:
    return list(world.api("王总").get("/content-reviews?state=waiting")[1]["items"])


def state(world: World, made: dict[str, Any]) -> str:
    return str(world.api("小李").get(f"/cards/{made['id']}")[1]["state"])


def test_what_passes_is_shown(far_sail: World, wechat: Fake, mini: Pusher) -> None:
    assert publish(far_sail, card(far_sail))[1]["state"] == "published"
    (asked,) = [json.loads(one.content) for one in wechat.asked if one.url.path == TEXT]
    assert (asked["openid"], asked["scene"], asked["version"]) == (WRITER, 1, 2)
    assert "做了八年渠道" in asked["content"]
    assert queue(far_sail) == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("no way"),
        httpx.ReadTimeout("late"),
        httpx.Response(502, text="<html>"),
        refusal(61010),
        refusal(-1),
        refusal(45009),
        {"errcode": 0, "errmsg": "ok"},
        {"errcode": 0, "result": {"suggest": "something new", "label": 100}},
        {"errcode": 0, "result": None},
    ],
)
def test_without_an_answer_nothing_is_published(
    far_sail: World, wechat: Fake, mini: Pusher, answer: Any
) -> None:
    wechat.answers[TEXT] = answer
    made = card(far_sail)
    status, body = publish(far_sail, made)
    assert (status, body["state"]) == (200, "draft")
    code = far_sail.api("小李").get(f"/cards/{made['id']}/codes")[1]["items"][0]["code"]
    assert far_sail.api("小李").get(f"/visitor/card?code={code}")[0] == 410
    (row,) = queue(far_sail)
    assert row["record"]["name"] == "小李"
    (told,) = far_sail.api("小李").get(f"/cards/{made['id']}/review")[1]["items"]
    assert told["state"] == "waiting"


def test_what_is_refused_says_why(far_sail: World, wechat: Fake, mini: Pusher) -> None:
    wechat.answers[TEXT] = RISKY
    made = card(far_sail)
    status, problem = publish(far_sail, made)
    assert (status, problem["code"]) == (422, "content_refused")
    assert "违法犯罪" in problem["detail"]
    assert state(far_sail, made) == "draft"
    assert queue(far_sail) == []


def test_a_doubt_waits_and_a_person_lets_it_through(
    far_sail: World, wechat: Fake, mini: Pusher
) -> None:
    wechat.answers[TEXT] = DOUBT
    made = card(far_sail)
    assert publish(far_sail, made)[1]["state"] == "draft"
    (row,) = queue(far_sail)
    assert [one["zh"] for one in row["labels"]] == ["低俗"]
    where = f"/content-reviews/{row['id']}"
    assert far_sail.api("小李").post(f"{where}/pass")[0] == 403
    status, judged = far_sail.api("王总").post(f"{where}/pass")
    assert (status, judged["state"], judged["by"]) == (200, "passed", "王总")
    assert state(far_sail, made) == "published"
    assert far_sail.api("王总").post(f"{where}/refuse")[0] == 409


def test_a_person_refuses(far_sail: World, wechat: Fake, mini: Pusher) -> None:
    wechat.answers[TEXT] = DOUBT
    made = card(far_sail)
    publish(far_sail, made)
    (row,) = queue(far_sail)
    assert far_sail.api("王总").post(f"/content-reviews/{row['id']}/refuse")[0] == 200
    assert state(far_sail, made) == "draft"
    (told,) = far_sail.api("小李").get(f"/cards/{made['id']}/review")[1]["items"]
    assert told["state"] == "refused"


def test_new_words_on_a_published_card_wait_while_the_old_ones_are_shown(
    far_sail: World, wechat: Fake, mini: Pusher
) -> None:
    made = publish(far_sail, card(far_sail))[1]
    wechat.answers[TEXT] = DOUBT
    where, api = f"/cards/{made['id']}", far_sail.api("小李")
    draft = api.patch(where, {"intro": "新的话", "version": made["version"]})[1]
    assert (draft["unpublished"], queue(far_sail)) == (True, [])  # nobody asked to show it yet
    held = publish(far_sail, draft)[1]
    assert (held["state"], held["edition"], len(queue(far_sail))) == ("published", 1, 1)
    code = api.get(f"{where}/codes")[1]["items"][0]["code"]
    assert api.get(f"/visitor/card?code={code}")[1]["card"]["intro"] == "做了八年渠道"
    wechat.answers[TEXT] = PASS
    better = api.patch(where, {"intro": "更好的话", "version": held["version"]})[1]
    assert (better["edition"], better["unpublished"], queue(far_sail)) == (2, False, [])
    assert api.get(f"/visitor/card?code={code}")[1]["card"]["intro"] == "更好的话"


def test_products_wait_in_the_same_queue(far_sail: World, wechat: Fake, mini: Pusher) -> None:
    boss = far_sail.api("王总")
    made = boss.post("/products", {"name": "赌博机", "price_fen": 100})[1]
    assert made["state"] == "off"
    (row,) = queue(far_sail)
    assert row["words"] == ["赌博"]
    boss.post(f"/content-reviews/{row['id']}/pass")
    assert boss.get(f"/products/{made['id']}")[1]["state"] == "on"
    priced = {"price_fen": 200, "version": boss.get(f"/products/{made['id']}")[1]["version"]}
    assert boss.patch(f"/products/{made['id']}", priced)[1]["state"] == "on"


def test_who_may_review_need_not_pass_their_own(
    far_sail: World, wechat: Fake, mini: Pusher
) -> None:
    boss = far_sail.api("王总")  # has never used the mini program: WeChat can not be asked
    assert boss.post("/products", {"name": "水蜜桃", "price_fen": 100})[1]["state"] == "on"
    assert queue(far_sail) == []


def test_taking_down_withdraws(far_sail: World, wechat: Fake, mini: Pusher) -> None:
    wechat.answers[TEXT] = DOUBT
    made = publish(far_sail, card(far_sail))[1]
    path = f"/cards/{made['id']}/unpublish"
    assert far_sail.api("小李").post(path, {"version": made["version"]})[0] == 200
    assert queue(far_sail) == []


@pytest.mark.parametrize(
    ("suggest", "errcode", "then", "review"),
    [("pass", 0, "published", "passed"), ("risky", 0, "draft", "refused"),
     ("review", 0, "draft", "waiting"), ("pass", -1008, "draft", "waiting")],
)  # fmt: skip
def test_a_picture_is_judged_by_push(
    far_sail: World, wechat: Fake, mini: Pusher, suggest: str, errcode: int, then: str, review: str
) -> None:
    made = pictured(far_sail)
    assert publish(far_sail, made)[1]["state"] == "draft"
    (asked,) = [json.loads(one.content) for one in wechat.asked if one.url.path == MEDIA]
    assert (asked["media_type"], asked["openid"]) == (2, WRITER)
    assert asked["media_url"].startswith("http")
    told = {"ToUserName": "gh_far", "FromUserName": WRITER, "CreateTime": 1_795_000_000,
            "MsgType": "event", "Event": "wxa_media_check", "trace_id": "picture-1",
            "version": 2, "errcode": errcode,
            "result": {"suggest": suggest, "label": 20002}}  # fmt: skip
    assert mini.push(json.dumps(told), as_json=True).status_code == 200
    assert state(far_sail, made) == then
    with far_sail.inside():
        assert ContentReview.objects.get().state == review


def pictured(world: World) -> dict[str, Any]:
    """A card with a face on it."""
    with world.inside():
        stored = files.store_picture(png())
    return card(world, avatar_id=str(stored.id))


def test_without_a_mini_program_only_our_own_words_are_looked_for(
    far_sail: World, wechat: Fake
) -> None:
    assert publish(far_sail, card(far_sail))[1]["state"] == "published"
    made = card(far_sail, intro="线上赌 博,包赢")
    assert publish(far_sail, made)[1]["state"] == "draft"
    (row,) = queue(far_sail)
    assert row["words"] == ["赌博"]
    assert wechat.asked == []


def test_strange_pushes_change_nothing(far_sail: World, wechat: Fake, mini: Pusher) -> None:
    told = event(WRITER, "wxa_media_check", trace_id="never", errcode=0)
    assert mini.push(told).status_code == 200
    assert queue(far_sail) == []


def test_who_opens_the_staff_pages_in_the_mini_program_is_known_from_then_on(
    far_sail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_wechat(monkeypatch) as wechat:
        wechat.answers["/sns/jscode2session"] = {"openid": "oLiMini", "session_key": "k"}
        api = far_sail.api("小李")
        assert api.post("/me/mini-program", {"code": "c1"})[0] == 204  # no mini program of its own
        with far_sail.inside():
            mini = connected(far_sail, kind="mini", type="mini", appid="wx00000000000000bb")
            assert accounts.openid_of(far_sail.staff["小李"].pk, mini.appid) == ""
        for code in ("c2", "c3"):
            assert api.post("/me/mini-program", {"code": code})[0] == 204
        assert far_sail.api("小孙").post("/me/mini-program", {"code": "c4"})[0] == 204
    with far_sail.inside():
        assert accounts.openid_of(far_sail.staff["小李"].pk, mini.appid) == "oLiMini"
        assert accounts.openid_of(far_sail.staff["小孙"].pk, mini.appid) == ""
        assert AuditEntry.objects.filter(action="staff.mini_known").count() == 1
