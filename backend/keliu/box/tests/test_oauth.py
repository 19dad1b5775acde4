"""Web login from the agree page to the profile, over real sockets."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from keliu.box.tests.conftest import MINI, OA, SECRET, Running

BACK = "http://localhost:8000/wx/back?step=2"


def authorize(running: Running, *, user: str = "u1", **change: str) -> httpx.Response:
    """Open the login page as the H5 inside `user`'s phone would."""
    query = {
        "appid": OA,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "snsapi_userinfo",
        "state": "Xy12",
        **change,
    }
    headers = {"Host": f"localhost:{running.port}", "Referer": f"http://{user}.localhost:8000/"}
    return running.client.get("/connect/oauth2/authorize", params=query, headers=headers)


def agreed(running: Running, page: httpx.Response) -> httpx.Response:
    """Tap 允许."""
    match = re.search(r'name="ask" value="([^"]+)"', page.text)
    assert match is not None
    return running.client.post("/connect/oauth2/agree", data={"ask": match[1]})


def code_of(answer: httpx.Response) -> str:
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def exchange(running: Running, right_code: str, **change: str) -> dict[str, Any]:
    query = {
        "appid": OA,
        "secret": SECRET,
        "code": right_code,
        "grant_type": "authorization_code",
        **change,
    }
    return running.get("/sns/oauth2/access_token", **query)


def signed_in(running: Running, user: str = "u1", scope: str = "snsapi_userinfo") -> dict[str, Any]:
    answer = authorize(running, user=user, scope=scope)
    return exchange(running, code_of(agreed(running, answer) if answer.is_success else answer))


def test_aunt_zhang_agrees_and_is_known(running: Running) -> None:
    page = authorize(running)
    assert "远航集团" in page.text
    assert "张阿姨" in page.text

    back = agreed(running, page)
    parts = urlsplit(back.headers["location"])
    query = parse_qs(parts.query)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "http://u1.localhost:8000/wx/back"
    assert query["step"] == ["2"]
    assert query["state"] == ["Xy12"]

    granted = exchange(running, query["code"][0])
    assert granted["expires_in"] == 7200
    assert granted["scope"] == "snsapi_userinfo"

    profile = running.get(
        "/sns/userinfo",
        access_token=granted["access_token"],
        openid=granted["openid"],
        lang="zh_CN",
    )
    assert profile["nickname"] == "张阿姨"
    assert profile["openid"] == granted["openid"]
    assert profile["unionid"] == granted["unionid"]
    assert profile["privilege"] == []
    picture = running.client.get(urlsplit(profile["headimgurl"]).path)
    assert picture.content.startswith(b"\x89PNG")


def test_snsapi_base_is_silent_and_gives_no_profile(running: Running) -> None:
    answer = authorize(running, scope="snsapi_base")
    granted = exchange(running, code_of(answer))

    assert "unionid" not in granted
    query = {"access_token": granted["access_token"], "openid": granted["openid"]}
    assert running.get("/sns/userinfo", **query)["errcode"] == 48001
    assert running.get("/sns/auth", **query) == {"errcode": 0, "errmsg": "ok"}


def test_a_code_works_once(running: Running) -> None:
    code = code_of(authorize(running, scope="snsapi_base"))

    assert "openid" in exchange(running, code)
    assert exchange(running, code)["errcode"] == 40163
    assert running.box.store.counts()["grants"] == 1


def test_a_code_dies_after_five_minutes(running: Running) -> None:
    code = code_of(authorize(running, scope="snsapi_base"))
    running.advance(301)

    assert exchange(running, code)["errcode"] == 40029


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"appid": "wxffffffffffffffff"}, 40013),
        ({"secret": "wrong"}, 40125),
        ({"grant_type": "code"}, 40002),
        ({"code": ""}, 41008),
        ({"code": "made-up"}, 40029),
    ],
)
def test_a_wrong_exchange_leaves_the_code_alone(
    running: Running, change: dict[str, str], errcode: int
) -> None:
    code = code_of(authorize(running, scope="snsapi_base"))

    assert exchange(running, code, **change)["errcode"] == errcode
    assert "openid" in exchange(running, code)


def test_openid_is_per_app_and_unionid_per_subject(running: Running) -> None:
    first, again, other = signed_in(running), signed_in(running), signed_in(running, "u2")
    code = running.admin("POST", "/box/users/u1/login-code", {"appid": MINI}).json()["code"]
    in_mini = running.get(
        "/sns/jscode2session",
        appid=MINI,
        secret=SECRET,
        js_code=code,
        grant_type="authorization_code",
    )

    assert first["openid"] == again["openid"]
    assert len(first["openid"]) == 28
    assert first["openid"] != other["openid"]
    assert first["openid"] != in_mini["openid"]
    assert first["unionid"] == in_mini["unionid"]
    assert first["unionid"] != other["unionid"]


def test_an_app_without_a_subject_has_no_unionid(running: Running) -> None:
    alone = {"appid": OA, "secret": SECRET, "kind": "oa", "name": "小店"}
    running.admin("POST", "/box/apps", {**alone, "redirect_domains": ["localhost:8000"]})

    assert "unionid" not in signed_in(running)


def test_a_token_is_refreshed_for_thirty_days(running: Running) -> None:
    granted = signed_in(running)
    query = {
        "appid": OA,
        "grant_type": "refresh_token",
        "refresh_token": granted["refresh_token"],
    }
    alive = running.get("/sns/oauth2/refresh_token", **query)
    assert alive["access_token"] == granted["access_token"]

    running.advance(7300)
    me = {"access_token": granted["access_token"], "openid": granted["openid"]}
    assert running.get("/sns/userinfo", **me)["errcode"] == 42001
    renewed = running.get("/sns/oauth2/refresh_token", **query)
    assert renewed["access_token"] != granted["access_token"]
    me["access_token"] = renewed["access_token"]
    assert running.get("/sns/userinfo", **me)["nickname"] == "张阿姨"

    running.advance(31 * 86400)
    assert running.get("/sns/oauth2/refresh_token", **query)["errcode"] == 42002
    query["refresh_token"] = "made-up"
    assert running.get("/sns/oauth2/refresh_token", **query)["errcode"] == 40030


def test_a_token_does_not_open_another_person(running: Running) -> None:
    granted, other = signed_in(running), signed_in(running, "u2")
    answer = running.get(
        "/sns/userinfo", access_token=granted["access_token"], openid=other["openid"]
    )

    assert answer["errcode"] == 40003


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"appid": "wxffffffffffffffff"}, "AppID 参数错误"),
        ({"appid": MINI}, "AppID 参数错误"),
        ({"response_type": "token"}, "response_type 参数错误"),
        ({"scope": "snsapi_login"}, "Scope 参数错误"),
        ({"state": "x" * 129}, "state 参数错误"),
        ({"redirect_uri": "http://evil.example/"}, "redirect_uri 参数错误"),
        ({"redirect_uri": "http://localhost:8000@evil.example/"}, "redirect_uri 参数错误"),
        ({"redirect_uri": "http://localhost:8001/"}, "redirect_uri 参数错误"),
        ({"redirect_uri": "javascript:alert(1)"}, "redirect_uri 参数错误"),
        ({"redirect_uri": "//evil.example/"}, "redirect_uri 参数错误"),
        ({"redirect_uri": "http://localhost.evil.example:8000/"}, "redirect_uri 参数错误"),
    ],
)
def test_a_wrong_login_address_shows_a_page_and_sends_nobody_away(
    running: Running, change: dict[str, str], words: str
) -> None:
    answer = authorize(running, **change)

    assert answer.status_code == 200
    assert words in answer.text
    assert running.box.store.counts()["codes"] == 0


def test_the_phone_is_known_by_the_page_that_asks_or_by_the_boxs_own_host(running: Running) -> None:
    query = {
        "appid": OA,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "snsapi_base",
    }
    on_host = {"Host": f"u4.localhost:{running.port}"}
    by_host = running.client.get("/connect/oauth2/authorize", params=query, headers=on_host)
    both = on_host | {"Referer": "http://u2.localhost:8000/m/"}
    by_page = running.client.get("/connect/oauth2/authorize", params=query, headers=both)
    nobody = running.client.get("/connect/oauth2/authorize", params=query)

    assert by_host.headers["location"].startswith("http://u4.localhost:8000/")
    assert by_page.headers["location"].startswith("http://u2.localhost:8000/")
    assert "用谁的微信打开" in nobody.text


def test_an_agreement_is_used_once_and_only_for_ten_minutes(running: Running) -> None:
    page = authorize(running)
    assert agreed(running, page).status_code == 302
    assert "已经过期" in agreed(running, page).text

    late = authorize(running)
    running.advance(601)
    assert "已经过期" in agreed(running, late).text


def test_in_a_frame_the_page_shows_on_the_persons_own_host(running: Running) -> None:
    headers = {"Referer": "http://u1.localhost:8000/", "Sec-Fetch-Dest": "iframe"}
    query = {"appid": OA, "redirect_uri": BACK, "response_type": "code",
             "scope": "snsapi_userinfo", "state": "s"}  # fmt: skip

    def asked(host: str) -> httpx.Response:
        where = headers | {"Host": f"{host}:{running.port}"}
        return running.client.get("/connect/oauth2/authorize", params=query, headers=where)

    away = asked("localhost")
    assert away.status_code == 302
    start = f"http://u1.localhost:{running.port}/connect/oauth2/authorize?"
    assert away.headers["location"].startswith(start)
    assert asked("u1.localhost").status_code == 200
