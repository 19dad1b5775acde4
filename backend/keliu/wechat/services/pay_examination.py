"""Asking WeChat Pay itself whether a merchant number is set up well, for `keliu doctor`."""

from urllib.parse import urlsplit

from django.conf import settings

from keliu.kit import clock
from keliu.wechat.models import PayMerchant
from keliu.wechat.pay import causes
from keliu.wechat.services import pay_check
from keliu.wechat.services.checks import Finding
from keliu.wechat.services.pay_certificates import keys_of, notify_url

OFFICIAL = "https://api.mch.weixin.qq.com"
SOON = 30  # days before a certificate ends
STEPS = {
    "order": ("下单", "placing an order"),
    "query": ("查单", "asking for it"),
    "close": ("关单", "closing it"),
    "closed": ("关单后查单", "asking for it again"),
}
OPEN = ("在“微信支付”页按说明重新填写", "Fill it in again on the WeChat Pay page")


def examine(row: PayMerchant) -> list[Finding]:
    """Certificate, the keys that prove its answers, a sale without money, and its notices."""
    return [_certificate(row), _keys(row), _sale(row), _notices(row)]


def _certificate(row: PayMerchant) -> Finding:
    days = (row.certificate_until - clock.now()).days
    said = (f"商户证书还有 {days} 天到期", f"The certificate ends in {days} days")
    if days < 0:
        gone = ("商户证书已经过期", "The certificate has ended")
        return Finding("pay_certificate", "bad", gone, OPEN)
    if days < SOON:
        new = ("在商户平台换一张新的,再到“微信支付”页填进来",
               "Get a new one in the merchant platform and fill it in")  # fmt: skip
        return Finding("pay_certificate", "note", said, new)
    return Finding("pay_certificate", "good", said)


def _keys(row: PayMerchant) -> Finding:
    """Without any of WeChat Pay's keys not one notice could be believed."""
    count = len(keys_of(row))
    if count == 0:
        none = ("没有微信支付的公钥,也没有平台证书:通知一条也信不过",
                "Neither public key nor platform certificate: no notice can be proven")  # fmt: skip
        return Finding("pay_keys", "bad", none, OPEN)
    kind = ("微信支付公钥", "public key") if row.public_key_id else ("平台证书", "certificates")
    said = (f"用{kind[0]}验签,共 {count} 把", f"{count} of WeChat Pay's keys known ({kind[1]})")
    return Finding("pay_keys", "good", said)


def _sale(row: PayMerchant) -> Finding:
    failed = pay_check.check(row).failed
    if failed is None:
        done = (
            "下单、查单、关单都通,没有动钱",
            "Placed, found and closed an order; no money moved",
        )
        return Finding("pay_sale", "good", done)
    cause, step = causes.cause_of(failed.code), STEPS[failed.name]
    said = (
        f"{step[0]}没有成功:{cause.zh}({failed.code})",
        f"{step[1]} failed: {cause.en} ({failed.code})",
    )
    return Finding("pay_sale", "bad", said, (cause.fix_zh, cause.fix_en))


def _notices(row: PayMerchant) -> Finding:
    """Notices come from outside: to an address that the outside reaches."""
    parts = urlsplit(notify_url(row))
    if settings.WECHAT_PAY_BASES[0] == OFFICIAL and parts.scheme != "https":
        wrong = (
            f"通知地址 {parts.hostname} 不是 https",
            f"{parts.hostname} is not https",
        )
        fix = ("请用已备案的域名和 https,并设置 KELIU_BASE_URL",
               "Use a registered domain with https and set KELIU_BASE_URL")  # fmt: skip
        return Finding("pay_notices", "bad", wrong, fix)
    if row.last_notice_at is None:
        none = ("还没有收到过支付通知", "No notice has come yet")
        fix = ("在“微信支付”页用一分钱试付", "Try one fen on the WeChat Pay page")
        return Finding("pay_notices", "note", none, fix)
    days = (clock.now() - row.last_notice_at).days
    seen = (
        f"最近一次通知在 {days} 天前" if days else "今天收到过通知",
        f"The last notice came {days} days ago" if days else "Notices came today",
    )
    return Finding("pay_notices", "good", seen)
