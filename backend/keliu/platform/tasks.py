"""Work by the clock; the worker finds it here."""

from keliu.platform import files, jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@jobs.periodic("40 19 * * *")  # twenty to four at night in Shanghai
def files_forget_unused() -> None:
    """Remove uploads that nobody used within two days, merchant by merchant."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        more = 1
        while more:
            with merchant_scope(merchant_id):
                more = files.forget_unused()
