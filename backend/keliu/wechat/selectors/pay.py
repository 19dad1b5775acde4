"""What the console shows of WeChat Pay."""

from django.db.models import QuerySet

from keliu.wechat.models import PayCertificate, PayMerchant, PayNotice


def current() -> PayMerchant | None:
    """The merchant number in use."""
    return PayMerchant.objects.alive().first()


def certificates(row: PayMerchant) -> list[PayCertificate]:
    """Platform certificates, the one that ends last first."""
    return list(PayCertificate.objects.filter(pay=row).order_by("-ends_at"))


def recent(row: PayMerchant) -> QuerySet[PayNotice]:
    """What WeChat Pay told us."""
    return PayNotice.objects.filter(pay=row)
