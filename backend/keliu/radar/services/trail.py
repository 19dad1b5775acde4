"""Whoever looks at a person's trail leaves a line in the log: who looked, and at whom."""

from datetime import timedelta

from keliu.customers import public as customers
from keliu.kit import actor, clock
from keliu.platform import audit
from keliu.platform.models import AuditEntry

ACTION = "radar.trail"
ONCE_IN = timedelta(hours=1)


def trail_seen(customer_id: int | None) -> None:
    """The acting person looks at somebody's trail; within an hour it is one look."""
    me = actor.current().staff_id
    if customer_id is None or me is None:
        return
    lately = AuditEntry.objects.filter(
        object_kind="customer",
        object_id=customer_id,
        actor_id=me,
        action=ACTION,
        at__gt=clock.now() - ONCE_IN,
    )
    if lately.exists():
        return
    person = customers.cards([customer_id]).get(customer_id)
    audit.record(ACTION, "customer", customer_id, person.name if person else "")
