"""Pay's signatures: the published vector, every way of forging, and notices that are not whole."""

import base64
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from keliu.wechat.errors import PayForged
from keliu.wechat.pay import notices, signing, verifying
from keliu.wechat.pay.verifying import NONCE, SERIAL, SIGNATURE, TIMESTAMP, Verifier

VECTORS = Path(__file__).parents[3] / "tests/vectors"
OFFICIAL = json.loads((VECTORS / "pay_v3/official_response_verify.json").read_text())
PLATFORM = rsa.generate_private_key(65537, 2048)
OURS = rsa.generate_private_key(65537, 2048)
MERCHANT = signing.Merchant("1900000001", "5157F09EFDC096DE", OURS)
ID, KEY, NOW = "PUB_KEY_ID_0114232134912410000000000000", "k" * 32, 1_722_850_421
BODY = '{"id":"EV-1","金额":1}'.encode()


def signed(
    body: bytes = BODY, at: int = NOW, serial: str = ID, nonce: str = "n1"
) -> dict[str, str]:
    """Headers as WeChat Pay makes them."""
    said = f"{at}\n{nonce}\n".encode() + body + b"\n"
    made = PLATFORM.sign(said, padding.PKCS1v15(), hashes.SHA256())
    mark = base64.b64encode(made).decode()
    return {TIMESTAMP: str(at), NONCE: nonce, SERIAL: serial, SIGNATURE: mark}


def verifier(ask: Callable[[], verifying.Keys] | None = None, at: float = NOW) -> Verifier:
    return Verifier({ID: PLATFORM.public_key()}, ask, now=lambda: at)


def test_the_official_answer_is_genuine() -> None:
    key = verifying.public_key(OFFICIAL["public_key_pem"].encode())
    headers = {
        TIMESTAMP: OFFICIAL["timestamp"],
        NONCE: OFFICIAL["nonce"],
        SERIAL: ID,
        SIGNATURE: OFFICIAL["signature"],
    }
    body = OFFICIAL["body"].encode()
    Verifier({ID: key}, now=lambda: int(OFFICIAL["timestamp"])).check(headers, body)
    with pytest.raises(PayForged):
        Verifier({ID: key}, now=lambda: int(OFFICIAL["timestamp"])).check(headers, body + b" ")


AGES = [(0, True), (299, True), (-299, True), (300, False), (-300, False)]


@pytest.mark.parametrize(("seconds", "fine"), AGES)
def test_only_five_minutes_are_fresh(seconds: int, fine: bool) -> None:
    judge = verifier(at=NOW + seconds)
    if fine:
        return judge.check(signed(), BODY)
    with pytest.raises(PayForged):
        judge.check(signed(), BODY)
    return None


@given(st.data())
def test_anything_changed_is_forged(data: st.DataObject) -> None:
    headers, body = signed(), bytearray(BODY)
    name = data.draw(st.sampled_from([TIMESTAMP, NONCE, SIGNATURE, "body"]))
    if name == "body":
        at = data.draw(st.integers(0, len(body) - 1))
        body[at] ^= data.draw(st.integers(1, 255))
    else:
        text = headers[name]
        at = data.draw(st.integers(0, len(text) - 1))
        other = data.draw(st.characters(codec="utf-8").filter(lambda one: one != text[at]))
        headers[name] = text[:at] + other + text[at + 1 :]
    with pytest.raises(PayForged):
        verifier().check(headers, bytes(body))


@pytest.mark.parametrize(
    "change",
    [
        {SERIAL: "PUB_KEY_ID_9"},
        {SERIAL: ""},
        {SIGNATURE: ""},
        {SIGNATURE: "WECHATPAY/SIGNTEST/" + "A" * 325},
        {SIGNATURE: "A" * 5000},
        {TIMESTAMP: "-1"},
        {TIMESTAMP: "１７２２８５０４２１"},
        {NONCE: ""},
    ],
)
def test_headers_that_are_refused(change: dict[str, str]) -> None:
    with pytest.raises(PayForged):
        verifier().check({**signed(), **change}, BODY)


def test_unknown_serials_cost_one_call_in_ten_minutes() -> None:
    calls: list[int] = []
    clock = [float(NOW)]

    def ask() -> verifying.Keys:
        calls.append(1)
        return {"ABC123": PLATFORM.public_key()} if len(calls) > 1 else {}

    judge = Verifier({ID: PLATFORM.public_key()}, ask, now=lambda: clock[0])
    for number in range(500):
        with pytest.raises(PayForged):
            judge.check(signed(serial=f"F00{number:X}"), BODY)
    assert len(calls) == 1
    judge.check(signed(), BODY)
    clock[0] += 600
    judge.check(signed(serial="ABC123", at=int(clock[0])), BODY)
    assert len(calls) == 2


def test_a_public_key_id_is_never_asked_for() -> None:
    def ask() -> verifying.Keys:
        raise AssertionError("must not call out")

    with pytest.raises(PayForged):
        verifier(ask).check(signed(serial="PUB_KEY_ID_OTHER"), BODY)


def test_platform_certificates_are_known_by_their_serial() -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(PLATFORM.public_key())
        .serial_number(0x5F3C0DE)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(PLATFORM, hashes.SHA256())
    )
    serial, key = verifying.certificate(made.public_bytes(serialization.Encoding.PEM))
    assert serial == "5F3C0DE"
    Verifier({serial: key}, now=lambda: NOW).check(signed(serial=serial), BODY)


def test_requests_are_signed_over_what_is_sent() -> None:
    target = "/v3/pay/transactions/out-trade-no/KL%2A1?mchid=1900000001"
    header = signing.authorization(MERCHANT, "get", target, b"", at=NOW, nonce="abc")
    scheme, _, rest = header.partition(" ")
    parts = dict(one.split("=", 1) for one in rest.split(","))
    assert scheme == "WECHATPAY2-SHA256-RSA2048"
    assert parts["mchid"] == '"1900000001"'
    assert parts["serial_no"] == '"5157F09EFDC096DE"'
    said = f"GET\n{target}\n{NOW}\nabc\n\n".encode()
    mark = base64.b64decode(parts["signature"].strip('"'))
    OURS.public_key().verify(mark, said, padding.PKCS1v15(), hashes.SHA256())


def test_the_pay_sheet_is_signed() -> None:
    sheet = signing.pay_sheet(MERCHANT, "wx1", "wx2014102720093955", at=NOW, nonce="n")
    said = f"wx1\n{NOW}\nn\n{sheet['package']}\n".encode()
    OURS.public_key().verify(
        base64.b64decode(sheet["paySign"]), said, padding.PKCS1v15(), hashes.SHA256()
    )
    assert sheet["signType"] == "RSA"


def test_keys_that_are_refused() -> None:
    weak, curve = rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256R1())
    for key in (weak, curve):
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        with pytest.raises(ValueError, match="2048"):
            signing.private_key(pem)
    assert signing.sound_number("KL20261122-0001")
    assert not signing.sound_number("KL1")
    assert not signing.sound_number("订单000001")


def sealed(about: dict[str, Any], kind: str, key: str = KEY, extra: str | None = "") -> bytes:
    """A notice around `about`; `extra` None leaves the field out, as some notices do."""
    nonce = os.urandom(6).hex()
    plain = json.dumps(about).encode()
    ciphertext = AESGCM(key.encode()).encrypt(nonce.encode(), plain, (extra or "").encode())
    resource = {"original_type": kind, "algorithm": notices.ALGORITHM, "nonce": nonce,
                "ciphertext": base64.b64encode(ciphertext).decode()}  # fmt: skip
    if extra is not None:
        resource["associated_data"] = extra
    notice = {"id": "EV-1", "event_type": "TRANSACTION.SUCCESS", "resource": resource,
              "create_time": "2026-11-22T10:00:00+08:00", "resource_type": "encrypt-resource",
              "summary": "支付成功", "new_field": 1}  # fmt: skip
    return json.dumps(notice).encode()


PAYMENT = {"appid": "wx1", "mchid": "1900000001", "out_trade_no": "KL20261122-0001",
           "transaction_id": "42000", "trade_type": "JSAPI", "trade_state": "SUCCESS",
           "success_time": "2026-11-22T10:00:00+08:00", "payer": {"openid": "o1"},
           "amount": {"total": 6900, "payer_total": 6900, "currency": "CNY"}}  # fmt: skip
REFUND = {"mchid": "1900000001", "out_trade_no": "KL20261122-0001", "out_refund_no": "R00001",
          "refund_id": "50000", "refund_status": "SUCCESS",
          "amount": {"total": 6900, "refund": 100, "payer_refund": 100}}  # fmt: skip


@pytest.mark.parametrize("extra", ["transaction", "", None])
def test_a_payment_is_read(extra: str | None) -> None:
    told = notices.read(sealed(PAYMENT, "transaction", extra=extra), KEY)
    paid = told.about
    assert isinstance(paid, notices.Transaction)
    assert paid.paid
    assert paid.amount is not None
    assert (told.id, paid.amount.total, paid.payer.openid) == ("EV-1", 6900, "o1")
    assert paid.success_time == datetime(2026, 11, 22, 2, tzinfo=UTC)


def test_a_refund_is_read() -> None:
    refund = notices.read(sealed(REFUND, "refund"), KEY).about
    assert isinstance(refund, notices.Refund)
    assert (refund.refund_status, refund.amount.refund) == ("SUCCESS", 100)


@pytest.mark.parametrize(
    "body",
    [
        sealed(PAYMENT, "transaction", key="x" * 32),
        sealed(PAYMENT, "profitsharing"),
        sealed({**PAYMENT, "amount": {"total": "6900"}}, "transaction"),
        sealed({**PAYMENT, "amount": {"total": 69.5}}, "transaction"),
        sealed({"mchid": "1"}, "transaction"),
        b"",
        b"[]",
        b'{"id":1}',
        sealed(PAYMENT, "transaction").replace(b"AEAD_AES_256_GCM", b"NONE"),
        b'{"a":' + b"[" * 100_000,
    ],
)
def test_notices_that_are_refused(body: bytes) -> None:
    with pytest.raises(PayForged):
        notices.read(body, KEY)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(body: bytes) -> None:
    with pytest.raises(PayForged):
        notices.read(body, KEY)
