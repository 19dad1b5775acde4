"""Work that runs by itself; the worker finds it here."""

from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.shopfront.services import posters


@jobs.periodic("25 3 * * *")
def posters_forgotten() -> None:
    """Posters that were drawn a month ago are drawn anew when somebody wants them."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        posters.forget_old(merchant_id)
