"""Work for later and by the clock; the worker finds it here."""

from keliu.interactions.services import reminders
from keliu.interactions.services.reminders import remind, warn
from keliu.interactions.services.voices import write_down
from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@jobs.periodic("*/10 * * * *")
def reminders_sweep() -> None:
    """Escalations and the morning's reminders of every merchant."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            reminders.sweep()


__all__ = ["remind", "reminders_sweep", "warn", "write_down"]
