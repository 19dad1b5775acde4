"""Who reacts to which event: the whole list, in one place.

The relay calls `deliver` at least once per event, in order per aggregate. A reaction runs once:
its claim in the inbox commits with its effects.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from keliu.catalog import public as catalog
from keliu.customers.events import CustomerAssigned, CustomerCreated, CustomerKnown
from keliu.interactions import public as interactions
from keliu.outreach import public as outreach
from keliu.platform.outbox import Event, first_time
from keliu.platform.tenancy import merchant_scope
from keliu.radar import public as radar


@dataclass(frozen=True)
class On:
    """When `event` happened, do `reaction`; `name` keeps its place in the inbox."""

    event: type[Event]
    name: str
    reaction: Callable[[Any], object]


REACTIONS: list[On] = [
    On(
        CustomerCreated,
        "timeline.added",
        lambda e: interactions.customer_added(e.customer_id, e.by_id),
    ),
    On(
        CustomerAssigned,
        "timeline.handed_over",
        lambda e: interactions.customer_handed_over(
            e.customer_id, e.owner_id, e.previous_owner_id, e.by_id
        ),
    ),
    On(
        CustomerAssigned,
        "outreach.handed_over",
        lambda e: outreach.customer_handed_over(e.customer_id, e.owner_id, e.by_id),
    ),
    On(
        CustomerKnown,
        "timeline.known",
        lambda e: interactions.customer_known(e.customer_id, e.purposes),
    ),
    On(
        CustomerKnown,
        "catalog.counted",
        lambda e: catalog.count_customer(e.code_id) if e.is_new and e.code_id else None,
    ),
    On(
        CustomerKnown,
        "radar.linked",
        lambda e: radar.link_share(e.customer_id, e.share_id),
    ),
]


def deliver(kind: str, merchant_id: int, payload: dict[str, Any], entry_id: int) -> None:
    """Run every reaction to one event, each in its own transaction."""
    event = msgspec.convert(payload, Event.kinds[kind])
    for on in REACTIONS:
        if on.event is Event.kinds[kind]:
            with merchant_scope(merchant_id):
                if first_time(f"reaction:{on.name}", str(entry_id)):
                    on.reaction(event)
