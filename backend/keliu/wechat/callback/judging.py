"""Is it WeChat? The address check and the push, judged before anything is believed.

A signature fits one moment: its timestamp may be five minutes off our clock, no more, so that a
push somebody has recorded can not be played back later. Within that time the inbox knows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings

from keliu.kit import clock
from keliu.wechat.callback import keyring
from keliu.wechat.callback.keyring import Address
from keliu.wechat.errors import PushRefused
from keliu.wechat.models import Account
from keliu.wechat.pushes import reading, seals
from keliu.wechat.pushes.reading import Push

_T = TypeVar("_T")
FRESH = 300  # seconds
MOST_ECHO = 256
OPEN_ENVIRONMENTS = frozenset({"demo", "test"})  # where plain mode may be tried, with the box


@dataclass(frozen=True)
class Asked:
    """What the query of a request says."""

    signature: str
    timestamp: str
    nonce: str
    msg_signature: str = ""
    echostr: str = ""

    @staticmethod
    def of(query: Mapping[str, list[str]]) -> "Asked":
        """From the values of each name. Raises PushRefused when one comes twice."""

        def one(name: str) -> str:
            values = query.get(name, [])
            if len(values) > 1:
                raise PushRefused(why="twice")
            return values[0] if values else ""

        return Asked(*(one(name) for name in Asked.__dataclass_fields__))


@dataclass(frozen=True)
class Genuine:
    """A push that is WeChat's, and how its answer has to look."""

    push: Push
    body: bytes
    as_json: bool
    sealed: bool


def assert_expected(key: str, asked: Asked) -> Address:
    """Whether it is worth reading on: the query alone shows who knows the token, just now.

    It does not say what the body is. Raises NotFound, PushRefused.
    """

    def judged(address: Address) -> None:
        if not seals.genuine(address.token, asked.signature, asked.timestamp, asked.nonce):
            raise PushRefused(why="signature")

    _assert_fresh(asked)
    return _by_newest_keys(key, judged)[0]


def echo(key: str, asked: Asked) -> tuple[Address, str]:
    """The answer to WeChat's check of an address. Raises NotFound, PushRefused."""
    address = assert_expected(key, asked)
    if not 0 < len(asked.echostr) <= MOST_ECHO or not asked.echostr.isascii():
        raise PushRefused(why="echo")
    return address, asked.echostr


def opened(key: str, asked: Asked, body: bytes) -> tuple[Address, Genuine]:
    """A push that WeChat made for this address, after `assert_expected`.

    Raises NotFound, PushRefused.
    """
    words = reading.unwrapped(body)
    return _by_newest_keys(key, lambda address: _judged(address, asked, words, body))


def _judged(address: Address, asked: Asked, words: reading.Words, body: bytes) -> Genuine:
    encrypt = words.get("Encrypt")
    if isinstance(encrypt, str) and encrypt:  # in compatible mode plain fields stand beside: no
        inside = seals.opened(
            address.keys, encrypt, asked.msg_signature, asked.timestamp, asked.nonce
        )
        return Genuine(reading.read(inside), inside, reading.is_json(body), sealed=True)
    if address.mode != Account.Mode.PLAIN or settings.ENV not in OPEN_ENVIRONMENTS:
        raise PushRefused(why="plain")
    return Genuine(reading.read(body), body, reading.is_json(body), sealed=False)


def _by_newest_keys(key: str, judge: Callable[[Address], _T]) -> tuple[Address, _T]:
    """What `judge` says; it is asked once more when the keys have changed since they were read."""
    address = keyring.address(key)
    try:
        return address, judge(address)
    except PushRefused:
        newest = keyring.address(key, newest=True)
        if newest == address:
            raise
        return newest, judge(newest)


def _assert_fresh(asked: Asked) -> None:
    if not (asked.timestamp.isascii() and asked.timestamp.isdigit() and len(asked.timestamp) < 12):
        raise PushRefused(why="timestamp")
    if abs(clock.now().timestamp() - int(asked.timestamp)) > FRESH:
        raise PushRefused(why="stale")
