"""Connecting a merchant's own apps: what is entered, what is drawn by lot, and who is asked for."""

import secrets
import string
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from keliu.kit import scope
from keliu.platform import audit, keys, merchants, records
from keliu.platform.models import Route
from keliu.wechat import tokens
from keliu.wechat.errors import AccountKnown, KeyStillUsed
from keliu.wechat.models import Account
from keliu.wechat.services.calls import app_of

ROUTE = "wechat_push"
PLAIN = string.ascii_letters + string.digits
TOKEN_LENGTH, AES_LENGTH, KEY_LENGTH = 32, 43, 32


@dataclass(frozen=True)
class Connecting:
    """What somebody enters about an app; the secret is never shown again."""

    kind: str
    type: str
    name: str
    appid: str
    secret: str
    original_id: str
    verified: bool = False
    subject: str = ""


def drawn(length: int) -> str:
    """A random word of letters and digits, which is all that WeChat's console takes."""
    return "".join(secrets.choice(PLAIN) for _ in range(length))


def sealed(**texts: str) -> dict[str, Any]:
    """Columns `<name>_sealed` for secrets."""
    return {f"{name}_sealed": keys.seal(Account, f"{name}_sealed", text)
            for name, text in texts.items()}  # fmt: skip


@transaction.atomic
def connect(given: Connecting, mode: str = Account.Mode.SAFE) -> Account:
    """A new account with its own callback address, token and key. Raises AccountKnown."""
    first = not Account.objects.alive().filter(kind=given.kind, is_default=True).exists()
    with records.unique("wechat_account_once", AccountKnown()):
        account = Account.objects.create(
            kind=given.kind,
            type=given.type,
            name=given.name,
            appid=given.appid,
            original_id=given.original_id,
            verified=given.verified,
            subject=given.subject,
            mode=mode,
            is_default=first,
            callback_key=drawn(KEY_LENGTH),
            **sealed(
                secret=given.secret, push_token=drawn(TOKEN_LENGTH), aes_key=drawn(AES_LENGTH)
            ),
        )
    merchants.route_add(ROUTE, account.callback_key, scope.current(), account.pk)
    audit.record("account.connect", "account", account.pk, account.name)
    return account


@transaction.atomic
def change(account: Account, *, version: int, changes: dict[str, Any], current: Any) -> Account:
    """Name, type, subject, secret …; a new secret is tried at once by the next call."""
    values = {name: value for name, value in changes.items() if name != "secret"}
    if changes.get("secret"):
        values |= sealed(secret=changes["secret"]) | UNTROUBLED
    shown: dict[str, None] = dict.fromkeys(UNTROUBLED)
    saved = records.save_changes(
        account, version=version, changes=values, shown=shown, current=current,
        action="account.change",
    )  # fmt: skip
    if changes.get("secret"):
        tokens.forget_failure(app_of(saved))
    return saved


UNTROUBLED: dict[str, Any] = {"problem": "", "problem_code": None, "problem_at": None}


@transaction.atomic
def make_default(account: Account, *, version: int, current: Any) -> Account:
    """The one that is used when nobody chooses."""
    Account.objects.filter(kind=account.kind, is_default=True).exclude(pk=account.pk).update(
        is_default=False
    )
    return records.save_changes(
        account, version=version, changes={"is_default": True}, current=current,
        action="account.default",
    )  # fmt: skip


@transaction.atomic
def switch(account: Account, *, version: int, enabled: bool, current: Any) -> Account:
    """Stop speaking for an account, or go on; its pushes are kept out meanwhile."""
    return records.save_changes(
        account, version=version, changes={"enabled": enabled}, current=current,
        action="account.enable" if enabled else "account.disable",
    )  # fmt: skip


@transaction.atomic
def rotate(account: Account, *, version: int, what: str, current: Any) -> Account:
    """A new callback address, token or key; the address and key before go on working.

    WeChat still uses the old ones until the new ones are saved in its console.
    """
    changes = _ROTATIONS[what](account)
    return records.save_changes(
        account, version=version, changes=changes, current=current, action="account.rotate",
        shown=dict.fromkeys(changes),
    )  # fmt: skip


def _new_address(account: Account) -> dict[str, Any]:
    """At most two addresses lead to an account: the new one and the one before."""
    routes = Route.objects.filter(kind=ROUTE, target_id=account.pk)
    routes.filter(merchant_id=scope.current()).exclude(key=account.callback_key).delete()
    key = drawn(KEY_LENGTH)
    merchants.route_add(ROUTE, key, scope.current(), account.pk)
    return {"callback_key": key, "verified_at": None}


def _new_token(account: Account) -> dict[str, Any]:
    return sealed(push_token=drawn(TOKEN_LENGTH))


def _new_key(account: Account) -> dict[str, Any]:
    before = keys.unseal(Account, "aes_key_sealed", account.aes_key_sealed)
    return sealed(aes_key=drawn(AES_LENGTH), aes_key_before=before)


_ROTATIONS = {"address": _new_address, "token": _new_token, "aes_key": _new_key}


@transaction.atomic
def retire(account: Account, *, version: int, current: Any) -> Account:
    """WeChat's console has the new address and key: the ones before stop working."""
    if account.verified_at is None:
        raise KeyStillUsed
    Route.objects.filter(kind=ROUTE, target_id=account.pk, merchant_id=scope.current()).exclude(
        key=account.callback_key
    ).delete()
    return records.save_changes(
        account, version=version, changes={"aes_key_before_sealed": None}, current=current,
        action="account.retire", shown={"aes_key_before_sealed": None},
    )  # fmt: skip


@transaction.atomic
def remove(account: Account) -> None:
    """Disconnect: nothing is sent or taken for it any more; what came through it stays."""
    Route.objects.filter(kind=ROUTE, target_id=account.pk, merchant_id=scope.current()).delete()
    was_default = account.is_default
    Account.objects.filter(pk=account.pk).update(is_default=False)
    records.delete(account)
    heir = Account.objects.alive().filter(kind=account.kind).order_by("-enabled", "id").first()
    if was_default and heir is not None:
        Account.objects.filter(pk=heir.pk).update(is_default=True)


@dataclass(frozen=True)
class PushSecrets:
    """What is pasted into WeChat's console; shown only to whoever may connect."""

    token: str
    aes_key: str
    aes_key_before: str | None


def push_secrets(account: Account) -> PushSecrets:
    """The account's token and keys for pushes, opened."""
    before = account.aes_key_before_sealed
    return PushSecrets(
        keys.unseal(Account, "push_token_sealed", account.push_token_sealed),
        keys.unseal(Account, "aes_key_sealed", account.aes_key_sealed),
        None if before is None else keys.unseal(Account, "aes_key_before_sealed", before),
    )
