"""How long deliveries are kept, and what goes when a customer is forgotten."""

from keliu.hooks.models import HookDelivery
from keliu.hooks.rules import pauses
from keliu.kit import clock

MANY = 5000
State = HookDelivery.State


def forget_old() -> int:
    """Remove deliveries of more than thirty days ago; returns how many went (5000 at most)."""
    now = clock.now()
    late = HookDelivery.objects.filter(state=State.WAITING, deadline_at__lte=now)
    late.update(state=State.FAILED)
    old = HookDelivery.objects.filter(created_at__lt=now - pauses.KEPT).order_by("id")
    gone = list(old.values_list("id", flat=True)[:MANY])
    HookDelivery.objects.filter(pk__in=gone).delete()
    return len(gone)


def forget_customer(customer_id: int) -> None:
    """What was told about a customer is emptied; what is still waiting is not told any more."""
    rows = HookDelivery.objects.filter(customer_id=customer_id)
    rows.filter(state=State.WAITING).update(state=State.FAILED)
    rows.update(body_sealed=None, answer="")
