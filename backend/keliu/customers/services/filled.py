"""What people fill in about customers: rights, required and custom fields, then the verbs.

The services beside trust what they are given; this is where forms, imports and bulk edits come in.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from keliu.accounts.public import StaffCard
from keliu.customers.models import Customer
from keliu.customers.services import customers
from keliu.customers.services.types import typed
from keliu.kinds import public as kinds
from keliu.platform.pipeline import Question

KIND = "customer"


def customer_add(*, fields: dict[str, Any], owner: StaffCard | None) -> Customer:
    """Add a customer from a form. Raises Invalid, FieldForbidden, PhoneTaken, ValueTaken."""
    return customer_add_and_ask(fields=fields, owner=owner).row


def customer_add_and_ask(
    *,
    fields: dict[str, Any],
    owner: StaffCard | None,
    asked: Callable[[int], Question] | None = None,
) -> customers.Added:
    """The same, with a question about the new customer in the round trip that stores it."""
    accepted = typed(kinds.accepted(KIND, fields, {}, creating=True))
    added = customers.customer_create_and_ask(fields=accepted, owner=owner, asked=asked)
    kinds.claim(KIND, added.row.pk, {}, added.row.custom)
    return added


@transaction.atomic
def customer_revise(
    row: Customer,
    *,
    version: int,
    fields: dict[str, Any],
    owner_id: int | None = None,
    current: Callable[[Customer], Any],
) -> Customer:
    """Change what people fill in, and the owner. Raises like `customer_add`, and Stale."""
    before = row.custom
    accepted = kinds.accepted(KIND, fields, before, creating=False, type_slug=row.type)
    accepted = typed(accepted, kind=row.kind, before=row.type)
    saved = customers.customer_edit(
        row, version=version, fields=accepted, owner_id=owner_id, current=current
    )
    kinds.claim(KIND, row.pk, before, saved.custom)
    return saved


@transaction.atomic
def customer_return(row: Customer) -> Customer:
    """Undo a delete. Raises PhoneTaken and ValueTaken when somebody else has them by now."""
    back = customers.customer_restore(row)
    kinds.reclaim(KIND, back.pk, back.custom)
    return back
