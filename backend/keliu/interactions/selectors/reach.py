"""Which lines and plans somebody may see: their subject's owner and department decide."""

from typing import Any

from django.db.models import QuerySet

from keliu.accounts import public as accounts
from keliu.interactions.ports import Ports
from keliu.kit import actor
from keliu.platform import lists


def of_customers(rows: "QuerySet[Any]", permission: str) -> "QuerySet[Any]":
    """Rows whose customer lives and is within reach; asked through the join, not a copy."""
    living = rows.filter(customer__deleted_at__isnull=True, customer__isnull=False)
    return accounts.within_reach(
        living,
        permission,
        kind="customer",
        record="customer_id",
        owner="customer__owner_id",
        department="customer__department_id",
    )


def of_leads(rows: "QuerySet[Any]", permission: str) -> "QuerySet[Any]":
    """Rows about living leads within reach that are no customers yet."""
    leads = Ports.leads(permission)
    if leads is None:
        return rows.none()
    return rows.filter(customer__isnull=True, lead_id__in=leads.values("id"))


def person_filter(text: str | None) -> int | None:
    """A colleague given as a filter: an id, or `me`."""
    return (actor.current().staff_id or 0) if text == "me" else lists.id_filter(text)
