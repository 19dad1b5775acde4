"""stable_token, token and the ticket, as WeChat documents them."""

import re
from typing import Any

import pytest

from keliu.box.tests.conftest import MINI, OA, SECRET, Running

RID = re.compile(r" rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$")


def stable(running: Running, **more: Any) -> dict[str, Any]:
    body = {"grant_type": "client_credential", "appid": OA, "secret": SECRET, **more}
    return running.post("/cgi-bin/stable_token", body)


def classic(running: Running) -> dict[str, Any]:
    return running.get("/cgi-bin/token", grant_type="client_credential", appid=OA, secret=SECRET)


def works(running: Running, token: str) -> dict[str, Any]:
    return running.get("/cgi-bin/getcallbackip", access_token=token)


def test_a_stable_token_stays_and_its_remaining_time_shrinks(running: Running) -> None:
    first = stable(running)
    running.advance(1000)
    second = stable(running)

    assert second["access_token"] == first["access_token"]
    assert first["expires_in"] == 7200
    assert second["expires_in"] in (6199, 6200)
    assert works(running, first["access_token"]) == {"ip_list": ["127.0.0.1"]}


def test_in_its_last_five_minutes_a_new_stable_token_comes_and_both_work(running: Running) -> None:
    old = stable(running)["access_token"]
    running.advance(7200 - 299)
    new = stable(running)

    assert new["access_token"] != old
    assert new["expires_in"] == 7200
    assert "ip_list" in works(running, old)
    assert "ip_list" in works(running, new["access_token"])

    running.advance(300)
    assert works(running, old)["errcode"] == 42001


def test_force_refresh_kills_the_old_token_at_once(running: Running) -> None:
    old = stable(running)["access_token"]
    new = stable(running, force_refresh=True)["access_token"]

    assert new != old
    assert works(running, old)["errcode"] == 40001
    assert stable(running)["access_token"] == new


def test_force_refresh_has_its_limits(running: Running) -> None:
    assert "access_token" in stable(running, force_refresh=True)
    assert stable(running, force_refresh=True)["errcode"] == 45011

    for _ in range(19):
        running.advance(31)
        assert "access_token" in stable(running, force_refresh=True)
    running.advance(31)
    assert stable(running, force_refresh=True)["errcode"] == 45009


def test_every_classic_call_gives_a_new_token_and_the_old_one_dies_after_five_minutes(
    running: Running,
) -> None:
    old, new = classic(running)["access_token"], classic(running)["access_token"]

    assert old != new
    assert "ip_list" in works(running, old)
    running.advance(301)
    assert works(running, old)["errcode"] == 40001
    assert "ip_list" in works(running, new)


def test_the_two_kinds_of_token_leave_each_other_alone(running: Running) -> None:
    token = stable(running)["access_token"]
    classic(running)
    classic(running)
    running.advance(301)

    assert "ip_list" in works(running, token)
    other = classic(running)["access_token"]
    stable(running, force_refresh=True)
    assert "ip_list" in works(running, other)


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"grant_type": "password"}, 40002),
        ({"appid": "wxffffffffffffffff"}, 40013),
        ({"secret": "wrong"}, 40125),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"force_refresh": "yes"}, 47001),
    ],
)
def test_a_wrong_stable_token_request_gets_wechats_number(
    running: Running, change: dict[str, Any], errcode: int
) -> None:
    answer = stable(running, **change)

    assert answer["errcode"] == errcode
    assert RID.search(answer["errmsg"])
    assert running.box.store.counts()["tokens"] == 0


def test_the_wrong_method_is_answered_in_wechats_words(running: Running) -> None:
    assert running.get("/cgi-bin/stable_token")["errcode"] == 43002
    assert running.post("/cgi-bin/token", {})["errcode"] == 43001


def test_broken_bodies_are_refused(running: Running) -> None:
    empty = running.client.post("/cgi-bin/stable_token").json()
    broken = running.client.post("/cgi-bin/stable_token", content=b"{").json()
    a_list = running.client.post("/cgi-bin/stable_token", content=b"[]").json()

    assert [empty["errcode"], broken["errcode"], a_list["errcode"]] == [44002, 47001, 47001]


def test_a_call_without_or_with_a_foreign_token_is_refused(running: Running) -> None:
    assert running.get("/cgi-bin/getcallbackip")["errcode"] == 41001
    assert works(running, "12_made-up")["errcode"] == 40001


def test_the_ticket_is_for_official_accounts_and_stays(running: Running) -> None:
    path = "/cgi-bin/ticket/getticket"
    first = running.get(path, access_token=running.token(), type="jsapi")
    second = running.get(path, access_token=running.token(), type="jsapi")

    assert (first["errcode"], first["errmsg"], first["expires_in"]) == (0, "ok", 7200)
    assert second["ticket"] == first["ticket"]
    assert running.get(path, access_token=running.token(), type="wx_card")["errcode"] == 40097
    assert running.get(path, access_token=running.token(MINI), type="jsapi")["errcode"] == 48001


def test_an_unknown_path_is_404_with_an_envelope(running: Running) -> None:
    answer = running.client.get("/cgi-bin/no/such/thing")

    assert answer.status_code == 404
    assert answer.json()["errcode"] == 40066
    assert RID.search(answer.json()["errmsg"])
