"""How long a customer is under contract, kept on the customer's row: pools ask it every night."""

from django.db.models import QuerySet

from keliu.customers import public as customers
from keliu.sales.models import Contract

State = Contract.State


def _running(customer_id: int) -> "QuerySet[Contract]":
    rows = Contract.objects.filter(customer_id=customer_id, deleted_at__isnull=True)
    return rows.filter(state__in=[State.ACTIVE, State.DONE])


def note_terms(customer_id: int) -> None:
    """Sum up the contracts of a customer, whose row the caller has locked.

    A contract that is signed and names no last day runs until it is finished; one that was
    finished early still protects until its last day.
    """
    rows = _running(customer_id)
    if rows.filter(state=State.ACTIVE, ends_on__isnull=True).exists():
        customers.note_contract(customer_id, customers.WITHOUT_END)
        return
    ends = rows.filter(ends_on__isnull=False).order_by("-ends_on")
    customers.note_contract(customer_id, ends.values_list("ends_on", flat=True).first())
