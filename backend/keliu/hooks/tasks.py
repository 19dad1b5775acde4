"""Work that runs by itself; the worker finds it here."""

from keliu.hooks.services import keeping
from keliu.hooks.services.sending import hook_run, sweep
from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@jobs.periodic("* * * * *")
def hooks_looked_after() -> None:
    """Every minute: what is due and has no job (its time came, its worker died) goes on."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            sweep()


@jobs.periodic("35 19 * * *")  # at night in Shanghai
def hooks_forget_old() -> None:
    """Deliveries are kept for thirty days."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        more = 1
        while more:
            with merchant_scope(merchant_id):
                more = keeping.forget_old()


__all__ = ["hook_run", "hooks_forget_old", "hooks_looked_after"]
