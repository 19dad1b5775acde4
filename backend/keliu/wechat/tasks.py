"""Work that runs by itself; the worker finds it here."""

from keliu.kit import clock
from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope
from keliu.wechat.callback import intake, keeping
from keliu.wechat.callback.receiving import work_off
from keliu.wechat.services import media, quota
from keliu.wechat.services.answering import later
from keliu.wechat.services.erasure import erase
from keliu.wechat.services.incoming_media import fetch
from keliu.wechat.services.masses import post as post_mass
from keliu.wechat.services.media import bring
from keliu.wechat.services.pay_notices import again as pay_again


@jobs.periodic("* * * * *")
def pushes_replayed() -> None:
    """What a web process left on the disk, should it have ended before the database was back."""
    intake.replay()


@jobs.periodic("20 19 * * *")  # twenty past three at night in Shanghai
def pushes_forgotten() -> None:
    """What was pushed a month ago goes; lines on timelines stay."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        while True:
            with merchant_scope(merchant_id):
                if not keeping.pushes_forget_old():
                    break


@jobs.periodic("50 19 * * *")
def calls_tidied() -> None:
    """Counts of calls of days that nobody looks at any more."""
    quota.tidy(clock.now())


@jobs.periodic("40 * * * *")
def media_renewed() -> None:
    """Files that replies send and that WeChat is about to forget are brought there again."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            media.renew()


__all__ = [
    "bring",
    "calls_tidied",
    "erase",
    "fetch",
    "later",
    "media_renewed",
    "pay_again",
    "post_mass",
    "pushes_forgotten",
    "pushes_replayed",
    "work_off",
]
