"""Tables of customers: one file per subject."""

from keliu.customers.models.customer import Consent, Customer, Identity, Ownership
from keliu.customers.models.people import Address, Contact, DuplicatePair, DuplicateScan
from keliu.customers.models.pools import ClaimDay, Pool, ViewDay
from keliu.customers.models.scans import CardScan, IdPurpose

__all__ = [
    "Address",
    "CardScan",
    "ClaimDay",
    "Consent",
    "Contact",
    "Customer",
    "DuplicatePair",
    "DuplicateScan",
    "IdPurpose",
    "Identity",
    "Ownership",
    "Pool",
    "ViewDay",
]
