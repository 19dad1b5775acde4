"""Connecting a merchant number at WeChat Pay, and speaking as it."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.db import transaction

from keliu.kit import clock, scope
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit, keys, merchants, records
from keliu.wechat.errors import NoPay, PayConnected
from keliu.wechat.models import PayMerchant
from keliu.wechat.pay import signing, verifying
from keliu.wechat.pay.client import Pay
from keliu.wechat.services import pay_certificates

ROUTE = "wechat_pay"
KEY_BYTES = 32
PUBLIC_KEY_ID = re.compile(r"PUB_KEY_ID_[0-9A-Za-z]{8,50}")


@dataclass(frozen=True)
class Given:
    """What somebody typed or pasted; None leaves what is there."""

    name: str | None = None
    mchid: str | None = None
    appid: str | None = None
    certificate: str | None = None
    private_key: str | None = None
    api_key: str | None = None
    old_key: str | None = None
    public_key_id: str | None = None
    public_key: str | None = None


def connected() -> PayMerchant:
    """The merchant number in use. Raises NoPay."""
    row = PayMerchant.objects.alive().first()
    if row is None:
        raise NoPay
    return row


def pay_of(row: PayMerchant | None = None) -> Pay:
    """WeChat Pay as the current merchant uses it. Raises NoPay."""
    row = row or connected()
    turn = partial(pay_certificates.ask, scope.current(), row.pk)
    return pay_certificates.client_of(row, turn)


@transaction.atomic
def connect(given: Given) -> PayMerchant:
    """Take a merchant number into use. Raises Invalid and PayConnected."""
    if PayMerchant.objects.alive().exists():
        raise PayConnected
    values = _values(given, None)
    row = PayMerchant(notify_key=secrets.token_hex(16), **values)
    with records.unique("wechat_pay_one", PayConnected()):
        row.save(force_insert=True)
    merchants.route_add(ROUTE, row.notify_key, scope.current(), row.pk)
    audit.record("paymerchant.create", "paymerchant", row.pk, row.name)
    return row


def change(
    row: PayMerchant, *, version: int, given: Given, current: Callable[[PayMerchant], Any]
) -> PayMerchant:
    """New keys or names; what is not given stays. Raises Invalid, Stale."""
    changes = _values(given, row) | {"problem": "", "problem_code": "", "problem_at": None}
    shown = {"public_key": None, "problem": None, "problem_code": None, "problem_at": None}
    return records.save_changes(row, version=version, changes=changes, shown=shown, current=current)


def disconnect(row: PayMerchant) -> None:
    """Use it no more; notices to its address find nobody."""
    records.delete(row)


def noted(row: PayMerchant, problem: str, code: str = "") -> None:
    """Keep what is wrong where the owner sees it; an empty problem means all is well."""
    PayMerchant.objects.filter(pk=row.pk).update(
        problem=problem[:40], problem_code=code[:40], problem_at=clock.now() if problem else None
    )


# -- what may be kept


def _values(given: Given, row: PayMerchant | None) -> dict[str, Any]:
    whole = replace(given, **_before(given, row)) if row else given
    wrong: dict[str, str] = {}
    values = _names(whole, wrong) | _public(whole, wrong)
    if row is None or given.certificate or given.private_key:
        values |= _pair(whole, wrong)
    for field, column in (("api_key", "api_key_sealed"), ("old_key", "old_key_sealed")):
        text = getattr(given, field)
        if text:
            if len(text.encode()) != KEY_BYTES or not text.isascii():
                wrong[field] = "密钥正好 32 位字母或数字,注意不要多复制空格"
            values[column] = keys.seal(PayMerchant, column, text)
    if row is None and not given.api_key:
        wrong["api_key"] = "这一项要填"
    if wrong:
        raise Invalid(fields=wrong)
    return values


def _before(given: Given, row: PayMerchant) -> dict[str, Any]:
    """What is there, for what is not given."""
    names = ("name", "mchid", "appid", "public_key_id", "public_key")
    return {name: getattr(row, name) for name in names if getattr(given, name) is None}


def _names(whole: Given, wrong: dict[str, str]) -> dict[str, Any]:
    if not re.fullmatch(r"[0-9]{8,32}", whole.mchid or ""):
        wrong["mchid"] = "商户号是 8 到 32 位数字,在商户平台“账户中心—商户信息”里"
    if not re.fullmatch(r"wx[0-9A-Za-z]{4,38}", whole.appid or ""):
        wrong["appid"] = "AppID 以 wx 开头,是关联到这个商户号的公众号或小程序"
    if not whole.name:
        wrong["name"] = "这一项要填"
    return {"mchid": whole.mchid, "appid": whole.appid, "name": whole.name}


def _pair(whole: Given, wrong: dict[str, str]) -> dict[str, Any]:
    """Certificate and private key, which come together."""
    serial, until, theirs = _certificate(whole, wrong)
    try:
        key = signing.private_key((whole.private_key or "").encode())
    except (ValueError, TypeError):
        wrong["private_key"] = "不是私钥文件:请打开 apiclient_key.pem,把内容全部粘贴进来"
        return {}
    if theirs is not None and key.public_key().public_numbers() != theirs.public_numbers():
        wrong["private_key"] = "私钥和证书不是一对:两个文件要从同一个压缩包里来"
    sealed = keys.seal(PayMerchant, "private_key_sealed", whole.private_key or "")
    return {"serial": serial, "certificate_until": until, "private_key_sealed": sealed}


def _certificate(
    whole: Given, wrong: dict[str, str]
) -> tuple[str, datetime, rsa.RSAPublicKey | None]:
    try:
        found = x509.load_pem_x509_certificate((whole.certificate or "").encode())
        key = found.public_key()
    except ValueError:
        wrong["certificate"] = "不是证书文件:请打开 apiclient_cert.pem,把内容全部粘贴进来"
        return "", clock.now(), None
    names = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    stated = str(names[0].value) if names else ""
    if stated.isdigit() and stated != whole.mchid and "mchid" not in wrong:
        wrong["certificate"] = f"这张证书是商户号 {stated} 的,和填的不一样"
    if found.not_valid_after_utc <= clock.now():
        wrong["certificate"] = "证书已经过期,请在商户平台申请新的"
    rsa_key = key if isinstance(key, rsa.RSAPublicKey) else None
    if rsa_key is None:
        wrong["certificate"] = "证书要是 RSA 的"
    return f"{found.serial_number:X}", found.not_valid_after_utc, rsa_key


def _public(whole: Given, wrong: dict[str, str]) -> dict[str, Any]:
    """WeChat Pay's public key with its id, or neither (platform certificates then)."""
    identifier, pem = whole.public_key_id or "", whole.public_key or ""
    if bool(identifier) != bool(pem):
        wrong["public_key"] = "微信支付公钥和它的 ID 要一起填,都不填就用平台证书"
    if identifier and not PUBLIC_KEY_ID.fullmatch(identifier):
        wrong["public_key_id"] = "公钥 ID 以 PUB_KEY_ID_ 开头"
    if pem:
        try:
            verifying.public_key(pem.encode())
        except (ValueError, TypeError):
            wrong["public_key"] = "不是公钥文件:请打开 pub_key.pem,把内容全部粘贴进来"
    return {"public_key_id": identifier, "public_key": pem}


def by_id(pay_id: int) -> PayMerchant:
    """One row still in use. Raises NotFound."""
    row = PayMerchant.objects.alive().filter(pk=pay_id).first()
    if row is None:
        raise NotFound
    return row
