"""Making bookings and moving them."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.bookings.errors import BookingStep, MoveTooLate, ServiceOff, TooFarAhead, TooSoon
from keliu.bookings.events import BookingMade, BookingMoved, TimeFreed
from keliu.bookings.models import Booking, Service
from keliu.bookings.rules import deposits, states
from keliu.bookings.rules.slots import Wish
from keliu.bookings.selectors import bookings as questions
from keliu.bookings.selectors import setup, times
from keliu.bookings.services import deposits as money
from keliu.bookings.services import history, taking, telling
from keliu.customers import public as customers
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, Stale
from keliu.platform import merchants
from keliu.platform.outbox import publish

CODE_DIGITS = 6
Shown = Callable[[Booking], Any]


@dataclass(frozen=True)
class Order:
    """What somebody books. `by_staff` may leave out opening hours and the rules of booking."""

    service_id: int
    customer_id: int
    starts_at: datetime
    resource_id: int | None = None
    people: int = 1
    remark: str = ""
    by_staff: bool = False
    anytime: bool = False
    ask_deposit: bool = True
    source: str = "customer"


def _code() -> str:
    """A code that no open booking has."""
    for _ in range(20):
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        if not Booking.objects.filter(code=code, state__in=states.OPEN).exists():
            return code
    return f"{secrets.randbelow(10**8):08}"


def _owner(resource_id: int, customer_id: int) -> tuple[int | None, int | None]:
    """Whose booking it is: the colleague's behind the resource, else the customer's owner's."""
    staff = setup.resource_find(resource_id).staff
    if staff is not None:
        return staff.pk, staff.department_id
    card = customers.card(customer_id)
    return card.owner_id, card.department_id


def _allowed(service: Service, order: Order) -> None:
    """Raise ServiceOff, TooSoon, TooFarAhead, Invalid when the rules of booking are not kept."""
    most = service.places if service.group else 1
    if not 1 <= order.people <= most:
        raise Invalid(fields={"people": f"一次最多约 {most} 位"})
    if service.state != Service.State.ON and not order.by_staff:
        raise ServiceOff(name=service.name)
    if order.by_staff:
        return
    if order.starts_at < times.earliest(service):
        raise TooSoon
    zone = merchants.timezone()
    if clock.local_day(order.starts_at, zone) > times.last_day(service, zone):
        raise TooFarAhead(days=service.ahead_days)


@transaction.atomic
def book(order: Order, *, quiet: bool = False) -> Booking:
    """Reserve time for a customer. Raises SlotTaken, OutsideHours, TooSoon, TooFarAhead,
    ServiceOff, NothingToServe, Invalid. `quiet`: the caller tells people."""
    service = setup.service_find(order.service_id)
    _allowed(service, order)
    taking.lock_days([order.starts_at])
    wish = Wish(people=order.people, resource=order.resource_id, anytime=order.anytime)
    needs, choice = taking.choose(service, order.starts_at, wish)
    row = _written(order, service, choice.resource)
    taking.take(row.pk, needs, choice)
    if row.deposit == Booking.Deposit.DUE:
        money.ask(row, setup.rules().pay_minutes)
    history.told(row, "create", "预约了" if not order.by_staff else "登记了预约")
    publish(BookingMade(row.pk, row.customer_id))
    if not quiet:
        telling.made(row)
    return questions.again(row.pk)


def _written(order: Order, service: Service, resource_id: int) -> Booking:
    owner_id, department_id = _owner(resource_id, order.customer_id)
    paid = bool(order.ask_deposit and service.deposit_fen and money.can_ask())
    sure = not paid and (service.auto_confirm or order.by_staff)
    row = Booking(
        service=service,
        customer_id=order.customer_id,
        resource_id=resource_id,
        owner_id=owner_id,
        department_id=department_id,
        title=service.name,
        starts_at=order.starts_at,
        ends_at=taking.ends_at(service, order.starts_at),
        people=order.people,
        price_fen=service.price_fen * order.people,
        deposit_fen=service.deposit_fen * order.people if paid else 0,
        deposit=Booking.Deposit.DUE if paid else Booking.Deposit.NONE,
        hold_until=clock.now() + timedelta(minutes=setup.rules().pay_minutes) if paid else None,
        code=_code(),
        state=states.CONFIRMED if sure else states.PENDING,
        source=order.source,
        remark=order.remark,
        created_by_id=actor.current().staff_id,
    )
    row.save(force_insert=True)
    return row


@dataclass(frozen=True)
class Move:
    """Where a booking goes."""

    starts_at: datetime
    resource_id: int | None = None
    by_staff: bool = False
    anytime: bool = False


def _movable(row: Booking, move: Move, version: int, shown: Shown) -> None:
    if row.version != version:
        raise Stale(current=shown(row))
    if row.state not in states.OPEN:
        raise BookingStep(state=states.STATES[row.state], current=shown(row))
    if move.by_staff:
        return
    service = row.service
    left = service.moves - row.moved
    if not deposits.may_move(row.starts_at, service.cancel_hours, left, clock.now()):
        raise MoveTooLate
    as_order = Order(service.pk, row.customer_id, move.starts_at, people=row.people, by_staff=False)
    _allowed(service, as_order)


@transaction.atomic
def move(row: Booking, to: Move, *, version: int, shown: Shown) -> Booking:
    """Another time or another person; what was taken before is free in the same moment.

    Raises SlotTaken, OutsideHours, Stale, BookingStep, MoveTooLate, TooSoon, TooFarAhead.
    """
    _movable(row, to, version, shown)
    taking.lock_days([row.starts_at, to.starts_at])
    was, wish = row.starts_at, Wish(
        people=row.people, resource=to.resource_id, anytime=to.anytime, ignore=row.pk
    )  # fmt: skip
    needs, choice = taking.choose(row.service, to.starts_at, wish)
    if not _moved(row, to, version, choice.resource):
        raise Stale(current=shown(questions.again(row.pk)))
    taking.free(row.pk)
    taking.take(row.pk, needs, choice)
    now = questions.again(row.pk)
    history.told(now, "move", f"改到 {merchants.local_time(now.starts_at)} · {now.resource.name}")
    publish(BookingMoved(now.pk, now.customer_id))
    telling.moved(now, was, by_staff=to.by_staff)
    publish(TimeFreed(now.pk, clock.to_ms(was)))
    return now


def _moved(row: Booking, to: Move, version: int, resource_id: int) -> int:
    owner_id, department_id = _owner(resource_id, row.customer_id)
    rows = Booking.objects.filter(pk=row.pk, version=version, state__in=states.OPEN)
    return rows.update(
        starts_at=to.starts_at,
        ends_at=taking.ends_at(row.service, to.starts_at),
        resource_id=resource_id,
        owner_id=owner_id,
        department_id=department_id,
        moved=F("moved") + (0 if to.by_staff else 1),
        reminded=0,
        version=F("version") + 1,
        updated_at=clock.now(),
    )
