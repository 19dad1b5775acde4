"""Connecting WeChat Pay in the console: what is taken, what is refused and why, who may."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from keliu.kit import clock
from keliu.wechat.pay.client import Pay
from keliu.wechat.pay.notices import Amount, Transaction
from keliu.wechat.services import pay_check, pay_examination
from keliu.wechat.tests.pay import (
    API_KEY,
    CERTIFICATE,
    MCHID,
    OLD_KEY,
    OURS,
    PLATFORM,
    Speaker,
    certificate,
    connected,
    private_pem,
    told,
    transaction,
    typed,
)
from tests.cast import World

WRONG: dict[str, dict[str, Any]] = {
    "mchid": {"mchid": "19x"},
    "appid": {"appid": "gh_1"},
    "api_key": {"api_key": "short"},
    "old_key": {"old_key": "汉" * 32},
    "public_key_id": {"public_key_id": "PUB"},
    "public_key": {"public_key": ""},
    "certificate": {"certificate": certificate(OURS, "1900000999")},
    "private_key": {"private_key": private_pem(PLATFORM)},
}


def test_connected_shown_changed_and_left(far_sail: World, next_door: World) -> None:
    boss = far_sail.api("王总")
    assert boss.get("/wechat/pay") == (200, {"pay": None})
    status, made = boss.post("/wechat/pay", typed())
    assert (status, made["mchid"], made["days"], made["has_old_key"]) == (200, MCHID, 364, True)
    assert made["notify_url"].endswith("/wx/pay/" + made["notify_url"][-32:])
    said = repr(boss.get("/wechat/pay"))
    assert API_KEY not in said
    assert OLD_KEY not in said
    assert "PRIVATE" not in said
    assert boss.post("/wechat/pay", typed())[1]["code"] == "pay_connected"
    assert next_door.api("老王").get("/wechat/pay")[1] == {"pay": None}
    change = {"name": "远航水果", "version": 1}
    assert boss.patch("/wechat/pay", change)[1]["name"] == "远航水果"
    assert boss.patch("/wechat/pay", change)[1]["code"] == "stale"
    status, refused = boss.patch("/wechat/pay", {"private_key": "x", "version": 2})
    assert (status, refused["errors"][0]["field"]) == (422, "certificate")
    assert boss.delete("/wechat/pay")[0] == 204
    assert boss.delete("/wechat/pay")[1]["code"] == "no_pay"
    assert boss.get("/wechat/pay")[1] == {"pay": None}
    assert boss.post("/wechat/pay", typed())[0] == 200


def test_what_does_not_fit_is_named(far_sail: World) -> None:
    boss = far_sail.api("王总")
    for field, value in WRONG.items():
        status, said = boss.post("/wechat/pay", typed(**value))
        assert (status, [one["field"] for one in said["errors"]]) == (422, [field]), said
    gone = certificate(OURS, MCHID, clock.now() - timedelta(days=1))
    assert "过期" in repr(boss.post("/wechat/pay", typed(certificate=gone))[1])
    assert boss.get("/wechat/pay")[1] == {"pay": None}
    pasted = "  " + CERTIFICATE.replace("\n", "\r\n")
    assert boss.post("/wechat/pay", typed(certificate=pasted))[0] == 200


def test_who_may(far_sail: World) -> None:
    assert far_sail.api("小李").get("/wechat/pay")[0] == 403
    assert far_sail.api("周经理").get("/wechat/pay")[0] == 200
    assert far_sail.api("周经理").post("/wechat/pay", typed())[0] == 403


def test_a_check_goes_step_by_step_and_says_what_to_do(
    far_sail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected(far_sail)
    boss = far_sail.api("王总")
    status, said = boss.post("/wechat/pay/check")
    assert (status, said["ok"], [one["name"] for one in said["steps"]]) == (200, False, ["order"])
    step = said["steps"][0]
    assert "api.mch.weixin.qq.com" in step["problem"]["fix"]["zh"]
    assert boss.get("/wechat/pay")[1]["pay"]["problem"] == step["problem"]
    states = iter(["NOTPAY", "CLOSED"])
    monkeypatch.setattr(Pay, "order_native", lambda self, order: "weixin://x")
    monkeypatch.setattr(Pay, "close", lambda self, number: None)
    monkeypatch.setattr(Pay, "query", lambda self, number: _found(number, next(states)))
    status, said = boss.post("/wechat/pay/check")
    assert [one["name"] for one in said["steps"]] == ["order", "query", "close", "closed"]
    assert (said["ok"], said["pay"]["problem"]) == (True, None)


def test_the_doctor_says_what_is_well_and_what_to_do(
    far_sail: World, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.BASE_URL = "https://crm.example.cn"
    row = connected(far_sail)
    with far_sail.inside():
        found = {one.key: one for one in pay_examination.examine(row)}
    assert [one.state for one in found.values()] == ["good", "good", "bad", "note"]
    assert "api.mch.weixin.qq.com" in found["pay_sale"].fix[0]
    assert "一分钱" in found["pay_notices"].fix[0]
    states = iter(["NOTPAY", "CLOSED"] * 2)
    monkeypatch.setattr(Pay, "order_native", lambda self, order: "weixin://x")
    monkeypatch.setattr(Pay, "close", lambda self, number: None)
    monkeypatch.setattr(Pay, "query", lambda self, number: _found(number, next(states)))
    body = Speaker().body(transaction())
    assert told(row, body, Speaker().headers(body))[0] == 204
    with far_sail.inside():
        row.refresh_from_db()
        assert {one.state for one in pay_examination.examine(row)} == {"good"}
        row.certificate_until = clock.now() + timedelta(days=9)
        row.public_key_id = ""
        found = {one.key: one for one in pay_examination.examine(row)}
    assert [found[one].state for one in ("pay_certificate", "pay_keys")] == ["note", "bad"]


@pytest.fixture(autouse=True)
def _away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> httpx.Response:
        raise httpx.ConnectError("nobody")

    monkeypatch.setattr(Pay, "_once", away)


def _found(number: str, state: str) -> Transaction:
    return Transaction("wx0a0a0a0a0a0a0a0a", MCHID, number, state, amount=Amount(1))


def test_one_fen_to_try_with(far_sail: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row, boss = connected(far_sail), far_sail.api("王总")
    assert boss.post("/wechat/pay/trials")[0] == 503
    state, back = ["NOTPAY"], list[Any]()
    monkeypatch.setattr(Pay, "order_native", lambda self, order: "weixin://wxpay/x")
    monkeypatch.setattr(Pay, "query", lambda self, number: _found(number, state[0]))
    monkeypatch.setattr(Pay, "refund", lambda self, ask: back.append(ask))
    status, made = boss.post("/wechat/pay/trials")
    number = made["number"]
    assert (status, made["state"], made["picture"][:10]) == (200, "NOTPAY", "data:image")
    path = f"/wechat/pay/trials/{number}"
    assert boss.get(path)[1]["noticed"] is False
    state[0] = "SUCCESS"
    speaker = Speaker()
    body = speaker.body(transaction(out_trade_no=number))
    assert told(row, body, speaker.headers(body))[0] == 204
    assert boss.get(path)[1] == {
        "number": number, "picture": None, "code_url": None, "state": "SUCCESS", "noticed": True,
    }  # fmt: skip
    assert boss.post(f"{path}/end")[0] == 200
    assert [(ask.refund_fen, ask.out_trade_no) for ask in back] == [(1, number)]
    assert boss.get("/wechat/pay/trials/KL000001")[0] == 404  # other orders are not asked about
    assert len(f"{pay_check.TRIAL}{2**63}") <= 32


def test_notices_are_listed_newest_first(far_sail: World) -> None:
    row, boss, speaker = connected(far_sail), far_sail.api("王总"), Speaker()
    for number in range(3):
        body = speaker.body(transaction(out_trade_no=f"KL{number:010}"))
        told(row, body, speaker.headers(body))
    page = boss.get("/wechat/pay/notices?limit=2")[1]
    assert [one["out_trade_no"] for one in page["items"]] == ["KL0000000002", "KL0000000001"]
    more = boss.get(f"/wechat/pay/notices?limit=2&cursor={page['next']}")[1]
    assert [one["out_trade_no"] for one in more["items"]] == ["KL0000000000"]
