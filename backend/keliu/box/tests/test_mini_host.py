"""Mini programs on the phones: their own host, their requests, what the phone does for them."""

import json
from typing import Any

import httpx

from keliu.box.people import openid, phone_of
from keliu.box.tests.conftest import MINI, OA, SECRET, Running
from keliu.box.tests.product import Product


def on_mini(
    running: Running, path: str, *, user: str = "u1", method: str = "GET", **more: Any
) -> httpx.Response:
    host = f"mini.{user}.localhost:{running.port}"
    headers = {"Host": host, **more.pop("headers", {})}
    return running.client.request(method, path, headers=headers, **more)


def mini(running: Running, act: str, body: object = None, user: str = "u1") -> dict[str, Any]:
    verb = "GET" if body is None else "POST"
    answer = running.phone(user, verb, f"/mini/{MINI}{act}", body)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def test_the_mini_program_lies_on_a_host_of_its_own(running: Running) -> None:
    page = on_mini(running, f"/mini/{MINI}/?path=pages/card/index")
    assert page.status_code == 200
    assert "host.js" in page.text
    policy = page.headers["content-security-policy"]
    assert f"frame-ancestors http://u1.localhost:{running.port}" in policy
    assert "connect-src 'self' blob: ws: wss:" in policy
    assert on_mini(running, f"/mini/{MINI}/host.js").headers["content-type"].startswith("text/java")
    for wrong in ("../conftest.py", "%2e%2e/conftest.py", "none.js", ".."):
        assert on_mini(running, f"/mini/{MINI}/{wrong}").status_code == 404, wrong
    elsewhere = {"Host": f"u1.localhost:{running.port}"}
    assert running.client.get(f"/mini/{MINI}/", headers=elsewhere).status_code == 421
    assert on_mini(running, f"/mini/{MINI}/", user="u99").status_code == 421


def test_its_requests_reach_only_its_own_server_and_as_wechat_sends_them(
    running: Running, product: Product
) -> None:
    door = f"/through/{MINI}/http"
    asked = {
        "Authorization": "Bearer x",
        "Origin": "http://mini.u1.localhost",
        "Cookie": "a=b",
        "Referer": "http://mini.u1.localhost/mini/",
    }
    told = on_mini(
        running,
        f"{door}/localhost:{product.port}/echo?q=%E4%BB%B7&a=b%2Fc",
        method="POST",
        headers=asked,
        content="{}",
    ).json()
    assert told["path"] == "/echo?q=%E4%BB%B7&a=b%2Fc"
    assert (told["method"], told["body"]) == ("POST", "{}")
    seen = told["headers"]
    assert seen["authorization"] == "Bearer x"
    assert seen["referer"] == f"https://servicewechat.com/{MINI}/0/page-frame.html"
    assert "MicroMessenger" in seen["user-agent"]
    assert not {"origin", "cookie"} & seen.keys()
    for other in ("127.0.0.1:1", "example.com", f"localhost:{running.port}", "x@localhost:1"):
        refused = on_mini(running, f"{door}/{other}/echo")
        assert refused.headers.get("x-box-refused") == "domain", other
    assert on_mini(running, "/through/wx0000/http/localhost:1/echo").status_code == 404


def test_login_code_phone_code_and_privacy_are_this_persons(running: Running) -> None:
    code = mini(running, "/login", {})["code"]
    told = running.get(
        "/sns/jscode2session",
        appid=MINI,
        secret=SECRET,
        js_code=code,
        grant_type="authorization_code",
    )
    assert told["openid"] == openid(MINI, "u1")
    assert mini(running, "/phone") == {"number": phone_of("u1")}
    assert mini(running, "/phone", {})["code"]
    assert mini(running, "")["agreed"] is False
    mini(running, "/privacy", {})
    assert mini(running, "")["agreed"] is True
    assert mini(running, "", user="u2")["agreed"] is False
    assert running.phone("u1", "GET", f"/mini/{OA}").status_code == 404
    foreign = {"Host": f"u1.localhost:{running.port}", "Origin": "http://evil.example"}
    url = f"/phone/api/mini/{MINI}/login"
    assert running.client.post(url, json={}, headers=foreign).status_code == 403


def test_a_forwarded_page_is_a_card_that_opens_it_again(running: Running) -> None:
    share = {"to": "u2", "title": "中秋礼盒", "path": "pages/card/index?c=1&s=2", "picture": ""}
    card = mini(running, "/forward", {**share, "client_id": "tap-0001"})
    assert mini(running, "/forward", {**share, "client_id": "tap-0001"})["id"] == card["id"]
    assert httpx.URL(card["link"]).params["page"] == share["path"]
    assert (card["title"], card["summary"]) == ("中秋礼盒", "远航名片")
    (chat,) = running.phone("u2", "GET", "/chats").json()["items"]
    assert chat["last"]["link"] == card["link"]


def test_a_subscribe_sheet_shows_the_templates_there_are_and_keeps_the_answer(
    running: Running,
) -> None:
    template = {"id": "order", "title": "取货通知", "content": "单号:{{character_string1.DATA}}"}
    app = {"appid": MINI, "kind": "mini", "name": "远航名片", "secret": SECRET}
    running.admin(
        "POST", "/box/apps", {**app, "subscribe_templates": [template]}
    ).raise_for_status()
    shown = mini(running, "/templates?ids=order,none")
    assert shown == {"items": [{"id": "order", "title": "取货通知"}]}
    mini(running, "/subscribe", {"answers": {"order": "accept"}})
    assert running.box.oa.subscriptions.of(MINI, "u1") == {"order": 1}


def test_a_persons_talks_list_follow_and_speak(running: Running) -> None:
    known = running.phone("u1", "GET", "/oa").json()
    assert known["items"] == []
    assert {one["appid"] for one in known["accounts"]} == {OA, MINI}
    assert running.phone("u1", "POST", f"/oa/{OA}/unfollow", {}).status_code == 200
    talk = running.phone("u1", "GET", f"/oa/{OA}").json()
    assert (talk["follows"], talk["menu"], talk["lines"]) == (False, [], [])
    said = running.phone("u1", "POST", f"/oa/{OA}/say", {"kind": "text", "text": "在吗"})
    assert said.json()["code"] == "not_following"
    running.phone("u1", "POST", f"/oa/{OA}/follow", {}).raise_for_status()
    running.phone("u1", "POST", f"/oa/{OA}/say", {"kind": "text", "text": "在吗"})
    (row,) = running.phone("u1", "GET", "/oa").json()["items"]
    assert (row["name"], row["last"]["text"], row["unread"]) == ("远航集团", "在吗", 0)
    assert running.phone("u1", "POST", f"/oa/{OA}/dance", {}).status_code == 404


def test_a_scanned_scene_code_shows_the_account_first_and_follows_on_the_tap(
    running: Running,
) -> None:
    action = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "shop1"}}}
    made = running.post("/cgi-bin/qrcode/create", action, access_token=running.token())
    running.phone("u3", "POST", f"/oa/{OA}/unfollow", {}).raise_for_status()
    looked = running.phone("u3", "POST", "/oa-scan", {"url": made["url"], "follow": False}).json()
    assert (looked["appid"], looked["follows"]) == (OA, False)
    followed = running.phone("u3", "POST", "/oa-scan", {"url": made["url"]}).json()
    assert followed["follows"] is True
    follower = running.box.oa.followers.of(OA, "u3")
    assert follower is not None
    assert follower.code == "shop1"
    gone = running.phone("u3", "POST", "/oa-scan", {"url": "http://localhost/q/none"})
    assert gone.status_code == 404
    assert json.loads(gone.text)["detail"] == "没有这个码"
