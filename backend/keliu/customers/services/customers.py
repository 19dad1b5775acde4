"""Adding, changing, handing over, deleting and bringing back customers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.accounts.public import StaffCard
from keliu.customers import selectors
from keliu.customers.errors import PhoneTaken
from keliu.customers.events import (
    CustomerAssigned,
    CustomerChanged,
    CustomerCreated,
    CustomerDeleted,
    CustomerRestored,
)
from keliu.customers.models import Customer
from keliu.customers.ports import Ports
from keliu.customers.services import columns, live, ownerships
from keliu.customers.services.pools import home
from keliu.kit import actor, clock, phones, scope
from keliu.kit.errors import Forbidden, Invalid
from keliu.platform import audit, keys, records, sql
from keliu.platform.loading import fresh
from keliu.platform.outbox import letters, publish
from keliu.platform.pipeline import Answer, Question

STORED = [field.attname for field in Customer._meta.concrete_fields]
# The table's own column names.
INSERT = f"""INSERT INTO customers_customer ({", ".join(STORED)})
 VALUES ({", ".join(["%s"] * len(STORED))})"""  # noqa: S608  column names of our own model
ONE_PER_PHONE = "customer_one_per_phone"


@dataclass(frozen=True)
class Added:
    """A new customer, and the answer to what was asked about it."""

    row: Customer
    answer: Answer | None


def owner_chosen(owner_id: int | None) -> StaffCard | None:
    """Who will look after a new customer: oneself, or a colleague with the right to assign."""
    who = actor.current()
    if owner_id is None or owner_id == who.staff_id:
        return _oneself(who)
    if not who.may("customer.assign"):
        raise Forbidden(permission="customer.assign")
    return accounts.owner_choice(owner_id)


def _oneself(who: actor.Actor) -> StaffCard | None:
    """The acting person as the session knows them: a disabled one has no session."""
    if who.staff_id is None:
        return None
    return StaffCard(who.staff_id, who.name, "", who.department_id, active=True)


def customer_create(*, fields: dict[str, Any], owner: StaffCard | None) -> Customer:
    """Add a customer. Raises PhoneTaken, Invalid."""
    return customer_create_and_ask(fields=fields, owner=owner).row


def customer_create_and_ask(
    *,
    fields: dict[str, Any],
    owner: StaffCard | None,
    asked: Callable[[int], Question] | None = None,
) -> Added:
    """Add a customer and ask something about it, by its id, in the same round trip.

    Raises PhoneTaken, Invalid; then nothing of it is there.
    """
    now = clock.now()
    plain = columns.checked(fields)
    row = fresh(
        Customer,
        owner_id=owner.id if owner else None,
        department_id=owner.department_id if owner else None,
        owner_since=now if owner else None,
        pool_id=None if owner else home.default_id(),
        pool_since=None if owner else now,
        created_by=actor.current().staff_id,
        created_at=now,
        updated_at=now,
        scored_at=now,
        **plain,
    )
    for name, value in columns.following(row, fields).values.items():
        setattr(row, name, value)
    along = [ownerships.begun(row.pk, owner.id, now, "create")] if owner else []
    along.append(audit.entry("customer.create", "customer", row.pk, row.name))
    along += letters(CustomerCreated(row.pk, actor.current().staff_id, row.owner_id))
    answers = _stored(row, [*along, *([asked(row.pk)] if asked else [])])
    return Added(row, answers[-1] if asked else None)


def owned_by(owner: StaffCard, now: datetime) -> dict[str, Any]:
    """The columns of a customer whom `owner` looks after from now on."""
    return {
        "owner_id": owner.id,
        "department_id": owner.department_id,
        "owner_since": now,
        "pool_id": None,
        "pool_since": None,
    }


def _stored(row: Customer, along: list[Question]) -> list[Answer]:
    """Store a new row, then `along`; the database settles who was first with a phone number."""
    values = [getattr(row, name) for name in STORED]
    stored = [sql.jsonb(one) if isinstance(one, dict) else one for one in values]
    try:
        return sql.all_or_none(Question(INSERT, stored), *along)
    except IntegrityError as clash:
        if ONE_PER_PHONE not in str(clash):
            raise
        raise taken(row.phone_index) from clash


def unique_phone(save: Callable[[], Any], index: bytes | memoryview | None) -> None:
    """Run `save`; the database settles who was first with a phone number."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError as clash:
        if ONE_PER_PHONE not in str(clash):
            raise
        raise taken(index) from clash


def taken(index: bytes | memoryview | None) -> PhoneTaken:
    """The refusal: it names the customer only to those who may see that customer."""
    known = selectors.reachable("customer.read").filter(phone_index=index).first()
    if known is None:
        return PhoneTaken(fields={"phone": PhoneTaken.message}, customer=None)
    sentence = f"这个手机号已是客户“{known.name}”"
    return PhoneTaken(
        fields={"phone": sentence}, customer={"id": str(known.pk), "name": known.name}
    )


@transaction.atomic
def customer_update(
    row: Customer,
    *,
    version: int,
    fields: dict[str, Any],
    current: Callable[[Customer], Any] | None = None,
) -> Customer:
    """Change what people fill in. Raises Stale, PhoneTaken, Invalid."""
    plain = columns.checked(fields)
    if "name" in plain and not plain["name"]:
        raise Invalid(fields={"name": "这一项要填"})
    follow = columns.following(row, fields)
    new = {*records.differences(row, plain), *(follow.shown.keys() & fields.keys())}
    saved = records.save_changes(
        row, version=version, changes=plain, shown=follow.shown, current=current
    )
    if follow.values:
        rows = Customer.objects.filter(pk=row.pk)
        unique_phone(lambda: rows.update(**follow.values), follow.values.get("phone_index"))
        saved.refresh_from_db()
    if new:
        publish(CustomerChanged(saved.pk, tuple(sorted(new)), actor.current().staff_id))
    live.changed(saved.pk, saved.owner_id)
    return saved


def overwrite(row: Customer, fields: dict[str, Any]) -> None:
    """Set fields on the customer's own behalf (name and picture from WeChat); editors see a new
    version."""
    follow = columns.following(row, fields)
    values = {**fields, **follow.values, "updated_at": clock.now()}
    Customer.objects.filter(pk=row.pk).update(version=F("version") + 1, **values)
    row.refresh_from_db()


@transaction.atomic
def customer_edit(
    row: Customer,
    *,
    version: int,
    fields: dict[str, Any],
    owner_id: int | None,
    current: Callable[[Customer], Any],
) -> Customer:
    """Change what people fill in and, when `owner_id` is another person, hand over as well."""
    saved = customer_update(row, version=version, fields=fields, current=current)
    if owner_id is None or owner_id == saved.owner_id:
        return saved
    owner = accounts.owner_choice(owner_id)
    return customer_assign(saved, owner=owner, version=saved.version, current=current)


@transaction.atomic
def customer_assign(
    row: Customer,
    *,
    owner: StaffCard,
    version: int,
    current: Callable[[Customer], Any] | None = None,
    with_business: bool = False,
) -> Customer:
    """Give a customer to a colleague; the interval of the one before ends now. Raises Stale.

    `with_business`: what is open around it (opportunities) goes along.
    """
    before, now = row.owner_id, clock.now()
    if before == owner.id:
        for follow in Ports.assigned if with_business else ():
            follow(row.pk, owner)
        return row
    names = accounts.names({before, owner.id})
    saved = records.save_changes(
        row,
        version=version,
        changes=owned_by(owner, now),
        action="customer.assign",
        shown={"owner": (names.get(before or 0, ""), owner.name)},
        current=current,
    )
    ownerships.end(row.pk, now, "assign")
    ownerships.begin(row.pk, owner.id, now, "assign")
    publish(CustomerAssigned(row.pk, owner.id, before, actor.current().staff_id))
    for follow in Ports.assigned if with_business else ():
        follow(row.pk, owner)
    live.changed(row.pk, before, owner.id)
    return saved


@transaction.atomic
def customer_delete(row: Customer) -> None:
    """Delete a customer (it can be undone); their own sessions end."""
    records.delete(row)
    for follow in Ports.removed:
        follow(row.pk)
    accounts.forget_customer(scope.current(), row.pk)
    publish(CustomerDeleted(row.pk, actor.current().staff_id))
    live.changed(row.pk, row.owner_id)


@transaction.atomic
def customer_restore(row: Customer) -> Customer:
    """Undo a delete. Raises PhoneTaken when somebody else has the number by now."""
    unique_phone(lambda: records.restore(row), row.phone_index)
    for follow in Ports.restored:
        follow(row.pk)
    publish(CustomerRestored(row.pk, actor.current().staff_id))
    live.changed(row.pk, row.owner_id)
    return row


def phone_reveal(row: Customer) -> str:
    """The whole number, and a line in the audit log that somebody looked."""
    if row.phone_sealed is None:
        return ""
    audit.record("customer.reveal_phone", "customer", row.pk, row.name)
    number = keys.unseal(Customer, "phone_sealed", row.phone_sealed)
    return phones.national(number) if number.startswith("+86") else number
