"""Who may be meant already, before a customer is added."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from keliu.customers.rules import duplicates as law
from keliu.customers.rules.duplicates import Face
from keliu.customers.selectors import duplicates as questions
from keliu.customers.selectors.duplicates import Duplicate
from keliu.customers.services import columns
from keliu.kit import phones
from keliu.kit.errors import Invalid
from keliu.platform import keys


def face_of(values: Mapping[str, Any]) -> Face:
    """What somebody not yet stored would be recognised by; what can not be read counts nothing."""
    name = str(values.get("name") or "").strip()[:60]
    kind = str(values.get("kind") or ("company" if law.FORMS.search(name) else "person"))
    blind = keys.ours().blind
    numbers, masked, emails = set[bytes](), "", set[bytes]()
    with suppress(Invalid):
        if values.get("phone"):
            number = columns.number_of(str(values["phone"]))
            numbers, masked = {blind("phone", number)}, phones.mask(number)
    with suppress(Invalid):
        if values.get("email"):
            emails = {blind("email", columns.email_of(str(values["email"])))}
    return Face(
        id=0,
        name=name,
        match_key=law.match_key(kind, name) if name else "",
        kind=kind,
        company=str(values.get("company") or ""),
        region=str(values.get("region") or ""),
        phones=frozenset(numbers),
        emails=frozenset(emails),
        phone_masked=masked,
    )


def duplicates_of_many(rows: Sequence[Mapping[str, Any]]) -> list[list[Duplicate]]:
    """For every row of values who may be meant, with a fixed number of statements."""
    return questions.alike([face_of(values) for values in rows])


def duplicates_of(values: Mapping[str, Any], *, but: int | None = None) -> list[Duplicate]:
    """Who may be meant by these values, the likeliest first; `but` is the customer itself."""
    return questions.alike([face_of(values)], but=but)[0]
