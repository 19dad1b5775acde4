"""Work that runs by itself; the worker finds it here."""

from keliu.customers.services import scans, summaries
from keliu.customers.services.duplicates import scan
from keliu.customers.services.pools import nights
from keliu.customers.services.scans import read_card
from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@jobs.periodic("10 19 * * *")  # ten past three at night in Shanghai
def scores_cool() -> None:
    """Let the scores of every merchant follow the calendar, a thousand customers at a time."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        after: int | None = 0
        while after is not None:
            with merchant_scope(merchant_id):
                after = summaries.scores_cool(after)


@jobs.periodic("10 16 * * *")  # ten past midnight in Shanghai
def pools_take_back() -> None:
    """Customers whose last day with their owner is over fall into the pools."""
    for merchant_id in nights.companies():
        nights.fall(merchant_id)


@jobs.periodic("0 1 * * *")  # nine in the morning in Shanghai
def pools_warn() -> None:
    """Everybody hears which of their customers fall soon."""
    for merchant_id in nights.companies():
        nights.warn(merchant_id)


@jobs.periodic("*/10 * * * *")
def duplicates_looked_for() -> None:
    """Compare the customers that changed since the last time with everybody alike."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            scan.begin(whole=False)


@jobs.periodic("40 19 * * 6")  # Sunday, twenty to four at night in Shanghai
def duplicates_looked_for_everywhere() -> None:
    """Once a week everybody: rows that were loaded with times of long ago come along too."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            scan.begin(whole=True)


@jobs.periodic("*/10 * * * *")
def card_scans_forgotten() -> None:
    """What was read from paper cards goes within the hour."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            scans.scans_forget_old()


__all__ = [
    "card_scans_forgotten",
    "duplicates_looked_for",
    "duplicates_looked_for_everywhere",
    "pools_take_back",
    "pools_warn",
    "read_card",
    "scores_cool",
]
