"""Values of custom fields in words: for the audit log, exports and comparisons."""

from collections.abc import Callable
from typing import Any

from keliu.accounts import public as accounts
from keliu.kinds import rules
from keliu.kinds.ports import Field
from keliu.kinds.selectors.fields import all_fields
from keliu.kit import regions
from keliu.kit.money import yuan
from keliu.platform import files


def audited(
    kind_name: str, before: dict[str, Any], after: dict[str, Any]
) -> dict[str, tuple[Any, Any] | None]:
    """What the audit log shows of a change of `custom`: each field by its label, in words."""
    changed = [slug for slug in {**before, **after} if before.get(slug) != after.get(slug)]
    if not changed:
        return {"custom": None}
    known = {field.slug: field for field in all_fields(kind_name) if field.custom}
    said: dict[str, tuple[Any, Any] | None] = {"custom": None}
    for slug in changed:
        field, pair = known.get(slug), (before.get(slug), after.get(slug))
        name = field.zh if field else slug
        said[name] = (spoken(field, pair[0]), spoken(field, pair[1])) if field else pair
    return said


def spoken(field: Field, value: Any, *, english: bool = False) -> Any:
    """A value as people read it: the name of a choice, a region, a colleague."""
    if value is None:
        return None
    if field.type in rules.CHOICE_TYPES:
        names = {choice.value: choice.en if english else choice.zh for choice in field.choices}
        many = value if isinstance(value, list) else [value]
        return (", " if english else "、").join(names.get(one, str(one)) for one in many)
    if english and field.type == "bool":
        return "Yes" if value else "No"
    if field.type in rules.REFERENCES:
        return _named(field.type, int(value)) or str(value)
    return SPOKEN.get(field.type, lambda same: same)(value)


SPOKEN: dict[str, Callable[[Any], Any]] = {
    "region": lambda code: regions.name_of(str(code)) or code,
    "money": yuan,
    "bool": lambda yes: "是" if yes else "否",
}


def _named(type_name: str, identifier: int) -> str:
    if type_name == "person":
        return accounts.names({identifier}).get(identifier, "")
    if type_name == "department":
        return accounts.department_names({identifier}).get(identifier, "")
    found = files.cards([identifier]).get(identifier)
    return found.name if found else ""
