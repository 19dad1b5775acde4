"""What says who a customer is beside the main number: WeChat, further numbers, member numbers."""

from typing import Any

from django.db import IntegrityError, transaction

from keliu.accounts import public as accounts
from keliu.customers import selectors
from keliu.customers.errors import IdentityTaken
from keliu.customers.models import Customer, Identity
from keliu.customers.services import columns, live, sealed, summaries
from keliu.customers.services.customers import taken
from keliu.kit import phones, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, keys
from keliu.platform.undo import Journal

Kind = Identity.Kind
BY_HAND = (Kind.PHONE, Kind.EMAIL, Kind.MEMBER, Kind.WECOM)
SHOWN = 6


def canonical(kind: str, value: str) -> str:
    """A value as equal ones meet. Raises Invalid."""
    if kind == Kind.PHONE:
        try:
            return columns.number_of(value)
        except Invalid as wrong:
            raise Invalid(fields={"value": wrong.fields["phone"]}) from wrong
    if kind == Kind.EMAIL:
        try:
            return columns.email_of(value)
        except Invalid as wrong:
            raise Invalid(fields={"value": wrong.fields["email"]}) from wrong
    return value


def shown(kind: str, value: str) -> str:
    """A value as lists show it: a mask of numbers and addresses, the ends of everything else."""
    if kind == Kind.PHONE:
        return phones.mask(value)
    if kind == Kind.EMAIL:
        return phones.mask_email(value)
    if kind == Kind.MEMBER or len(value) <= SHOWN + 2:
        return value
    return f"{value[:4]}…{value[-4:]}"


def made(customer_id: int, kind: str, value: str, appid: str = "") -> Identity:
    """A new identity, not yet stored."""
    plain = canonical(kind, value)
    return Identity(
        customer_id=customer_id,
        kind=kind,
        appid=appid,
        value_index=keys.ours().blind(kind, plain),
        value_sealed=keys.seal(Identity, "value_sealed", plain),
        masked=shown(kind, plain),
    )


@transaction.atomic
def identity_add(customer: Customer, *, kind: str, value: str, appid: str = "") -> Identity:
    """Note a further number of somebody. Raises Invalid, PhoneTaken, IdentityTaken."""
    held = summaries.hold(customer.pk)
    row = made(held.pk, kind, value, appid)
    if kind == Kind.PHONE:
        _free(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        raise _refusal(row) from clash
    search_again(held)
    audit.record(
        "identity.add", "customer", held.pk, held.name, {kind: (None, row.masked or "***")}
    )
    live.changed(held.pk, held.owner_id)
    return row


def _free(row: Identity) -> None:
    """Refuse the main number of any customer, this one's too."""
    main = Customer.objects.filter(phone_index=row.value_index, deleted_at__isnull=True)
    if main.exists():
        refusal = taken(row.value_index)
        raise type(refusal)(fields={"value": refusal.fields["phone"]}, **refusal.details)


def _refusal(row: Identity) -> IdentityTaken:
    """Whose it is already, named only to those who may see that customer."""
    known = Identity.objects.filter(
        kind=row.kind, appid=row.appid, value_index=row.value_index
    ).first()
    seen = selectors.reachable("customer.read").filter(pk=known.customer_id if known else 0).first()
    whose = f"客户“{seen.name}”" if seen else "同事的客户"
    return IdentityTaken(
        fields={"value": f"已经是{whose}的了"},
        customer={"id": str(seen.pk), "name": seen.name} if seen else None,
    )


def search_again(held: Customer) -> None:
    """The search words of a customer whose further numbers changed."""
    main = columns.opened(held, "phone")
    numbers = columns.phone_words(main) if main else []
    texts = [word for word in held.search if not word.startswith("#")]
    others = columns.other_phone_words(held)
    search = list(dict.fromkeys([*texts, *numbers, *others]))
    Customer.objects.filter(pk=held.pk).update(search=search)


@transaction.atomic
def identity_remove(row: Identity) -> None:
    """Take an identity off a customer; visitors known by WeChat have to come in again."""
    held = summaries.hold(row.customer_id)
    audit.record("identity.remove", "customer", held.pk, held.name, {row.kind: (masked(row), None)})
    Identity.objects.filter(pk=row.pk).delete()
    if row.kind in {Kind.OPENID, Kind.UNIONID}:
        accounts.forget_customer(scope.current(), held.pk)
    search_again(held)
    live.changed(held.pk, held.owner_id)


def masked(row: Identity) -> str:
    """A stored value, shortened; old rows have no mask of their own."""
    return row.masked or shown(row.kind, keys.unseal(Identity, "value_sealed", row.value_sealed))


def phone_reveal(row: Identity) -> str:
    """A whole further number, and a line in the audit log that somebody looked."""
    audit.record("identity.reveal", "customer", row.customer_id, row.kind)
    value = keys.unseal(Identity, "value_sealed", row.value_sealed)
    return sealed.spoken(value) if row.kind == Kind.PHONE else value


def keep_number(
    customer_id: int, kind: str, value: str, journal: Journal, fields: dict[str, Any] | None = None
) -> None:
    """Merging: a main number or address that steps back stays as a further one."""
    row = made(customer_id, kind, value)
    known = Identity.objects.filter(kind=kind, appid="", value_index=row.value_index)
    if not known.exists():
        row.save(force_insert=True)
        journal.created(Identity, [row.pk])
