"""WeChat's side of the envelope: signs and encrypts pushes, opens sealed replies."""

import base64
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

STEP = 32


class BadSeal(Exception):
    """A reply that was not sealed as agreed."""


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  WeChat's own


def seal(key: str, appid: str, message: bytes, *, head: bytes | None = None) -> str:
    """16 random bytes, the length, the message, the appid; padded to 32 and encrypted."""
    inner = (head or secrets.token_bytes(16)) + struct.pack(">I", len(message)) + message
    inner += appid.encode()
    missing = STEP - len(inner) % STEP
    work = _cipher(key).encryptor()
    sealed = work.update(inner + bytes([missing]) * missing) + work.finalize()
    return base64.b64encode(sealed).decode("ascii")


def unseal(key: str, appid: str, sealed: str) -> bytes:
    """The message inside. Raises BadSeal."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except ValueError:
        raise BadSeal("base64") from None
    if not raw or len(raw) % STEP:
        raise BadSeal("length")
    work = _cipher(key).decryptor()
    inner = work.update(raw) + work.finalize()
    fill = inner[-1]
    if not 1 <= fill <= STEP or set(inner[-fill:]) != {fill}:
        raise BadSeal("padding")
    inner = inner[:-fill]
    if len(inner) < 20:
        raise BadSeal("length")
    (size,) = struct.unpack(">I", inner[16:20])
    message, tail = inner[20 : 20 + size], inner[20 + size :]
    if len(message) != size or tail != appid.encode():
        raise BadSeal("appid")
    return message


def same(one: str, two: str) -> bool:
    """Equal, told in constant time."""
    return hmac.compare_digest(one.encode(), two.encode())


def _cipher(key: str) -> Cipher[CBC]:
    raw = base64.b64decode(key + "=")
    return Cipher(AES(raw), CBC(raw[:16]))
