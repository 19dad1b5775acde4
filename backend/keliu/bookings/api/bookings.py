"""Bookings for staff: the list, the calendar, every step."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.bookings.models import Booking
from keliu.bookings.schemas import bookings as schemas
from keliu.bookings.schemas.bookings import BookingOut, BookingRow, FreeTime, WaitingRow
from keliu.bookings.selectors import bookings as questions
from keliu.bookings.selectors import setup, times
from keliu.bookings.selectors.bookings import READ, WRITE
from keliu.bookings.services import making, steps, waiting
from keliu.bookings.services.making import Move, Order
from keliu.customers import public as customers
from keliu.platform import lists, records
from keliu.platform.wire import Page, VersionIn

router = Router(tags=["bookings"])
Step = Callable[..., Booking]


def _shown(row: Booking) -> Any:
    return BookingOut.of(row).model_dump(mode="json")


def _stepped(step: Step, booking_id: int, version: int) -> BookingOut:
    row = questions.find(booking_id, WRITE)
    return BookingOut.of(step(row, version=version, shown=_shown))


@router.get("/bookings", response=Page[BookingRow])
@door.staff(READ)
def booking_list(request: HttpRequest, asked: Query[schemas.BookingsAsked]) -> Page[BookingRow]:
    """Bookings within reach, the soonest first."""
    rows = questions.for_list(
        q=asked.q, state=asked.state, days=(asked.first, asked.last), service=asked.service,
        resource=asked.resource, customer=asked.customer, owner=asked.owner,
    )  # fmt: skip
    sort = lists.choose(questions.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[BookingRow](items=BookingRow.all(found), next=following, total=total)


@router.post("/bookings", response=BookingOut)
@door.staff(WRITE)
def booking_create(request: HttpRequest, payload: schemas.BookingIn) -> BookingOut:
    """Book for a customer; 409 `slot_taken`, `outside_hours` (try `anytime`)."""
    customers.find(payload.customer_id)
    row = making.book(Order(**dict(payload), by_staff=True, source="staff"))
    return BookingOut.of(row)


@router.post("/bookings/check-in", response=BookingOut)
@door.staff(WRITE)
def booking_check_in(request: HttpRequest, payload: schemas.CheckInIn) -> BookingOut:
    """Check in by the code that the customer shows."""
    return BookingOut.of(steps.check_in(payload.code, _shown))


@router.get("/bookings/{int:booking_id}", response=BookingOut)
@door.staff(READ)
def booking_get(request: HttpRequest, booking_id: int) -> BookingOut:
    """One booking with its history."""
    return BookingOut.of(questions.find(booking_id))


@router.patch("/bookings/{int:booking_id}", response=BookingOut)
@door.staff(WRITE)
def booking_update(
    request: HttpRequest, booking_id: int, payload: schemas.BookingPatch
) -> BookingOut:  # fmt: skip
    """Change what is noted."""
    given = {name: getattr(payload, name) for name in payload.model_fields_set - {"version"}}
    changes = {name: value for name, value in given.items() if value is not None}
    row = records.save_changes(
        questions.find(booking_id, WRITE), version=payload.version, changes=changes, current=_shown
    )
    return BookingOut.of(questions.again(row.pk))


@router.post("/bookings/{int:booking_id}/move", response=BookingOut)
@door.staff(WRITE)
def booking_move(
    request: HttpRequest, booking_id: int, payload: schemas.BookingMoveIn
) -> BookingOut:  # fmt: skip
    """Another time or another person; the old time is free at once."""
    to = Move(payload.starts_at, payload.resource_id, by_staff=True, anytime=payload.anytime)
    row = questions.find(booking_id, WRITE)
    return BookingOut.of(making.move(row, to, version=payload.version, shown=_shown))


@router.post("/bookings/{int:booking_id}/confirm", response=BookingOut)
@door.staff(WRITE)
def booking_confirm(request: HttpRequest, booking_id: int, payload: VersionIn) -> BookingOut:
    """Say yes; an unpaid deposit is let go."""
    return _stepped(steps.confirm, booking_id, payload.version)


@router.post("/bookings/{int:booking_id}/arrive", response=BookingOut)
@door.staff(WRITE)
def booking_arrive(request: HttpRequest, booking_id: int, payload: VersionIn) -> BookingOut:
    """The customer is here."""
    return _stepped(steps.arrive, booking_id, payload.version)


@router.post("/bookings/{int:booking_id}/done", response=BookingOut)
@door.staff(WRITE)
def booking_done(request: HttpRequest, booking_id: int, payload: VersionIn) -> BookingOut:
    """The service is done."""
    return _stepped(steps.finish, booking_id, payload.version)


@router.post("/bookings/{int:booking_id}/no-show", response=BookingOut)
@door.staff(WRITE)
def booking_no_show(request: HttpRequest, booking_id: int, payload: VersionIn) -> BookingOut:
    """Nobody came."""
    return _stepped(steps.no_show, booking_id, payload.version)


@router.post("/bookings/{int:booking_id}/undo", response=BookingOut)
@door.staff(WRITE)
def booking_undo(request: HttpRequest, booking_id: int, payload: VersionIn) -> BookingOut:
    """A check-in or no-show was a mistake."""
    return _stepped(steps.undo, booking_id, payload.version)


@router.post("/bookings/{int:booking_id}/cancel", response=BookingOut)
@door.staff(WRITE)
def booking_cancel(
    request: HttpRequest, booking_id: int, payload: schemas.BookingCancelIn
) -> BookingOut:
    """Cancel for the shop: a paid deposit goes back."""
    row = questions.find(booking_id, WRITE)
    done = steps.cancel(
        row, version=payload.version, reason=payload.reason, by_customer=False, shown=_shown
    )
    return BookingOut.of(done)


@router.get("/services/{int:service_id}/times", response=schemas.FreeTimes)
@door.staff(READ)
def service_times(
    request: HttpRequest, service_id: int, asked: Query[schemas.FreeTimesAsked]
) -> schemas.FreeTimes:
    """The free times of a day, for booking by phone; rules for customers do not hold."""
    row, chosen = setup.service_find(service_id), lists.id_filter(asked.resource)
    free = times.for_staff(row, asked.day, resource=chosen, people=asked.people)
    return schemas.FreeTimes(items=[FreeTime(at=at, left=left) for at, left in free])


@router.get("/waiting", response=Page[WaitingRow])
@door.staff(READ)
def waiting_list(request: HttpRequest, asked: Query[schemas.WaitingAsked]) -> Page[WaitingRow]:
    """Who waits for a day that is full, the newest first."""
    rows = questions.waiting(state=asked.state, service=asked.service, customer=asked.customer)
    sort = lists.choose(questions.WAITING_SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = [WaitingRow.of(row) for row in found]
    return Page[WaitingRow](items=items, next=following, total=total)


@router.post("/waiting", response=WaitingRow)
@door.staff(WRITE)
def waiting_create(request: HttpRequest, payload: schemas.WaitingIn) -> WaitingRow:
    """Put a customer on the waiting list of a day."""
    customers.find(payload.customer_id)
    row = waiting.join(
        service_id=payload.service_id, customer_id=payload.customer_id, day=payload.day,
        resource_id=payload.resource_id, minutes=(payload.from_minute, payload.to_minute),
        people=payload.people,
    )  # fmt: skip
    return WaitingRow.of(questions.waiting().get(pk=row.pk))


@router.post("/waiting/{int:waiting_id}/leave", response={204: None})
@door.staff(WRITE)
def waiting_leave(request: HttpRequest, waiting_id: int) -> None:
    """Take somebody off the list."""
    waiting.leave(records.find(questions.waiting_for(WRITE), waiting_id))
