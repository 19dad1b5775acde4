"""Work that runs by itself; the worker finds it here."""

from keliu.customers.services import summaries
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
