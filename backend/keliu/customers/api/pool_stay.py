"""One customer and the pools: letting go, keeping longer, who looked after them before."""

from datetime import date
from typing import Any, cast

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.customers.api.found import customer as found
from keliu.customers.errors import OpenDeal
from keliu.customers.models import Customer
from keliu.customers.pools_schemas import OwnerInterval, ReturnIn, StayOut, Why
from keliu.customers.selectors import falling, pool_lists
from keliu.customers.selectors import pools as questions
from keliu.customers.services.pools import letting_go
from keliu.kit import actor
from keliu.platform.wire import Items, Ref

router = Router(tags=["pools"])


def _may_let_go(row: Customer) -> bool:
    """Who looks after a customer may; others need the right to assign this one."""
    who = actor.current()
    if row.owner_id is not None and row.owner_id == who.staff_id:
        return who.may("customer.write")
    return bool(door.can(row.owner_id, row.department_id, ["customer.assign"]))


def _to_let_go(customer_id: int) -> Customer:
    row = found(customer_id)
    questions.in_company_mode()
    if not _may_let_go(row):
        door.assert_may("customer.assign", row.owner_id, row.department_id)
    return row


@router.get("/customers/{customer_id}/stay", response=StayOut)
@door.staff("customer.read")
def customer_stay(request: HttpRequest, customer_id: int) -> StayOut:
    """How long a customer stays with the owner, and whether that can be changed."""
    row = found(customer_id)
    questions.in_company_mode()
    return _stay(row)


def _stay(row: Customer) -> StayOut:
    stay = falling.of_one(row.pk)
    fall, last = (stay.falling, stay.falls_on) if stay else (None, None)
    pool = stay.pool if stay else row.pool
    open_deal = row.deal_state == Customer.Deal.OPEN
    known: dict[str, Any] = {
        "owner": Ref(id=row.owner.pk, name=row.owner.name) if row.owner else None,
        "pool": Ref(id=pool.pk, name=pool.name) if pool else None,
        "extended_days": stay.stay.extended_days if stay else 0,
        "extension_days": stay.rules.extension_days if stay else 0,
    }
    return StayOut(
        **known,
        falls_on=last,
        days_left=_left(last),
        why=cast(Why, fall.why) if fall else None,
        why_days=fall.days if fall else None,
        extension_refused=falling.extension_refused(stay),
        may_return=row.owner is not None and _may_let_go(row),
        return_refused=OpenDeal.message if open_deal else "",
    )


def _left(last: date | None) -> int | None:
    return None if last is None else max((last - questions.today()).days, 0)


@router.post("/customers/{customer_id}/return", response={204: None})
@door.staff("customer.write")
def customer_return(request: HttpRequest, customer_id: int, payload: ReturnIn) -> None:
    """Let go of a customer: into the owner's pool, with the reason on record."""
    row = _to_let_go(customer_id)
    letting_go.customer_return(row.pk, reason=payload.reason, pool_id=payload.pool_id)


@router.post("/customers/{customer_id}/extend", response=StayOut)
@door.staff("customer.write")
def customer_extend(request: HttpRequest, customer_id: int) -> StayOut:
    """Keep a customer longer, once."""
    row = _to_let_go(customer_id)
    letting_go.customer_extend(row.pk)
    return _stay(row)


@router.get("/customers/{customer_id}/owners", response=Items[OwnerInterval])
@door.staff("customer.read")
def customer_owners(request: HttpRequest, customer_id: int) -> Items[OwnerInterval]:
    """Who looked after a customer, from when to when, the latest first."""
    rows = list(pool_lists.owners(found(customer_id).pk))
    return Items[OwnerInterval](items=OwnerInterval.all(rows))
