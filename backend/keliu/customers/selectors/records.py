"""Rows within reach, consents and ownership."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from keliu.accounts import public as accounts
from keliu.customers.errors import CustomerMerged
from keliu.customers.models import Address, Consent, Contact, Customer, Ownership
from keliu.kit import scope
from keliu.kit.errors import NotFound
from keliu.platform import sql

MERGED = """SELECT id, merged_into_id FROM customers_customer
 WHERE merchant_id = %s AND id = ANY(%s::bigint[]) AND merged_into_id IS NOT NULL"""


def reachable(permission: str) -> QuerySet[Customer]:
    """Living customers that the acting person's `permission` covers."""
    rows: QuerySet[Customer] = Customer.objects.filter(deleted_at__isnull=True)
    return accounts.within_reach(rows, permission)


def within(permission: str) -> QuerySet[Customer]:
    """Customers that the acting person's `permission` covers, gone ones included."""
    rows: QuerySet[Customer] = Customer.objects.all()
    return accounts.within_reach(rows, permission)


def contacts_of(customer_id: int) -> QuerySet[Contact]:
    """Whom to talk to at a customer, the main one first."""
    rows: QuerySet[Contact] = Contact.objects.filter(
        customer_id=customer_id, deleted_at__isnull=True
    )
    return rows.select_related("person").order_by("-is_main", "id")


def addresses_of(customer_id: int) -> QuerySet[Address]:
    """A customer's addresses, the default first."""
    rows: QuerySet[Address] = Address.objects.filter(
        customer_id=customer_id, deleted_at__isnull=True
    )
    return rows.order_by("-is_default", "id")


def deleted(permission: str) -> QuerySet[Customer]:
    """Deleted customers within reach, for undoing; merged ones come back by undoing the merge."""
    rows: QuerySet[Customer] = Customer.objects.filter(
        deleted_at__isnull=False, merged_into_id__isnull=True
    )
    return accounts.within_reach(rows, permission)


def with_people(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """`rows` with owner and department, in the same query."""
    return rows.select_related("owner", "department")


def created_between(start: datetime, end: datetime, permission: str) -> QuerySet[Customer]:
    """Customers added in [start, end), within reach."""
    return reachable(permission).filter(created_at__gte=start, created_at__lt=end)


def live_consents(customer_id: int) -> QuerySet[Consent]:
    """What a customer agrees to now; one that is gone agrees to nothing."""
    rows: QuerySet[Consent] = Consent.objects.filter(
        customer_id=customer_id, customer__deleted_at__isnull=True
    )
    return rows.filter(withdrawn_at__isnull=True)


def consent_history(customer_id: int) -> QuerySet[Consent]:
    """Everything a customer ever agreed to, newest first."""
    rows: QuerySet[Consent] = Consent.objects.filter(customer_id=customer_id)
    return rows.order_by("-granted_at", "-id")


def ownership_history(customer_id: int) -> QuerySet[Ownership]:
    """Who looked after a customer, oldest first."""
    rows: QuerySet[Ownership] = Ownership.objects.filter(customer_id=customer_id)
    return rows.order_by("since", "id")


def followed(customer_id: int) -> int:
    """The id that a customer goes on under; itself when it was never merged."""
    known, seen = customer_id, set[int]()
    while known not in seen:
        seen.add(known)
        rows = Customer.objects.filter(pk=known, merged_into_id__isnull=False)
        known = rows.values_list("merged_into_id", flat=True).first() or known
    return known


def followed_all(customer_ids: Iterable[int]) -> dict[int, int]:
    """The same for many, by the id asked for: one question for each step of merges."""
    into: dict[int, int] = {}
    asked, seen = {*customer_ids}, set[int]()
    first = sorted(asked)
    while asked:
        seen |= asked
        found = dict(sql.rows(MERGED, [scope.current(), sql.array(sorted(asked))]))
        into |= found
        asked = {*found.values()} - seen
    return {one: _end(one, into) for one in first}


def _end(customer_id: int, into: dict[int, int]) -> int:
    known, seen = customer_id, set[int]()
    while known not in seen:
        seen.add(known)
        known = into.get(known, known)
    return known


def missing(customer_id: int | None) -> NotFound:
    """Why there is no such customer: one that was merged says which it went into."""
    kept = followed(customer_id) if customer_id else None
    row = reachable("customer.read").filter(pk=kept or 0).first() if kept != customer_id else None
    if row is None:
        return NotFound()
    return CustomerMerged(name=row.name, merged_into={"id": str(row.pk), "name": row.name})
