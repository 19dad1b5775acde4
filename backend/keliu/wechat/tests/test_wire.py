"""Our adapters against the box over a real socket: two programs that share no code."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import httpx
import pytest
from django.db import connection
from pytest_django import Settings

from keliu.accounts.errors import LoginFailed
from keliu.wechat import client, codes, jssdk, login, rules, tokens
from keliu.wechat.client import App
from keliu.wechat.errors import CodeUsed, WeChatDown, WeChatRefused
from keliu.wechat.models import AppToken
from tests.ports import free_port

KEY = "box-key-for-tests"
VECTORS = Path(__file__).parents[3] / "tests/vectors"
OA, MINI = App("wxoa000001", "oa-secret-of-tests"), App("wxmini0001", "mini-secret-of-tests")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The box as its own process, with both apps registered."""
    port = free_port()
    data = tmp_path_factory.mktemp("box") / "box.sqlite3"
    command = [sys.executable, "-m", "keliu.box", "--port", str(port), "--data", str(data)]
    command += ["--key", KEY, "--product-base", "http://localhost:9"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ})
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base)
        for app, kind in ((OA, "oa"), (MINI, "mini")):
            body = {"appid": app.appid, "secret": app.secret, "kind": kind, "name": "测试",
                    "subject": "s1", "redirect_domains": ["localhost"]}  # fmt: skip
            httpx.post(f"{base}/box/apps", json=body, headers={"X-Box-Key": KEY}).raise_for_status()
        yield base
    finally:
        process.terminate()
        process.wait(10)


def _wait(base: str) -> None:
    for _ in range(100):
        try:
            httpx.get(f"{base}/box/users", headers={"X-Box-Key": KEY})
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the box did not start")


@pytest.fixture(autouse=True)
def connected(box: str, settings: Settings) -> None:
    settings.WECHAT_API_BASE = box
    settings.WECHAT_OPEN_BASE = box.replace("127.0.0.1", "localhost")
    settings.WECHAT_OA = f"{OA.appid}:{OA.secret}"
    settings.WECHAT_MINI = f"{MINI.appid}:{MINI.secret}"


def agree(box: str, scope: str) -> str:
    """张阿姨 (u1) agrees on WeChat's page; returns the code the browser comes back with."""
    url = login.authorize_url(OA, "http://u1.localhost:9/wx/oauth/return", "state1", scope)
    with httpx.Client(headers={"Referer": "http://u1.localhost:9/"}) as browser:
        answer = browser.get(url.replace("localhost", "127.0.0.1", 1).split("#")[0])
        if answer.status_code == 200:
            answer = _press_agree(browser, answer)
    assert answer.status_code in {302, 303}, answer.text[:300]
    location = httpx.URL(answer.headers["location"])
    assert location.params["state"] == "state1"
    return str(location.params["code"])


def _press_agree(browser: httpx.Client, page: httpx.Response) -> httpx.Response:
    import re

    action = re.search(r'<form[^>]*action="([^"]+)"', page.text)
    assert action, page.text[:500]
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.text))
    button = re.search(r'<button[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.text)
    fields |= {button[1]: button[2]} if button else {}
    target = page.url.join(action[1].replace("&amp;", "&"))
    return browser.post(target, data=fields)


@pytest.mark.django_db
def test_a_person_who_agrees_is_known_by_name(box: str) -> None:
    person = login.CustomerWeChat().redeem(1, agree(box, "snsapi_userinfo"))
    assert person.nickname == "张阿姨"
    assert person.appid == OA.appid
    assert person.unionid


@pytest.mark.django_db
def test_a_code_counts_once(box: str) -> None:
    code = agree(box, "snsapi_userinfo")
    login.CustomerWeChat().redeem(1, code)
    with pytest.raises(CodeUsed):
        login.CustomerWeChat().redeem(1, code)


@pytest.mark.django_db
def test_staff_sign_in_silently_with_the_same_openid(box: str) -> None:
    first = login.StaffWeChat().redeem(agree(box, "snsapi_base"))
    again = login.StaffWeChat().redeem(agree(box, "snsapi_base"))
    assert first == again
    with pytest.raises(LoginFailed):
        login.StaffWeChat().redeem("rubbish")


@pytest.mark.django_db
def test_the_mini_program_knows_the_same_person_by_unionid(box: str) -> None:
    made = httpx.post(f"{box}/box/users/u1/login-code", json={"appid": MINI.appid},
                      headers={"X-Box-Key": KEY}).json()  # fmt: skip
    person = login.CustomerWeChat().mini_login(1, made["code"])
    web = login.CustomerWeChat().redeem(1, agree(box, "snsapi_userinfo"))
    assert person.openid != web.openid
    assert person.unionid == web.unionid


@pytest.mark.django_db
def test_a_mini_program_code_can_be_read(box: str) -> None:
    import io

    import zxingcpp
    from PIL import Image

    picture = codes.mini_code(1, "abc123XY")
    assert picture is not None
    with Image.open(io.BytesIO(picture)) as image:
        assert "abc123XY" in zxingcpp.read_barcodes(image)[0].text
    assert codes.mini_code(1, "no spaces allowed") is None


@pytest.mark.django_db
def test_a_stale_token_is_fetched_once_more_and_the_call_repeated() -> None:
    good = tokens.access_token(OA)
    seen: list[str] = []

    def call(token: str) -> str:
        seen.append(token)
        if len(seen) == 1:
            raise WeChatRefused(errcode=40001, rid=None)
        return "done"

    assert tokens.calling(OA, call) == "done"
    assert seen[0] == good
    assert AppToken.objects.get(appid=OA.key).fetches == 2


@pytest.mark.django_db
def test_another_refusal_is_not_repeated() -> None:
    seen: list[str] = []

    def call(token: str) -> str:
        seen.append(token)
        raise WeChatRefused(errcode=45009, rid=None)

    with pytest.raises(WeChatRefused):
        tokens.calling(OA, call)
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
def test_sixteen_workers_fetch_one_token() -> None:
    AppToken.objects.filter(appid=MINI.key).delete()
    got: list[str] = []

    def work() -> None:
        got.append(tokens.access_token(MINI))
        connection.close()

    workers = [Thread(target=work) for _ in range(16)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(set(got)) == 1
    assert len(got) == 16
    assert AppToken.objects.get(appid=MINI.key).fetches == 1
    AppToken.objects.all().delete()


@pytest.mark.django_db
def test_a_secret_that_is_wrong_says_so_and_keeps_the_rid(box: str) -> None:
    with pytest.raises(WeChatRefused) as refused:
        tokens.access_token(App(OA.appid, "wrong"))
    assert refused.value.details["errcode"] in {40001, 40125}
    assert refused.value.details["rid"]


def test_a_server_that_is_away_is_down_not_refused(settings: Settings) -> None:
    settings.WECHAT_API_BASE = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(WeChatDown):
        client.get("/sns/auth", {})


def test_the_published_jssdk_signature() -> None:
    vectors = json.loads((VECTORS / "jssdk/jssdk_signature.json").read_text())
    cases = vectors["cases"] if isinstance(vectors, dict) and "cases" in vectors else [vectors]
    for case in cases:
        made = jssdk.signature(
            case["jsapi_ticket"], case["noncestr"], int(case["timestamp"]), case["url"]
        )
        assert made == case["expected_sha1"]


def test_scenes_are_checked_before_asking() -> None:
    assert rules.sound_scene("c=1a")
    assert not rules.sound_scene("")
    assert not rules.sound_scene("x" * 33)
    assert not rules.sound_scene("中文")
