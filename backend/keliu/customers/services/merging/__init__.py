"""Several customers become one: what it would mean, doing it, and what follows from undoing it."""

from keliu.customers.services.merging.doing import Wanted, customers_merge
from keliu.customers.services.merging.plan import Plan, Shown, Warned, planned

__all__ = ["Plan", "Shown", "Wanted", "Warned", "customers_merge", "planned"]
