"""Adding, changing and removing the people one talks to at a customer."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q

from keliu.customers import selectors
from keliu.customers.events import ContactAdded
from keliu.customers.models import Contact, Customer
from keliu.customers.services import columns, live, sealed, summaries
from keliu.kit import actor, words
from keliu.kit.errors import Invalid
from keliu.platform import audit, keys, records
from keliu.platform.outbox import publish

SEALED = ("phone", "email")
MOST = 200


def _search(name: str, position: str, numbers: list[str]) -> list[str]:
    characters = [ch for ch in name[:20] if words.HAN.fullmatch(ch)]
    found = words.of_name(name) + characters + words.of_text(position)
    return words.distinct(found) + numbers


def _person(customer_id: int, person_id: int | None) -> int | None:
    """The customer that a contact also is. Raises Invalid."""
    if person_id is None:
        return None
    found = selectors.reachable("customer.read").filter(pk=person_id, kind=Customer.Kind.PERSON)
    if person_id == customer_id or not found.exists():
        raise Invalid(fields={"person_id": "没有这位客户,请重新选择"})
    return person_id


def columns_of(row: Contact, fields: dict[str, Any]) -> dict[str, Any]:
    """Every column that `fields` set."""
    values = {name: value for name, value in fields.items() if name not in SEALED}
    if "person_id" in fields:
        values["person_id"] = _person(row.customer_id, fields["person_id"])
    numbers = [word for word in row.search if word.startswith("#")]
    if "phone" in fields:
        values |= sealed.phone(Contact, fields["phone"])
        text = fields["phone"]
        numbers = columns.phone_words(columns.number_of(text)) if text else []
    if "email" in fields:
        values |= sealed.email(Contact, fields["email"])
    name, position = fields.get("name", row.name), fields.get("position", row.position)
    values["search"] = _search(name, position, numbers)
    return values


def _only_main(customer_id: int, but: int) -> None:
    """The main contact of before steps back."""
    mains = Contact.objects.filter(customer_id=customer_id, is_main=True, deleted_at__isnull=True)
    mains.exclude(pk=but).update(is_main=False)


def alike(customer_id: int, name: str, phone: str) -> Contact | None:
    """The living contact with this number or this very name, if there is one."""
    same = Q(name=name)
    if phone:
        same |= Q(phone_index=keys.ours().blind("phone", columns.number_of(phone)))
    rows = Contact.objects.filter(customer_id=customer_id, deleted_at__isnull=True)
    return rows.filter(same).order_by("id").first()


@transaction.atomic
def contact_create(customer: Customer, fields: dict[str, Any]) -> Contact:
    """Add somebody to talk to; the first one is the main one. Raises Invalid, NotFound."""
    held = summaries.hold(customer.pk)
    others = Contact.objects.filter(customer_id=held.pk, deleted_at__isnull=True)
    count = others.count()
    if count >= MOST:
        raise Invalid(fields={"name": f"一位客户最多 {MOST} 个联系人"})
    row = Contact(customer_id=held.pk)
    for name, value in columns_of(row, {**fields}).items():
        setattr(row, name, value)
    row.is_main = row.is_main or count == 0
    if row.is_main:
        _only_main(held.pk, row.pk)
    row.save(force_insert=True)
    audit.record("contact.create", "contact", row.pk, row.name)
    publish(ContactAdded(held.pk, row.pk, actor.current().staff_id))
    live.changed(held.pk, held.owner_id)
    return row


@transaction.atomic
def contact_update(
    row: Contact,
    *,
    version: int,
    fields: dict[str, Any],
    current: Callable[[Contact], Any],
) -> Contact:
    """Change a contact. Raises Stale, Invalid."""
    held = summaries.hold(row.customer_id)
    values = columns_of(row, fields)
    shown = {
        name: (getattr(row, f"{name}_masked"), values[f"{name}_masked"])
        for name in SEALED
        if name in fields and getattr(row, f"{name}_masked") != values[f"{name}_masked"]
    }
    hidden = {name: value for name, value in values.items() if name not in _plain(fields)}
    if fields.get("is_main"):
        _only_main(row.customer_id, row.pk)
    saved = records.save_changes(
        row, version=version, changes=_plain(values), shown=shown, current=current
    )
    Contact.objects.filter(pk=row.pk).update(**hidden)
    saved.refresh_from_db()
    live.changed(held.pk, held.owner_id)
    return saved


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The columns that the audit log may show as they are."""
    names = ("name", "position", "wechat", "role", "is_main", "note", "person_id")
    return {name: values[name] for name in names if name in values}


@transaction.atomic
def contact_delete(row: Contact) -> None:
    """Remove a contact (it can be undone)."""
    held = summaries.hold(row.customer_id)
    records.delete(row)
    live.changed(held.pk, held.owner_id)


@transaction.atomic
def contact_restore(row: Contact) -> Contact:
    """Undo a removal; a main contact chosen meanwhile stays the main one."""
    held = summaries.hold(row.customer_id)
    mains = Contact.objects.filter(customer_id=held.pk, is_main=True, deleted_at__isnull=True)
    if row.is_main and mains.exists():
        Contact.objects.filter(pk=row.pk).update(is_main=False)
    records.restore(row)
    live.changed(held.pk, held.owner_id)
    return row


def phone_reveal(row: Contact) -> str:
    """The whole number, and a line in the audit log that somebody looked."""
    number = sealed.opened(row, "phone_sealed")
    if number:
        audit.record("contact.reveal_phone", "contact", row.pk, row.name)
    return sealed.spoken(number)
