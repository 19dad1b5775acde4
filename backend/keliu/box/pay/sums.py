"""The box's own arithmetic of WeChat Pay: RSA signatures, sealed parts, keys and certificates.

A signature is checked by hand (modular power and the fixed padding), so that two different pieces
of code have to agree before a payment works.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

SCHEME = "WECHATPAY2-SHA256-RSA2048"
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
_PART = re.compile(r'(\w+)="([^"]*)"')
_YEARS = timedelta(days=5 * 365)


@dataclass(frozen=True)
class Claim:
    """What an Authorization header claims."""

    mchid: str
    nonce: str
    timestamp: str
    serial: str
    signature: str


def claim_of(header: str) -> Claim | None:
    """The parts of an Authorization header, or None when it is no such header."""
    scheme, _, rest = header.partition(" ")
    parts = dict(_PART.findall(rest))
    names = ("mchid", "nonce_str", "timestamp", "serial_no", "signature")
    if scheme != SCHEME or any(not parts.get(name) for name in names):
        return None
    return Claim(*(parts[name] for name in names))


def holds(public_pem: str, said: bytes, signature: str) -> bool:
    """Whether `signature` is this key's over `said` (PKCS#1 v1.5, SHA-256)."""
    key = serialization.load_pem_public_key(public_pem.encode())
    assert isinstance(key, rsa.RSAPublicKey)
    numbers, size = key.public_numbers(), key.key_size // 8
    try:
        given = base64.b64decode(signature, validate=True)
    except ValueError:
        return False
    if len(given) != size or int.from_bytes(given) >= numbers.n:
        return False
    opened = pow(int.from_bytes(given), numbers.e, numbers.n).to_bytes(size)
    tail = b"\x00" + _DIGEST_INFO + hashlib.sha256(said).digest()
    return opened == b"\x00\x01" + b"\xff" * (size - len(tail) - 2) + tail


@lru_cache(maxsize=64)  # its checks cost 35 ms, and every answer is signed
def _key(private_pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(private_pem.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def signed(private_pem: str, said: bytes) -> str:
    """A signature over `said`."""
    key = _key(private_pem)
    return base64.b64encode(key.sign(said, padding.PKCS1v15(), hashes.SHA256())).decode()


def sealed(api_key: str, plain: bytes, extra: str) -> dict[str, str]:
    """The `resource` of a notice, or a certificate in the list."""
    nonce = secrets.token_hex(6)
    closed = AESGCM(api_key.encode()).encrypt(nonce.encode(), plain, extra.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(closed).decode(),
        "associated_data": extra,
        "nonce": nonce,
    }


def new_key() -> str:
    """A private key of 2048 bits, as PEM."""
    key = rsa.generate_private_key(65537, 2048)
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()


def public_of(private_pem: str) -> str:
    """The public half, as PEM."""
    key = serialization.load_pem_private_key(private_pem.encode(), None)
    return _public(key.public_key())


def public_of_certificate(pem: str) -> tuple[str, str]:
    """Serial and public key of a certificate."""
    found = x509.load_pem_x509_certificate(pem.encode())
    return f"{found.serial_number:X}", _public(found.public_key())


def certificate(private_pem: str, name: str, now: float) -> tuple[str, str]:
    """Serial and PEM of a certificate for this key, good for five years."""
    key = serialization.load_pem_private_key(private_pem.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.fromtimestamp(now, UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _YEARS)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM).decode()
    return f"{made.serial_number:X}", pem


def _public(key: object) -> str:
    assert isinstance(key, rsa.RSAPublicKey)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()
