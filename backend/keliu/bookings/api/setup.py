"""Services, resources, hours, holidays: what a shop sets up."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.bookings.models import BookingRules, Resource, Service, SpecialDay
from keliu.bookings.rules import holidays
from keliu.bookings.schemas import setup as schemas
from keliu.bookings.schemas.setup import BookingRulesOut, ResourceOut, ServiceOut, SpecialDayOut
from keliu.bookings.selectors import setup as questions
from keliu.bookings.selectors.bookings import READ, SETUP
from keliu.bookings.services import setup as services
from keliu.platform import lists, records
from keliu.platform.wire import Items, Page

router = Router(tags=["bookings"])


def _services(rows: list[Service]) -> list[ServiceOut]:
    parts = questions.parts_of(row.pk for row in rows)
    wanted = {one for some in parts.values() for part in some for one in part}
    names = dict(Resource.objects.filter(pk__in=wanted).values_list("id", "name"))
    known = schemas.pictures(list(rows))
    return [ServiceOut.of(row, parts.get(row.pk, []), names, known) for row in rows]


def _service(row: Service) -> ServiceOut:
    return _services([questions.services().select_related("product").get(pk=row.pk)])[0]


def _current(row: Service) -> Any:
    return _service(row).model_dump(mode="json")


def _resource(row: Resource) -> ResourceOut:
    return ResourceOut.of(row, schemas.pictures([row]))


@router.get("/services", response=Page[ServiceOut])
@door.staff(READ)
def service_list(request: HttpRequest, asked: Query[schemas.ServicesAsked]) -> Page[ServiceOut]:
    """Services in their order."""
    rows = questions.services(state=asked.state, q=asked.q).select_related("product")
    sort = lists.choose(questions.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[ServiceOut](items=_services(found), next=following, total=total)


@router.post("/services", response=ServiceOut)
@door.staff(SETUP)
def service_create(request: HttpRequest, payload: schemas.ServiceIn) -> ServiceOut:
    """Add a service."""
    fields, parts = schemas.given(payload), payload.parts or []
    return _service(services.service_create(fields=fields, parts=parts))


@router.get("/services/{int:service_id}", response=ServiceOut)
@door.staff(READ)
def service_get(request: HttpRequest, service_id: int) -> ServiceOut:
    """One service."""
    return _service(questions.service_find(service_id))


@router.patch("/services/{int:service_id}", response=ServiceOut)
@door.staff(SETUP)
def service_update(
    request: HttpRequest, service_id: int, payload: schemas.ServicePatch
) -> ServiceOut:
    """Change a service, its resources with it."""
    row = services.service_update(
        questions.service_find(service_id),
        version=payload.version,
        changes=schemas.given(payload),
        parts=payload.parts,
        current=_current,
    )
    return _service(row)


@router.delete("/services/{int:service_id}", response={204: None})
@door.staff(SETUP)
def service_delete(request: HttpRequest, service_id: int) -> None:
    """Take a service away; 409 `service_busy` while bookings are to come."""
    services.service_delete(questions.service_find(service_id))


@router.post("/services/{int:service_id}/restore", response=ServiceOut)
@door.staff(SETUP)
def service_restore(request: HttpRequest, service_id: int) -> ServiceOut:
    """Undo a delete."""
    return _service(records.restore(questions.service_find(service_id, deleted=True)))


@router.get("/resources", response=Page[ResourceOut])
@door.staff(READ)
def resource_list(
    request: HttpRequest, asked: Query[schemas.ResourcesAsked]
) -> Page[ResourceOut]:  # fmt: skip
    """People, seats, rooms and equipment in their order."""
    rows = questions.resources(state=asked.state, kind=asked.kind)
    rows = rows.filter(name__icontains=asked.q) if asked.q else rows
    sort = lists.choose(questions.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    known = schemas.pictures(list(found))
    total = rows.count() if asked.total else None
    items = [ResourceOut.of(row, known) for row in found]
    return Page[ResourceOut](items=items, next=following, total=total)


@router.post("/resources", response=ResourceOut)
@door.staff(SETUP)
def resource_create(request: HttpRequest, payload: schemas.ResourceIn) -> ResourceOut:
    """Add a person, seat, room or piece of equipment."""
    fields = {"kind": payload.kind, **schemas.given(payload)}
    return _resource(services.resource_create(fields=fields))


@router.get("/resources/{int:resource_id}", response=ResourceOut)
@door.staff(READ)
def resource_get(request: HttpRequest, resource_id: int) -> ResourceOut:
    """One resource."""
    return _resource(questions.resource_find(resource_id))


@router.patch("/resources/{int:resource_id}", response=ResourceOut)
@door.staff(SETUP)
def resource_update(
    request: HttpRequest, resource_id: int, payload: schemas.ResourcePatch
) -> ResourceOut:
    """Change a resource or its weekly hours (null: as the shop)."""
    row = services.resource_update(
        questions.resource_find(resource_id),
        version=payload.version,
        changes=schemas.given(payload),
        current=lambda now: _resource(now).model_dump(mode="json"),
    )
    return _resource(row)


@router.delete("/resources/{int:resource_id}", response={204: None})
@door.staff(SETUP)
def resource_delete(request: HttpRequest, resource_id: int) -> None:
    """Take a resource away; 409 `resource_busy` while bookings need it."""
    services.resource_delete(questions.resource_find(resource_id))


@router.post("/resources/{int:resource_id}/restore", response=ResourceOut)
@door.staff(SETUP)
def resource_restore(request: HttpRequest, resource_id: int) -> ResourceOut:
    """Undo a delete."""
    return _resource(records.restore(questions.resource_find(resource_id, deleted=True)))


@router.get("/booking-rules", response=BookingRulesOut)
@door.staff(READ)
def booking_rules_get(request: HttpRequest) -> BookingRulesOut:
    """The shop's hours, holiday rule, reminders, waiting list."""
    return BookingRulesOut.of(questions.rules())


@router.patch("/booking-rules", response=BookingRulesOut)
@door.staff(SETUP)
def booking_rules_update(
    request: HttpRequest, payload: schemas.BookingRulesPatch
) -> BookingRulesOut:  # fmt: skip
    """Change the shop's rules."""

    def current(row: BookingRules) -> Any:
        return BookingRulesOut.of(row).model_dump(mode="json")

    row = services.rules_save(
        version=payload.version, changes=schemas.given(payload), current=current
    )
    return BookingRulesOut.of(row)


@router.get("/special-days", response=Items[SpecialDayOut])
@door.staff(READ)
def special_day_list(
    request: HttpRequest, asked: Query[schemas.SpecialDaysAsked]
) -> Items[SpecialDayOut]:
    """Days with other hours than usual."""
    rows = questions.specials(asked.first, asked.last)
    return Items[SpecialDayOut](items=[SpecialDayOut.of(row) for row in rows])


@router.post("/special-days", response=SpecialDayOut)
@door.staff(SETUP)
def special_day_create(request: HttpRequest, payload: schemas.SpecialDayIn) -> SpecialDayOut:
    """Close, or open at other hours, the shop or one resource."""
    row = services.special_add(fields=dict(payload))
    return SpecialDayOut.of(SpecialDay.objects.select_related("resource").get(pk=row.pk))


@router.delete("/special-days/{int:special_day_id}", response={204: None})
@door.staff(SETUP)
def special_day_delete(request: HttpRequest, special_day_id: int) -> None:
    """The days are as usual again."""
    services.special_remove(records.find(SpecialDay.objects.all(), special_day_id))


@router.get("/holidays", response=schemas.HolidaysOut)
@door.staff(READ)
def holiday_list(request: HttpRequest, year: int) -> schemas.HolidaysOut:
    """Statutory holidays of a year, and the weekend days worked instead."""
    year = min(max(year, 2000), 2100)
    first = date(year, 1, 1)
    days = [first + timedelta(days=at) for at in range(366)]
    named = [(day, holidays.day_off(day)) for day in days if day.year == year]
    items = [
        schemas.HolidayOut(day=day, name=one.name, holiday=one.holiday, worked=one.worked)
        for day, one in named
        if one.holiday or one.worked
    ]
    return schemas.HolidaysOut(announced=holidays.announced(year), items=items)
