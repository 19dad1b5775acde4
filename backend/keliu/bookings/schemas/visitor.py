"""Shapes for customers."""

from datetime import date
from typing import Any

import segno
from ninja import Schema
from pydantic import Field

from keliu.bookings.models import Booking, Resource, Service
from keliu.bookings.rules import deposits, states
from keliu.bookings.schemas.bookings import FreeTime
from keliu.bookings.schemas.setup import url_of
from keliu.kit import clock
from keliu.platform.files import FileCard
from keliu.platform.wire import Asked, Id, Moment, Ref, Text, When, Wire


class PublicServer(Wire):
    """Somebody or something a customer may choose."""

    id: Id
    name: str
    kind: str
    intro: str
    picture_url: str | None

    @staticmethod
    def of(row: Resource, known: dict[int, FileCard]) -> "PublicServer":
        return PublicServer(
            id=row.pk,
            name=row.name,
            kind=row.kind,
            intro=row.intro,
            picture_url=url_of(row.picture_id, known),
        )


class PublicService(Wire):
    """A service that can be booked, and who may serve."""

    id: Id
    name: str
    summary: str
    picture_url: str | None
    minutes: int
    price_fen: int
    deposit_fen: int
    group: bool
    places: int
    auto_confirm: bool
    cancel_hours: int
    late_cancel: str
    ahead_days: int
    servers: list[PublicServer]

    @staticmethod
    def of(
        row: Service, servers: list[Resource], known: dict[int, FileCard]
    ) -> "PublicService":  # fmt: skip
        plain = {
            name: getattr(row, name)
            for name in PublicService.model_fields
            if name not in {"id", "picture_url", "servers"}
        }
        return PublicService(
            **plain,
            id=row.pk,
            picture_url=url_of(row.picture_id, known),
            servers=[PublicServer.of(one, known) for one in servers],
        )


class PublicServices(Wire):
    shop: str
    note: str
    timezone: str
    items: list[PublicService]


class PublicTimesAsked(Schema):
    """`day` asks for its times; `days` of the calendar come from `first` on."""

    first: date | None = None
    day: date | None = None
    days: int = Field(14, ge=1, le=31)
    resource: str | None = None
    people: int = Field(1, ge=1, le=500)


class PublicDay(Wire):
    day: date
    open: bool
    free: bool
    holiday: str
    note: str


class PublicTimes(Wire):
    days: list[PublicDay]
    times: list[FreeTime]
    waiting: bool


class VisitorBookingIn(Asked):
    service_id: Id
    starts_at: When
    resource_id: Id | None = None
    people: int = Field(1, ge=1, le=500)
    remark: Text = Field("", max_length=200)


class VisitorMoveIn(Asked):
    starts_at: When
    resource_id: Id | None = None
    version: int


class VisitorCancelIn(Asked):
    reason: Text = Field("", max_length=80)
    version: int


class VisitorWaitingIn(Asked):
    service_id: Id
    day: date
    resource_id: Id | None = None
    from_minute: int = Field(0, ge=0, le=1440)
    to_minute: int = Field(1440, ge=0, le=1440)
    people: int = Field(1, ge=1, le=500)


class MyBooking(Wire):
    """A customer's booking with what they may still do."""

    id: Id
    code: str
    title: str
    service_id: Id
    resource: Ref
    starts_at: Moment
    ends_at: Moment
    people: int
    price_fen: int
    deposit_fen: int
    deposit: str
    hold_until: Moment | None
    order_id: Id | None
    state: str
    remark: str
    end_reason: str
    free_until: Moment
    may_cancel: bool
    may_move: bool
    moves_left: int
    version: int

    @staticmethod
    def columns(row: Booking) -> dict[str, Any]:
        """What a row shows, from one with its service joined."""
        own = {"id", "resource", "free_until", "may_cancel", "may_move", "moves_left"}
        plain = {n: getattr(row, n) for n in MyBooking.model_fields if n not in own}
        service, now, still = row.service, clock.now(), row.state in states.OPEN
        left = max(service.moves - row.moved, 0)
        hours, late = service.cancel_hours, service.late_cancel
        return {
            **plain,
            "id": row.pk,
            "resource": Ref(id=row.resource.pk, name=row.resource.name),
            "free_until": deposits.free_until(row.starts_at, hours),
            "may_cancel": still and deposits.may_cancel(row.starts_at, hours, late, now),
            "may_move": still and deposits.may_move(row.starts_at, hours, left, now),
            "moves_left": left,
        }


class MyBookingOut(MyBooking):
    """One booking with its code as a picture."""

    code_qr: str

    @staticmethod
    def of(row: Booking) -> "MyBookingOut":
        return MyBookingOut(**MyBooking.columns(row), code_qr=picture_of(row.code))


class MyWaiting(Wire):
    id: Id
    service: Ref
    resource: Ref | None
    day: date
    from_minute: int
    to_minute: int
    people: int
    created_at: Moment


class MyBookings(Wire):
    """What is still to come, the soonest first, and what was."""

    coming: list[MyBooking]
    past: list[MyBooking]
    waiting: list[MyWaiting]


def picture_of(code: str) -> str:
    """A code as a QR picture in a data URI."""
    return str(segno.make(code, micro=False).png_data_uri(scale=6, border=2))
