"""Sensitive columns at rest: AES-256-GCM with a key per merchant, and blind indexes to find them.

A sealed value is `version(1) | key id(1) | nonce(12) | ciphertext+tag`. The associated data is
`merchant|table.column`, so a value moved to another row owner or column does not open. Merchant
keys are wrapped by a master key; several master keys may be known while one is being replaced.
"""

import hmac
import os
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE_BYTES = 12
INDEX_BYTES = 16


class BadSeal(Exception):
    """The value was changed, belongs elsewhere, or its key is gone."""


@lru_cache(maxsize=256)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(key: bytes, key_id: int, text: str, where: str) -> bytes:
    """Encrypt `text` for the place `where` (`merchant|table.column`)."""
    nonce = os.urandom(NONCE_BYTES)
    box = _cipher(key).encrypt(nonce, text.encode(), where.encode())
    return VERSION + bytes([key_id]) + nonce + box


def key_id_of(sealed: bytes) -> int:
    """Which key a sealed value needs."""
    if len(sealed) < 2 + NONCE_BYTES + 16 or sealed[:1] != VERSION:
        raise BadSeal
    return sealed[1]


def unseal(key: bytes, sealed: bytes, where: str) -> str:
    """Decrypt; raises BadSeal when the value or its place is wrong."""
    key_id_of(sealed)
    nonce, box = sealed[2 : 2 + NONCE_BYTES], sealed[2 + NONCE_BYTES :]
    try:
        return _cipher(key).decrypt(nonce, box, where.encode()).decode()
    except InvalidTag as wrong:
        raise BadSeal from wrong


def blind(key: bytes, purpose: str, text: str) -> bytes:
    """A 16-byte keyed digest: equal texts meet, nobody without the key can go back."""
    return hmac.digest(key, f"{purpose}|{text}".encode(), "sha256")[:INDEX_BYTES]


@lru_cache(maxsize=8192)
def blind_piece(key: bytes, purpose: str, digits: str) -> str:
    """Sixteen characters of `blind` for four digits: there are few, and they come back."""
    return blind(key, purpose, digits).hex()[:16]


@dataclass(frozen=True)
class MerchantKeys:
    """The open keys of one merchant: newest for sealing, all for unsealing, one for indexes."""

    merchant_id: int
    sealing: dict[int, bytes]
    indexing: bytes

    def seal(self, text: str, column: str) -> bytes:
        newest = max(self.sealing)
        return seal(self.sealing[newest], newest, text, f"{self.merchant_id}|{column}")

    def unseal(self, sealed: bytes, column: str) -> str:
        key = self.sealing.get(key_id_of(sealed))
        if key is None:
            raise BadSeal
        return unseal(key, sealed, f"{self.merchant_id}|{column}")

    def blind(self, purpose: str, text: str) -> bytes:
        return blind(self.indexing, purpose, text)

    def blind_piece(self, purpose: str, digits: str) -> str:
        return blind_piece(self.indexing, purpose, digits)
