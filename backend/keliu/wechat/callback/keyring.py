"""Whose address a push came to, and the keys to judge it by: with the database or without.

What was read is remembered for some seconds in the process, and sealed on the disk, so that a
genuine push can still be told from a forged one while the database is away.
"""

import copy
import hashlib
import os
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import msgspec
from django.conf import settings
from django.db import InterfaceError, OperationalError

from keliu.kit import scope
from keliu.kit.errors import NotFound
from keliu.kit.sealing import BadSeal
from keliu.platform import keys, merchants
from keliu.platform.tenancy import merchant_scope
from keliu.wechat.models import Account
from keliu.wechat.pushes import seals

ROUTE = "wechat_push"
REMEMBERED = 10.0  # seconds
AGAIN_AFTER = 1.0  # a push that does not fit asks for the keys anew, this often at most
MOST = 2_000
AWAY = (OperationalError, InterfaceError)


class Address(msgspec.Struct, frozen=True):
    """Where pushes of one account arrive."""

    key: str
    merchant_id: int
    account_id: int
    appid: str
    token: str
    aes_keys: tuple[str, ...]
    mode: str
    enabled: bool

    @property
    def keys(self) -> seals.Keys:
        return seals.Keys(self.token, self.appid, self.aes_keys)


@dataclass(frozen=True)
class Remembered:
    """An address or that there is none, and when that was known."""

    address: Address | None
    at: float


_known: OrderedDict[str, Remembered] = OrderedDict()
_accounts: dict[int, tuple[Account, float]] = {}
_lock = Lock()


def address(key: str, *, newest: bool = False) -> Address:
    """Who is behind a callback key. `newest`: as of now, not as remembered. Raises NotFound."""
    known = _known.get(key)
    lives = AGAIN_AFTER if newest else REMEMBERED
    if known is None or time.monotonic() - known.at > lives:
        known = _remember(key, _asked(key, known))
    if known.address is None:
        raise NotFound
    return known.address


def _asked(key: str, known: Remembered | None) -> Address | None:
    """From the database; while it is away, what was known last."""
    try:
        found = _loaded(key)
    except AWAY:
        return known.address if known else _read(key)
    _write(key, found)
    return found


def _remember(key: str, found: Address | None) -> Remembered:
    with _lock:
        _known[key] = kept = Remembered(found, time.monotonic())
        _known.move_to_end(key)
        while len(_known) > MOST:
            _known.popitem(last=False)
    return kept


def account(account_id: int) -> Account:
    """The account itself, as it was at most some seconds ago; in its merchant's scope."""
    known = _accounts.get(account_id)
    if known is None or time.monotonic() - known[1] > REMEMBERED:
        known = Account.objects.get(pk=account_id), time.monotonic()
        with _lock:
            if len(_accounts) >= MOST:
                _accounts.clear()
            _accounts[account_id] = known
    if known[0].merchant_id != scope.current():
        raise NotFound
    return copy.copy(known[0])


def forget() -> None:
    """Remember nothing."""
    with _lock:
        _known.clear()
        _accounts.clear()


def _loaded(key: str) -> Address | None:
    try:
        merchant_id, account_id = merchants.route(ROUTE, key)
    except NotFound:
        return None
    with merchant_scope(merchant_id):
        row = Account.objects.alive().filter(pk=account_id).first()
        return None if row is None else _of(key, merchant_id, row)


def _of(key: str, merchant_id: int, row: Account) -> Address:
    aes = [
        keys.unseal(Account, name, sealed)
        for name in ("aes_key_sealed", "aes_key_before_sealed")
        if (sealed := getattr(row, name)) is not None
    ]
    return Address(
        key=key,  # after a change the one before leads here too
        merchant_id=merchant_id,
        account_id=row.pk,
        appid=row.appid,
        token=keys.unseal(Account, "push_token_sealed", row.push_token_sealed),
        aes_keys=tuple(one for one in aes if seals.sound_key(one)),
        mode=row.mode,
        enabled=row.enabled,
    )


def _place(key: str) -> Path:
    return settings.DATA / "wechat-spool" / "keys" / hashlib.sha256(key.encode()).hexdigest()


def _where(key: str) -> str:
    return f"wechat_push|{key}"


def _write(key: str, found: Address | None) -> None:
    """Keep a copy for when the database is away; a disk that fails is no reason to refuse."""
    place = _place(key)
    try:
        if found is None:
            place.unlink(missing_ok=True)
        elif _read(key) != found:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = place.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(keys.wrap_secret(msgspec.json.encode(found).decode(), _where(key)))
            fresh.replace(place)
    except OSError:
        return


def _read(key: str) -> Address | None:
    try:
        text = keys.unwrap_secret(_place(key).read_bytes(), _where(key))
        return msgspec.json.decode(text, type=Address)
    except (OSError, BadSeal, ValueError):
        return None
