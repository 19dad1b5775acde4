"""Shapes of services, resources, hours."""

from datetime import date
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from keliu.bookings.models import BookingRules, Resource, Service, SpecialDay
from keliu.platform import files
from keliu.platform.files import FileCard
from keliu.platform.wire import Asked, Id, ListAsked, Ref, Text, Wire

State = Literal["on", "off"]
Kind = Literal["person", "seat", "room", "equipment"]
Span = list[int]
MOST_FEN = 100_000_000
EMPTIABLE = {"picture_id", "product_id", "staff_id", "week"}


def given(payload: Schema) -> dict[str, Any]:
    """The fields a body really carries, without version and parts."""
    carried = {name: getattr(payload, name) for name in payload.model_fields_set}
    return {
        name: value
        for name, value in carried.items()
        if name not in {"version", "parts"} and (value is not None or name in EMPTIABLE)
    }


def pictures(rows: list[Any]) -> dict[int, FileCard]:
    """The pictures of services or resources, in one query."""
    wanted = [row.picture_id for row in rows if row.picture_id is not None]
    return files.cards(wanted) if wanted else {}


def url_of(picture_id: int | None, known: dict[int, FileCard]) -> str | None:
    """Where a picture is."""
    found = known.get(picture_id) if picture_id is not None else None
    return found.url if found else None


class ServiceOut(Wire):
    """`parts`: one resource of each is taken; the customer chooses among the first."""

    id: Id
    name: str
    summary: str
    picture_id: Id | None
    picture_url: str | None
    product: Ref | None
    minutes: int
    before_minutes: int
    after_minutes: int
    step_minutes: int
    price_fen: int
    deposit_fen: int
    group: bool
    places: int
    auto_confirm: bool
    notice_minutes: int
    ahead_days: int
    cancel_hours: int
    late_cancel: str
    moves: int
    state: str
    position: int
    version: int
    parts: list[list[Ref]]

    @staticmethod
    def of(
        row: Service, parts: list[list[int]], names: dict[int, str], known: dict[int, FileCard]
    ) -> "ServiceOut":
        plain = {
            name: getattr(row, name)
            for name in ServiceOut.model_fields
            if name not in {"id", "picture_url", "product", "parts"}
        }
        product = row.product if row.product_id else None
        return ServiceOut(
            **plain,
            id=row.pk,
            picture_url=url_of(row.picture_id, known),
            product=Ref(id=product.pk, name=product.name) if product else None,
            parts=[[Ref(id=one, name=names.get(one, "")) for one in part] for part in parts],
        )


class ServiceFields(Asked):
    summary: Text | None = Field(None, max_length=200)
    picture_id: Id | None = None
    product_id: Id | None = None
    before_minutes: int | None = Field(None, ge=0, le=240)
    after_minutes: int | None = Field(None, ge=0, le=240)
    step_minutes: int | None = Field(None, ge=5, le=240)
    price_fen: int | None = Field(None, ge=0, le=MOST_FEN)
    deposit_fen: int | None = Field(None, ge=0, le=MOST_FEN)
    group: bool | None = None
    places: int | None = Field(None, ge=1, le=500)
    auto_confirm: bool | None = None
    notice_minutes: int | None = Field(None, ge=0, le=43_200)
    ahead_days: int | None = Field(None, ge=1, le=180)
    cancel_hours: int | None = Field(None, ge=0, le=720)
    late_cancel: Literal["keep", "refuse"] | None = None
    moves: int | None = Field(None, ge=0, le=20)
    state: State | None = None
    position: int | None = Field(None, ge=0, le=1_000_000)
    parts: list[list[Id]] | None = Field(None, max_length=10)


class ServiceIn(ServiceFields):
    name: Text = Field(min_length=1, max_length=40)
    minutes: int = Field(ge=5, le=1440)


class ServicePatch(ServiceFields):
    name: Text | None = Field(None, min_length=1, max_length=40)
    minutes: int | None = Field(None, ge=5, le=1440)
    version: int


class ServicesAsked(ListAsked):
    state: str | None = None


class ResourceOut(Wire):
    """`week` is null where the shop's hours hold."""

    id: Id
    name: str
    kind: str
    intro: str
    picture_id: Id | None
    picture_url: str | None
    staff: Ref | None
    capacity: int
    week: list[list[Span]] | None
    state: str
    position: int
    version: int

    @staticmethod
    def of(row: Resource, known: dict[int, FileCard]) -> "ResourceOut":
        plain = {
            name: getattr(row, name)
            for name in ResourceOut.model_fields
            if name not in {"id", "picture_url", "staff"}
        }
        staff = Ref(id=row.staff.pk, name=row.staff.name) if row.staff else None
        url = url_of(row.picture_id, known)
        return ResourceOut(**plain, id=row.pk, picture_url=url, staff=staff)


class ResourceFields(Asked):
    intro: Text | None = Field(None, max_length=200)
    picture_id: Id | None = None
    staff_id: Id | None = None
    capacity: int | None = Field(None, ge=1, le=500)
    week: list[list[Span]] | None = Field(None, max_length=7)
    state: State | None = None
    position: int | None = Field(None, ge=0, le=1_000_000)


class ResourceIn(ResourceFields):
    name: Text = Field(min_length=1, max_length=40)
    kind: Kind = "person"


class ResourcePatch(ResourceFields):
    name: Text | None = Field(None, min_length=1, max_length=40)
    kind: Kind | None = None
    version: int


class ResourcesAsked(ListAsked):
    state: str | None = None
    kind: str | None = None


class BookingRulesOut(Wire):
    week: list[list[Span]]
    holidays: str
    remind_hours: list[int]
    pay_minutes: int
    waiting: bool
    note: str
    version: int

    @staticmethod
    def of(row: BookingRules) -> "BookingRulesOut":
        return BookingRulesOut.model_validate(row)


class BookingRulesPatch(Asked):
    week: list[list[Span]] | None = Field(None, max_length=7)
    holidays: Literal["open", "closed", "weekend"] | None = None
    remind_hours: list[int] | None = Field(None, max_length=3)
    pay_minutes: int | None = Field(None, ge=5, le=120)
    waiting: bool | None = None
    note: Text | None = Field(None, max_length=200)
    version: int


class SpecialDayOut(Wire):
    """No spans: closed. No resource: the whole shop."""

    id: Id
    resource: Ref | None
    first_on: date
    last_on: date
    spans: list[Span]
    note: str

    @staticmethod
    def of(row: SpecialDay) -> "SpecialDayOut":
        one = row.resource
        return SpecialDayOut(
            id=row.pk,
            resource=Ref(id=one.pk, name=one.name) if one else None,
            first_on=row.first_on,
            last_on=row.last_on,
            spans=row.spans,
            note=row.note,
        )


class SpecialDayIn(Asked):
    resource_id: Id | None = None
    first_on: date
    last_on: date
    spans: list[Span] = Field([], max_length=6)
    note: Text = Field("", max_length=40)


class SpecialDaysAsked(Schema):
    first: date
    last: date


class HolidayOut(Wire):
    day: date
    name: str
    holiday: bool
    worked: bool


class HolidaysOut(Wire):
    """`announced` is false for a year whose holidays the state has not set yet."""

    announced: bool
    items: list[HolidayOut]
