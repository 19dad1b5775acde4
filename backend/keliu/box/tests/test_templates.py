"""Template messages: the documented checks, one message per client id, the push, the phone."""

import http.server
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from keliu.box.people import openid
from keliu.box.tests.conftest import MINI, OA, SECRET, Running

TEMPLATE = {
    "id": "work", "title": "工作提醒",
    "content": "提醒事项:{{thing1.DATA}}\n内容:{{thing2.DATA}}\n时间:{{time3.DATA}}",
}  # fmt: skip
GOOD = {
    "thing1": {"value": "该跟进张阿姨了"}, "thing2": {"value": "回电话"},
    "time3": {"value": "2026年11月22日 14:05"},
}  # fmt: skip


@pytest.fixture
def account(running: Running) -> Running:
    app = {"appid": OA, "kind": "oa", "name": "远航集团", "secret": SECRET, "templates": [TEMPLATE]}
    running.admin("POST", "/box/apps", app).raise_for_status()
    return running


def send(running: Running, token: str = "", **change: Any) -> dict[str, Any]:
    body = {"touser": openid(OA, "u6"), "template_id": "work", "url": "http://localhost:8000/m/",
            "data": GOOD, **change}  # fmt: skip
    return running.post(
        "/cgi-bin/message/template/send", body, access_token=token or running.token()
    )


def notices(running: Running, user: str = "u6") -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = running.phone(user, "GET", f"/oa/{OA}").json()["lines"]
    return lines


def test_a_notice_comes_to_the_phone_with_its_labels(account: Running) -> None:
    answer = send(account)
    assert (answer["errcode"], answer["errmsg"]) == (0, "ok")
    assert isinstance(answer["msgid"], int)
    (one,) = notices(account)
    assert one["lines"] == [
        {"label": "提醒事项", "value": "该跟进张阿姨了"}, {"label": "内容", "value": "回电话"},
        {"label": "时间", "value": "2026年11月22日 14:05"},
    ]  # fmt: skip
    assert (one["title"], one["url"]) == ("工作提醒", "http://localhost:8000/m/")
    assert notices(account, "u1") == []
    (line,) = account.phone("u6", "GET", "/oa").json()["items"]
    assert (line["name"], line["unread"]) == ("远航集团", 1)
    account.phone("u6", "POST", f"/oa/{OA}/read", {}).raise_for_status()
    assert account.phone("u6", "GET", "/oa").json()["items"][0]["unread"] == 0


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"touser": "nobody"}, 40003),
        ({"touser": openid(MINI, "u6")}, 40003),
        ({"template_id": "other"}, 40037),
        ({"data": None}, 47003),
        ({"data": {**GOOD, "thing1": {"value": "一" * 21}}}, 47003),
        ({"data": {**GOOD, "thing2": {"value": ""}}}, 47003),
        ({"data": {**GOOD, "time3": {"value": "明天下午"}}}, 47003),
        ({"data": {"thing1": {"value": "只有一项"}}}, 47003),
        ({"url": "javascript:alert(1)"}, 40066),
        ({"client_msg_id": "x" * 65}, 40097),
    ],
)
def test_what_is_wrong_is_refused_in_wechats_words(
    account: Running, change: dict[str, Any], errcode: int
) -> None:
    assert send(account, **change)["errcode"] == errcode
    assert notices(account) == []


def test_the_refusal_names_the_field(account: Running) -> None:
    answer = send(account, data={**GOOD, "thing2": {"value": "一" * 21}})
    assert "data.thing2.value" in answer["errmsg"]
    assert " rid: " in answer["errmsg"]


def test_only_official_accounts_with_a_live_token_send(account: Running) -> None:
    assert send(account, token="dead")["errcode"] == 40001
    assert send(account, token=account.token(MINI))["errcode"] == 48001


def test_who_left_or_refused_gets_nothing(account: Running) -> None:
    account.phone("u6", "POST", f"/oa/{OA}/takes", {"takes": False}).raise_for_status()
    assert send(account)["errcode"] == 43101
    account.phone("u6", "POST", f"/oa/{OA}/unfollow", {}).raise_for_status()
    assert send(account)["errcode"] == 43004
    account.phone("u6", "POST", f"/oa/{OA}/follow", {}).raise_for_status()
    account.phone("u6", "POST", f"/oa/{OA}/takes", {"takes": True}).raise_for_status()
    assert send(account)["errcode"] == 0


def test_one_client_id_is_one_message_for_ten_minutes(account: Running) -> None:
    first, again = send(account, client_msg_id="d1"), send(account, client_msg_id="d1")
    assert first["msgid"] == again["msgid"]
    assert len(notices(account)) == 1
    account.advance(601)
    assert send(account, client_msg_id="d1")["msgid"] != first["msgid"]


def test_templates_are_added_listed_and_dropped(account: Running) -> None:
    token = account.token()
    added = account.post(
        "/cgi-bin/template/api_add_template", {"template_id_short": "OPENTM207873178"},
        access_token=token,
    )  # fmt: skip
    listed = account.get("/cgi-bin/template/get_all_private_template", access_token=token)
    assert [one["template_id"] for one in listed["template_list"]] == ["work", added["template_id"]]
    assert "{{thing1.DATA}}" in listed["template_list"][0]["content"]
    gone = {"template_id": added["template_id"]}
    drop = "/cgi-bin/template/del_private_template"
    assert account.post(drop, gone, access_token=token)["errcode"] == 0
    assert account.post(drop, gone, access_token=token)["errcode"] == 40037


@pytest.fixture
def pushed() -> Iterator[tuple[str, list[tuple[dict[str, list[str]], str]]]]:
    """A product's push address: (address, what came)."""
    came: list[tuple[dict[str, list[str]], str]] = []

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802  the library's name
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            came.append((parse_qs(urlsplit(self.path).query), body))
            self.send_response(500 if len(came) == 1 else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/wx/push", came
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_became_of_it_is_pushed_and_signed(
    account: Running, pushed: tuple[str, list[tuple[dict[str, list[str]], str]]]
) -> None:
    import hashlib

    address, came = pushed
    app = {"appid": OA, "kind": "oa", "name": "远航集团", "secret": SECRET}
    push = {"url": address, "token": "push-token", "mode": "plain"}
    account.admin("POST", "/box/apps", {**app, "push": push}).raise_for_status()
    msgid = send(account)["msgid"]
    until = time.monotonic() + 5
    while len(came) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    query, body = came[-1]  # the first try was answered 500
    parts = sorted(("push-token", query["timestamp"][0], query["nonce"][0]))
    assert query["signature"] == [hashlib.sha1("".join(parts).encode()).hexdigest()]
    assert "<Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event>" in body
    assert f"<MsgID>{msgid}</MsgID>" in body
    assert "<Status><![CDATA[success]]></Status>" in body
    assert f"<FromUserName><![CDATA[{openid(OA, 'u6')}]]></FromUserName>" in body
