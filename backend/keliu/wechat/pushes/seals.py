"""Signatures and encryption of pushes. Source: wechat.md 2.1, proven by the published vectors.

The encryption is AES-256-CBC with PKCS#7 to blocks of 32; what is inside names its length and the
app it is for. A push is judged by the mark over its ciphertext before anything is decrypted.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from keliu.wechat.errors import PushRefused

BLOCK, PREFIX, LENGTH = 32, 16, 4
KEY_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """What an app shares with WeChat. Newest AES key first: after a change the old one may come."""

    token: str
    appid: str
    aes_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sealed:
    """A reply on its way."""

    encrypt: str
    mark: str
    timestamp: int
    nonce: str


def mark(*parts: str) -> str:
    """WeChat's signature: SHA-1 over the sorted parts, in hex."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def genuine(token: str, signature: str, *parts: str) -> bool:
    """Whether `signature` is the mark over the parts and our token; an empty token never fits."""
    made = mark(token, *parts)
    return bool(token) and hmac.compare_digest(made.encode(), signature.encode())


def opened(keys: Keys, encrypt: str, signature: str, timestamp: str, nonce: str) -> bytes:
    """The message inside a sealed push. Raises PushRefused for everything that is not exact."""
    if not genuine(keys.token, signature, timestamp, nonce, encrypt):
        raise PushRefused(why="signature")
    try:
        sealed = base64.b64decode(encrypt, validate=True)
    except ValueError as wrong:
        raise PushRefused(why="base64") from wrong
    if not sealed or len(sealed) % BLOCK:
        raise PushRefused(why="length")
    for key in keys.aes_keys:
        plain = _unpacked(_aes(key).decryptor().update(sealed), keys.appid)
        if plain is not None:
            return plain
    raise PushRefused(why="key")


def sealed(
    keys: Keys, text: str, *, timestamp: int, nonce: str, prefix: bytes | None = None
) -> Sealed:
    """A reply, encrypted with the newest key. `prefix` is random unless a test gives it."""
    message, appid = text.encode(), keys.appid.encode()
    start = prefix if prefix is not None else secrets.token_bytes(PREFIX)
    plain = start + len(message).to_bytes(LENGTH, "big") + message + appid
    pad = BLOCK - len(plain) % BLOCK
    packed = _aes(keys.aes_keys[0]).encryptor().update(plain + bytes([pad]) * pad)
    encrypt = base64.b64encode(packed).decode()
    return Sealed(encrypt, mark(keys.token, str(timestamp), nonce, encrypt), timestamp, nonce)


def sound_key(key: str) -> bool:
    """Whether this can be an EncodingAESKey: 43 characters that stand for 32 bytes."""
    try:
        return len(key) == 43 and len(base64.b64decode(key + "=", validate=True)) == KEY_BYTES
    except ValueError:
        return False


def _aes(key: str) -> Cipher[modes.CBC]:
    raw = base64.b64decode(key + "=")
    return Cipher(algorithms.AES(raw), modes.CBC(raw[:PREFIX]))


def _unpacked(plain: bytes, appid: str) -> bytes | None:
    """What lies between the random bytes and the app's name; None when the shape is wrong."""
    pad = plain[-1]
    if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
        return None
    body = plain[PREFIX:-pad]
    size = int.from_bytes(body[:LENGTH], "big")
    message, tail = body[LENGTH : LENGTH + size], body[LENGTH + size :]
    if len(body) < LENGTH or len(message) != size or tail != appid.encode():
        return None
    return message
