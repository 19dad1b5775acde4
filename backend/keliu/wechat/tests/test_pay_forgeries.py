"""Forged, mutated and replayed notices by the thousand: none gets in, genuine ones still do."""

import json
import logging
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from keliu.kit import clock
from keliu.wechat.models import PayMerchant, PayNotice
from keliu.wechat.pay.client import Pay
from keliu.wechat.pay.notices import Told
from keliu.wechat.pay.verifying import NONCE, SERIAL, SIGNATURE, TIMESTAMP
from keliu.wechat.ports import Ports
from keliu.wechat.tests.pay import PLATFORM_CERT, Speaker, connected, refund, told, transaction
from tests import proofs
from tests.cast import World

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WECHAT, STRANGER = Speaker(), Speaker(key=PLATFORM_CERT)
SHORT, LONG, PARTS, GENUINE_EVERY = 400, 10_000, 10, 200
Notice = tuple[bytes, dict[str, str]]


@pytest.fixture
def shop(far_sail: World) -> PayMerchant:
    return connected(far_sail)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Calls out; none is answered."""
    made: list[str] = []

    def away(self: Pay, base: str, method: str, target: str, body: bytes) -> httpx.Response:
        made.append(target)
        raise httpx.ConnectError("nobody")

    monkeypatch.setattr(Pay, "_once", away)
    return made


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    heard: list[Told] = []
    monkeypatch.setattr(Ports, "pay_notices", [heard.append])
    return heard


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    logging.disable(logging.ERROR)  # or a hundred thousand refusals are kept in memory
    with clock.frozen(NOW):
        yield
    logging.disable(logging.NOTSET)


class Forger:
    """Makes one false notice after the other out of what it has overheard."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        body = WECHAT.body(transaction(), notice="OVERHEARD")
        self.heard: list[Notice] = [(body, WECHAT.headers(body))]
        old = NOW.timestamp() - 3600
        self.old = [
            (one, WECHAT.headers(one, at=old - number))
            for number in range(20)
            for one in [WECHAT.body(transaction(out_trade_no=f"KLOLD{number:05}"))]
        ]

    def next(self) -> Notice:
        """A false notice of any kind."""
        kinds = (self.body, self.header, self.missing, self.stranger, self.serial, self.replay,
                 self.swapped, self.probe, self.shape)  # fmt: skip
        return self.dice.choice(kinds)()

    def body(self) -> Notice:
        """One byte of the body is another."""
        body, headers = self.heard[0]
        changed = bytearray(body)
        changed[self.dice.randrange(len(body))] ^= self.dice.randrange(1, 256)
        return bytes(changed), headers

    def header(self) -> Notice:
        """One character of a header is another."""
        body, headers = self.heard[0]
        name = self.dice.choice([TIMESTAMP, NONCE, SIGNATURE])
        text, at = headers[name], self.dice.randrange(len(headers[name]))
        other = self.dice.choice([one for one in "0aZ+/=-_ .~" if one != text[at]])
        return body, {**headers, name: text[:at] + other + text[at + 1 :]}

    def missing(self) -> Notice:
        """A header is empty, gone, or too long."""
        body, headers = self.heard[0]
        name = self.dice.choice(list(headers))
        return body, {**headers, name: self.dice.choice(["", "A" * 3000])}

    def stranger(self) -> Notice:
        """Whole and well signed, with a key that is not WeChat Pay's."""
        body = STRANGER.body(transaction(amount={"total": self.dice.randrange(1, 99)}))
        return body, STRANGER.headers(body)

    def serial(self) -> Notice:
        """A key that nobody has heard of."""
        body, headers = self.heard[0]
        kind = self.dice.choice(["PUB_KEY_ID_", ""])
        return body, {**headers, SERIAL: f"{kind}{self.dice.getrandbits(100):X}"}

    def replay(self) -> Notice:
        """Genuine, an hour ago; or with a fresh time that nobody signed."""
        body, headers = self.dice.choice(self.old)
        fresh = {**headers, TIMESTAMP: str(int(NOW.timestamp()))}
        return body, self.dice.choice([headers, fresh])

    def swapped(self) -> Notice:
        """One notice's proof with another's body."""
        return self.dice.choice(self.old)[0], self.heard[0][1]

    def probe(self) -> Notice:
        """WeChat Pay's own false signature."""
        body, headers = self.heard[0]
        return body, {**headers, SIGNATURE: "WECHATPAY/SIGNTEST/" + "A" * 325}

    def shape(self) -> Notice:
        """No notice at all: the plain content, old XML, broken JSON, nothing."""
        plain = json.dumps(self.dice.choice([transaction(), refund()])).encode()
        old = b"<xml><mch_id>1900000109</mch_id><req_info>AAAA</req_info></xml>"
        return self.dice.choice([plain, old, b"[[[[", b"", b"\xff\xfe"]), self.heard[0][1]


def besiege(world: World, shop: PayMerchant, ears: list[Told], times: int, *, seed: int = 0) -> int:
    """Send false notices, a genuine one now and then; how many false ones got in."""
    forger, wrong = Forger(seed), 0
    for number in range(times):
        body, headers = forger.next()
        wrong += told(shop, body, headers)[0] != 401
        if number % GENUINE_EVERY == 0:
            fresh = WECHAT.body(transaction(out_trade_no=f"KL{number:010}"))
            assert told(shop, fresh, WECHAT.headers(fresh))[0] == 204
    genuine = -(-times // GENUINE_EVERY)
    with world.inside():
        assert PayNotice.objects.count() == len(ears) == genuine
    return wrong


def test_of_some_hundred_false_notices_none_gets_in(
    far_sail: World, shop: PayMerchant, ears: list[Told], calls: list[str]
) -> None:
    assert besiege(far_sail, shop, ears, SHORT) == 0
    assert len(calls) <= 2  # one question on each of the two hosts


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_of_ten_times_ten_thousand_false_notices_none_gets_in(
    far_sail: World, shop: PayMerchant, ears: list[Told], calls: list[str], part: int
) -> None:
    wrong = besiege(far_sail, shop, ears, LONG, seed=part)
    assert wrong == 0
    assert len(calls) <= 2
    proofs.tell("pay.forged", LONG, part=part)
    proofs.tell("pay.let_in", wrong, part=part)


def test_a_genuine_notice_again_and_again_counts_once(
    far_sail: World, shop: PayMerchant, ears: list[Told]
) -> None:
    body = WECHAT.body(transaction())
    for seconds in range(-280, 280, 40):
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            assert told(shop, body, WECHAT.headers(body))[0] == 204
    assert len(ears) == 1
