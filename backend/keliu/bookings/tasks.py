"""Work by the clock; the worker finds it here."""

from keliu.bookings.services import reminding
from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@jobs.periodic("*/10 * * * *")
def bookings_sweep() -> None:
    """Reminders and waiting lists of every merchant."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            reminding.sweep()


__all__ = ["bookings_sweep"]
