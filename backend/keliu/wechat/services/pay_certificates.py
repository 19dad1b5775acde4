"""Platform certificates of WeChat Pay: asked for seldom, kept only when they prove themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from cryptography import x509
from django.conf import settings
from django.db.models import Q

from keliu.kit import clock
from keliu.platform import keys
from keliu.platform.tenancy import merchant_scope
from keliu.wechat.errors import PayDown, PayRefused
from keliu.wechat.models import PayCertificate, PayMerchant
from keliu.wechat.pay import signing, verifying
from keliu.wechat.pay.client import Pay
from keliu.wechat.pay.verifying import ASK_EVERY, Keys, Verifier

log = structlog.get_logger()
NOTIFY = "/wx/pay/"


def notify_url(row: PayMerchant) -> str:
    """Where WeChat Pay sends its notices."""
    return f"{settings.BASE_URL}{NOTIFY}{row.notify_key}"


def keys_of(row: PayMerchant) -> Keys:
    """Every key WeChat Pay may sign with, by its serial."""
    rows = PayCertificate.objects.filter(pay=row, ends_at__gt=clock.now())
    known = dict(verifying.certificate(pem.encode()) for pem in rows.values_list("pem", flat=True))
    if row.public_key_id:
        known[row.public_key_id] = verifying.public_key(row.public_key.encode())
    return known


def client_of(row: PayMerchant, ask: Callable[[], Keys] | None) -> Pay:
    """WeChat Pay as this merchant number uses it."""
    private = keys.unseal(PayMerchant, "private_key_sealed", row.private_key_sealed)
    key = signing.private_key(private.encode())
    return Pay(
        merchant=signing.Merchant(row.mchid, row.serial, key),
        verifier=Verifier(keys_of(row), ask, now=lambda: clock.now().timestamp()),
        api_key=keys.unseal(PayMerchant, "api_key_sealed", row.api_key_sealed),
        notify_url=notify_url(row),
        bases=settings.WECHAT_PAY_BASES,
        public_key_id=row.public_key_id,
    )


def ask(merchant_id: int, pay_id: int) -> Keys:
    """New certificates; nothing when somebody asked within ten minutes, or none prove themselves.

    The turn is taken before the call and stays taken, so false serials cost one call at most; the
    call itself holds no lock.
    """
    with merchant_scope(merchant_id):
        pay = _turn(pay_id)
    if pay is None:
        return {}
    try:
        found = pay.certificates()
    except (PayDown, PayRefused) as refused:
        log.warning("pay_certificates", code=refused.code)
        return {}
    with merchant_scope(merchant_id):
        _keep(pay_id, found)
    return dict(verifying.certificate(pem.encode()) for pem in found.values())


def _turn(pay_id: int) -> Pay | None:
    due = Q(asked_at__isnull=True) | Q(asked_at__lt=clock.now() - ASK_EVERY)
    rows = PayMerchant.objects.alive().filter(due, pk=pay_id)
    if not rows.update(asked_at=clock.now()):
        return None
    return client_of(PayMerchant.objects.get(pk=pay_id), None)


def _keep(pay_id: int, found: dict[str, str]) -> None:
    rows = [
        PayCertificate(pay_id=pay_id, serial=serial, pem=pem, ends_at=ends(pem))
        for serial, pem in found.items()
    ]
    PayCertificate.objects.bulk_create(rows, ignore_conflicts=True)
    gone = clock.now() - timedelta(days=30)
    PayCertificate.objects.filter(pay_id=pay_id, ends_at__lt=gone).delete()


def ends(pem: str) -> datetime:
    """When a certificate ends."""
    return x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc
