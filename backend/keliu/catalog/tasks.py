"""Work that runs by itself; the worker finds it here."""

from keliu.catalog.services import shelf
from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@jobs.periodic("*/10 * * * *")
def products_taken_down() -> None:
    """Products whose time is past are off the shelf; nobody could buy them since that moment."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            shelf.take_down()
