"""Rows within reach, consents and ownership."""

from datetime import datetime

from django.db.models import QuerySet

from keliu.accounts import public as accounts
from keliu.customers.models import Consent, Customer, Ownership


def reachable(permission: str) -> QuerySet[Customer]:
    """Living customers that the acting person's `permission` covers."""
    rows: QuerySet[Customer] = Customer.objects.filter(deleted_at__isnull=True)
    return accounts.within_reach(rows, permission)


def deleted(permission: str) -> QuerySet[Customer]:
    """Deleted customers within reach, for undoing."""
    rows: QuerySet[Customer] = Customer.objects.filter(deleted_at__isnull=False)
    return accounts.within_reach(rows, permission)


def with_people(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """`rows` with owner and department, in the same query."""
    return rows.select_related("owner", "department")


def created_between(start: datetime, end: datetime, permission: str) -> QuerySet[Customer]:
    """Customers added in [start, end), within reach."""
    return reachable(permission).filter(created_at__gte=start, created_at__lt=end)


def live_consents(customer_id: int) -> QuerySet[Consent]:
    """What a customer agrees to now."""
    rows: QuerySet[Consent] = Consent.objects.filter(customer_id=customer_id)
    return rows.filter(withdrawn_at__isnull=True)


def consent_history(customer_id: int) -> QuerySet[Consent]:
    """Everything a customer ever agreed to, newest first."""
    rows: QuerySet[Consent] = Consent.objects.filter(customer_id=customer_id)
    return rows.order_by("-granted_at", "-id")


def ownership_history(customer_id: int) -> QuerySet[Ownership]:
    """Who looked after a customer, oldest first."""
    rows: QuerySet[Ownership] = Ownership.objects.filter(customer_id=customer_id)
    return rows.order_by("since", "id")
