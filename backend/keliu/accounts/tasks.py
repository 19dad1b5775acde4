"""Work for later and by the clock; the worker finds it here."""

import logging

from keliu.accounts.services.audit_walk import audit_walk
from keliu.platform import audit_chain, jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope

log = logging.getLogger("keliu.audit")


@jobs.periodic("40 18 * * *")
def audit_night() -> None:
    """Every night every chain is walked; a break is an error in the log."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            found = audit_chain.check()
        if not found.ok:
            log.error("audit chain of %s is broken at %s", merchant_id, found.broken_seq)


__all__ = ["audit_night", "audit_walk"]
