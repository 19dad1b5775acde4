"""Contacts and addresses of a customer; reach follows the customer."""

from typing import Any, Literal, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from keliu.accounts import public as door
from keliu.customers import selectors
from keliu.customers.api.found import customer as found
from keliu.customers.models import Address, Contact
from keliu.customers.schemas import PhoneOut
from keliu.customers.services import addresses, contacts
from keliu.kit import regions
from keliu.platform import records
from keliu.platform.wire import Asked, Id, Items, Moment, Ref, Text, Wire

router = Router(tags=["contacts"])
ContactRole = Literal["decides", "uses", "buys", "pays", "helps", "other", ""]


class ContactFields(Asked):
    position: Text | None = Field(None, max_length=60)
    phone: Text | None = Field(None, max_length=30)
    email: Text | None = Field(None, max_length=100)
    wechat: Text | None = Field(None, max_length=60)
    role: ContactRole | None = None
    is_main: bool | None = None
    note: Text | None = Field(None, max_length=500)
    person_id: Id | None = None

    def given(self) -> dict[str, Any]:
        """The fields really sent; an emptied text is an empty text."""
        sent = self.model_dump(exclude_unset=True, exclude={"version"})
        empty: dict[str, Any] = {"phone": None, "email": None, "person_id": None, "is_main": False}
        return {k: empty.get(k, "") if v is None else v for k, v in sent.items()}


class ContactIn(ContactFields):
    name: Text = Field(min_length=1, max_length=60)


class ContactPatch(ContactFields):
    name: Text = Field("", min_length=1, max_length=60)
    version: int


class ContactOut(Wire):
    id: Id
    customer_id: Id
    name: str
    position: str
    phone_masked: str
    email_masked: str
    wechat: str
    role: ContactRole
    is_main: bool
    note: str
    person: Ref | None
    created_at: Moment
    version: int

    @staticmethod
    def of(row: Contact) -> "ContactOut":
        known = row.person if row.person_id else None
        return ContactOut(
            id=row.pk,
            customer_id=row.customer_id,
            name=row.name,
            position=row.position,
            phone_masked=row.phone_masked,
            email_masked=row.email_masked,
            wechat=row.wechat,
            role=cast(ContactRole, row.role),
            is_main=row.is_main,
            note=row.note,
            person=Ref(id=known.pk, name=known.name) if known else None,
            created_at=row.created_at,
            version=row.version,
        )


class AddressFields(Asked):
    label: Text | None = Field(None, max_length=20)
    region_code: Text | None = Field(None, max_length=6)
    receiver: Text | None = Field(None, max_length=60)
    phone: Text | None = Field(None, max_length=30)
    is_default: bool | None = None

    def given(self) -> dict[str, Any]:
        """The fields really sent; an emptied text is an empty text."""
        sent = self.model_dump(exclude_unset=True, exclude={"version"})
        empty: dict[str, Any] = {"phone": None, "is_default": False}
        return {k: empty.get(k, "") if v is None else v for k, v in sent.items()}


class AddressIn(AddressFields):
    detail: Text = Field(min_length=1, max_length=200)


class AddressPatch(AddressFields):
    detail: Text = Field("", min_length=1, max_length=200)
    version: int


class AddressOut(Wire):
    id: Id
    customer_id: Id
    label: str
    region_code: str
    region: str
    detail: str
    receiver: str
    phone_masked: str
    is_default: bool
    version: int

    @staticmethod
    def of(row: Address) -> "AddressOut":
        return AddressOut(
            id=row.pk,
            customer_id=row.customer_id,
            label=row.label,
            region_code=row.region_code,
            region=regions.name_of(row.region_code) or "",
            detail=addresses.detail_of(row),
            receiver=row.receiver,
            phone_masked=row.phone_masked,
            is_default=row.is_default,
            version=row.version,
        )


def _contact(contact_id: int, permission: str, *, deleted: bool = False) -> Contact:
    rows: QuerySet[Contact] = Contact.objects.filter(deleted_at__isnull=not deleted)
    row = records.find(rows.select_related("person"), contact_id)
    found(row.customer_id, permission)
    return row


def _address(address_id: int, permission: str, *, deleted: bool = False) -> Address:
    rows: QuerySet[Address] = Address.objects.filter(deleted_at__isnull=not deleted)
    row = records.find(rows, address_id)
    found(row.customer_id, permission)
    return row


def _contact_now(row: Contact) -> Any:
    return ContactOut.of(row).model_dump(mode="json")


def _address_now(row: Address) -> Any:
    return AddressOut.of(row).model_dump(mode="json")


@router.get("/customers/{customer_id}/contacts", response=Items[ContactOut])
@door.staff("customer.read")
def contact_list(request: HttpRequest, customer_id: int) -> Items[ContactOut]:
    """Whom to talk to there, the main one first."""
    rows = selectors.contacts_of(found(customer_id, "customer.read").pk)
    return Items[ContactOut](items=[ContactOut.of(row) for row in rows])


@router.post("/customers/{customer_id}/contacts", response=ContactOut)
@door.staff("customer.write")
def contact_create(request: HttpRequest, customer_id: int, payload: ContactIn) -> ContactOut:
    """Add somebody to talk to."""
    customer = found(customer_id, "customer.write")
    return ContactOut.of(contacts.contact_create(customer, payload.given()))


@router.patch("/contacts/{contact_id}", response=ContactOut)
@door.staff("customer.write")
def contact_update(request: HttpRequest, contact_id: int, payload: ContactPatch) -> ContactOut:
    """Change a contact."""
    saved = contacts.contact_update(
        _contact(contact_id, "customer.write"),
        version=payload.version,
        fields=payload.given(),
        current=_contact_now,
    )
    return ContactOut.of(saved)


@router.delete("/contacts/{contact_id}", response={204: None})
@door.staff("customer.write")
def contact_delete(request: HttpRequest, contact_id: int) -> None:
    """Remove a contact; `restore` undoes it."""
    contacts.contact_delete(_contact(contact_id, "customer.write"))


@router.post("/contacts/{contact_id}/restore", response=ContactOut)
@door.staff("customer.write")
def contact_restore(request: HttpRequest, contact_id: int) -> ContactOut:
    """Bring a removed contact back."""
    row = _contact(contact_id, "customer.write", deleted=True)
    return ContactOut.of(contacts.contact_restore(row))


@router.post("/contacts/{contact_id}/reveal-phone", response=PhoneOut)
@door.staff("customer.phone")
def contact_reveal_phone(request: HttpRequest, contact_id: int) -> PhoneOut:
    """The whole number; the audit log notes who looked."""
    return PhoneOut(phone=contacts.phone_reveal(_contact(contact_id, "customer.phone")))


@router.get("/customers/{customer_id}/addresses", response=Items[AddressOut])
@door.staff("customer.read")
def address_list(request: HttpRequest, customer_id: int) -> Items[AddressOut]:
    """Where the customer is, the default first."""
    rows = selectors.addresses_of(found(customer_id, "customer.read").pk)
    return Items[AddressOut](items=[AddressOut.of(row) for row in rows])


@router.post("/customers/{customer_id}/addresses", response=AddressOut)
@door.staff("customer.write")
def address_create(request: HttpRequest, customer_id: int, payload: AddressIn) -> AddressOut:
    """Add an address."""
    customer = found(customer_id, "customer.write")
    return AddressOut.of(addresses.address_create(customer, payload.given()))


@router.patch("/addresses/{address_id}", response=AddressOut)
@door.staff("customer.write")
def address_update(request: HttpRequest, address_id: int, payload: AddressPatch) -> AddressOut:
    """Change an address."""
    saved = addresses.address_update(
        _address(address_id, "customer.write"),
        version=payload.version,
        fields=payload.given(),
        current=_address_now,
    )
    return AddressOut.of(saved)


@router.delete("/addresses/{address_id}", response={204: None})
@door.staff("customer.write")
def address_delete(request: HttpRequest, address_id: int) -> None:
    """Remove an address; `restore` undoes it."""
    addresses.address_delete(_address(address_id, "customer.write"))


@router.post("/addresses/{address_id}/restore", response=AddressOut)
@door.staff("customer.write")
def address_restore(request: HttpRequest, address_id: int) -> AddressOut:
    """Bring a removed address back."""
    row = _address(address_id, "customer.write", deleted=True)
    return AddressOut.of(addresses.address_restore(row))


@router.post("/addresses/{address_id}/reveal-phone", response=PhoneOut)
@door.staff("customer.phone")
def address_reveal_phone(request: HttpRequest, address_id: int) -> PhoneOut:
    """The receiver's whole number; the audit log notes who looked."""
    return PhoneOut(phone=addresses.phone_reveal(_address(address_id, "customer.phone")))
