"""Is this really WeChat Pay speaking? Answers and notices alike. Source: wechat.md 4.1, 4.3.

Keys are chosen by the serial that came with the message: the public key (`PUB_KEY_ID_…`) or a
platform certificate, since WeChat Pay uses either while a merchant changes over. There is no way
around the check; what can not be checked is refused.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from keliu.wechat.errors import PayForged

SKEW_SECONDS = 300
ASK_EVERY = timedelta(minutes=10)  # for certificates, however many unknown serials come
PUBLIC_KEY = "PUB_KEY_ID_"
TIMESTAMP, NONCE = "Wechatpay-Timestamp", "Wechatpay-Nonce"
SERIAL, SIGNATURE = "Wechatpay-Serial", "Wechatpay-Signature"
LONGEST = {TIMESTAMP: 16, NONCE: 128, SERIAL: 128, SIGNATURE: 1024}
Keys = Mapping[str, rsa.RSAPublicKey]


def public_key(pem: bytes) -> rsa.RSAPublicKey:
    """WeChat Pay's public key (pub_key.pem). Raises ValueError."""
    found = serialization.load_pem_public_key(pem)
    if not isinstance(found, rsa.RSAPublicKey):
        raise ValueError("an RSA public key is needed")
    return found


def certificate(pem: bytes) -> tuple[str, rsa.RSAPublicKey]:
    """Serial (upper-case hex, as in the header) and key of a platform certificate."""
    found = x509.load_pem_x509_certificate(pem)
    key = found.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("an RSA certificate is needed")
    return f"{found.serial_number:X}", key


@dataclass
class Verifier:
    """Checks signatures with known keys; may ask for new certificates now and then.

    `ask` fetches platform certificates (already verified and decrypted). It is called for an
    unknown certificate serial only, and once in ten minutes at most, so that forged serials can
    not make us call out.
    """

    keys: Keys
    ask: Callable[[], Keys] | None = None
    now: Callable[[], float] = field(kw_only=True)  # Unix seconds
    _asked_at: float | None = None

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Return when the message is WeChat Pay's and fresh. Raises PayForged otherwise.

        Probes (`WECHATPAY/SIGNTEST/…`) are forged on purpose and fail like any bad signature.
        """
        said = {name: headers.get(name, "") for name in LONGEST}
        if any(not said[name] or len(said[name]) > most for name, most in LONGEST.items()):
            raise PayForged(why="headers")
        self._fresh(said[TIMESTAMP])
        signature = _decoded(said[SIGNATURE])
        key = self._key(said[SERIAL])
        lines = said[TIMESTAMP].encode(), said[NONCE].encode(), body
        message = b"".join(line + b"\n" for line in lines)
        try:
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as wrong:
            raise PayForged(why="signature") from wrong

    def _fresh(self, timestamp: str) -> None:
        if not (timestamp.isascii() and timestamp.isdigit()):
            raise PayForged(why="timestamp")
        if abs(self.now() - int(timestamp)) >= SKEW_SECONDS:
            raise PayForged(why="age")

    def _key(self, serial: str) -> rsa.RSAPublicKey:
        key = self.keys.get(serial)
        if key is None and not serial.startswith(PUBLIC_KEY) and self._may_ask():
            key = self.keys.get(serial)
        if key is None:
            raise PayForged(why="serial")
        return key

    def _may_ask(self) -> bool:
        """Fetch certificates if that is due; whether it was."""
        now = self.now()
        waiting = self._asked_at is not None and now - self._asked_at < ASK_EVERY.total_seconds()
        if self.ask is None or waiting:
            return False
        self._asked_at = now
        self.keys = {**self.keys, **self.ask()}
        return True


def _decoded(signature: str) -> bytes:
    """The bytes of a signature, which have one spelling only."""
    try:
        found = base64.b64decode(signature, validate=True)
    except ValueError as wrong:
        raise PayForged(why="signature") from wrong
    if base64.b64encode(found).decode() != signature:
        raise PayForged(why="signature")
    return found
