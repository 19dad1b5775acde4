"""Our signatures: over requests, and over what the pay sheet is opened with. (wechat.md 4.2, 4.4)

The bytes that are signed are the bytes that are sent; nobody writes the JSON a second time.
"""

import base64
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SCHEME = "WECHATPAY2-SHA256-RSA2048"
LEAST_BITS = 2048
NUMBER = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-|*")


@dataclass(frozen=True)
class Merchant:
    """A pay merchant (商户号) with the key and certificate number that sign its requests."""

    mchid: str
    serial: str
    key: rsa.RSAPrivateKey


@lru_cache(maxsize=64)  # reading one costs 35 ms of checks, and every call signs
def private_key(pem: bytes) -> rsa.RSAPrivateKey:
    """The merchant's key from apiclient_key.pem. Raises ValueError for anything else."""
    found = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(found, rsa.RSAPrivateKey) or found.key_size < LEAST_BITS:
        raise ValueError("an RSA key of 2048 bits or more is needed")
    return found


def signature(key: rsa.RSAPrivateKey, *lines: str | bytes) -> str:
    """RSA PKCS#1 v1.5 with SHA-256 over the lines, each ended by a line feed, in Base64."""
    said = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    return base64.b64encode(key.sign(said, padding.PKCS1v15(), hashes.SHA256())).decode()


def authorization(
    merchant: Merchant, method: str, target: str, body: bytes, *, at: int, nonce: str
) -> str:
    """The Authorization header of one request; `target` is path and query as on the wire."""
    made = signature(merchant.key, method.upper(), target, str(at), nonce, body)
    parts = {
        "mchid": merchant.mchid,
        "nonce_str": nonce,
        "timestamp": str(at),
        "serial_no": merchant.serial,
        "signature": made,
    }
    return f"{SCHEME} " + ",".join(f'{name}="{value}"' for name, value in parts.items())


def pay_sheet(
    merchant: Merchant, appid: str, prepay_id: str, *, at: int, nonce: str
) -> dict[str, str]:
    """What opens the pay sheet in the mini program (wx.requestPayment) and in pages (JSAPI)."""
    package = f"prepay_id={prepay_id}"
    return {
        "appId": appid,
        "timeStamp": str(at),
        "nonceStr": nonce,
        "package": package,
        "signType": "RSA",
        "paySign": signature(merchant.key, appid, str(at), nonce, package),
    }


def app_sheet(
    merchant: Merchant, appid: str, prepay_id: str, *, at: int, nonce: str
) -> dict[str, str]:
    """What opens the pay sheet from an app: the bare number is signed, without a prefix."""
    return {
        "appid": appid,
        "partnerid": merchant.mchid,
        "prepayid": prepay_id,
        "package": "Sign=WXPay",
        "noncestr": nonce,
        "timestamp": str(at),
        "sign": signature(merchant.key, appid, str(at), nonce, prepay_id),
    }


def part(value: str) -> str:
    """A number as part of a path, percent-encoded as it will be sent and signed."""
    return quote(value, safe="")


def sound_number(value: str) -> bool:
    """Whether WeChat Pay takes this as out_trade_no or out_refund_no."""
    return 6 <= len(value) <= 32 and set(value) <= NUMBER
