"""What is not WeChat's, changed on the way, or played back: nothing of it counts."""

import random
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import RequestFactory

from keliu.interactions.models import Interaction
from keliu.wechat.api.push import push
from keliu.wechat.callback import intake
from keliu.wechat.models import Follower, ReceivedPush
from keliu.wechat.tests.pusher import Pusher, message, official, signed
from tests import cast
from tests.cast import World
from tests.proofs import tell

OPENIDS = [f"o-person-{nth:020}" for nth in range(5)]
HEX = "0123456789abcdef"


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.DATA = tmp_path
    monkeypatch.setattr(intake, "kick", lambda: None)
    return cast.company()


class Forger:
    """Has seen genuine pushes and the address, and knows everything but the token and the key."""

    def __init__(self, wechat: Pusher, seen: list[tuple[str, bytes]], seed: int) -> None:
        self.wechat, self.seen, self.dice = wechat, seen, random.Random(seed)
        self.ways = [self.byte, self.query, self.swapped, self.unsigned, self.guessed, self.plain,
                     self.own_key, self.dropped, self.beside]  # fmt: skip

    def next(self) -> tuple[dict[str, str], bytes]:
        address, body = self.dice.choice(self.seen)
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return self.dice.choice(self.ways)(query, body)

    def byte(self, query: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        """Another byte inside the ciphertext."""
        start = body.index(b"<Encrypt>") + 18
        at = self.dice.randrange(start, body.index(b"]]></Encrypt>"))
        other = self.dice.choice([c for c in b"ABCDEFGHabcdefgh0123+/" if c != body[at]])
        return query, body[:at] + bytes([other]) + body[at + 1 :]

    def query(self, query: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        """Another moment, nonce or mark."""
        name = self.dice.choice(["timestamp", "nonce", "msg_signature"])
        if name == "timestamp":
            changed = str(int(query[name]) + self.dice.choice([-90, -1, 1, 90]))
        elif name == "nonce":
            changed = query[name] + self.dice.choice("0123456789")
        else:
            at = self.dice.randrange(40)
            other = self.dice.choice([c for c in HEX if c != query[name][at]])
            changed = query[name][:at] + other + query[name][at + 1 :]
        return query | {name: changed}, body

    def swapped(self, query: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        """The body of one push under the mark of another."""
        others = [other for _, other in self.seen if other != body]
        return query, self.dice.choice(others)

    def unsigned(self, query: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        given = self.dice.choice(["", " ", "0", "null", query["signature"]])
        return query | {"msg_signature": given}, body

    def guessed(self, query: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        """Signed with what a careless program might take for the token."""
        token = self.dice.choice(["", "None", self.wechat.appid, self.wechat.key])
        encrypt = body[body.index(b"<Encrypt>") + 18 : body.index(b"]]></Encrypt>")].decode()
        mark = signed(token, query["timestamp"], query["nonce"], encrypt)
        return query | {"msg_signature": mark}, body

    def plain(self, query: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        """Unsealed, under a signature that was seen."""
        return query, message(OPENIDS[0], Content="forged").encode()

    def own_key(self, query: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        """Sealed with a token and key of the forger's own."""
        mine = Pusher(self.wechat.key, self.wechat.appid, "my-token", "A" * 43, "gh_far")
        address, forged = mine.sealed(message(OPENIDS[1], Content="forged"))
        return {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}, forged

    def dropped(self, query: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        name = self.dice.choice(["timestamp", "nonce", "msg_signature"])
        return {key: value for key, value in query.items() if key != name}, body

    def beside(self, query: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        """An old moment, as if recorded last week."""
        return query | {"timestamp": str(int(query["timestamp"]) - 604_800)}, body


def proven(world: World, count: int) -> int:
    """Try `count` forged and replayed pushes between genuine ones; returns how many counted."""
    _, wechat = official(world)
    make = RequestFactory()

    def post(query: dict[str, str], body: bytes) -> int:
        address = f"{wechat.address}?{urlencode(query)}"
        return push(make.post(address, body, content_type="text/xml"), wechat.key).status_code

    def genuine(nth: int) -> tuple[str, bytes]:
        address, body = wechat.sealed(message(OPENIDS[nth % 5], Content=f"真{nth}"))
        assert wechat.send(address, body).status_code == 200
        return address, body

    seen = [genuine(nth) for nth in range(20)]
    forger, dice, sent = Forger(wechat, seen, seed=count), random.Random(1), 20
    for nth in range(count):
        if nth % 10 == 9:  # word for word, within its five minutes: known, and answered as before
            address, body = dice.choice(seen)
            again = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
            assert post(again, body) == 200
        else:
            assert post(*forger.next()) in {403, 411}
        if nth % (count // 10) == 0:
            seen[dice.randrange(20)] = genuine(sent)
            sent += 1
    with world.inside():
        lines = Interaction.objects.filter(kind="wechat").count()
        assert (Follower.objects.count(), lines) == (5, 0)
        assert sum(Follower.objects.values_list("messages", flat=True)) == sent
        return ReceivedPush.objects.count() - sent


def test_forged_pushes_never_count(world: World) -> None:
    assert proven(world, 300) == 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_hundred_thousand_forged_pushes_never_count(world: World) -> None:
    started = time.monotonic()
    accepted = proven(world, 100_000)
    assert accepted == 0
    assert time.monotonic() - started < 600
    tell("push.forged", 100_000)
    tell("push.accepted", accepted)
