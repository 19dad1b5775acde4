"""Somebody who has paid may be written to: WeChat opens its window for customer messages."""

from keliu.kit import clock
from keliu.outreach import public as outreach
from keliu.wechat.models import Account
from keliu.wechat.pay.notices import Told, Transaction


def paid(told: Told) -> None:
    """A payment through one of our own apps opens the window for its payer."""
    about = told.about
    if not isinstance(about, Transaction) or not about.paid or not about.payer.openid:
        return
    account = Account.objects.alive().filter(appid=about.appid).first()
    if account is not None:
        at = about.success_time or clock.now()
        outreach.allow(account.pk, about.payer.openid, "pay", at)
