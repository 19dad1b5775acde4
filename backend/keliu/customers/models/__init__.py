"""Tables of customers: one file per subject."""

from keliu.customers.models.customer import Consent, Customer, Identity, Ownership
from keliu.customers.models.people import Address, Contact, DuplicatePair, DuplicateScan
from keliu.customers.models.pools import ClaimDay, Pool

__all__ = [
    "Address",
    "ClaimDay",
    "Consent",
    "Contact",
    "Customer",
    "DuplicatePair",
    "DuplicateScan",
    "Identity",
    "Ownership",
    "Pool",
]
