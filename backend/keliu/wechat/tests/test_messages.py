"""Writing to customers through the accounts: what WeChat is sent, what people are told."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from keliu.customers.services.identities import made
from keliu.kit import clock
from keliu.outreach import public as outreach
from keliu.outreach.models import PersonDelivery
from keliu.outreach.public import Saying
from keliu.outreach.tests.persons import work
from keliu.platform import files
from keliu.platform.models import AuditEntry
from keliu.wechat.models import Account, Follower, MessageTemplate
from keliu.wechat.rules import fields
from keliu.wechat.services import followers
from keliu.wechat.tests.fake import Fake, fake_wechat, refusal
from keliu.wechat.tests.test_calls import connected
from tests.cast import World

AUNT = "oAuntZhang0001"
CUSTOM, TEMPLATE = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"
SHIPPED = "订单号:{{character_string1.DATA}}\n商品:{{thing2.DATA}}\n时间:{{time3.DATA}}"
FILLED = {"character_string1": "YH-0007", "thing2": "阳山水蜜桃", "time3": "2026年11月22日 15:30"}
LISTED = {
    "template_list": [{"template_id": "T1", "title": "发货通知", "content": SHIPPED, "example": ""}]
}
NEW = {"data": [{"priTmplId": "S1", "title": "到货提醒", "content": "商品:{{thing1.DATA}}"}]}


@pytest.fixture
def wechat(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with fake_wechat(monkeypatch) as fake:
        fake.answers["/cgi-bin/template/get_all_private_template"] = LISTED
        fake.answers["/wxaapi/newtmpl/gettemplate"] = NEW
        yield fake


@pytest.fixture
def aunt(far_sail: World, wechat: Fake) -> dict[str, Any]:
    """张阿姨 of 小李, who follows the account; and the account."""
    found = far_sail.api("小李").post("/customers", {"name": "张阿姨"})[1]
    with far_sail.inside():
        account = connected(far_sail)
        made(int(found["id"]), "openid", AUNT, account.appid).save()
        row = followers.follower_of(account, AUNT)
        Follower.objects.filter(pk=row.pk).update(following=True)
    return {**found, "account": account}


def sent(wechat: Fake, path: str) -> list[Any]:
    return [json.loads(one.content) for one in wechat.asked if one.url.path == path]


def allow(world: World, account: Account) -> None:
    with world.inside():
        outreach.allow(account.pk, AUNT, "message", clock.now())


def synced(world: World, account: Account) -> Any:
    return world.api("王总").post("/message-templates/sync", {"account_id": str(account.pk)})[1]


def test_a_seller_writes_within_the_window(
    far_sail: World, wechat: Fake, aunt: dict[str, Any]
) -> None:
    api, account = far_sail.api("小李"), aunt["account"]
    where = f"/customers/{aunt['id']}"
    way = api.get(f"{where}/wechat")[1]["items"][0]
    assert (way["account"]["name"], way["following"], way["left"]) == ("远航集团", True, 0)
    text = {"account_id": str(account.pk), "channel": "custom", "text": "桃子到了"}
    said = api.post(f"{where}/messages", text)[1]
    assert (said["state"], said["reason"]) == ("skipped", "window")
    assert "没" in said["why"]["zh"]
    assert "wait" in said["why"]["en"]
    allow(far_sail, account)
    assert api.post(f"{where}/messages", text)[1]["state"] == "queued"
    work(far_sail)
    assert sent(wechat, CUSTOM) == [
        {"touser": AUNT, "msgtype": "text", "text": {"content": "桃子到了"}}
    ]
    assert api.get(f"{where}/wechat")[1]["items"][0]["left"] == 4
    done, skipped = api.get("/messages?total=true")[1]["items"]
    assert (done["state"], done["by"], done["customer"]["name"]) == ("done", "小李", "张阿姨")
    assert (skipped["can_again"], done["can_again"]) == (True, False)


def test_others_see_and_send_nothing(
    far_sail: World, next_door: World, wechat: Fake, aunt: dict[str, Any]
) -> None:
    allow(far_sail, aunt["account"])
    text = {"account_id": str(aunt["account"].pk), "channel": "custom", "text": "你好"}
    for world, name in ((far_sail, "小孙"), (next_door, "老王")):
        api = world.api(name)
        assert api.get(f"/customers/{aunt['id']}/wechat")[0] == 404
        assert api.post(f"/customers/{aunt['id']}/messages", text)[0] == 404
    far_sail.api("小李").post(f"/customers/{aunt['id']}/messages", text)
    message = far_sail.api("小李").get("/messages")[1]["items"][0]["id"]
    for world, name in ((far_sail, "小孙"), (next_door, "老王")):
        api = world.api(name)
        assert api.get("/messages")[1]["items"] == []
        assert api.get(f"/messages/{message}")[0] == 404
        assert api.post(f"/messages/{message}/again", {})[0] == 404
    work(far_sail)
    assert len(sent(wechat, CUSTOM)) == 1


def test_templates_come_from_wechat_and_go(
    far_sail: World, wechat: Fake, aunt: dict[str, Any]
) -> None:
    account = aunt["account"]
    items = synced(far_sail, account)["items"]
    assert [(one["kind"], one["title"]) for one in items] == [
        ("subscribe", "到货提醒"), ("template", "发货通知"),
    ]  # fmt: skip
    assert [one["label"] for one in items[1]["fields"]] == ["订单号", "商品", "时间"]
    wechat.answers["/cgi-bin/template/get_all_private_template"] = refusal(48001)
    assert [one["title"] for one in synced(far_sail, account)["items"]] == ["到货提醒"]
    assert far_sail.api("王总").delete(f"/message-templates/{items[0]['id']}")[0] == 204
    assert sent(wechat, "/wxaapi/newtmpl/deltemplate") == [{"priTmplId": "S1"}]
    assert far_sail.api("小李").get("/message-templates")[1]["items"] == []
    status, problem = far_sail.api("小李").post(
        "/message-templates/sync", {"account_id": str(account.pk)}
    )
    assert (status, problem["code"]) == (403, "forbidden")


def test_a_template_message_is_checked_before_it_goes(
    far_sail: World, wechat: Fake, aunt: dict[str, Any]
) -> None:
    account = aunt["account"]
    synced(far_sail, account)
    api, where = far_sail.api("小李"), f"/customers/{aunt['id']}/messages"
    body = {"account_id": str(account.pk), "channel": "template", "template_id": "T1"}
    status, problem = api.post(where, {**body, "data": {**FILLED, "thing2": "桃" * 21}})
    (wrong,) = problem["errors"]
    assert (status, wrong["field"], wrong["message"]) == (
        422, "data.thing2", "“商品”最多 20 个字",
    )  # fmt: skip
    assert api.post(where, {**body, "template_id": "T9", "data": FILLED})[0] == 422
    assert sent(wechat, TEMPLATE) == []
    wechat.answers[TEMPLATE] = {"errcode": 0, "msgid": 55}
    assert api.post(where, {**body, "data": FILLED, "url": "https://k.test/o/7"})[0] == 200
    work(far_sail)
    (one,) = sent(wechat, TEMPLATE)
    assert one["data"]["thing2"] == {"value": "阳山水蜜桃"}
    assert (one["touser"], one["url"], one["client_msg_id"].isdigit()) == (
        AUNT, "https://k.test/o/7", True,
    )  # fmt: skip
    with far_sail.inside():
        assert outreach.reported(account.pk, "55", "blocked")
    assert api.get("/messages")[1]["items"][0]["result"] == "blocked"


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (refusal(45015), "failed", "window"),
        (refusal(45047), "failed", "used_up"),
        (refusal(43004), "failed", "unreachable"),
        (refusal(45168), "failed", "content"),
        (refusal(48001), "failed", "permission"),
        (refusal(45011), "delayed", "busy"),
        (refusal(45009), "delayed", "quota"),
        (refusal(123456), "failed", "other"),
        (httpx.Response(200, text="<html>502</html>"), "unknown", "no_answer"),
        (httpx.ReadTimeout("slow"), "unknown", "no_answer"),
        (httpx.ConnectError("no route"), "delayed", "busy"),
    ],
)
def test_every_answer_has_its_outcome(
    far_sail: World, wechat: Fake, aunt: dict[str, Any], answer: Any, state: str, reason: str
) -> None:
    allow(far_sail, aunt["account"])
    wechat.answers[CUSTOM] = answer
    api = far_sail.api("小李")
    text = {"account_id": str(aunt["account"].pk), "channel": "custom", "text": "在吗"}
    api.post(f"/customers/{aunt['id']}/messages", text)
    work(far_sail)
    row = api.get("/messages")[1]["items"][0]
    assert (row["state"], row["reason"]) == (state, reason)
    assert row["why"]["zh"]
    assert row["why"]["en"]
    assert len(sent(wechat, CUSTOM)) == 1


def test_unknown_ones_are_listed_and_settled_by_a_person(
    far_sail: World, wechat: Fake, aunt: dict[str, Any]
) -> None:
    allow(far_sail, aunt["account"])
    wechat.answers[CUSTOM] = httpx.ReadTimeout("slow")
    api = far_sail.api("小李")
    text = {"account_id": str(aunt["account"].pk), "channel": "custom", "text": "在吗"}
    for _ in range(2):
        api.post(f"/customers/{aunt['id']}/messages", text)
    work(far_sail)
    assert api.get("/messages/counts")[1] == {"waiting": 0, "unknown": 2}
    second, first = api.get("/messages?group=unknown")[1]["items"]
    done = api.post(f"/messages/{first['id']}/resolve", {"sent": True})[1]
    assert (done["state"], done["resolved_by"]) == ("done", "小李")
    assert api.post(f"/messages/{first['id']}/resolve", {"sent": False})[0] == 409
    wechat.answers.pop(CUSTOM)
    assert api.post(f"/messages/{second['id']}/again", {})[1]["state"] == "queued"
    assert api.post(f"/messages/{second['id']}/again", {})[0] == 409
    work(far_sail)
    assert [row["state"] for row in api.get("/messages")[1]["items"]] == ["done", "failed", "done"]
    with far_sail.inside():
        actions = AuditEntry.objects.filter(object_kind="message").values_list("action", flat=True)
        assert set(actions) == {"message.resolve", "message.again"}


def test_who_wants_no_marketing_is_noted(
    far_sail: World, wechat: Fake, aunt: dict[str, Any]
) -> None:
    api, account = far_sail.api("小李"), aunt["account"]
    out = {"account_id": str(account.pk), "out": True}
    assert api.post(f"/customers/{aunt['id']}/opt-out", out)[0] == 204
    assert api.get(f"/customers/{aunt['id']}/wechat")[1]["items"][0]["opted_out"] is True
    api.post(f"/customers/{aunt['id']}/opt-out", {**out, "out": False})
    assert api.get(f"/customers/{aunt['id']}/wechat")[1]["items"][0]["opted_out"] is False


def test_the_rules_are_the_owners(far_sail: World, wechat: Fake) -> None:
    rules = far_sail.api("小李").get("/message-rules")[1]
    assert rules == {
        "quiet_from": "21:00", "quiet_to": "09:00", "most": 2, "days": 7, "version": 1,
    }  # fmt: skip
    new = {**rules, "most": 0, "quiet_to": "08:30"}
    assert far_sail.api("小李").put("/message-rules", new)[0] == 403
    saved = far_sail.api("王总").put("/message-rules", new)[1]
    assert (saved["quiet_to"], saved["version"]) == ("08:30", 2)
    assert far_sail.api("王总").put("/message-rules", new)[0] == 409


def test_a_subscribe_message_goes_by_the_kind_of_account(
    far_sail: World, wechat: Fake, aunt: dict[str, Any]
) -> None:
    account = aunt["account"]
    synced(far_sail, account)
    with far_sail.inside():
        mini = connected(far_sail, kind="mini", type="mini", appid="wx00000000000000bb")
        MessageTemplate.objects.create(
            account=mini,
            kind="subscribe",
            template_id="S1",
            title="到货",
            content="{{thing1.DATA}}",
        )
        for one in (account, mini):
            outreach.answered(one.pk, AUNT, "S1", "accept")
            content = {"template_id": "S1", "data": {"thing1": "桃子"}, "page": "pages/card/index"}
            given = Saying(one.pk, AUNT, None, "subscribe", content, "notice", "s")
            assert outreach.say(given).state == "queued"
    work(far_sail)
    with far_sail.inside():
        assert set(PersonDelivery.objects.values_list("state", flat=True)) == {"done"}
    assert len(sent(wechat, "/cgi-bin/message/subscribe/bizsend")) == 1
    (body,) = sent(wechat, "/cgi-bin/message/subscribe/send")
    assert body["page"] == "pages/card/index"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("thing", "桃" * 20, "桃" * 21),
        ("thing", "a", " "),
        ("thing", "一行", "两\n行"),
        ("number", "12.50", "12元"),
        ("letter", "ABC", "A1"),
        ("character_string", "YH-7", "单号7"),
        ("time", "15:30", "25:30"),
        ("time", "2026年11月22日 15:30~16:00", "明天"),
        ("date", "2026-11-22", "22日"),
        ("amount", "¥128.50", "128.505"),
        ("amount", "128元", "一百"),
        ("phone_number", "+86 138-0000-0000", "138000000001380000"),
        ("car_number", "苏A12345", "苏A123456789"),
        ("name", "十个汉字的名字是这样", "十一个汉字的名字就太长了"),
        ("name", "a" * 20, "a" * 21),
        ("phrase", "已发货", "已经发货了啊"),
    ],
)
def test_a_field_takes_what_wechat_takes(kind: str, good: str, bad: str) -> None:
    assert (fields.takes(kind, good), fields.takes(kind, bad)) == (True, False)


def test_a_card_has_a_link_into_the_mini_program(far_sail: World, wechat: Fake) -> None:
    api = far_sail.api("小李")
    card = api.post("/cards", {"template": "classic", "name": "小李"})[1]
    api.post(f"/cards/{card['id']}/publish", {"version": card["version"]})
    code = api.post(f"/cards/{card['id']}/codes", {"channel": "短信"})[1]
    with far_sail.inside():
        connected(far_sail, kind="mini", type="mini", appid="wx00000000000000bb")
    wechat.answers["/wxa/generate_urllink"] = {"errcode": 0, "url_link": "https://wxaurl.cn/x"}
    status, link = api.post(f"/codes/{code['id']}/mini-link", {})
    assert (status, link["url"]) == (200, "https://wxaurl.cn/x")
    (asked,) = sent(wechat, "/wxa/generate_urllink")
    assert asked == {
        "path": "/pages/card/index", "query": f"c={code['code']}", "expire_type": 1,
        "expire_interval": 30,
    }  # fmt: skip
    wechat.answers["/wxa/generatescheme"] = {"openlink": "weixin://dl/business/?t=x"}
    wechat.answers["/wxa/genwxashortlink"] = {"link": "#小程序://远航/x"}
    path = f"/codes/{code['id']}/mini-link"
    assert api.post(path, {"kind": "scheme"})[1]["url"] == "weixin://dl/business/?t=x"
    assert sent(wechat, "/wxa/generatescheme")[0]["jump_wxa"]["query"] == f"c={code['code']}"
    assert api.post(path, {"kind": "short"})[1]["url"] == "#小程序://远航/x"
    page = sent(wechat, "/wxa/genwxashortlink")[0]["page_url"]
    assert page == f"pages/card/index?c={code['code']}"
    wechat.answers["/wxa/generate_urllink"] = refusal(48001)
    status, problem = api.post(f"/codes/{code['id']}/mini-link", {})
    assert (status, problem["code"]) == (502, "wechat_refused")
    assert far_sail.api("小孙").post(f"/codes/{code['id']}/mini-link", {})[0] == 404


def test_a_seller_sends_a_picture(
    far_sail: World, wechat: Fake, aunt: dict[str, Any], tmp_path: Path, settings: Any
) -> None:
    api, account = far_sail.api("小李"), aunt["account"]
    settings.MEDIA_ROOT = str(tmp_path)
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "orange").save(out, "PNG")
    with far_sail.inside():
        picture = str(files.store_picture(out.getvalue()).id)
    allow(far_sail, account)
    where = f"/customers/{aunt['id']}/messages"
    text = {"account_id": str(account.pk), "channel": "custom", "picture_id": picture}
    assert api.post(where, {**text, "picture_id": "7"})[0] == 422
    assert api.post(where, text)[1]["state"] == "queued"
    wechat.answers["/cgi-bin/material/add_material"] = httpx.ReadTimeout("slow")
    work(far_sail)  # the picture did not arrive, so the message certainly did not leave
    assert sent(wechat, CUSTOM) == []
    with far_sail.inside():
        row = PersonDelivery.objects.get()
        assert (row.state, row.reason, row.summary) == ("delayed", "busy", "[图片]")
    wechat.answers["/cgi-bin/material/add_material"] = {"media_id": "M1"}
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        work(far_sail)
    (body,) = sent(wechat, CUSTOM)
    assert (body["msgtype"], body["image"]) == ("image", {"media_id": "M1"})
