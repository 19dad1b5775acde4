"""Services, resources, hours: changing what is set up."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from keliu.accounts import public as accounts
from keliu.bookings.errors import ResourceBusy, ServiceBusy
from keliu.bookings.models import BookingRules, Resource, Service, ServiceNeed, SpecialDay
from keliu.bookings.rules import hours
from keliu.bookings.selectors import bookings as questions
from keliu.bookings.selectors import setup as known
from keliu.catalog import public as catalog
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, Stale
from keliu.platform import audit, files, records

MOST_PARTS, MOST_RESOURCES, MOST_SPECIALS = 4, 60, 400
Parts = Sequence[Sequence[int]]


def _picture(fields: dict[str, Any]) -> None:
    picture = fields.get("picture_id")
    if picture is not None and not files.cards([picture]):
        raise Invalid(fields={"picture_id": "图片没有找到,请重新上传"})


def _product(fields: dict[str, Any]) -> None:
    product = fields.get("product_id")
    found = catalog.products([product]).get(product) if product is not None else None
    if product is not None and (found is None or not found.on_sale):
        raise Invalid(fields={"product_id": "请选一个在售的产品"})


def _end(model: Any) -> int:
    return (model.objects.aggregate(last=Max("position"))["last"] or 0) + 1


def _parts(service_id: int, parts: Parts) -> None:
    """Replace what a service needs. Raises Invalid."""
    flat = [one for part in parts for one in part]
    if len(parts) > MOST_PARTS or len(flat) > MOST_RESOURCES:
        raise Invalid(fields={"parts": f"最多 {MOST_PARTS} 组、{MOST_RESOURCES} 个资源"})
    if len(set(flat)) != len(flat):
        raise Invalid(fields={"parts": "同一个人或地方只能放在一组里"})
    if any(not part for part in parts):
        raise Invalid(fields={"parts": "每一组至少选一个"})
    if known.resources().filter(pk__in=flat).count() != len(flat):
        raise Invalid(fields={"parts": "有的资源已经删除,请刷新后再选"})
    ServiceNeed.objects.filter(service_id=service_id).delete()
    ServiceNeed.objects.bulk_create(
        ServiceNeed(service_id=service_id, resource_id=one, part=at)
        for at, part in enumerate(parts)
        for one in part
    )


def _sound(row: Service) -> None:
    if row.price_fen and row.deposit_fen > row.price_fen:
        raise Invalid(fields={"deposit_fen": "定金不能比价格高"})
    if not row.group and row.places != 1:
        row.places = 1


@transaction.atomic
def service_create(*, fields: dict[str, Any], parts: Parts) -> Service:
    """A new service at the end of the list. Raises Invalid."""
    _picture(fields)
    _product(fields)
    row = Service(**{"position": _end(Service), **fields})
    _sound(row)
    row.save(force_insert=True)
    _parts(row.pk, parts)
    audit.record("service.create", "service", row.pk, row.name)
    return row


@transaction.atomic
def service_update(
    row: Service,
    *,
    version: int,
    changes: dict[str, Any],
    parts: Parts | None,
    current: Callable[[Service], Any],
) -> Service:
    """Change a service; bookings made before keep their time. Raises Invalid, Stale."""
    _picture(changes)
    _product(changes)
    saved = records.save_changes(row, version=version, changes=changes, current=current)
    _sound(saved)
    if saved.places == 1 and changes.get("group") is False:
        Service.objects.filter(pk=saved.pk).update(places=1)
    if parts is not None:
        _parts(saved.pk, parts)
    return saved


@transaction.atomic
def service_delete(row: Service) -> None:
    """Take a service away when nothing of it is still to come. Raises ServiceBusy."""
    count = questions.open_count(service_id=row.pk)
    if count:
        raise ServiceBusy(name=row.name, count=count)
    records.delete(row)


def _resource(fields: dict[str, Any]) -> None:
    _picture(fields)
    if fields.get("staff_id") is not None:
        accounts.owner_choice(fields["staff_id"], "staff_id")
    week = fields.get("week")
    wrong = hours.wrong_week(week) if week is not None else None
    if wrong:
        raise Invalid(fields={"week": wrong})


@transaction.atomic
def resource_create(*, fields: dict[str, Any]) -> Resource:
    """A new resource at the end of the list. Raises Invalid."""
    _resource(fields)
    row = Resource(**{"position": _end(Resource), **fields})
    row.save(force_insert=True)
    audit.record("resource.create", "resource", row.pk, row.name)
    return known.resource_find(row.pk)


@transaction.atomic
def resource_update(
    row: Resource, *, version: int, changes: dict[str, Any], current: Callable[[Resource], Any]
) -> Resource:
    """Change a resource or its hours; bookings made before stay. Raises Invalid, Stale."""
    _resource(changes)
    saved = records.save_changes(row, version=version, changes=changes, current=current)
    return known.resource_find(saved.pk)


@transaction.atomic
def resource_delete(row: Resource) -> None:
    """Take a resource away when no booking still needs it. Raises ResourceBusy."""
    count = questions.open_count(resource_id=row.pk)
    if count:
        raise ResourceBusy(name=row.name, count=count)
    records.delete(row)


@transaction.atomic
def rules_save(
    *, version: int, changes: dict[str, Any], current: Callable[[BookingRules], Any]
) -> BookingRules:
    """Change the shop's rules. Raises Invalid, Stale."""
    wrong = hours.wrong_week(changes["week"]) if "week" in changes else None
    if wrong:
        raise Invalid(fields={"week": wrong})
    row = BookingRules.objects.first()
    if row is not None:
        return records.save_changes(
            row, version=version, changes=changes, action="booking.rules", current=current
        )
    row = BookingRules(**changes, version=2)
    with records.unique("booking_rules_one", Stale()):
        row.save(force_insert=True)
    audit.record("booking.rules", "bookingrules", row.pk, "预约规则")
    return row


@transaction.atomic
def special_add(*, fields: dict[str, Any]) -> SpecialDay:
    """Other hours on some days. Raises Invalid."""
    wrong = hours.wrong_spans(fields["spans"])
    if wrong:
        raise Invalid(fields={"spans": wrong})
    if fields["last_on"] < fields["first_on"]:
        raise Invalid(fields={"last_on": "结束日期要晚于开始日期"})
    if fields.get("resource_id") is not None:
        known.resource_find(fields["resource_id"])
    today = clock.now().date()
    if SpecialDay.objects.filter(last_on__gte=today).count() >= MOST_SPECIALS:
        raise Invalid(fields={"first_on": f"最多 {MOST_SPECIALS} 个特殊日期,请先删掉一些"})
    row = SpecialDay(**fields, by_id=actor.current().staff_id)
    row.save(force_insert=True)
    audit.record("special_day.create", "specialday", row.pk, row.note or str(row.first_on))
    return row


@transaction.atomic
def special_remove(row: SpecialDay) -> None:
    """The days are as usual again."""
    audit.record("special_day.delete", "specialday", row.pk, row.note or str(row.first_on))
    row.delete()
