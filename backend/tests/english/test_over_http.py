"""Who asks in English is refused in English; everybody else as ever."""

from typing import Any

import pytest

from keliu.kit.language import HAN
from keliu.platform import notifications
from keliu.sales.tests.factories import add_customer
from tests.cast import Api, World

ENGLISH = {"Accept_Language": "en"}


def said(body: dict[str, Any]) -> list[str]:
    """All that a person reads of a refusal."""
    return [body["title"], body["detail"], *(one["message"] for one in body["errors"])]


def test_a_form_that_is_wrong(far_sail: World) -> None:
    api, wrong = far_sail.api("小李"), {"name": "", "phone": "123", "email": "no"}
    status, body = api.post("/customers", wrong, **ENGLISH)
    assert (status, body["code"], body["detail"]) == (422, "invalid", "Check what you filled in")
    assert [one["message"] for one in body["errors"]] == ["Too short; at least 1 character"]
    status, body = api.post("/customers", wrong | {"name": "甲"}, **ENGLISH)
    by_field = {one["field"]: one["message"] for one in body["errors"]}
    assert status == 422
    assert by_field, body
    assert not HAN.search("".join(by_field.values())), by_field
    status, body = api.post("/customers", wrong | {"name": "甲"})
    assert HAN.search(body["detail"])


def test_a_form_that_is_no_form(far_sail: World) -> None:
    status, body = far_sail.api("小李").get("/customers?limit=many", **ENGLISH)
    assert status == 422
    assert said(body) == ["Check what you filled in"] * 2 + ["A whole number is needed"]


def test_a_phone_that_is_taken(far_sail: World) -> None:
    api = far_sail.api("小李")
    given = {"name": "张阿姨", "phone": "13900001234"}
    assert api.post("/customers", given)[0] == 200
    status, body = api.post("/customers", {**given, "name": "张姐"}, **ENGLISH)
    assert (status, body["code"]) == (409, "phone_taken")
    assert body["detail"] == "This phone number belongs to the customer “张阿姨” already"
    assert body["customer"]["name"] == "张阿姨"
    status, body = api.post("/customers", {**given, "name": "张姐"})
    assert body["detail"] == "这个手机号已是客户“张阿姨”"


def test_a_version_that_is_old(far_sail: World) -> None:
    one = add_customer(far_sail, "张阿姨", "小李")
    changes = {"note": "x", "version": 99}
    status, body = far_sail.api("小李").patch(f"/customers/{one.pk}", changes, **ENGLISH)
    assert (status, body["code"]) == (409, "stale")
    assert body["detail"] == "Somebody has just changed this; look at the newest before you save"


def test_what_is_not_there_or_not_allowed(far_sail: World) -> None:
    api = far_sail.api("小李")
    status, body = api.get("/customers/7301933187072000", **ENGLISH)
    assert (status, body["detail"]) == (404, "Not found; it may have been deleted")
    status, body = api.get("/audit", **ENGLISH)
    assert (status, body["code"]) == (403, "forbidden")
    assert body["detail"].startswith("Your role does not have this permission")
    status, body = Api().get("/nowhere", **ENGLISH)
    assert (status, body["detail"]) == (404, "There is no such address")
    status, body = Api().get("/me", **ENGLISH)
    assert (status, body["detail"]) == (401, "You are signed out; sign in again")


def test_too_many_tries(far_sail: World) -> None:
    guess = {"account": "li@far", "password": "wrong-guess-11"}
    answers = [Api().post("/auth/login", guess, **ENGLISH) for _ in range(11)]
    assert answers[0][1]["detail"] == "Wrong account or password; check them"
    status, body = answers[-1]
    assert status == 429
    assert body["detail"].startswith("Too many wrong tries; try again in ")
    assert not HAN.search("".join(said(body)))


def test_a_notification_is_kept_once_and_said_twice(far_sail: World) -> None:
    with far_sail.inside():
        notifications.put(
            staff_id=far_sail.staff["小李"].pk, kind="reminder", title="该跟进张阿姨了",
            text="问问箱子", link=None, dedupe="one",
        )  # fmt: skip
    api = far_sail.api("小李")
    shown = api.get("/notifications", **ENGLISH)[1]["items"][0]
    assert (shown["title"], shown["text"]) == ("Time to follow up 张阿姨", "问问箱子")
    assert api.get("/notifications")[1]["items"][0]["title"] == "该跟进张阿姨了"


@pytest.mark.parametrize("asked", ["", "zh-CN,zh;q=0.9,en;q=0.8", "fr"])
def test_chinese_is_the_rule(far_sail: World, asked: str) -> None:
    body = Api().call("GET", "/me", None, Accept_Language=asked)[1]
    assert body["detail"] == "登录已失效,请重新登录"
