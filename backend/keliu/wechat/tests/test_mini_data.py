"""Sealed data of the mini program; and the session key, which goes nowhere."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings

from keliu.customers import rules
from keliu.customers.ports import Ports
from keliu.customers.tests.factories import cards_of
from keliu.wechat.errors import DataRefused
from keliu.wechat.login import CustomerWeChat
from keliu.wechat.sealed_data import is_signed, opened
from keliu.wechat.tests.fake import Fake, fake_wechat
from tests.cast import Api, World

VECTORS = Path(__file__).resolve().parents[3] / "tests" / "vectors" / "miniprogram"
CASES = json.loads((VECTORS / "encrypted_data.json").read_text())["cases"]
SIGNED = json.loads((VECTORS / "raw_data_signature.json").read_text())["cases"]
SESSION_KEY = "U0VFREVEU0VTU0lPTktFWQ=="


@pytest.mark.parametrize("case", CASES)
def test_the_published_data_open(case: dict[str, Any]) -> None:
    found = opened(case["session_key"], case["encryptedData"], case["iv"], case["appid"])
    for name, value in case["expected"].items():
        assert found[name] == value


def test_nothing_else_opens() -> None:
    case = CASES[0]
    key, sealed, iv, appid = (case[n] for n in ("session_key", "encryptedData", "iv", "appid"))
    text = b64decode(sealed)
    wrong = [
        (key, sealed, iv, "wx0000000000000000"),
        (b64encode(bytes(16)).decode(), sealed, iv, appid),
        (b64encode(bytes(24)).decode(), sealed, iv, appid),
        (key, b64encode(text[:-1]).decode(), iv, appid),
        (key, b64encode(text[:-16]).decode(), iv, appid),
        (key, "", iv, appid),
        (key, "*", iv, appid),
        (key, sealed, "", appid),
        (key, sealed * 200, iv, appid),
    ]
    for at in range(0, len(text), 37):  # a bit turned anywhere that matters
        turned = bytearray(text)
        turned[at] ^= 1
        wrong.append((key, b64encode(bytes(turned)).decode(), iv, "wx0000000000000000"))
    for given in wrong:
        with pytest.raises(DataRefused):
            opened(*given)


@pytest.mark.parametrize("case", SIGNED)
def test_the_published_signatures(case: dict[str, str]) -> None:
    assert is_signed(case["session_key"], case["rawData"], case["signature"])
    assert not is_signed(case["session_key"], case["rawData"] + " ", case["signature"])
    assert not is_signed("", case["rawData"], case["signature"])


@pytest.fixture
def wechat(
    far_sail: World, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> Iterator[Fake]:
    settings.WECHAT_MINI = "wx00000000000000cc:0123456789abcdef0123456789abcdef"
    monkeypatch.setattr(Ports, "wechat", CustomerWeChat())
    monkeypatch.setattr(Ports, "code_target", cards_of(("LI", far_sail, "小李")))
    with fake_wechat(monkeypatch) as fake:
        fake.answers["/sns/jscode2session"] = {"openid": "o-zhang", "session_key": SESSION_KEY}
        yield fake


def test_the_session_key_is_seen_nowhere(
    far_sail: World, wechat: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    """W5, P37: not in an answer, not in a row, not in the log."""
    asked = {"code": "js-code", "card_code": "LI", "purposes": ["radar", "profile"]}
    status, body = Api().post("/visitor/mini/login", {**asked, "version": rules.CONSENT_VERSION})
    assert status == 200
    known = Api(body["token"])
    seen = [body, known.get("/visitor/me"), known.get("/visitor/export")]
    seen += [far_sail.api("王总").get(path) for path in ("/customers", "/audit")]
    with far_sail.inside():
        for model in apps.get_models():
            if model._meta.app_label not in {"procrastinate", "contenttypes"}:
                seen.append(list(model._default_manager.values_list()))
    seen.append("".join(capsys.readouterr()))
    said = repr(seen)
    for secret in (SESSION_KEY, b64decode(SESSION_KEY).decode(), "0123456789abcdef" * 2):
        assert secret not in said


@pytest.mark.parametrize("watermark", [{}, {"appid": "wx0000000000000000"}, {"appid": None}, None])
def test_only_our_own_apps_word_for_a_number_counts(
    far_sail: World, wechat: Fake, watermark: Any
) -> None:
    wechat.answers["/wxa/business/getuserphonenumber"] = {
        "phone_info": {"purePhoneNumber": "13800138001", "countryCode": "86",
                       "watermark": watermark},
    }  # fmt: skip
    asked = {"code": "js-code", "card_code": "LI", "purposes": ["radar"]}
    body = Api().post("/visitor/mini/login", {**asked, "version": rules.CONSENT_VERSION})[1]
    status, refused = Api(body["token"]).post("/visitor/phone", {"code": "x"})
    assert (status, refused["code"]) == (409, "phone_unavailable")


def test_wechats_word_for_a_number(far_sail: World, wechat: Fake) -> None:
    wechat.answers["/wxa/business/getuserphonenumber"] = {
        "phone_info": {"purePhoneNumber": "13800138001", "countryCode": "86",
                       "watermark": {"appid": "wx00000000000000cc"}},
    }  # fmt: skip
    asked = {"code": "js-code", "card_code": "LI", "purposes": ["radar"]}
    body = Api().post("/visitor/mini/login", {**asked, "version": rules.CONSENT_VERSION})[1]
    known = Api(body["token"])
    assert known.post("/visitor/phone", {"code": "x"}) == (200, {"phone_masked": "138****8001"})
