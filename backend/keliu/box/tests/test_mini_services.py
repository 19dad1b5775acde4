"""Mini programs: subscribe messages by consent, numbers, sessions, content checks, links."""

import hashlib
import hmac
from typing import Any

import pytest

from keliu.box.people import openid
from keliu.box.tests.conftest import MINI, OA, SECRET, Running, registrations
from keliu.box.tests.receiver import receiving
from keliu.box.wire.fields import fits

U1 = openid(MINI, "u1")
TEMPLATE = {
    "id": "booked", "title": "预约成功通知",
    "content": "预约项目:{{thing1.DATA}}\n预约时间:{{time2.DATA}}\n状态:{{phrase3.DATA}}",
    "choices": {"phrase3": ["已确认", "待确认"]},
}  # fmt: skip
DATA = {"thing1": {"value": "洗车"}, "time2": {"value": "2026-11-22 10:00"},
        "phrase3": {"value": "已确认"}}  # fmt: skip
SEND = "/cgi-bin/message/subscribe/send"


@pytest.fixture
def mini(running: Running) -> Running:
    app = {**registrations()[1], "subscribe_templates": [TEMPLATE]}
    running.admin("POST", "/box/apps", app).raise_for_status()
    return running


def post(running: Running, path: str, body: Any, appid: str = MINI) -> dict[str, Any]:
    return running.post(path, body, access_token=running.token(appid))


def act(running: Running, name: str, **body: Any) -> dict[str, Any]:
    answer = running.admin("POST", f"/box/users/u1/{name}", {"appid": MINI, **body})
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def test_one_consent_is_one_message(mini: Running) -> None:
    body = {"touser": U1, "template_id": "booked", "page": "pages/card/index?id=1", "data": DATA}
    assert post(mini, SEND, body)["errcode"] == 43101
    act(mini, "subscribe", template_ids=["booked"])
    act(mini, "subscribe", template_ids=["booked"])
    assert post(mini, SEND, body)["errcode"] == 0
    assert post(mini, SEND, {**body, "page": "pages/none"})["errcode"] == 41030
    late = {**DATA, "phrase3": {"value": "别的"}}
    answer = post(mini, SEND, {**body, "data": late})
    assert (answer["errcode"], "data.phrase3.value" in answer["errmsg"]) == (47003, True)
    act(mini, "unsubscribe", template_ids=["booked"])
    assert post(mini, SEND, body)["errcode"] == 43101
    lines = mini.admin("GET", f"/box/talks/{MINI}/u1").json()["items"]
    (shown,) = [one for one in lines if one["side"] == "account"]
    assert (shown["kind"], shown["title"]) == ("subscribe", "预约成功通知")
    assert shown["lines"][0] == {"label": "预约项目", "value": "洗车"}
    assert post(mini, SEND, {**body, "template_id": "no"})["errcode"] == 40037
    assert post(mini, SEND, body, OA)["errcode"] == 48001


def test_templates_of_the_library(mini: Running) -> None:
    token = mini.token(MINI)
    titles = mini.get("/wxaapi/newtmpl/getpubtemplatetitles", access_token=token, ids="616",
                      start="0", limit="30")  # fmt: skip
    assert titles["count"] == len(titles["data"])
    words = mini.get("/wxaapi/newtmpl/getpubtemplatekeywords", access_token=token, tid="1002")
    assert words["data"][0]["name"] == "预约项目"
    add = {"tid": "1002", "kidList": [1, 2], "sceneDesc": "预约"}
    made = post(mini, "/wxaapi/newtmpl/addtemplate", add)["priTmplId"]
    assert post(mini, "/wxaapi/newtmpl/addtemplate", add)["errcode"] == 200022
    assert post(mini, "/wxaapi/newtmpl/addtemplate", {**add, "tid": "9"})["errcode"] == 200014
    assert post(mini, "/wxaapi/newtmpl/addtemplate", {**add, "kidList": [1]})["errcode"] == 200020
    listed = mini.get("/wxaapi/newtmpl/gettemplate", access_token=token)["data"]
    assert [one["priTmplId"] for one in listed] == ["booked", made]
    assert listed[1]["content"] == "预约项目:{{thing1.DATA}}\n预约时间:{{time2.DATA}}"
    assert post(mini, "/wxaapi/newtmpl/deltemplate", {"priTmplId": made})["errcode"] == 0
    assert post(mini, "/wxaapi/newtmpl/deltemplate", {"priTmplId": made})["errcode"] == 40037


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("thing", "字" * 20, "字" * 21),
        ("number", "12.5", "十二"),
        ("letter", "ABC", "AB1"),
        ("symbol", "!!", "a!"),
        ("character_string", "A-12/3", "编号1"),
        ("time", "2026年11月22日 14:05", "明天"),
        ("date", "2026-11-22", "14:05"),
        ("amount", "¥12.50", "十元"),
        ("phone_number", "+86-13800138001", "电话"),
        ("car_number", "沪A12345", "a"),
        ("name", "张阿姨", "一" * 11),
        ("phrase", "已确认", "ok"),
    ],
)
def test_what_fields_may_hold(kind: str, good: str, bad: str) -> None:
    assert fits(kind, good)
    assert not fits(kind, bad)


def test_a_number_is_learned_once(mini: Running) -> None:
    path = "/wxa/business/getuserphonenumber"
    code = act(mini, "phone-code")["code"]
    info = post(mini, path, {"code": code})["phone_info"]
    assert (info["purePhoneNumber"], info["watermark"]["appid"]) == ("13800138001", MINI)
    assert post(mini, path, {"code": code})["errcode"] == 40029
    late = act(mini, "phone-code")["code"]
    mini.advance(301)
    assert post(mini, path, {"code": late})["errcode"] == 40029
    other = {**registrations()[1], "appid": "wx2c2c2c2c2c2c2c2c"}
    mini.admin("POST", "/box/apps", other).raise_for_status()
    foreign = act(mini, "phone-code")["code"]
    assert post(mini, path, {"code": foreign}, "wx2c2c2c2c2c2c2c2c")["errcode"] == 40013
    personal = {**registrations()[1], "verified": False}
    mini.admin("POST", "/box/apps", personal).raise_for_status()
    assert post(mini, path, {"code": foreign})["errcode"] == 48001


def test_sessions_are_proven_by_their_key(mini: Running) -> None:
    code = mini.admin("POST", "/box/users/u1/login-code", {"appid": MINI}).json()["code"]
    key = mini.get("/sns/jscode2session", appid=MINI, secret=SECRET, js_code=code,
                   grant_type="authorization_code")["session_key"]  # fmt: skip

    def asked(path: str, key: str) -> dict[str, Any]:
        signature = hmac.new(key.encode(), b"", hashlib.sha256).hexdigest()
        return mini.get(path, access_token=mini.token(MINI), openid=U1, signature=signature,
                        sig_method="hmac_sha256")  # fmt: skip

    assert asked("/wxa/checksession", key)["errcode"] == 0
    assert asked("/wxa/checksession", "another")["errcode"] == 87009
    new = asked("/wxa/resetusersessionkey", key)["session_key"]
    assert asked("/wxa/checksession", key)["errcode"] == 87009
    assert asked("/wxa/checksession", new)["errcode"] == 0


def test_texts_are_checked(mini: Running) -> None:
    def check(content: str, **more: Any) -> dict[str, Any]:
        body = {"openid": U1, "scene": 2, "version": 2, "content": content, **more}
        return post(mini, "/wxa/msg_sec_check", body)

    assert check("你好")["errcode"] == 61010
    act(mini, "enter")
    assert check("你好")["result"] == {"suggest": "pass", "label": 100}
    assert check("这里有 赌 博 游戏")["result"] == {"suggest": "risky", "label": 20006}
    assert check("你好", nickname="日赚千元")["result"]["suggest"] == "review"
    assert check("字" * 2501)["errcode"] == 45002
    assert check("你好", version=1)["errcode"] == 40097
    mini.advance(7201)
    assert check("你好")["errcode"] == 61010


def test_pictures_are_checked_and_the_result_is_pushed(mini: Running) -> None:
    with receiving() as door:
        push = {"url": door.url, "token": "tok", "mode": "plain", "format": "json"}
        mini.admin("POST", "/box/apps", {**registrations()[1], "push": push}).raise_for_status()
        act(mini, "enter")
        door.came.clear()
        body = {"media_url": "http://localhost/p.png", "media_type": 2, "version": 2, "scene": 1,
                "openid": U1}  # fmt: skip
        trace = post(mini, "/wxa/media_check_async", body)["trace_id"]
        mini.settled()
        assert trace.encode() in door.came[0].body
        assert b'"suggest": "pass"' in door.came[0].body


def test_links_open_the_page_until_they_end(mini: Running) -> None:
    body = {"path": "pages/card/index", "query": "id=7", "expire_type": 1, "expire_interval": 1}
    link = post(mini, "/wxa/generate_urllink", body)["url_link"].replace("localhost", "127.0.0.1")
    opened = mini.client.get(link)
    assert opened.headers["location"].startswith(f"/mp/{MINI}?page=pages%2Fcard%2Findex&query=id")
    mini.advance(86_401)
    assert mini.client.get(link).status_code == 410
    assert post(mini, "/wxa/generate_urllink", {**body, "expire_interval": 31})["errcode"] == 85401
    assert post(mini, "/wxa/generate_urllink", {**body, "path": "no"})["errcode"] == 40165
    scheme = post(mini, "/wxa/generatescheme", {"jump_wxa": {"path": "", "query": ""}})
    assert scheme["openlink"].startswith("weixin://dl/business/?t=")
    short = post(mini, "/wxa/genwxashortlink", {"page_url": "pages/card/index", "page_title": "名"})
    assert short["link"].startswith("#小程序://远航名片/")


def test_bodies_come_slowly_and_only_a_share_of_calls_fails(mini: Running) -> None:
    fault = {"path": "/cgi-bin/getcallbackip", "kind": "slow", "seconds": 0.05, "times": 1}
    mini.admin("POST", "/box/faults", fault).raise_for_status()
    assert mini.get("/cgi-bin/getcallbackip", access_token=mini.token())["ip_list"]
    share = {"path": "/cgi-bin/getcallbackip", "kind": "errcode", "errcode": -1, "share": 0.25}
    mini.admin("POST", "/box/faults", share).raise_for_status()
    token = mini.token()
    codes = [
        mini.get("/cgi-bin/getcallbackip", access_token=token).get("errcode", 0) for _ in range(8)
    ]
    assert codes == [0, 0, 0, -1] * 2
