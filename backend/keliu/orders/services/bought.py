"""What a customer bought in all, kept on the customer's row with the change itself."""

from django.db.models import Count, F, Max, Sum

from keliu.customers import public as customers
from keliu.orders.models import Order
from keliu.orders.rules import states
from keliu.orders.selectors.sales import KINDS

KEPT = [states.PAID, states.SHIPPED, states.DONE]  # paid, and not given back whole


def note(customer_id: int) -> None:
    """Sum up again what somebody bought; the order's row is held, the customer's comes last."""
    customers.hold_for_papers(customer_id)
    rows = Order.objects.filter(customer_id=customer_id, kind__in=KINDS, state__in=KEPT)
    found = rows.aggregate(
        n=Count("id"), fen=Sum(F("paid_fen") - F("refunded_fen")), at=Max("paid_at")
    )
    customers.note_orders(customer_id, found["n"], found["fen"] or 0, found["at"])
