"""wx.config: the signature is really checked."""

import json
from pathlib import Path
from typing import Any

from keliu.box.tests.conftest import MINI, OA, Running
from keliu.box.wire.jssdk import signature

VECTOR = json.loads((Path(__file__).parent / "vectors/jssdk_signature.json").read_text())
PAGE = "http://u1.localhost:8000/m/?c=1"


def check(running: Running, **change: Any) -> str:
    ticket = running.get("/cgi-bin/ticket/getticket", access_token=running.token(), type="jsapi")[
        "ticket"
    ]
    given = {"appId": OA, "nonceStr": "Wm3WZYTPz0wzccnW", "timestamp": 1414587457, "url": PAGE}
    given["signature"] = signature(
        ticket=ticket, noncestr="Wm3WZYTPz0wzccnW", timestamp="1414587457", url=PAGE
    )
    answer = running.phone("u1", "POST", "/jssdk", {**given, **change})
    return str(answer.json()["errMsg"])


def test_the_published_example_gives_the_published_signature() -> None:
    made = signature(
        ticket=VECTOR["jsapi_ticket"],
        noncestr=VECTOR["noncestr"],
        timestamp=VECTOR["timestamp"],
        url=VECTOR["url"] + "#/pages/card",
    )

    assert made == VECTOR["expected_sha1"]


def test_a_right_signature_is_ok_also_with_a_number_for_the_time(running: Running) -> None:
    assert check(running) == "config:ok"
    assert check(running, timestamp="1414587457") == "config:ok"
    assert check(running, url=PAGE + "#/pages/product") == "config:ok"


def test_anything_wrong_is_refused_with_wechats_words(running: Running) -> None:
    assert check(running, signature="0" * 40) == "config:invalid signature"
    assert check(running, nonceStr="other") == "config:invalid signature"
    assert check(running, url=PAGE + "&x=1") == "config:invalid signature"
    assert check(running, url="http://evil.example/") == "config:invalid url domain"
    assert check(running, appId=MINI) == "config:invalid appid"
    assert check(running, appId="wxffffffffffffffff") == "config:invalid appid"


def test_a_ticket_that_died_signs_no_more(running: Running) -> None:
    assert check(running) == "config:ok"
    ticket = running.box.vault.live_tickets(OA)[0]
    running.advance(7201)
    old = signature(ticket=ticket, noncestr="Wm3WZYTPz0wzccnW", timestamp="1414587457", url=PAGE)

    assert check(running, signature=old) == "config:invalid signature"
