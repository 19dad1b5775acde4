"""A visitor says what their phone number is: by WeChat's word, or typed.

Nobody gets at another customer by naming their number: the visitor hears the same answer whether
the number is new or known, two customers with one number are only pointed out to the merchant, and
people decide whether they are one (W6).
"""

from django.db import IntegrityError, transaction
from django.db.models import F

from keliu.customers.errors import PhonesFull, PhoneTaken
from keliu.customers.events import CustomerChanged
from keliu.customers.models import Customer, Identity
from keliu.customers.services import columns, customers, identities, live, summaries
from keliu.customers.services.duplicates import scan
from keliu.kit import clock, phones
from keliu.platform import audit, keys
from keliu.platform.outbox import publish

MOST = 5


@transaction.atomic
def phone_given(row: Customer, number: str, *, how: str, told: bool = True) -> str:
    """Keep a number that the customer has given (`wechat` or `typed`); returns its mask.

    `told`: nobody else tells that the customer is different now.

    Raises Invalid, PhonesFull.
    """
    plain = columns.number_of(number)
    held = summaries.hold(row.pk)
    index = keys.ours().blind("phone", plain)
    if not _known(held, index) and not _main(held, plain, index):
        _further(held, plain, index)
    masked = phones.mask(plain)
    audit.record(f"customer.phone_{how}", "customer", held.pk, held.name, {"phone": ("", masked)})
    if told:
        publish(CustomerChanged(held.pk, ("phone",), None))
    live.changed(held.pk, held.owner_id)
    return masked


def _known(held: Customer, index: bytes) -> bool:
    return held.phone_index is not None and bytes(held.phone_index) == index


def _main(held: Customer, plain: str, index: bytes) -> bool:
    """It becomes the main number, unless they have one or some customer has it as theirs."""
    if held.phone_index is not None:
        return False
    values = {**columns.following(held, {"phone": plain}).values, "updated_at": clock.now()}
    mine = Customer.objects.filter(pk=held.pk)
    try:
        customers.unique_phone(lambda: mine.update(version=F("version") + 1, **values), index)
    except PhoneTaken:
        return False
    return True


def _further(held: Customer, plain: str, index: bytes) -> None:
    """One more number of theirs; whoever else has it shows up among the possible duplicates."""
    mine = Identity.objects.filter(customer_id=held.pk, kind=Identity.Kind.PHONE)
    if mine.filter(value_index=index).exists():
        return
    if mine.count() >= MOST:
        raise PhonesFull
    try:
        with transaction.atomic():
            identities.made(held.pk, Identity.Kind.PHONE, plain).save(force_insert=True)
    except IntegrityError:  # a further number of somebody else: staff have it there
        return
    identities.search_again(held)
    scan.look([held.pk])
