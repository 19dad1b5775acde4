"""Work that runs by itself; the worker finds it here."""

from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope
from keliu.sales.services import capture, reminders


@jobs.periodic("20 0 * * *")  # twenty past eight in the morning in Shanghai
def papers_remind() -> None:
    """Quotes expire; owners hear which contracts end and which money is due."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            reminders.nightly()


@jobs.periodic("40 19 * * *")  # twenty to four at night in Shanghai
def sending_rates_forgotten() -> None:
    """Counters of form answers are kept for two days."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            capture.sweep_rates()
