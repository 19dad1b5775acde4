"""Jobs of the radar."""

from datetime import timedelta

from keliu.kit import clock
from keliu.platform.jobs import periodic
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope
from keliu.radar.services import keeping, partitions, quarantine, signals

MANY_PARTS = 100  # of old events that are removed in one night
FRESH = timedelta(minutes=3)  # the job comes every minute; one that was missed is made up for


@periodic("17 3 * * *")
def keep_partitions() -> None:
    """Every night: the next months of the event table exist, those past retention are gone."""
    partitions.make_ahead()
    merchants = list(Merchant.objects.values_list("id", flat=True))
    kept = [_forget_old(one) for one in merchants]
    if kept:
        partitions.drop_old(max(kept))


def _forget_old(merchant_id: int) -> int:
    """Remove what a merchant does not keep any more; returns for how many days it keeps events."""
    more = MANY_PARTS
    while more:
        with merchant_scope(merchant_id):
            quarantine.forget_old()
            days, gone = keeping.keeping().days, keeping.forget_old()
        more = more - 1 if gone else 0
    return days


@periodic("* * * * *")
def signals_follow() -> None:
    """Every minute: what people just did is in their score."""
    since = clock.now() - FRESH
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            signals.follow(since)
