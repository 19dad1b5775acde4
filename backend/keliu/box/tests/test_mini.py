"""The mini program: login codes and codes to scan."""

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import zxingcpp
from PIL import Image

from keliu.box.tests.conftest import MINI, OA, SECRET, Running


def login(running: Running, code: str, **change: str) -> dict[str, Any]:
    query = {
        "appid": MINI,
        "secret": SECRET,
        "js_code": code,
        "grant_type": "authorization_code",
        **change,
    }
    return running.get("/sns/jscode2session", **query)


def login_code(running: Running, user: str = "u1") -> str:
    answer = running.admin("POST", f"/box/users/{user}/login-code", {"appid": MINI})
    return str(answer.json()["code"])


def picture(running: Running, body: dict[str, Any], token: str = "") -> httpx.Response:
    query = {"access_token": token or running.token(MINI)}
    return running.client.post("/wxa/getwxacodeunlimit", params=query, json=body)


def test_a_login_code_gives_an_openid_and_a_new_session_key_each_time(running: Running) -> None:
    first, second = login(running, login_code(running)), login(running, login_code(running))

    assert first["openid"] == second["openid"]
    assert first["session_key"] != second["session_key"]
    assert len(first["session_key"]) == 24
    assert running.box.store.counts()["sessions"] == 1


def test_a_login_code_works_once_for_five_minutes_and_for_its_own_app(running: Running) -> None:
    code = login_code(running)
    assert "openid" in login(running, code)
    assert login(running, code)["errcode"] == 40163

    late = login_code(running)
    running.advance(301)
    assert login(running, late)["errcode"] == 40029
    assert login(running, login_code(running), appid=OA)["errcode"] == 48001
    assert login(running, "")["errcode"] == 41008


def test_a_login_code_is_not_a_web_code(running: Running) -> None:
    answer = running.get(
        "/sns/oauth2/access_token",
        appid=OA,
        secret=SECRET,
        code=login_code(running),
        grant_type="authorization_code",
    )

    assert answer["errcode"] == 40029


@pytest.mark.parametrize("width", [280, 430, 1280])
def test_the_code_is_a_picture_that_a_scanner_reads(running: Running, width: int) -> None:
    scene = "c=Ab3xK9~!#$&'()*+,/:;=?@-._z"
    answer = picture(running, {"scene": scene, "page": "pages/card/index", "width": width})

    assert answer.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(answer.content))
    assert image.size == (width, width)
    (found,) = zxingcpp.read_barcodes(image.convert("L"))
    parts = urlsplit(found.text)
    assert f"{parts.scheme}://{parts.netloc}" == f"http://localhost:{running.port}"
    assert parts.path == f"/mp/{MINI}"
    assert parse_qs(parts.query) == {"scene": [scene], "page": ["pages/card/index"]}


def test_what_the_code_opens_says_program_page_and_scene(running: Running) -> None:
    answer = picture(running, {"scene": "c=<b>1</b>", "page": "pages/card/index"})
    assert answer.json()["errcode"] == 40129

    page = running.client.get(f"/mp/{MINI}", params={"scene": "<b>1</b>", "page": "p/q"})
    assert "远航名片" in page.text
    assert "&lt;b&gt;1&lt;/b&gt;" in page.text
    assert "<b>1</b>" not in page.text
    assert "没有在盒子里登记" in running.client.get("/mp/wxffffffffffffffff").text


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"scene": None}, 40129),
        ({"scene": ""}, 40129),
        ({"scene": "中秋"}, 40129),
        ({"scene": "100%"}, 40129),
        ({"scene": "x" * 33}, 40169),
        ({"page": "/pages/card/index"}, 41030),
        ({"page": "pages/card/index?a=1"}, 41030),
        ({"page": "pages/nowhere"}, 41030),
        ({"width": 279}, 40097),
        ({"width": "430"}, 40097),
        ({"env_version": "beta"}, 40097),
    ],
)
def test_a_wrong_request_for_a_code_gets_wechats_number(
    running: Running, change: dict[str, Any], errcode: int
) -> None:
    body = {"scene": "c=1", "page": "pages/card/index", **change}
    answer = picture(running, body)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["errcode"] == errcode


def test_an_unpublished_page_is_drawn_when_nobody_checks(running: Running) -> None:
    body = {"scene": "c=1", "page": "pages/soon/index", "check_path": False}

    assert picture(running, body).content.startswith(b"\x89PNG")


def test_only_a_mini_program_with_a_token_gets_codes(running: Running) -> None:
    body = {"scene": "c=1", "page": "pages/card/index"}

    assert picture(running, body, running.token(OA)).json()["errcode"] == 48001
    assert picture(running, body, "made-up").json()["errcode"] == 40001
    assert running.get("/wxa/getwxacodeunlimit")["errcode"] == 43002


def test_a_forward_from_a_mini_program_lies_in_the_friends_chat(running: Running) -> None:
    share = {"appid": MINI, "to": "u2", "title": "小李的名片", "path": "pages/card/index?c=abc"}
    answer = running.admin("POST", "/box/users/u1/forward", share)
    assert answer.status_code == 200
    assert answer.json()["title"] == "小李的名片"
    assert "page=pages%2Fcard%2Findex%3Fc%3Dabc" in answer.json()["link"]
    stranger = running.admin("POST", "/box/users/u1/forward", {**share, "to": "u99"})
    assert stranger.status_code == 404
