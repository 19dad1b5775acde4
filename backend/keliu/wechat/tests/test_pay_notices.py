"""Notices of WeChat Pay at their address: kept once, told on, and nothing false gets in."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from keliu.kit import clock
from keliu.outreach import public as outreach
from keliu.wechat.errors import PayDown
from keliu.wechat.models import Account, PayCertificate, PayMerchant, PayNotice
from keliu.wechat.pay import verifying
from keliu.wechat.pay.client import Pay, Returned
from keliu.wechat.pay.notices import Amount, Refund, Told, Transaction
from keliu.wechat.pay.verifying import SERIAL, SIGNATURE
from keliu.wechat.ports import Ports
from keliu.wechat.services import pay_allowance, pay_notices
from keliu.wechat.tests.pay import (
    API_KEY,
    MCHID,
    OLD_KEY,
    PLATFORM_CERT,
    Speaker,
    certificate,
    connected,
    refund,
    told,
    transaction,
)
from tests.cast import World

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WECHAT = Speaker()


@pytest.fixture
def shop(far_sail: World) -> PayMerchant:
    return connected(far_sail)


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """A listener that hears everything."""
    heard: list[Told] = []
    monkeypatch.setattr(Ports, "pay_notices", [heard.append])
    return heard


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def rows(world: World) -> list[PayNotice]:
    with world.inside():
        return list(PayNotice.objects.order_by("id"))


def test_a_payment_and_a_refund_arrive_as_values(
    far_sail: World, shop: PayMerchant, ears: list[Told]
) -> None:
    for said, kind in ((transaction(), "transaction"), (refund(), "refund")):
        body = WECHAT.body(said, kind=kind)
        assert told(shop, body, WECHAT.headers(body)) == (204, b"")
    paid, back = (one.about for one in ears)
    assert isinstance(paid, Transaction)
    assert paid.paid
    assert paid.amount == Amount(1280, 1280)
    assert paid.success_time == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert isinstance(back, Refund)
    assert back.amount.refund == 80
    first, second = rows(far_sail)
    assert (first.kind, first.state, first.amount_fen) == ("transaction", "done", 1280)
    assert (second.kind, second.out_refund_no, second.amount_fen) == ("refund", "KR0000000001", 80)
    assert b"oAunt" not in bytes(first.content_sealed)
    with far_sail.inside():
        assert PayMerchant.objects.get().last_notice_at == NOW


def test_the_same_notice_counts_once(far_sail: World, shop: PayMerchant, ears: list[Told]) -> None:
    body = WECHAT.body(transaction(), notice="EV-1")
    sealed_anew = WECHAT.body(transaction(), notice="EV-1")
    for one in (body, body, sealed_anew):
        assert told(shop, one, WECHAT.headers(one))[0] == 204
    assert (len(ears), len(rows(far_sail))) == (1, 1)


def test_a_listener_that_fails_is_called_again_later(
    far_sail: World, shop: PayMerchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Told] = []

    def stumbling(one: Told) -> None:
        heard.append(one)
        with far_sail.inside():
            PayMerchant.objects.update(name="half done")
        if len(heard) == 1:
            raise RuntimeError("the shelf fell")

    monkeypatch.setattr(Ports, "pay_notices", [stumbling])
    body = WECHAT.body(transaction())
    assert told(shop, body, WECHAT.headers(body))[0] == 204
    row = rows(far_sail)[0]
    assert (row.state, row.tries, row.why) == ("pending", 1, "RuntimeError")
    with far_sail.inside():
        assert PayMerchant.objects.get().name == "远航集团"  # what it had done is undone
        pay_notices.notice_again(row.pk)
        pay_notices.notice_again(row.pk)
    assert (rows(far_sail)[0].state, len(heard)) == ("done", 2)
    assert heard[0] == heard[1]


def test_what_always_fails_is_given_up_and_seen(
    far_sail: World, shop: PayMerchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ports, "pay_notices", [lambda one: 1 / 0])
    body = WECHAT.body(transaction())
    told(shop, body, WECHAT.headers(body))
    with far_sail.inside():
        for _ in range(len(pay_notices.WAITS) + 3):
            pay_notices.notice_again(rows(far_sail)[0].pk)
    row = rows(far_sail)[0]
    assert (row.state, row.why, row.tries) == ("failed", "ZeroDivisionError", 8)


Forgery = Callable[[bytes, dict[str, str]], tuple[bytes, dict[str, str]]]
FORGERIES: dict[str, Forgery] = {
    "another body": lambda body, head: (body.replace(b"EV", b"EW"), head),
    "no signature": lambda body, head: (body, {**head, SIGNATURE: ""}),
    "no headers": lambda body, _: (body, {}),
    "probe": lambda body, head: (body, {**head, SIGNATURE: "WECHATPAY/SIGNTEST/" + "A" * 325}),
    "host": lambda body, head: (body + b" ", {**head, "Host": "localhost"}),
    "another serial": lambda body, head: (body, {**head, SERIAL: "PUB_KEY_ID_999999999999"}),
    "old": lambda body, _: (body, WECHAT.headers(body, at=NOW.timestamp() - 300)),
    "early": lambda body, _: (body, WECHAT.headers(body, at=NOW.timestamp() + 300)),
    "another's key": lambda body, _: (body, Speaker(key=PLATFORM_CERT).headers(body)),
    "xml": lambda _, head: (b"<xml><return_code>SUCCESS</return_code></xml>", head),
    "nothing": lambda _, head: (b"", head),
}


def test_what_is_false_leaves_nothing(far_sail: World, shop: PayMerchant, ears: list[Told]) -> None:
    body = WECHAT.body(transaction(), notice="EV-1")
    for how, forge in FORGERIES.items():
        status, said = told(shop, *forge(body, WECHAT.headers(body)))
        assert (status, json.loads(said)["code"]) == (401, "FAIL"), how
    assert (ears, rows(far_sail)) == ([], [])
    assert told(shop, body, WECHAT.headers(body))[0] == 204
    assert len(ears) == 1


def test_a_probe_is_seen_by_the_owner(far_sail: World, shop: PayMerchant) -> None:
    body = WECHAT.body(transaction())
    told(shop, *FORGERIES["probe"](body, WECHAT.headers(body)))
    with far_sail.inside():
        assert PayMerchant.objects.get().last_probe_at == NOW


def test_another_merchants_word_is_no_word(
    far_sail: World, shop: PayMerchant, ears: list[Told]
) -> None:
    body = WECHAT.body(transaction(mchid="1900000999"))
    assert told(shop, body, WECHAT.headers(body))[0] == 401
    assert (ears, rows(far_sail)) == ([], [])


def test_a_wrong_apiv3_key_is_shown_to_the_owner(far_sail: World, shop: PayMerchant) -> None:
    body = Speaker(api_key="z" * 32).body(transaction())
    assert told(shop, body, WECHAT.headers(body))[0] == 401
    with far_sail.inside():
        assert PayMerchant.objects.get().problem == "sealed"


def test_only_posts_of_a_sound_size_to_a_known_address(far_sail: World, shop: PayMerchant) -> None:
    body = WECHAT.body(transaction()) + b" " * 70_000
    assert told(shop, body, WECHAT.headers(body))[0] == 413
    shop.notify_key = "0" * 32
    small = WECHAT.body(transaction())
    assert told(shop, small, WECHAT.headers(small))[0] == 404


def test_a_platform_certificate_is_asked_for_once_in_ten_minutes(
    far_sail: World, shop: PayMerchant, ears: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, pem = [], certificate(PLATFORM_CERT, "platform")
    serial, _ = verifying.certificate(pem.encode())

    def listed(self: Pay) -> dict[str, str]:
        calls.append(1)
        if len(calls) == 1:
            raise PayDown(why="unanswered")
        return {serial: pem}

    monkeypatch.setattr(Pay, "certificates", listed)
    speaker = Speaker(serial=serial, key=PLATFORM_CERT)
    body = speaker.body(transaction())
    for number in range(50):
        forged = Speaker(serial=f"F00{number:X}", key=PLATFORM_CERT)
        assert told(shop, body, forged.headers(body))[0] == 401
    assert told(shop, body, speaker.headers(body))[0] == 401
    assert len(calls) == 1
    body = WECHAT.body(transaction())
    assert told(shop, body, WECHAT.headers(body))[0] == 204  # the public key goes on working
    with clock.frozen(NOW + timedelta(minutes=11)):
        body = speaker.body(transaction(out_trade_no="KL0000000002"))
        assert told(shop, body, speaker.headers(body))[0] == 204
        assert told(shop, body, speaker.headers(body))[0] == 204
    assert (len(calls), len(ears)) == (2, 2)
    with far_sail.inside():
        assert PayCertificate.objects.get().serial == serial


# -- refunds told in the old way


def old_notice(mchid: str = MCHID, key: str = OLD_KEY, number: str = "KR0000000001") -> bytes:
    """A refund notice of APIv2."""
    inner = (
        f"<root><out_refund_no>{number}</out_refund_no><out_trade_no>KL0000000001</out_trade_no>"
        "<refund_id>50000000382019052709732678859</refund_id>"
        "<refund_status>SUCCESS</refund_status></root>"
    )
    pad = padding.PKCS7(128).padder()
    locked = Cipher(
        algorithms.AES(hashlib.md5(key.encode()).hexdigest().encode()), modes.ECB()
    ).encryptor()
    sealed = locked.update(pad.update(inner.encode()) + pad.finalize()) + locked.finalize()
    info = base64.b64encode(sealed).decode()
    return f"<xml><mch_id>{mchid}</mch_id><req_info><![CDATA[{info}]]></req_info></xml>".encode()


def test_an_old_notice_is_a_hint_and_the_query_the_proof(
    far_sail: World, shop: PayMerchant, ears: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def query(self: Pay, number: str) -> Returned:
        asked.append(number)
        if len(asked) == 1:
            raise PayDown(why="unanswered")
        return Returned("KL0000000001", number, "PROCESSING", Amount(total=1280, refund=80))

    monkeypatch.setattr(Pay, "refund_query", query)
    for _ in range(2):
        status, said = told(shop, old_notice(), {})
        assert (status, said[:5]) == (200, b"<xml>")
    row = rows(far_sail)[0]
    assert (ears, row.state) == ([], "pending")
    with far_sail.inside():
        pay_notices.notice_again(row.pk)
        assert ears == []
        pay_notices.notice_again(row.pk)
    assert asked == ["KR0000000001"] * 2
    about = ears[0].about
    assert isinstance(about, Refund)
    assert about.refund_status == "PROCESSING"
    assert rows(far_sail)[0].state == "done"


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BAD_XML = {
    "another key": old_notice(key="x" * 32),
    "another merchant": old_notice(mchid="1900000999"),
    "a number that is none": old_notice(number=""),
    "entities": DOCTYPE + old_notice(),
    "bombs": b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><xml>&b;</xml>',
    "not closed": old_notice()[:-3],
    "a v3 body in old clothes": b"<xml>" + WECHAT.body(transaction()) + b"</xml>",
}


def test_old_notices_that_are_refused(far_sail: World, shop: PayMerchant, ears: list[Told]) -> None:
    for how, body in BAD_XML.items():
        assert told(shop, body, {})[0] == 401, how
    assert (ears, rows(far_sail)) == ([], [])


def test_without_the_old_key_nothing_old_is_read(far_sail: World, shop: PayMerchant) -> None:
    with far_sail.inside():
        PayMerchant.objects.update(old_key_sealed=None)
    assert told(shop, old_notice(), {})[0] == 401


def test_no_secret_is_written_in_the_clear(far_sail: World, shop: PayMerchant) -> None:
    with far_sail.inside():
        row: Any = PayMerchant.objects.values().get()
    said = repr({name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()})
    assert API_KEY not in said
    assert OLD_KEY not in said
    assert "PRIVATE KEY" not in said


def test_who_has_paid_may_be_written_to(
    far_sail: World, shop: PayMerchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[Any, ...]] = []
    monkeypatch.setattr(outreach, "allow", lambda *given: opened.append(given))
    monkeypatch.setattr(Ports, "pay_notices", [pay_allowance.paid])
    with far_sail.inside():
        account = Account.objects.create(
            kind="oa", type="service", name="远航", appid="wx0a0a0a0a0a0a0a0a", original_id="gh_1",
            secret_sealed=b"", push_token_sealed=b"", aes_key_sealed=b"", callback_key="k",
        )  # fmt: skip
    for said in (transaction(), transaction(appid="wx9"), transaction(trade_state="CLOSED")):
        body = WECHAT.body(said)
        assert told(shop, body, WECHAT.headers(body))[0] == 204
    assert opened == [(account.pk, "oAunt", "pay", NOW)]
