"""The one way from an id in an address to a customer."""

from django.db.models import QuerySet

from keliu.accounts import public as door
from keliu.customers import selectors
from keliu.customers.models import Customer
from keliu.customers.selectors import veil
from keliu.platform import records


def customer(customer_id: int, permission: str = "customer.read") -> Customer:
    """A customer that one may see, and may do this with. Raises NotFound, Forbidden, InPool."""
    veil.assert_open(customer_id)
    rows: QuerySet[Customer] = selectors.with_people(selectors.reachable("customer.read"))
    row = records.find(rows, customer_id)
    door.assert_may(permission, row.owner_id, row.department_id, "customer", row.pk)
    return row
