"""Work that runs by itself; the worker finds it here."""

from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope
from keliu.tags.services import automatic


@jobs.periodic("*/10 * * * *")
def rules_run() -> None:
    """Every ten minutes the rules of every merchant look again."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            automatic.rules_run()
