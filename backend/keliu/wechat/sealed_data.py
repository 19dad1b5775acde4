"""Data that the mini program gets sealed from WeChat (`encryptedData`), and its signature.

AES-128-CBC with the session key, PKCS#7 blocks of **16**; what is inside names the app it is for.
"""

import base64
import hashlib
import hmac
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.ciphers.modes import CBC

from keliu.wechat.errors import DataRefused

BLOCK = 16
MOST = 64 * 1024


def opened(session_key: str, sealed: str, iv: str, appid: str) -> dict[str, Any]:
    """What is inside. Raises DataRefused when it is not whole, or for another app."""
    if len(sealed) > MOST:
        raise DataRefused(why="size")
    try:
        key, start, text = (_bytes(part) for part in (session_key, iv, sealed))
        plain = _opened(key, start, text)
        told = msgspec.json.decode(plain)
    except (ValueError, msgspec.DecodeError) as wrong:
        raise DataRefused(why="shape") from wrong
    mark = told.get("watermark") if isinstance(told, dict) else None
    if not isinstance(mark, dict) or mark.get("appid") != appid:
        raise DataRefused(why="app")
    return dict(told)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _opened(key: bytes, start: bytes, text: bytes) -> bytes:
    if len(key) != BLOCK or len(start) != BLOCK or not text or len(text) % BLOCK:
        raise ValueError("lengths")
    decryptor = Cipher(AES128(key), CBC(start)).decryptor()
    padded = decryptor.update(text) + decryptor.finalize()
    count = padded[-1]
    if not 1 <= count <= BLOCK or padded[-count:] != bytes([count]) * count:
        raise ValueError("padding")
    return padded[:-count]


def is_signed(session_key: str, raw: str, signature: str) -> bool:
    """Whether `rawData` is as WeChat gave it out."""
    made = hashlib.sha1(f"{raw}{session_key}".encode(), usedforsecurity=False).hexdigest()
    return hmac.compare_digest(made, signature)
