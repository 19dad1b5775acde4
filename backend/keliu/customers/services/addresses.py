"""Where a customer is, and where things are brought."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from keliu.customers.models import Address, Customer
from keliu.customers.services import live, sealed, summaries
from keliu.kit import regions
from keliu.kit.errors import Invalid
from keliu.platform import audit, keys, records

MOST = 50


def columns_of(row: Address, fields: dict[str, Any]) -> dict[str, Any]:
    """Every column that `fields` set. Raises Invalid."""
    names = ("label", "region_code", "receiver", "is_default")
    values = {name: fields[name] for name in names if name in fields}
    code = values.get("region_code")
    if code and regions.name_of(code) is None:
        raise Invalid(fields={"region_code": "没有这个地区,请重新选择"})
    if "detail" in fields and fields["detail"] != detail_of(row):
        values["detail_sealed"] = keys.seal(Address, "detail_sealed", fields["detail"])
    if "phone" in fields:
        values |= sealed.phone(Address, fields["phone"], index=False)
    return values


def detail_of(row: Address) -> str:
    """Street and number in clear."""
    return sealed.opened(row, "detail_sealed")


def _only_default(customer_id: int, but: int) -> None:
    """The default address of before is one of many again."""
    rows = Address.objects.filter(customer_id=customer_id, is_default=True, deleted_at__isnull=True)
    rows.exclude(pk=but).update(is_default=False)


def said(row: Address) -> str:
    """What people call an address."""
    return row.label or regions.name_of(row.region_code) or "地址"


@transaction.atomic
def address_create(customer: Customer, fields: dict[str, Any]) -> Address:
    """Add an address; the first one is the default. Raises Invalid, NotFound."""
    held = summaries.hold(customer.pk)
    count = Address.objects.filter(customer_id=held.pk, deleted_at__isnull=True).count()
    if count >= MOST:
        raise Invalid(fields={"detail": f"一位客户最多 {MOST} 个地址"})
    row = Address(customer_id=held.pk)
    for name, value in columns_of(row, fields).items():
        setattr(row, name, value)
    row.is_default = row.is_default or count == 0
    if row.is_default:
        _only_default(held.pk, row.pk)
    row.save(force_insert=True)
    audit.record("address.create", "address", row.pk, said(row))
    live.changed(held.pk, held.owner_id)
    return row


@transaction.atomic
def address_update(
    row: Address,
    *,
    version: int,
    fields: dict[str, Any],
    current: Callable[[Address], Any],
) -> Address:
    """Change an address. Raises Stale, Invalid."""
    held = summaries.hold(row.customer_id)
    values = columns_of(row, fields)
    if fields.get("is_default"):
        _only_default(row.customer_id, row.pk)
    sealed_ones = ("detail_sealed", "phone_sealed", "phone_masked")
    hidden = {name: values[name] for name in sealed_ones if name in values}
    shown: dict[str, tuple[Any, Any]] = {}
    if "detail_sealed" in hidden:
        shown["detail"] = ("***", "***")
    if "phone_masked" in hidden and hidden["phone_masked"] != row.phone_masked:
        shown["phone"] = (row.phone_masked, hidden["phone_masked"])
    plain = {name: value for name, value in values.items() if name not in hidden}
    saved = records.save_changes(row, version=version, changes=plain, shown=shown, current=current)
    if hidden:
        Address.objects.filter(pk=row.pk).update(**hidden)
        saved.refresh_from_db()
    live.changed(held.pk, held.owner_id)
    return saved


@transaction.atomic
def address_delete(row: Address) -> None:
    """Remove an address (it can be undone)."""
    held = summaries.hold(row.customer_id)
    records.delete(row)
    live.changed(held.pk, held.owner_id)


@transaction.atomic
def address_restore(row: Address) -> Address:
    """Undo a removal; a default chosen meanwhile stays the default."""
    held = summaries.hold(row.customer_id)
    defaults = Address.objects.filter(customer_id=held.pk, is_default=True, deleted_at__isnull=True)
    if row.is_default and defaults.exists():
        Address.objects.filter(pk=row.pk).update(is_default=False)
    records.restore(row)
    live.changed(held.pk, held.owner_id)
    return row


def phone_reveal(row: Address) -> str:
    """The receiver's whole number, and a line in the audit log that somebody looked."""
    number = sealed.opened(row, "phone_sealed")
    if number:
        audit.record("address.reveal_phone", "address", row.pk, said(row))
    return sealed.spoken(number)
