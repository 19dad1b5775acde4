"""Data keys of merchants: made at birth, wrapped by the installation's master key, replaceable.

`Merchant.keys` is `{"index": wrapped, "seal": {"1": wrapped, "2": wrapped}}` in base64. The master
key is the first of KELIU_MASTER_KEY; further ones, after a comma, still open what they wrapped.
"""

import base64
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from keliu.kit import scope
from keliu.kit.sealing import BadSeal, MerchantKeys
from keliu.platform.models import Merchant

NONCE_BYTES = 12


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # generic in the stubs only
    """A column holding a sealed text; `keys.seal` and `keys.unseal` are its only users."""


def _wrap(merchant_id: int, key: bytes) -> str:
    nonce = os.urandom(NONCE_BYTES)
    box = AESGCM(settings.MASTER_KEYS[0]).encrypt(nonce, key, str(merchant_id).encode())
    return base64.b64encode(nonce + box).decode()


def _unwrap(merchant_id: int, text: str) -> bytes:
    raw = base64.b64decode(text)
    for master in settings.MASTER_KEYS:
        try:
            nonce, box = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
            return AESGCM(master).decrypt(nonce, box, str(merchant_id).encode())
        except InvalidTag:
            continue
    raise BadSeal


def fresh(merchant_id: int) -> dict[str, Any]:
    """Keys for a new merchant, wrapped."""
    return {
        "index": _wrap(merchant_id, os.urandom(32)),
        "seal": {"1": _wrap(merchant_id, os.urandom(32))},
    }


def _open(merchant_id: int) -> MerchantKeys:
    wrapped = Merchant.objects.values_list("keys", flat=True).get(pk=merchant_id)
    seals = {int(name): _unwrap(merchant_id, text) for name, text in wrapped["seal"].items()}
    return MerchantKeys(merchant_id, seals, _unwrap(merchant_id, wrapped["index"]))


opened = lru_cache(maxsize=512)(_open)


def ours(*, newest: bool = False) -> MerchantKeys:
    """The open keys of the current merchant; `newest` looks past this process's memory."""
    if newest:
        opened.cache_clear()
    return opened(scope.current())


def column_of(model: type[models.Model], field: str) -> str:
    return f"{model._meta.db_table}.{field}"


def seal(model: type[models.Model], field: str, text: str) -> bytes:
    """`text` sealed for one column of the current merchant."""
    return ours().seal(text, column_of(model, field))


def unseal(model: type[models.Model], field: str, sealed: bytes | memoryview) -> str:
    """The text of a sealed column; looks up newer keys once when this process lacks one."""
    try:
        return ours().unseal(bytes(sealed), column_of(model, field))
    except BadSeal:
        return ours(newest=True).unseal(bytes(sealed), column_of(model, field))


def rotate(merchant_id: int) -> int:
    """Add a new sealing key; everything sealed from now on uses it. Returns its number."""
    merchant = Merchant.objects.select_for_update().get(pk=merchant_id)
    number = max(int(name) for name in merchant.keys["seal"]) + 1
    merchant.keys["seal"][str(number)] = _wrap(merchant_id, os.urandom(32))
    merchant.save(update_fields=["keys"])
    opened.cache_clear()
    return number


def reseal(model: type[models.Model], batch: int = 500) -> int:
    """Seal every old value of `model` anew with the newest key; returns how many changed."""
    newest = max(ours(newest=True).sealing)
    names = [f.name for f in model._meta.local_fields if isinstance(f, SealedField)]
    changed = 0
    for row in model._default_manager.only("id", *names).iterator(batch):
        values = {
            name: seal(model, name, unseal(model, name, getattr(row, name)))
            for name in names
            if getattr(row, name) is not None and bytes(getattr(row, name))[1] != newest
        }
        if values:
            changed += model._default_manager.filter(pk=row.pk).update(**values)
    return changed


def wrap_secret(text: str, where: str) -> bytes:
    """Seal an installation-wide secret (a TOTP key, an app secret) with the master key."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(settings.MASTER_KEYS[0]).encrypt(nonce, text.encode(), where.encode())


def unwrap_secret(sealed: bytes | memoryview, where: str) -> str:
    """Open what `wrap_secret` sealed. Raises BadSeal."""
    raw = bytes(sealed)
    for master in settings.MASTER_KEYS:
        try:
            return (
                AESGCM(master)
                .decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], where.encode())
                .decode()
            )
        except InvalidTag:
            continue
    raise BadSeal
