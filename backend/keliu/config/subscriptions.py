"""Who reacts to which event: the whole list, in one place.

The relay calls `deliver` at least once per event, in order per aggregate. A reaction runs once:
its claim in the inbox commits with its effects. Where every reaction to a kind takes many events,
`deliver_together` hands over neighbours of that kind in one transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from keliu.accounts.events import AccessGiven
from keliu.bookings import public as bookings
from keliu.bookings.events import BookingMade, TimeFreed
from keliu.catalog import public as catalog
from keliu.catalog.events import CardExchanged
from keliu.config import exchanged, hooked
from keliu.customers import public as customers
from keliu.customers.events import (
    ContactAdded,
    CustomerAssigned,
    CustomerClaimed,
    CustomerCreated,
    CustomerKnown,
    CustomerMerged,
    CustomerReturned,
    CustomersFalling,
    CustomersFell,
    DetailsGiven,
    HandoverDone,
)
from keliu.hooks import public as hooks
from keliu.hooks.events import HooksChanged
from keliu.interactions import public as interactions
from keliu.membership import public as membership
from keliu.orders import public as orders
from keliu.orders.events import OrderDone, OrderPaid, OrderPlaced, OrderRefunded, OrderShipped
from keliu.outreach import public as outreach
from keliu.outreach.events import PersonTold
from keliu.platform.outbox import Event, first_time, first_times
from keliu.platform.tenancy import merchant_scope
from keliu.radar import public as radar
from keliu.sales import public as sales
from keliu.sales.events import LeadAssigned
from keliu.wechat.events import CustomerHeardOf
from keliu.wechat.services import followers, owners, told_lines, trails


@dataclass(frozen=True)
class On:
    """When `event` happened, do `reaction`; `name` keeps its place in the inbox.

    `together` does the same for many events, oldest first, in a few statements.
    """

    event: type[Event]
    name: str
    reaction: Callable[[Any], object]
    together: Callable[[Sequence[Any]], object] | None = None


def _added(events: Sequence[CustomerCreated]) -> None:
    interactions.customers_added([(one.customer_id, one.by_id) for one in events])


REACTIONS: list[On] = [
    On(HooksChanged, "hooks.changed", lambda _: hooks.look_again()),
    On(AccessGiven, "outreach.access_given", lambda e: outreach.access_given(e.share_id, e.by_id)),
    On(CustomerCreated, "timeline.added", lambda e: _added([e]), together=_added),
    On(
        ContactAdded,
        "timeline.contact_added",
        lambda e: interactions.contact_added(
            e.customer_id, customers.contact_name(e.contact_id), e.by_id
        ),
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
    On(
        CustomerKnown,
        "wechat.known",
        lambda e: followers.customer_known(e.customer_id),
    ),
    On(
        DetailsGiven,
        "timeline.details",
        lambda e: interactions.details_given(e.customer_id, e.fields),
    ),
    On(
        CardExchanged,
        "cards.exchanged",
        lambda e: exchanged.told(e.exchange_id, e.customer_id, e.card_id),
    ),
    On(
        CustomerHeardOf,
        "wechat.owner",
        lambda e: owners.tell(e.customer_id, e.push_id),
    ),
    On(
        CustomerHeardOf,
        "radar.heard",
        lambda e: trails.noted(e.customer_id, e.push_id),
    ),
    On(BookingMade, "radar.booked", lambda e: bookings.booked(e.booking_id)),
    On(
        CustomerClaimed,
        "timeline.claimed",
        lambda e: interactions.customer_claimed(e.customer_id, e.owner_id, e.pool_id, e.by_id),
    ),
    On(
        CustomerClaimed,
        "outreach.given",
        lambda e: outreach.customer_given(e.customer_id, e.owner_id, e.pool_id, e.by_id),
    ),
    On(
        CustomerReturned,
        "timeline.returned",
        lambda e: interactions.customer_returned(e.ownership_id, e.pool_id, e.by_id),
    ),
    On(
        CustomersFell,
        "outreach.fell",
        lambda e: outreach.customers_fell(e.staff_id, e.day, e.customer_ids),
    ),
    On(
        CustomersFalling,
        "outreach.falling",
        lambda e: outreach.customers_falling(e.staff_id, e.day, e.customer_ids),
    ),
    On(
        CustomerMerged,
        "outreach.merged",
        lambda e: outreach.customers_merged(e.customer_id, e.merged_ids, e.by_id),
    ),
    On(
        LeadAssigned,
        "outreach.lead",
        lambda e: sales.lead_assigned(e.lead_id, e.owner_id, e.by_id),
    ),
    On(
        PersonTold,
        "timeline.told",
        lambda e: told_lines.written(e.delivery_id),
    ),
    On(TimeFreed, "bookings.freed", lambda e: bookings.time_freed(e.at_ms)),
    On(
        HandoverDone,
        "outreach.handover",
        lambda e: outreach.handover_done(e.operation_id, e.leaver_id, e.by_id, e.received),
    ),
    On(OrderPlaced, "orders.placed_news", lambda e: orders.news.placed(e.order_id)),
    On(OrderPaid, "orders.paid_news", lambda e: orders.news.paid(e.order_id)),
    On(OrderShipped, "orders.shipped_news", lambda e: orders.news.shipped(e.order_id)),
    On(
        OrderRefunded,
        "orders.refunded_news",
        lambda e: orders.news.refunded(e.order_id, e.fen, e.refund_id),
    ),
    On(OrderDone, "membership.done", lambda e: membership.order_done(e.order_id)),
    On(
        OrderRefunded,
        "membership.refunded",
        lambda e: membership.order_refunded(e.order_id, e.refund_id),
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
    _tell_others(event, merchant_id, entry_id)


def goes_together(kind: str) -> bool:
    """Whether neighbours of this kind may be handed to `deliver_together`."""
    event = Event.kinds.get(kind)
    return event is not None and all(on.together for on in REACTIONS if on.event is event)


def deliver_together(
    kind: str, merchant_id: int, payloads: Sequence[tuple[int, dict[str, Any]]]
) -> None:
    """The same for neighbours of one kind, (entry id, payload), oldest first.

    All reactions of all of them are one transaction: when it raises, nothing of them is done, and
    `deliver` is to be asked for one after the other. Other systems hear of each by itself.
    """
    known = Event.kinds[kind]
    events = [(entry_id, msgspec.convert(payload, known)) for entry_id, payload in payloads]
    reactions = [(on, on.together) for on in REACTIONS if on.event is known and on.together]
    if reactions:
        with merchant_scope(merchant_id):
            _react(reactions, events)
    for entry_id, event in events:
        _tell_others(event, merchant_id, entry_id)


def _react(
    reactions: Sequence[tuple[On, Callable[[Sequence[Any]], object]]],
    events: Sequence[tuple[int, Any]],
) -> None:
    """Claim everything in one statement, in the order that every relay claims in."""
    named = [(f"reaction:{on.name}", together) for on, together in reactions]
    mine = first_times([(name, str(entry_id)) for entry_id, _ in events for name, _ in named])
    for name, together in named:
        fresh = [event for entry_id, event in events if (name, str(entry_id)) in mine]
        if fresh:
            together(fresh)


def _tell_others(event: Event, merchant_id: int, entry_id: int) -> None:
    """Other systems that want to hear of it get a delivery each."""
    told = hooked.TOLD[type(event)](event) if type(event) in hooked.TOLD else None
    if told is not None and hooks.anybody(merchant_id, told.kind):
        with merchant_scope(merchant_id):
            hooks.record(told, entry_id)
