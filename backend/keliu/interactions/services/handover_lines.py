"""The line that a hand-over leaves on each customer's timeline; undoing takes it away again."""

from keliu.customers.ports import Handing
from keliu.interactions.models import Interaction
from keliu.interactions.services import timeline
from keliu.kit import actor
from keliu.platform.undo import Journal


def customers_moved(handing: Handing, journal: Journal) -> None:
    """Say to whom each customer went, and from whom."""
    who = actor.current()
    made = []
    for customer_id, receiver in handing.to.items():
        title = f"{who.name}把{handing.leaver.name}的客户交接给了{receiver.name}"
        made.append(
            timeline.line_write(
                once=False, customer_id=customer_id, kind="customer", title=title,
                staff_id=who.staff_id, data={"handover": True},
            )
        )  # fmt: skip
    journal.created(Interaction, made)
