"""Customers, as the people who look after them work with them."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.customers import selectors
from keliu.customers.api.found import customer as found
from keliu.customers.models import Customer
from keliu.customers.schemas import (
    AssignIn,
    ConsentRow,
    CustomerIn,
    CustomerOut,
    CustomerPatch,
    CustomerRow,
    CustomersAsked,
    PhoneOut,
    SearchHit,
)
from keliu.customers.selectors import fast_list, fast_one, search, veil
from keliu.customers.selectors import lists as listing
from keliu.customers.services import customers, filled
from keliu.kinds import public as kinds
from keliu.kit import actor
from keliu.platform import records
from keliu.platform.sql import Asking
from keliu.platform.wire import Items, Page

router = Router(tags=["customers"])


def _shown(row: Customer) -> door.Body:
    return door.Body(fast_one.after_change(row.pk))


def _current(row: Customer) -> Any:
    return msgspec.json.decode(fast_one.after_change(row.pk))


@router.get("/customers", response=Page[CustomerRow])
@door.hot("customer.read")
def customer_list(request: HttpRequest, asked: Query[CustomersAsked]) -> Asking[door.Body]:
    """Customers within reach, recently changed first."""
    wanted = listing.Filters(**asked.narrowed())
    kinds.assert_askable("customer", wanted.about)
    sort = kinds.order("customer", asked.sort, listing.SORTS)
    total = str(listing.customers_for_list(wanted).count()) if asked.total else "null"
    page = fast_list.page(wanted, sort, cursor=asked.cursor, limit=asked.limit)
    items, following = yield from page
    return door.Body(b'{"items":%b,"next":%b,"total":%b}' % (items, following, total.encode()))


@router.get("/customers/search", response=Items[SearchHit])
@door.hot("customer.read")
def customer_search(request: HttpRequest, q: str = "") -> Asking[door.Body]:
    """The one search box: name, pinyin, initials, company, a piece of a phone number."""
    hits = yield from search.everything(q)
    return door.Body(msgspec.json.encode({"items": [hit.shown() for hit in hits]}))


@router.post("/customers", response=CustomerOut)
@door.staff("customer.write", ahead=kinds.with_the_session("customer"))
def customer_create(request: HttpRequest, payload: CustomerIn) -> door.Body:
    """Add a customer; a known phone number answers 409 `phone_taken`."""
    owner = customers.owner_chosen(payload.owner_id)
    added = filled.customer_add_and_ask(fields=payload.given(), owner=owner, asked=fast_one.asked)
    assert added.answer is not None, "it was asked"
    return door.Body(fast_one.told(added.answer.first, added.row.pk))


@router.get("/customers/{customer_id}", response=CustomerOut)
@door.hot("customer.read")
def customer_get(request: HttpRequest, customer_id: int) -> Asking[door.Body]:
    """One customer with everything known."""
    veil.assert_open(customer_id)
    return door.Body((yield from fast_one.reachable(customer_id)))


@router.patch("/customers/{customer_id}", response=CustomerOut)
@door.staff("customer.write")
def customer_update(request: HttpRequest, customer_id: int, payload: CustomerPatch) -> door.Body:
    """Change what people fill in, and with the right to assign, the owner."""
    row = found(customer_id, "customer.write")
    if payload.owner_id not in {None, row.owner_id}:
        found(customer_id, "customer.assign")
    return _shown(
        filled.customer_revise(
            row,
            version=payload.version,
            fields=payload.given(),
            owner_id=payload.owner_id,
            current=_current,
        )
    )


@router.delete("/customers/{customer_id}", response={204: None})
@door.staff("customer.delete")
def customer_delete(request: HttpRequest, customer_id: int) -> None:
    """Delete a customer; `restore` undoes it."""
    customers.customer_delete(found(customer_id, "customer.delete"))


@router.post("/customers/{customer_id}/restore", response=CustomerOut)
@door.staff("customer.delete")
def customer_restore(request: HttpRequest, customer_id: int) -> door.Body:
    """Bring a deleted customer back."""
    row = records.find(selectors.deleted("customer.delete"), customer_id)
    return _shown(filled.customer_return(row))


@router.post("/customers/{customer_id}/assign", response=CustomerOut)
@door.staff("customer.assign")
def customer_assign(request: HttpRequest, customer_id: int, payload: AssignIn) -> door.Body:
    """Give a customer to a colleague."""
    row = found(customer_id, "customer.assign")
    owner = door.owner_choice(payload.owner_id)
    return _shown(
        customers.customer_assign(
            row,
            owner=owner,
            version=payload.version,
            current=_current,
            with_business=payload.with_opportunities and actor.current().may("opportunity.assign"),
        )
    )


@router.post("/customers/{customer_id}/reveal-phone", response=PhoneOut)
@door.staff("customer.phone")
def customer_reveal_phone(request: HttpRequest, customer_id: int) -> PhoneOut:
    """The whole phone number; the audit log notes who looked."""
    kinds.assert_readable("customer", "phone")
    return PhoneOut(phone=customers.phone_reveal(found(customer_id, "customer.phone")))


@router.get("/customers/{customer_id}/consents", response=Items[ConsentRow])
@door.staff("customer.read")
def customer_consents(request: HttpRequest, customer_id: int) -> Items[ConsentRow]:
    """What a customer agreed to, newest first, withdrawn ones included."""
    rows = selectors.consent_history(found(customer_id).pk)
    return Items[ConsentRow](items=[ConsentRow.of(row) for row in rows])
