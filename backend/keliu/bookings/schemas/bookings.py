"""Shapes of bookings for staff."""

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field

from keliu.accounts import public as accounts
from keliu.bookings.models import Booking, BookingStep, Waiting
from keliu.bookings.rules import states
from keliu.bookings.selectors import bookings as questions
from keliu.kit import clock
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Text, When, Wire

VERBS = ["booking.write", "order.refund"]
Resources = dict[int, list[tuple[int, str]]]


class BookingCustomer(Wire):
    id: Id
    name: str
    phone_masked: str
    avatar_url: str


class BookingRow(Wire):
    id: Id
    code: str
    title: str
    service: Ref
    customer: BookingCustomer
    resource: Ref
    resources: list[Ref]
    owner: Ref | None
    starts_at: Moment
    ends_at: Moment
    people: int
    price_fen: int
    deposit_fen: int
    deposit: str
    hold_until: Moment | None
    order_id: Id | None
    state: str
    source: str
    remark: str
    staff_note: str
    end_reason: str
    created_at: Moment
    version: int

    @staticmethod
    def columns(
        row: Booking, resources: Resources, names: dict[int, str]
    ) -> dict[str, Any]:  # fmt: skip
        """What a row shows, from one with its people joined."""
        plain = {
            name: getattr(row, name)
            for name in BookingRow.model_fields
            if name not in {"id", "service", "customer", "resource", "resources", "owner"}
        }
        owner = row.owner_id
        return {
            **plain,
            "id": row.pk,
            "service": Ref(id=row.service.pk, name=row.service.name),
            "customer": BookingCustomer.model_validate(row.customer),
            "resource": Ref(id=row.resource.pk, name=row.resource.name),
            "resources": [Ref(id=key, name=name) for key, name in resources.get(row.pk, [])],
            "owner": Ref(id=owner, name=names.get(owner, "")) if owner else None,
        }

    @staticmethod
    def all(rows: list[Booking]) -> "list[BookingRow]":
        """Rows of a list, with a fixed number of statements."""
        resources = questions.resources_of(row.pk for row in rows)
        names = accounts.names({row.owner_id for row in rows})
        return [BookingRow(**BookingRow.columns(row, resources, names)) for row in rows]


class BookingStepRow(Wire):
    kind: str
    text: str
    by_name: str
    at: Moment


class BookingOut(BookingRow):
    """`steps` names what may be done with it now; `missed`: how often they did not come."""

    history: list[BookingStepRow]
    steps: list[str]
    missed: int
    can: list[str]

    @staticmethod
    def of(row: Booking) -> "BookingOut":
        resources = questions.resources_of([row.pk])
        names = accounts.names({row.owner_id})
        can = accounts.can(row.owner_id, row.department_id, VERBS)
        history = [_step(one) for one in questions.steps_of(row.pk)]
        return BookingOut(
            **BookingRow.columns(row, resources, names),
            history=history,
            steps=_possible(row) if "booking.write" in can else [],
            missed=questions.missed([row.customer_id]).get(row.customer_id, 0),
            can=can,
        )


def _step(one: BookingStep) -> BookingStepRow:
    return BookingStepRow(kind=one.kind, text=one.text, by_name=one.by_name, at=one.at)


def _possible(row: Booking) -> list[str]:
    """What makes sense now: nobody is late before the time, or here the day before."""
    now = clock.now()
    early = {"no_show": row.starts_at > now, "arrive": row.starts_at - states.EARLY > now}
    moves = ["move"] if row.state in states.OPEN else []
    return moves + [
        name
        for name, step in states.STEPS.items()
        if row.state in step.frm and not early.get(name, False)
    ]


class BookingsAsked(ListAsked):
    state: str | None = None
    first: date | None = None
    last: date | None = None
    service: str | None = None
    resource: str | None = None
    customer: str | None = None
    owner: str | None = None


class BookingIn(Asked):
    """`anytime`: outside the hours too. `ask_deposit`: the customer pays before it stands."""

    service_id: Id
    customer_id: Id
    starts_at: When
    resource_id: Id | None = None
    people: int = Field(1, ge=1, le=500)
    remark: Text = Field("", max_length=200)
    anytime: bool = False
    ask_deposit: bool = False


class BookingPatch(Asked):
    staff_note: Text | None = Field(None, max_length=200)
    remark: Text | None = Field(None, max_length=200)
    version: int


class BookingMoveIn(Asked):
    starts_at: When
    resource_id: Id | None = None
    anytime: bool = False
    version: int


class BookingCancelIn(Asked):
    reason: Text = Field("", max_length=80)
    version: int


class CheckInIn(Asked):
    code: Text = Field(min_length=1, max_length=40)


class BookingCalendarAsked(Schema):
    first: date
    last: date
    resource: str | None = None


class BookingCalendarDay(Wire):
    day: date
    holiday: str
    worked: bool
    note: str
    spans: list[list[int]]


class CalendarHours(Wire):
    """When a resource works on each day, in minutes of the day."""

    id: Id
    name: str
    kind: str
    capacity: int
    picture_url: str | None
    days: list[list[list[int]]]


class BookingCalendarOut(Wire):
    timezone: str
    days: list[BookingCalendarDay]
    resources: list[CalendarHours]
    bookings: list[BookingRow]


class FreeTime(Wire):
    at: Moment
    left: int


class FreeTimes(Wire):
    items: list[FreeTime]


class FreeTimesAsked(Schema):
    day: date
    resource: str | None = None
    people: int = Field(1, ge=1, le=500)


class WaitingRow(Wire):
    id: Id
    service: Ref
    customer: Ref
    resource: Ref | None
    day: date
    from_minute: int
    to_minute: int
    people: int
    state: str
    booking_id: Id | None
    created_at: Moment

    @staticmethod
    def of(row: Waiting) -> "WaitingRow":
        return WaitingRow.model_validate(row)


class WaitingAsked(ListAsked):
    state: str | None = None
    service: str | None = None
    customer: str | None = None


class WaitingIn(Asked):
    service_id: Id
    customer_id: Id
    day: date
    resource_id: Id | None = None
    from_minute: int = Field(0, ge=0, le=1440)
    to_minute: int = Field(1440, ge=0, le=1440)
    people: int = Field(1, ge=1, le=500)
