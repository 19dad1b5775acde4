"""Which field of a customer takes which field of a lead. No tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from keliu.kinds.ports import Field

PERSON, COMPANY = "person", "company"
# Built-in fields of a lead, and where they go on a person; what is not here and has no field of
# the same name stays on the timeline in words.
ON_A_PERSON = {
    "name": "name", "company": "company", "position": "position", "phone": "phone",
    "email": "email", "region_code": "region_code", "industry": "industry", "note": "note",
}  # fmt: skip
ON_A_COMPANY = {"company": "name", "region_code": "region_code", "industry": "industry",
                "note": "note"}  # fmt: skip
ON_A_CONTACT = ("name", "position", "phone", "email", "wechat")
NEVER_SAID = {"owner", "department", "state", "source", "source_detail", "form", "region"}
TEXTS = {"text", "long_text"}


@dataclass(frozen=True)
class Carried:
    """One value of a lead and the customer's field it goes to; None keeps it as words."""

    field: Field
    value: Any
    target: Field | None


def kind_for(company: str) -> str:
    """A lead with a company is usually the company's customer."""
    return COMPANY if company else PERSON


def _fits(source: Field, target: Field, value: Any) -> Any:
    """`value` as the target holds it, or None when it can not."""
    if source.type in TEXTS and target.type in TEXTS:
        most = target.max_length or 2000
        return value if len(value) <= most else None
    if source.type != target.type:
        return None
    if source.type not in {"single", "multi"}:
        return value
    chosen = value if isinstance(value, list) else [value]
    found = [_choice(source, target, one) for one in chosen]
    if None in found:
        return None
    return found if isinstance(value, list) else found[0]


def _choice(source: Field, target: Field, value: str) -> str | None:
    """The target's choice of the same name."""
    names = {one.value: one.zh for one in source.choices}
    offered = [one for one in target.choices if not one.retired]
    same = (one.value for one in offered if one.zh == names.get(value))
    return next(same, None)


def target_of(source: Field, targets: Iterable[Field]) -> Field | None:
    """The customer's own field for a custom field of a lead: the same name, then the same label."""
    customs = [one for one in targets if one.custom and one.active and one.editable]
    by_slug = (one for one in customs if source.custom and one.slug == source.slug)
    by_label = (one for one in customs if one.zh == source.zh)
    return next(by_slug, None) or next(by_label, None)


def carried(
    values: Mapping[str, Any], sources: Iterable[Field], targets: Mapping[str, Field], kind: str
) -> list[Carried]:
    """Where every filled field of a lead goes on a customer of `kind`."""
    plain = ON_A_COMPANY if kind == COMPANY else ON_A_PERSON
    found = []
    for source in sources:
        value = values.get(source.key)
        if value in (None, "", []) or source.key in NEVER_SAID:
            continue
        goal = targets.get(plain[source.key]) if source.key in plain else None
        if goal is None and source.key not in ON_A_PERSON:
            goal = target_of(source, targets.values())
        fitting = _fits(source, goal, value) if goal else None
        found.append(Carried(source, fitting or value, goal if fitting is not None else None))
    return found


def as_words(items: Iterable[Carried], spoken: Mapping[str, str], *, contact: bool) -> str:
    """What has no field on the customer, line by line; a contact has its own fields."""
    left = [one for one in items if one.target is None]
    if contact:
        left = [one for one in left if one.field.key not in ON_A_CONTACT]
    return "\n".join(f"{one.field.zh}:{spoken[one.field.key]}" for one in left)
