"""What customers say about themselves: their own word counts, and people at work see it at once."""

from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.customers import rules
from keliu.customers.events import CustomerChanged, DetailsGiven
from keliu.customers.models import Customer
from keliu.customers.services import columns, given_phone, live, summaries
from keliu.kit import clock
from keliu.platform import audit
from keliu.platform.outbox import publish

PLAIN = ("name", "company", "position", "birthday")
SEALED = ("email", "address")
OWN = (*PLAIN, *SEALED)


def details(row: Customer) -> dict[str, Any]:
    """A customer's own details, for their own eyes; the number only as a mask."""
    plain = {name: getattr(row, name) for name in PLAIN}
    opened = {name: columns.opened(row, name) for name in SEALED}
    return {**plain, **opened, "phone_masked": row.phone_masked}


@transaction.atomic
def details_given(row: Customer, given: dict[str, Any], *, how: str) -> tuple[str, ...]:
    """Keep what a customer says about themselves (`own` page or `exchange` of cards).

    An empty name stays as it was. Returns the names of what is new. Raises Invalid, PhonesFull.
    """
    held: Customer = Customer.objects.get(pk=summaries.hold(row.pk).pk)
    fields = {name: given[name] for name in OWN if name in given}
    if not fields.get("name", "x"):
        del fields["name"]
    said = _set(held, fields, how)
    if given.get("phone"):
        before = held.phone_masked
        after = given_phone.phone_given(held, given["phone"], how="typed", told=False)
        said += ("phone",) if after != before else ()
    row.refresh_from_db()
    if said:
        publish(DetailsGiven(held.pk, said))
    return said


def _set(held: Customer, fields: dict[str, Any], how: str) -> tuple[str, ...]:
    before = details(held)
    new = {name: value for name, value in fields.items() if value != before[name]}
    if not new:
        return ()
    plain = {name: value for name, value in columns.checked(new).items() if name in PLAIN}
    follow = columns.following(held, new)
    values = {**plain, **follow.values, "updated_at": clock.now()}
    Customer.objects.filter(pk=held.pk).update(version=F("version") + 1, **values)
    held.refresh_from_db()
    shown = {name: (str(before[name] or ""), str(new[name] or "")) for name in plain}
    audit.record(f"customer.details_{how}", "customer", held.pk, held.name,
                 {**shown, **{k: v for k, v in follow.shown.items() if v is not None}})  # fmt: skip
    live.changed(held.pk, held.owner_id)
    return tuple(new)


@transaction.atomic
def details_taken_back(customer_id: int, given: dict[str, Any]) -> None:
    """Remove what a customer gave once, where it is still what they gave; the name is replaced."""
    held: Customer = Customer.objects.get(pk=summaries.hold(customer_id).pk)
    now = {**details(held), "phone": columns.opened(held, "phone")}
    gone: dict[str, Any] = {}
    for name in (*OWN, "phone"):
        if given.get(name) and _same(name, now[name], given[name]):
            gone[name] = None if name in {"birthday", "phone"} else ""
    if "name" in gone:
        gone["name"] = _called(held)
    if gone:
        plain = {name: value for name, value in gone.items() if name in PLAIN}
        follow = columns.following(held, gone)
        values = {**plain, **follow.values, "updated_at": clock.now()}
        Customer.objects.filter(pk=held.pk).update(version=F("version") + 1, **values)
        audit.record(
            "customer.details_taken_back", "customer", held.pk, gone.get("name", held.name)
        )
        publish(CustomerChanged(held.pk, tuple(gone), None))
        live.changed(held.pk, held.owner_id)


def _same(name: str, now: Any, given: Any) -> bool:
    if name == "phone":
        return bool(now) and columns.number_of(str(now)) == columns.number_of(str(given))
    return str(now or "") == str(given)


def _called(row: Customer) -> str:
    """What somebody is called who takes their name back."""
    return row.wechat_name or rules.visitor_name(row.pk)
