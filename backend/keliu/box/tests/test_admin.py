"""Faults, the journal, the clock, registration, reset."""

import time
from typing import Any

import httpx
import pytest

from keliu.box.tests.conftest import KEY, MINI, OA, SECRET, Running

TOKEN = "/cgi-bin/stable_token"


def fault(running: Running, **value: Any) -> dict[str, Any]:
    answer = running.admin("POST", "/box/faults", {"path": TOKEN, **value})
    assert answer.status_code == 200, answer.text
    added: dict[str, Any] = answer.json()
    return added


def ask(running: Running) -> httpx.Response:
    body = {"grant_type": "client_credential", "appid": OA, "secret": SECRET}
    return running.client.post(TOKEN, json=body)


def test_a_fault_answers_an_error_number_as_often_as_asked(running: Running) -> None:
    fault(running, kind="errcode", errcode=45009, times=2)

    assert [ask(running).json().get("errcode") for _ in range(3)] == [45009, 45009, None]
    assert running.admin("GET", "/box/faults").json() == {"items": []}


def test_a_fault_covers_all_paths_under_a_star_and_is_taken_away(running: Running) -> None:
    added = fault(running, path="/cgi-bin/*", kind="errcode", errcode=-1)
    assert ask(running).json()["errcode"] == -1
    assert running.get("/cgi-bin/getcallbackip")["errcode"] == -1
    assert running.get("/sns/auth")["errcode"] == 41001

    assert running.admin("DELETE", f"/box/faults/{added['id']}").status_code == 200
    assert running.admin("DELETE", f"/box/faults/{added['id']}").status_code == 404
    assert "access_token" in ask(running).json()


def test_a_slow_answer_is_still_the_answer(running: Running) -> None:
    fault(running, kind="delay", seconds=0.3, times=1)
    started = time.perf_counter()

    assert "access_token" in ask(running).json()
    assert time.perf_counter() - started >= 0.3


def test_a_cut_connection_is_seen_as_one(running: Running) -> None:
    fault(running, kind="reset", times=1)

    with pytest.raises(httpx.ReadError):
        ask(running)
    assert "access_token" in ask(running).json()


def test_a_connection_cut_after_the_work_has_done_the_work(running: Running) -> None:
    fault(running, kind="reset", times=1, after=True)

    with pytest.raises(httpx.ReadError):
        ask(running)
    assert running.box.store.counts()["tokens"] == 1


def test_a_page_of_html_comes_instead_of_json(running: Running) -> None:
    fault(running, kind="html", times=1)
    answer = ask(running)

    assert answer.status_code == 502
    assert answer.headers["content-type"] == "text/html"


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "explode"},
        {"kind": "delay", "seconds": 500},
        {"kind": "errcode", "errcode": "x"},
        {"kind": "html", "times": 0},
        {"kind": "html", "path": "cgi-bin"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(running: Running, value: dict[str, Any]) -> None:
    answer = running.admin("POST", "/box/faults", {"path": TOKEN, **value})

    assert answer.status_code == 422
    assert running.admin("GET", "/box/faults").json() == {"items": []}


def test_a_fault_cannot_lock_the_administration_out(running: Running) -> None:
    fault(running, path="/*", kind="errcode")

    assert running.client.get("/healthz").json() == {"ok": True}
    assert running.admin("DELETE", "/box/faults").json() == {"items": []}


def test_the_journal_shows_every_request_and_no_secret(running: Running) -> None:
    token = running.token()
    running.get("/cgi-bin/token", grant_type="client_credential", appid=OA, secret=SECRET)
    running.get("/cgi-bin/getcallbackip", access_token=token)
    answer = running.admin("GET", "/box/requests")

    items = answer.json()["items"]
    assert [item["path"] for item in items] == [
        "/cgi-bin/getcallbackip",
        "/cgi-bin/token",
        TOKEN,
    ]
    assert items[1]["query"]["secret"] == "***"
    assert SECRET not in answer.text
    assert token not in answer.text
    only = running.admin("GET", f"/box/requests?path={TOKEN}&limit=5").json()["items"]
    assert [item["errcode"] for item in only] == [0]


def test_the_clock_moves_and_returns(running: Running) -> None:
    moved = running.admin("POST", "/box/clock", {"advance": 86400}).json()
    assert moved["offset_seconds"] == 86400
    assert running.admin("POST", "/box/clock", {"reset": True}).json()["offset_seconds"] == 0
    assert running.admin("POST", "/box/clock", {"advance": "far"}).status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/box/apps"),
        ("GET", "/box/apps"),
        ("GET", "/box/users"),
        ("POST", "/box/users/u1/login-code"),
        ("GET", "/box/faults"),
        ("POST", "/box/faults"),
        ("DELETE", "/box/faults"),
        ("GET", "/box/requests"),
        ("GET", "/box/state"),
        ("POST", "/box/clock"),
        ("POST", "/box/reset"),
    ],
)
def test_nothing_is_administered_without_the_key(running: Running, method: str, path: str) -> None:
    without = running.client.request(method, path)
    wrong = running.client.request(method, path, headers={"X-Box-Key": KEY + "x"})

    assert (without.status_code, wrong.status_code) == (401, 401)


def test_registering_twice_changes_nothing_and_again_changes_the_app(running: Running) -> None:
    app = {"appid": MINI, "secret": SECRET, "kind": "mini", "name": "新名字"}
    first = running.admin("POST", "/box/apps", app)
    second = running.admin("POST", "/box/apps", app)

    assert first.json() == second.json()
    assert SECRET not in first.text
    apps = running.admin("GET", "/box/apps").json()["items"]
    assert [item["name"] for item in apps] == ["远航集团", "新名字"]
    assert running.admin("POST", "/box/apps", {**app, "appid": "no"}).status_code == 422
    assert running.admin("POST", "/box/apps", {**app, "kind": "pay"}).status_code == 422


def test_users_carry_their_names_in_every_app(running: Running) -> None:
    users = running.admin("GET", "/box/users").json()["items"]

    assert [u["name"] for u in users] == ["张阿姨", "李叔", "小陈", "王姐", "老王", "小李"]
    by_app = {i["appid"]: i for i in users[0]["identities"]}
    assert by_app[OA]["openid"] != by_app[MINI]["openid"]
    assert by_app[OA]["unionid"] == by_app[MINI]["unionid"]


def test_reset_forgets_what_happened_but_not_the_apps(running: Running) -> None:
    running.token()
    running.phone("u1", "POST", "/chats/u2", {"text": "在吗", "client_id": "tap-00000001"})
    fault(running, kind="html")
    running.advance(500)
    running.admin("POST", "/box/reset")

    state = running.admin("GET", "/box/state").json()
    assert state["messages"] == []
    assert state["faults"] == []
    assert state["counts"]["tokens"] == 0
    assert state["clock"]["offset_seconds"] == 0
    assert len(state["apps"]) == 2
    assert SECRET not in str(state)
    running.admin("POST", "/box/reset", {"apps": True})
    assert running.admin("GET", "/box/apps").json()["items"] == []
