"""Work that runs by itself; the worker finds it here."""

from keliu.kinds.services import exporting
from keliu.platform import jobs, undo
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@jobs.periodic("40 18 * * *")  # twenty to three at night in Shanghai
def tidy() -> None:
    """Sheets past their day and journals past their thirty days go."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            exporting.tidy()
            undo.forget()
