"""Booking as customers do it: services and times for everybody, bookings for who is known."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.bookings.models import Booking, Service, Waiting
from keliu.bookings.schemas import visitor as schemas
from keliu.bookings.schemas.bookings import FreeTime
from keliu.bookings.schemas.setup import pictures
from keliu.bookings.schemas.visitor import (
    MyBooking,
    MyBookingOut,
    MyWaiting,
    PublicDay,
    PublicService,
)
from keliu.bookings.selectors import bookings as questions
from keliu.bookings.selectors import setup, times
from keliu.bookings.services import making, steps, waiting
from keliu.bookings.services.making import Move, Order
from keliu.catalog import public as catalog
from keliu.kit import actor, clock, scope
from keliu.kit.errors import NotFound
from keliu.platform import lists, records
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope

router = Router(tags=["visitor"])
MOST_PAST = 50


def _me() -> int:
    return actor.current().customer_id or 0


def _mine(booking_id: int) -> Booking:
    return records.find(questions.mine(_me()), booking_id)


def _shown(row: Booking) -> Any:
    return MyBookingOut.of(row).model_dump(mode="json")


def _services() -> list[PublicService]:
    rows = list(setup.services(state=Service.State.ON).order_by("position", "id"))
    parts = setup.parts_of((row.pk for row in rows), only_on=True)
    wanted = {one for some in parts.values() for one in some[0]}
    servers = {one.pk: one for one in setup.resources().filter(pk__in=wanted)}
    known = pictures([*rows, *servers.values()])
    return [
        PublicService.of(row, [servers[one] for one in parts[row.pk][0]], known)
        for row in rows
        if row.pk in parts
    ]


@router.get("/public/shops/{code}/services", response=schemas.PublicServices)
@door.public
def public_services(request: HttpRequest, code: str) -> schemas.PublicServices:
    """What can be booked in the shop of a card code."""
    with merchant_scope(catalog.merchant_of_code(code)):
        catalog.open_code(code)
        shop = Merchant.objects.get(pk=scope.current())
        return schemas.PublicServices(
            shop=shop.name, timezone=shop.timezone, note=setup.rules().note, items=_services()
        )


@router.get("/public/shops/{code}/services/{service_id}/times", response=schemas.PublicTimes)
@door.public
def public_times(
    request: HttpRequest, code: str, service_id: int, asked: Query[schemas.PublicTimesAsked]
) -> schemas.PublicTimes:
    """The days that have free times, and the times of one day."""
    with merchant_scope(catalog.merchant_of_code(code)):
        catalog.open_code(code)
        row = setup.service_find(service_id)
        if row.state != Service.State.ON:
            raise NotFound
        return _times(row, asked)


def _times(row: Service, asked: schemas.PublicTimesAsked) -> schemas.PublicTimes:
    resource, people = lists.id_filter(asked.resource), asked.people
    first = asked.first or clock.local_day(clock.now(), str(times.zone()))
    days = times.free_days(row, first, asked.days, resource=resource, people=people)
    wanted = asked.day or next((one.day for one in days if one.free), None)
    found = times.free_times(row, wanted, resource=resource, people=people) if wanted else []
    return schemas.PublicTimes(
        days=[PublicDay.model_validate(one) for one in days],
        times=[FreeTime(at=at, left=left) for at, left in found],
        waiting=setup.rules().waiting,
    )


@router.get("/visitor/bookings", response=schemas.MyBookings)
@door.visitor
def visitor_booking_list(request: HttpRequest) -> schemas.MyBookings:
    """My bookings: what is to come, what was, and what I wait for."""
    rows, now = questions.mine(_me()), clock.now()
    coming = rows.filter(ends_at__gte=now, state__in=["pending", "confirmed", "arrived"])
    past = rows.exclude(pk__in=coming.values("pk")).order_by("-starts_at", "-id")[:MOST_PAST]
    return schemas.MyBookings(
        coming=[MyBooking(**MyBooking.columns(r)) for r in coming.order_by("starts_at", "id")],
        past=[MyBooking(**MyBooking.columns(row)) for row in past],
        waiting=[MyWaiting.model_validate(one) for one in questions.my_waiting(_me())],
    )


@router.post("/visitor/bookings", response=MyBookingOut)
@door.visitor
def visitor_booking_create(
    request: HttpRequest, payload: schemas.VisitorBookingIn
) -> MyBookingOut:  # fmt: skip
    """Book a time; with a deposit it is `pending` until order `order_id` is paid."""
    row = making.book(Order(**dict(payload), customer_id=_me()))
    return MyBookingOut.of(row)


@router.get("/visitor/bookings/{int:booking_id}", response=MyBookingOut)
@door.visitor
def visitor_booking_get(request: HttpRequest, booking_id: int) -> MyBookingOut:
    """One of my bookings, with the code to show."""
    return MyBookingOut.of(_mine(booking_id))


@router.post("/visitor/bookings/{int:booking_id}/move", response=MyBookingOut)
@door.visitor
def visitor_booking_move(
    request: HttpRequest, booking_id: int, payload: schemas.VisitorMoveIn
) -> MyBookingOut:
    """Another time, as far as the shop allows."""
    to = Move(payload.starts_at, payload.resource_id)
    row = making.move(_mine(booking_id), to, version=payload.version, shown=_shown)
    return MyBookingOut.of(row)


@router.post("/visitor/bookings/{int:booking_id}/cancel", response=MyBookingOut)
@door.visitor
def visitor_booking_cancel(
    request: HttpRequest, booking_id: int, payload: schemas.VisitorCancelIn
) -> MyBookingOut:
    """Cancel; the deposit goes back when it is in time."""
    row = steps.cancel(
        _mine(booking_id), version=payload.version, reason=payload.reason, by_customer=True,
        shown=_shown,
    )  # fmt: skip
    return MyBookingOut.of(row)


@router.post("/visitor/waiting", response=MyWaiting)
@door.visitor
def visitor_waiting_create(
    request: HttpRequest, payload: schemas.VisitorWaitingIn
) -> MyWaiting:  # fmt: skip
    """Wait for a day that is full: the first free time is booked for me."""
    row = waiting.join(
        service_id=payload.service_id, customer_id=_me(), day=payload.day,
        resource_id=payload.resource_id, minutes=(payload.from_minute, payload.to_minute),
        people=payload.people,
    )  # fmt: skip
    return MyWaiting.model_validate(_waiting().get(pk=row.pk))


@router.post("/visitor/waiting/{int:waiting_id}/leave", response={204: None})
@door.visitor
def visitor_waiting_leave(request: HttpRequest, waiting_id: int) -> None:
    """Wait no more."""
    waiting.leave(records.find(_waiting(), waiting_id))


def _waiting() -> Any:
    rows = Waiting.objects.select_related("service", "resource")
    return rows.filter(customer_id=_me())
