"""Notices of WeChat Pay: decrypted, and as values. Source: wechat.md 4.5.

Looked at only after `Verifier.check`. Money is integer fen, moments are aware datetimes.
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keliu.wechat.errors import PayForged

ALGORITHM = "AEAD_AES_256_GCM"
KEY_BYTES = 32
MOST_BYTES = 64 * 1024
PAID, REFUND = "transaction", "refund"


class Resource(msgspec.Struct, frozen=True):
    """The sealed part of a notice, or of a certificate in the list."""

    algorithm: str
    ciphertext: str
    nonce: str
    associated_data: str = ""
    original_type: str = ""


class Notice(msgspec.Struct, frozen=True):
    """A notice as it comes; `id` is the same for repeated deliveries."""

    id: str
    event_type: str
    resource: Resource
    create_time: str = ""
    resource_type: str = ""
    summary: str = ""


class Amount(msgspec.Struct, frozen=True):
    """Fen. `payer_total` is what was paid after WeChat's own coupons."""

    total: int
    payer_total: int | None = None
    refund: int | None = None
    payer_refund: int | None = None
    currency: str = "CNY"


class Payer(msgspec.Struct, frozen=True):
    openid: str = ""


class Transaction(msgspec.Struct, frozen=True):
    """State of an order, from a notice or a query."""

    appid: str
    mchid: str
    out_trade_no: str
    trade_state: str
    transaction_id: str = ""
    trade_type: str = ""
    trade_state_desc: str = ""
    attach: str = ""
    success_time: datetime | None = None
    payer: Payer = Payer()
    amount: Amount | None = None

    @property
    def paid(self) -> bool:
        return self.trade_state == "SUCCESS"


class Refund(msgspec.Struct, frozen=True):
    """State of a refund, from a notice."""

    mchid: str
    out_trade_no: str
    out_refund_no: str
    refund_status: str
    amount: Amount
    transaction_id: str = ""
    refund_id: str = ""
    success_time: datetime | None = None
    user_received_account: str = ""


@dataclass(frozen=True)
class Told:
    """What a notice tells: of a payment or of a refund."""

    id: str
    event: str
    about: Transaction | Refund


def opened(key: str, resource: Resource) -> bytes:
    """The plain text of a sealed part. Raises PayForged; a wrong tag gives nothing away."""
    raw = key.encode()
    if resource.algorithm != ALGORITHM or len(raw) != KEY_BYTES:
        raise PayForged(why="algorithm")
    try:
        sealed = base64.b64decode(resource.ciphertext, validate=True)
        extra = resource.associated_data.encode()
        return AESGCM(raw).decrypt(resource.nonce.encode(), sealed, extra)
    except (InvalidTag, ValueError, OverflowError) as wrong:
        raise PayForged(why="ciphertext") from wrong


def read(body: bytes, key: str) -> Told:
    """A verified notice as a value. Raises PayForged when it is not whole."""
    notice = _decoded(body, Notice)
    kind = notice.resource.original_type
    plain = opened(key, notice.resource)
    if kind == PAID:
        return Told(notice.id, notice.event_type, _decoded(plain, Transaction))
    if kind == REFUND:
        return Told(notice.id, notice.event_type, _decoded(plain, Refund))
    raise PayForged(why="kind")


def _decoded(body: bytes, kind: Any) -> Any:
    if len(body) > MOST_BYTES:
        raise PayForged(why="size")
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise PayForged(why="fields") from wrong
