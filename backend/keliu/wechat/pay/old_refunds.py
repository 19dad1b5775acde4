"""Refund notices of the old kind (APIv2, XML): a hint that something happened, and no proof.

A refund made by hand in WeChat Pay's console can arrive so. Its inner part is sealed with the MD5
of the APIv2 key in a mode that nobody can trust (ECB, unsigned), so nothing it says is believed:
number in hand, we ask WeChat Pay.
"""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from keliu.wechat.errors import PayForged
from keliu.wechat.pay.signing import sound_number

MOST_BYTES = 64 * 1024
BLOCK_BITS = 128


@dataclass(frozen=True)
class Hint:
    """Which refund to ask about."""

    mchid: str
    out_trade_no: str
    out_refund_no: str
    refund_id: str
    status: str


def read(body: bytes, key: str) -> Hint:
    """The hint in an old notice. Raises PayForged for anything else."""
    if not key or len(body) > MOST_BYTES:
        raise PayForged(why="old")
    outer = _parsed(body)
    inner = _parsed(_opened(_text(outer, "req_info"), key))
    hint = Hint(
        mchid=_text(outer, "mch_id"),
        out_trade_no=_text(inner, "out_trade_no"),
        out_refund_no=_text(inner, "out_refund_no"),
        refund_id=_text(inner, "refund_id"),
        status=_text(inner, "refund_status"),
    )
    if not sound_number(hint.out_trade_no) or not 1 <= len(hint.out_refund_no) <= 64:
        raise PayForged(why="old")
    return hint


def _parsed(document: bytes) -> Element:
    try:
        found: Any = fromstring(document, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as wrong:
        raise PayForged(why="xml") from wrong
    if found.tag not in ("xml", "root"):
        raise PayForged(why="xml")
    root: Element = found
    return root


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _opened(sealed: str, key: str) -> bytes:
    inner = hashlib.md5(key.encode()).hexdigest().encode()  # noqa: S324  WeChat Pay's own choice
    opener = Cipher(algorithms.AES(inner), modes.ECB()).decryptor()  # noqa: S305  as above
    strip = padding.PKCS7(BLOCK_BITS).unpadder()
    try:
        plain = opener.update(base64.b64decode(sealed, validate=True)) + opener.finalize()
        return strip.update(plain) + strip.finalize()
    except ValueError as wrong:
        raise PayForged(why="old") from wrong
