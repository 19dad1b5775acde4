"""Turning a lead into a customer, a contact and an opportunity: once, and nothing is lost."""

from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kinds import public as kinds
from keliu.kit import actor, clock, phones
from keliu.kit.errors import Forbidden, Invalid, NotFound
from keliu.platform import audit
from keliu.platform.outbox import publish
from keliu.sales.events import LeadConverted
from keliu.sales.models import Lead
from keliu.sales.rules import conversion as law
from keliu.sales.rules import leads as states
from keliu.sales.selectors import leads as questions
from keliu.sales.services import lead_columns as columns
from keliu.sales.services import opportunities
from keliu.sales.services.leads import KIND, Shown, refusal, standing

CUSTOMER = "customer"
CUSTOMER_WRITE, OPPORTUNITY_WRITE = "customer.write", "opportunity.write"


@dataclass(frozen=True)
class Wish:
    """What the person chose in the wizard."""

    customer_id: int | None = None  # None makes a new one
    kind: str = law.PERSON
    name: str = ""
    take: tuple[str, ...] = ()  # fields of the existing customer that take the lead's value
    contact: bool = True  # a company gets the person as a contact
    opportunity: dict[str, Any] | None = None


@dataclass(frozen=True)
class Picture:
    """A lead's filled fields with their words, and where each goes."""

    values: dict[str, Any]
    items: list[law.Carried]
    spoken: dict[str, str] = field(default_factory=dict)


def values_of(row: Lead) -> dict[str, Any]:
    """What a lead holds, by field key, sealed fields in clear."""
    found: dict[str, Any] = {f"custom.{slug}": value for slug, value in row.custom.items()}
    for one in kinds.fields_of(KIND):
        if one.column and one.editable and not one.custom:
            found[one.key] = getattr(row, one.column)
    return found | {name: columns.opened(row, name) for name in columns.SEALED}


def picture(row: Lead, kind: str) -> Picture:
    """Where the fields of a lead go on a customer of `kind`."""
    sources = kinds.fields_of(KIND)
    targets = {one.key: one for one in kinds.fields_of(CUSTOMER)}
    values = values_of(row)
    items = law.carried(values, sources, targets, kind)
    return Picture(values, items, {one.field.key: say(one.field, one.value) for one in items})


def say(one: kinds.Field, value: Any) -> str:
    """A value in words."""
    return str(kinds.spoken(one, value))


def _allowed(wish: Wish) -> None:
    """Converting writes customers and opportunities, so it needs those rights too."""
    for permission in (CUSTOMER_WRITE, OPPORTUNITY_WRITE if wish.opportunity is not None else ""):
        if permission and not actor.current().may(permission):
            raise Forbidden(permission=permission)


@transaction.atomic
def lead_convert(row: Lead, *, version: int, wish: Wish, shown: Shown) -> Lead:
    """Make the customer, contact and opportunity, and take the history along; exactly once.

    The existing customer is locked before the lead, as everywhere; whoever comes second finds the
    lead converted. Raises LeadConverted with the result, LeadNotOpen, Stale, PhoneTaken, Invalid.
    """
    _allowed(wish)
    if wish.customer_id is not None:
        customers.hold(_existing(wish.customer_id).id)
    held = standing(row, version, states.OPEN_STATES).select_for_update(no_key=True).first()
    if held is None:
        raise refusal(row.pk, shown)
    seen, customer_id = _customer_of(held, wish)
    met = wish.contact and _contact(customer_id, seen)
    opportunity_id = _opportunity(held, customer_id, wish)
    _closed(held, customer_id, opportunity_id)
    words = law.as_words(seen.items, seen.spoken, contact=met)
    _history(held, customer_id, words, is_new=wish.customer_id is None)
    publish(LeadConverted(held.pk, customer_id, opportunity_id))
    return questions.whole_row(held.pk)


def _existing(customer_id: int) -> customers.CustomerCard:
    try:
        return customers.find(customer_id, CUSTOMER_WRITE)
    except NotFound as none:
        raise Invalid(fields={"customer_id": "没有找到这位客户"}) from none


def _customer_of(row: Lead, wish: Wish) -> tuple[Picture, int]:
    """The customer it becomes, made or brought up to date, with what went where."""
    if wish.customer_id is None:
        seen = picture(row, wish.kind)
        customer_id = _made(row, seen, wish)
    else:
        customer_id = wish.customer_id
        kind = kinds.kind_of(CUSTOMER).find(customer_id, CUSTOMER_WRITE).kind
        seen = picture(row, kind)
        _filled(customer_id, seen, set(wish.take))
    customers.came_by(customer_id, row.source_code_id)
    return seen, customer_id


def _made(row: Lead, seen: Picture, wish: Wish) -> int:
    """A new customer with everything that has a place on it."""
    values = {one.target.key: one.value for one in seen.items if one.target is not None}
    values |= {"kind": wish.kind, "source": states.CUSTOMER_SOURCES[row.source]}
    if wish.name:
        values["name"] = wish.name
    if not values.get("name"):
        raise Invalid(fields={"name": "请填写客户名称"})
    if row.owner_id is not None:
        values["owner"] = str(row.owner_id)
    return kinds.kind_of(CUSTOMER).create(values)


def current_values(customer_id: int) -> dict[str, Any]:
    """What a customer holds, by field key; sealed fields as their masks."""
    kind = kinds.kind_of(CUSTOMER)
    row = kind.find(customer_id, CUSTOMER_WRITE)
    found = {f"custom.{slug}": value for slug, value in row.custom.items()}
    plain = {one.key: getattr(row, one.column) for one in kind.fields if one.column}
    return plain | found | {name: getattr(row, f"{name}_masked") for name in columns.SEALED}


def _filled(customer_id: int, seen: Picture, take: set[str]) -> None:
    """Empty fields of an existing customer are filled; others only when chosen."""
    now = current_values(customer_id)
    values = {
        one.target.key: one.value
        for one in seen.items
        if one.target is not None
        and one.target.editable
        and (one.target.key in take or now.get(one.target.key) in (None, "", []))
    }
    if values:
        kinds.kind_of(CUSTOMER).change(customer_id, values)


def _contact(customer_id: int, seen: Picture) -> bool:
    """The person behind the lead becomes a contact, unless the customer is that person."""
    if customers.card(customer_id).kind != law.COMPANY:
        return False
    fields = {name: seen.values.get(name) or "" for name in law.ON_A_CONTACT}
    customers.contact_known(customer_id, fields)
    return True


def _opportunity(row: Lead, customer_id: int, wish: Wish) -> int | None:
    if wish.opportunity is None:
        return None
    owner: dict[str, Any] = {"owner_id": row.owner_id} if row.owner_id is not None else {}
    made = opportunities.opportunity_open(customer_id=customer_id, **owner, **wish.opportunity)
    return made.pk


def _closed(row: Lead, customer_id: int, opportunity_id: int | None) -> None:
    now, me = clock.now(), actor.current()
    Lead.objects.filter(pk=row.pk).update(
        state=states.CONVERTED,
        customer_id=customer_id,
        opportunity_id=opportunity_id,
        converted_at=now,
        converted_by_id=me.staff_id,
        updated_at=now,
        version=F("version") + 1,
    )
    told = {"state": (row.state, states.CONVERTED), "customer": ("", str(customer_id))}
    audit.record("lead.convert", KIND, row.pk, row.name, told)


def _history(row: Lead, customer_id: int, words: str, *, is_new: bool) -> None:
    """Lines, notes, files and plans are the customer's from now on; the rest is kept in words."""
    interactions.lead_becomes(row.pk, customer_id)
    me = actor.current()
    did = "转为新客户" if is_new else "并入了这位客户"
    said = {
        "key": "lead_became" if is_new else "lead_joined", "by": me.name, "name": row.name,
    }  # fmt: skip
    interactions.timeline_add(
        customer_id=customer_id,
        kind=KIND,
        title=f"{me.name}把线索“{row.name}”{did}",
        text=words,
        staff_id=me.staff_id,
        ref_kind=KIND,
        ref_id=row.pk,
        data={"lead": {"id": str(row.pk), "name": row.name}, "said": said},
    )


# --- the wizard's questions -----------------------------------------------------------------


def target(
    row: Lead, customer_id: int | None, kind: str | None
) -> tuple[customers.CustomerCard | None, str]:
    """The existing customer asked for, if any, and of which kind the customer is."""
    if customer_id is None:
        return None, kind or law.kind_for(row.company)
    known = _existing(customer_id)
    return known, known.kind


def masked(key: str, text: str) -> str:
    """What a preview shows of a value: numbers and addresses behind their mask."""
    if key == "phone" and text:
        return phones.mask(phones.normalise(text))
    return phones.mask_email(text) if key == "email" else text


def look_alikes(row: Lead) -> "list[customers.Duplicate]":
    """Customers that may be the same as the lead, the surest first.

    A lead of a company may be there as the company or as the person: both are looked for.
    """
    person = {
        "name": row.name,
        "phone": columns.opened(row, "phone"),
        "email": columns.opened(row, "email"),
        "company": row.company,
        "kind": law.PERSON,
        "region": row.region,
    }
    company = {**person, "name": row.company, "kind": law.COMPANY}
    faces = [person, company] if row.company else [person]
    found: dict[object, customers.Duplicate] = {}
    for one in chain.from_iterable(customers.duplicates_of_many(faces)):
        who = one.customer_id or (one.name, one.strength)
        if who not in found or found[who].strength < one.strength:
            found[who] = one
    return sorted(found.values(), key=lambda one: -one.strength)


def kept(lead_id: int) -> tuple[int, int]:
    """How many notes and open plans go along."""
    return interactions.lead_kept(lead_id)
