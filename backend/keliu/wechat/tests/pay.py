"""WeChat Pay's side of a notice for tests: keys of its own, and what it would send."""

import base64
import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID
from django.test import Client

from keliu.kit import clock
from keliu.wechat.models import PayMerchant
from keliu.wechat.pay.verifying import NONCE, SERIAL, SIGNATURE, TIMESTAMP
from keliu.wechat.services import pay as pays
from keliu.wechat.services.pay import Given
from tests.cast import World

MCHID, APPID, API_KEY, OLD_KEY = "1900000109", "wx0a0a0a0a0a0a0a0a", "k" * 32, "o" * 32
PUBLIC_ID = "PUB_KEY_ID_0119000001092026112200000000000001"
PLATFORM, PLATFORM_CERT, OURS = (rsa.generate_private_key(65537, 2048) for _ in range(3))


def private_pem(key: rsa.RSAPrivateKey) -> str:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()


def public_pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def certificate(key: rsa.RSAPrivateKey, name: str, until: datetime | None = None) -> str:
    """A certificate of `name`, good for a year unless said otherwise."""
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    end = until or clock.now() + timedelta(days=365)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=400))
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


CERTIFICATE = certificate(OURS, MCHID)


def typed(**other: Any) -> dict[str, Any]:
    """What somebody types and pastes to connect."""
    return {
        "name": "远航集团",
        "mchid": MCHID,
        "appid": APPID,
        "certificate": CERTIFICATE,
        "private_key": private_pem(OURS),
        "api_key": API_KEY,
        "old_key": OLD_KEY,
        "public_key_id": PUBLIC_ID,
        "public_key": public_pem(PLATFORM),
    } | other


def connected(world: World) -> PayMerchant:
    """The merchant's number, in use."""
    with world.inside():
        return pays.connect(Given(**typed()))


def transaction(**other: Any) -> dict[str, Any]:
    """A payment as a notice tells it."""
    return {
        "appid": APPID,
        "mchid": MCHID,
        "out_trade_no": "KL0000000001",
        "transaction_id": "4200000000202611220000000001",
        "trade_type": "JSAPI",
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "success_time": "2026-11-22T17:00:00+08:00",
        "payer": {"openid": "oAunt"},
        "amount": {"total": 1280, "payer_total": 1280, "currency": "CNY"},
    } | other


def refund(**other: Any) -> dict[str, Any]:
    """A refund as a notice tells it."""
    return {
        "mchid": MCHID,
        "out_trade_no": "KL0000000001",
        "out_refund_no": "KR0000000001",
        "refund_status": "SUCCESS",
        "amount": {"total": 1280, "refund": 80, "payer_total": 1280, "payer_refund": 80},
    } | other


@dataclass
class Speaker:
    """WeChat Pay itself, as far as notices go."""

    serial: str = PUBLIC_ID
    key: rsa.RSAPrivateKey = field(default_factory=lambda: PLATFORM)
    api_key: str = API_KEY

    def body(
        self, said: dict[str, Any], *, kind: str = "transaction", notice: str = "", event: str = ""
    ) -> bytes:
        """The sealed JSON."""
        nonce = secrets.token_hex(6)
        plain = json.dumps(said, ensure_ascii=False).encode()
        sealed = AESGCM(self.api_key.encode()).encrypt(nonce.encode(), plain, kind.encode())
        resource = {
            "original_type": kind,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "associated_data": kind,
            "nonce": nonce,
        }
        usual = "TRANSACTION.SUCCESS" if kind == "transaction" else "REFUND.SUCCESS"
        return json.dumps(
            {
                "id": notice or os.urandom(16).hex(),
                "create_time": "2026-11-22T17:00:00+08:00",
                "resource_type": "encrypt-resource",
                "event_type": event or usual,
                "summary": "成功",
                "resource": resource,
            },
            ensure_ascii=False,
        ).encode()

    def headers(self, body: bytes, at: float | None = None, nonce: str = "") -> dict[str, str]:
        """What proves a body."""
        moment = str(int(clock.now().timestamp() if at is None else at))
        nonce = nonce or secrets.token_hex(16)
        said = f"{moment}\n{nonce}\n".encode() + body + b"\n"
        mark = base64.b64encode(self.key.sign(said, padding.PKCS1v15(), hashes.SHA256())).decode()
        return {TIMESTAMP: moment, NONCE: nonce, SERIAL: self.serial, SIGNATURE: mark}


def told(row: PayMerchant, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """A delivery to the merchant's address."""
    answer = Client(raise_request_exception=False).post(
        f"/wx/pay/{row.notify_key}", body, content_type="application/json", headers=headers
    )
    return answer.status_code, answer.content
