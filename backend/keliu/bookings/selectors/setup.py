"""Services, resources, hours: what is set up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from keliu.bookings.models import BookingRules, Resource, Service, ServiceNeed, SpecialDay
from keliu.bookings.rules.hours import Shop, Special
from keliu.bookings.rules.slots import Needs
from keliu.kit.paging import Sort
from keliu.platform import records

POSITION = Sort("position", "position", descending=False, kind="number")
NAME = Sort("name", "name", descending=False)
SORTS = (POSITION, NAME)


def rules() -> BookingRules:
    """The merchant's rules, or the usual ones that nobody has changed yet."""
    return BookingRules.objects.first() or BookingRules()


def shop_hours(chosen: BookingRules) -> Shop:
    """The shop's hours as the law reads them."""
    return Shop(week=chosen.week, holidays=chosen.holidays)


def services(*, state: str | None = None, q: str | None = None) -> "QuerySet[Service]":
    """Living services."""
    rows: QuerySet[Service] = Service.objects.alive()
    if state:
        rows = rows.filter(state=state)
    return rows.filter(name__icontains=q) if q else rows


def service_find(service_id: int, *, deleted: bool = False) -> Service:
    """One service. Raises NotFound."""
    rows: QuerySet[Service] = Service.objects.filter(deleted_at__isnull=not deleted)
    return records.find(rows, service_id)


def resources(*, state: str | None = None, kind: str | None = None) -> "QuerySet[Resource]":
    """Living resources, with the colleague behind each."""
    rows: QuerySet[Resource] = Resource.objects.alive().select_related("staff")
    wanted = {"state": state, "kind": kind}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def resource_find(resource_id: int, *, deleted: bool = False) -> Resource:
    """One resource. Raises NotFound."""
    rows: QuerySet[Resource] = Resource.objects.filter(deleted_at__isnull=not deleted)
    return records.find(rows.select_related("staff"), resource_id)


def in_order(rows: "QuerySet[Resource]") -> list[Resource]:
    """As the shop has put them."""
    return list(rows.order_by("position", "id"))


def parts_of(service_ids: Iterable[int], *, only_on: bool = False) -> dict[int, list[list[int]]]:
    """For each service the resources of its parts, in the shop's order; one query."""
    rows = ServiceNeed.objects.filter(
        service_id__in=list(service_ids), resource__deleted_at__isnull=True
    )
    if only_on:
        rows = rows.filter(resource__state=Resource.State.ON)
    found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    ordered = rows.order_by("part", "resource__position", "resource_id")
    for service_id, part, resource_id in ordered.values_list("service_id", "part", "resource_id"):
        found[service_id][part].append(resource_id)
    return {key: [parts[at] for at in sorted(parts)] for key, parts in found.items()}


def part_count(service_id: int) -> int:
    """How many parts a service was given, resting resources included."""
    return ServiceNeed.objects.filter(service_id=service_id).values("part").distinct().count()


def needs_of(service: Service, parts: Sequence[Sequence[int]]) -> Needs:
    """A service as availability reads it."""
    return Needs(
        service=service.pk,
        minutes=service.minutes,
        before=service.before_minutes,
        after=service.after_minutes,
        step=service.step_minutes,
        parts=tuple(tuple(part) for part in parts),
        group=service.group,
        places=service.places,
    )


def specials(first: date, last: date) -> list[SpecialDay]:
    """The special days that touch [first, last]."""
    rows = SpecialDay.objects.filter(first_on__lte=last, last_on__gte=first)
    return list(rows.select_related("resource").order_by("first_on", "id"))


def special(row: SpecialDay) -> Special:
    """A special day as the law reads it."""
    spans = tuple((span[0], span[1]) for span in row.spans)
    return Special(row.pk, row.first_on, row.last_on, spans, row.resource_id, row.note)
