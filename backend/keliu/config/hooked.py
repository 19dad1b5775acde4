"""What other systems hear: our events by their public names, records as the owner sees them.

A record is written as the API answers it to somebody who may see everything, without what belongs
to the one who asks (`can`, `steps`); encrypted fields come from `sealed` alone.
"""

from collections.abc import Callable
from typing import Any

from ninja import Schema

from keliu.accounts.rules import PRESETS
from keliu.bookings.events import BookingEnded, BookingMade, BookingMoved
from keliu.customers.events import (
    CustomerAssigned,
    CustomerChanged,
    CustomerClaimed,
    CustomerCreated,
    CustomerDeleted,
    CustomerKnown,
    CustomerMerged,
    CustomerRestored,
    CustomerReturned,
    DetailsGiven,
)
from keliu.hooks.public import Told
from keliu.kit import actor
from keliu.kit.actor import Actor
from keliu.kit.errors import NotFound
from keliu.orders.events import (
    OrderClosed,
    OrderDone,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)
from keliu.platform.outbox import Event
from keliu.sales.events import (
    LeadAdded,
    LeadAssigned,
    LeadConverted,
    OpportunityLost,
    OpportunityMoved,
    OpportunityWon,
)

OWNER = Actor(staff_id=None, name="系统", grants=dict(PRESETS["owner"][1]))
PERSONAL = ("can", "steps")


def _key(one: int | None) -> str | None:
    return None if one is None else str(one)


def _customer(
    kind: str, more: Callable[[Any], dict[str, Any]] = lambda _: {}
) -> Callable[[Any], Told]:
    def told(event: Any) -> Told:
        said = more(event)
        return Told(f"customer.{kind}", event.customer_id, event.customer_id, said)

    return told


def _of_customer(kind: str, name: str) -> Callable[[Any], Told]:
    """An event that names its record and its customer."""
    return lambda e: Told(kind, getattr(e, name), e.customer_id)


def _known(e: CustomerKnown) -> Told | None:
    """Somebody came: news when they are new or agreed to something."""
    if not e.is_new and not e.purposes:
        return None
    kind = "customer.created" if e.is_new else "customer.updated"
    more = {} if e.is_new else {"changed": ["consents"]}
    return Told(kind, e.customer_id, e.customer_id, more)


def _converted(e: LeadConverted) -> Told:
    more = {"customer_id": _key(e.customer_id), "opportunity_id": _key(e.opportunity_id)}
    return Told("lead.converted", e.lead_id, e.customer_id, more)


def _refunded(e: OrderRefunded) -> Told:
    more = {"refund_id": _key(e.refund_id), "refund_fen": e.fen}
    return Told("order.refunded", e.order_id, None, more)


def _changed(e: Any) -> dict[str, Any]:
    return {"changed": list(e.fields)}


def _owners(e: Any) -> dict[str, Any]:
    return {"owner_id": _key(e.owner_id), "previous_owner_id": _key(e.previous_owner_id)}


def _merged(e: CustomerMerged) -> dict[str, Any]:
    return {"merged_ids": [str(one) for one in e.merged_ids]}


TOLD: dict[type[Event], Callable[[Any], Told | None]] = {
    CustomerCreated: _customer("created"),
    CustomerKnown: _known,
    CustomerChanged: _customer("updated", _changed),
    DetailsGiven: _customer("updated", _changed),
    CustomerAssigned: _customer("assigned", _owners),
    CustomerClaimed: _customer("assigned", _owners),
    CustomerReturned: _customer("returned"),
    CustomerMerged: _customer("merged", _merged),
    CustomerDeleted: _customer("deleted"),
    CustomerRestored: _customer("restored"),
    LeadAdded: lambda e: Told("lead.created", e.lead_id),
    LeadAssigned: lambda e: Told("lead.assigned", e.lead_id, None, _owners(e)),
    LeadConverted: _converted,
    OpportunityMoved: _of_customer("opportunity.moved", "opportunity_id"),
    OpportunityWon: _of_customer("opportunity.won", "opportunity_id"),
    OpportunityLost: _of_customer("opportunity.lost", "opportunity_id"),
    OrderPlaced: lambda e: Told("order.created", e.order_id),
    OrderPaid: lambda e: Told("order.paid", e.order_id),
    OrderShipped: lambda e: Told("order.shipped", e.order_id),
    OrderDone: lambda e: Told("order.done", e.order_id),
    OrderClosed: lambda e: Told("order.closed", e.order_id),
    OrderRefunded: _refunded,
    BookingMade: _of_customer("booking.created", "booking_id"),
    BookingMoved: _of_customer("booking.moved", "booking_id"),
    BookingEnded: _of_customer("booking.ended", "booking_id"),
}


def _plain(out: Schema) -> dict[str, Any]:
    found: dict[str, Any] = out.model_dump(mode="json", by_alias=True)
    return {name: value for name, value in found.items() if name not in PERSONAL}


def customer(customer_id: int) -> dict[str, Any] | None:
    """A customer, deleted ones too, without the address, which is encrypted."""
    from keliu.customers.models import Customer
    from keliu.customers.schemas import CustomerOut

    rows = Customer.objects.select_related("owner", "department")
    row = rows.filter(pk=customer_id).first()
    return _plain(CustomerOut.of(row)) | {"address": ""} if row else None


def customer_sealed(customer_id: int) -> dict[str, Any] | None:
    """A customer's number, mail and address in full."""
    from keliu.customers.models import Customer
    from keliu.customers.services.columns import opened

    row = Customer.objects.filter(pk=customer_id).first()
    return {name: opened(row, name) for name in ("phone", "email", "address")} if row else None


def lead(lead_id: int) -> dict[str, Any] | None:
    """A lead, deleted ones too."""
    from keliu.sales.models import Lead
    from keliu.sales.schemas.leads import LeadOut
    from keliu.sales.selectors.leads import whole_row

    try:
        return _plain(LeadOut.of(whole_row(lead_id)))
    except Lead.DoesNotExist:
        return None


def lead_sealed(lead_id: int) -> dict[str, Any] | None:
    """A lead's number and mail in full."""
    from keliu.platform import keys
    from keliu.sales.models import Lead

    row = Lead.objects.filter(pk=lead_id).first()
    if row is None:
        return None
    sealed = {"phone": row.phone_sealed, "email": row.email_sealed}
    return {
        name: keys.unseal(Lead, f"{name}_sealed", value) if value is not None else ""
        for name, value in sealed.items()
    }


def opportunity(opportunity_id: int) -> dict[str, Any] | None:
    """An opportunity with its lines and history; None once it is deleted."""
    from keliu.sales.api import shown
    from keliu.sales.selectors.opportunities import whole_row

    return _plain(shown.whole(whole_row(opportunity_id)))


def order(order_id: int) -> dict[str, Any] | None:
    """An order with its lines; numbers and addresses are masked."""
    from keliu.orders.schemas.orders import OrderOut
    from keliu.orders.selectors.orders import again

    return _plain(OrderOut.of(again(order_id)))


def order_sealed(order_id: int) -> dict[str, Any] | None:
    """Where an order goes, in full."""
    from keliu.orders import public as orders
    from keliu.orders.services.addresses import opened

    return {"sent_to": opened(orders.order(order_id))}


def booking(booking_id: int) -> dict[str, Any] | None:
    """A booking with its history."""
    from keliu.bookings.schemas.bookings import BookingOut
    from keliu.bookings.selectors.bookings import again

    return _plain(BookingOut.of(again(booking_id)))


def _as_owner(
    shown: Callable[[int], dict[str, Any] | None],
) -> Callable[[int], dict[str, Any] | None]:
    """The same, asked by somebody who may see everything; None when it is gone."""

    def asked(record_id: int) -> dict[str, Any] | None:
        try:
            with actor.acting(OWNER):
                return shown(record_id)
        except NotFound:
            return None

    return asked


RECORDS = {
    "customer": _as_owner(customer),
    "lead": _as_owner(lead),
    "opportunity": _as_owner(opportunity),
    "order": _as_owner(order),
    "booking": _as_owner(booking),
}
SEALED = {
    "customer": _as_owner(customer_sealed),
    "lead": _as_owner(lead_sealed),
    "order": _as_owner(order_sealed),
}
