"""Field permission and masks: what the acting person's role lets them see and change of a kind.

A role without rules for a kind costs nothing: every question answers at once, and JSON written by
hand passes through untouched.
"""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from keliu.kinds.errors import FieldForbidden
from keliu.kinds.ports import Field, Ports
from keliu.kinds.selectors.fields import ahead, all_fields, fields_of, learn
from keliu.kit import actor, phones
from keliu.kit.errors import Invalid
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking

Place = Literal["list", "detail"]
Rules = dict[str, dict[str, str]]
HIDDEN, READ, WRITE = "none", "read", "write"
UNMASKED, IN_LISTS, ALWAYS = "none", "list", "always"


def rules_of(kind_name: str) -> Rules:
    """The acting role's rules for the fields of a kind, by key; empty: everything is open."""
    found: Rules = actor.current().fields.get(kind_name) or {}
    return found


def limited(kind_name: str) -> bool:
    """Whether the acting role has any rules for this kind."""
    return bool(rules_of(kind_name))


def right_of(kind_name: str, key: str) -> str:
    """none, read or write."""
    return rules_of(kind_name).get(key, {}).get("right") or WRITE


def mask_of(kind_name: str, key: str) -> str:
    """none, list or always."""
    return rules_of(kind_name).get(key, {}).get("mask") or UNMASKED


def masked(kind_name: str, key: str, place: Place) -> bool:
    """Whether a value is masked at this place."""
    mask = mask_of(kind_name, key)
    return mask == ALWAYS or (mask == IN_LISTS and place == "list")


def visible_fields(kind_name: str) -> set[str]:
    """The keys of the fields that the acting person may see, masked or not."""
    fields = fields_of(kind_name)
    return {one.key for one in fields if one.fixed or right_of(kind_name, one.key) != HIDDEN}


def askable_fields(kind_name: str) -> set[str]:
    """The keys of the fields that the acting person may filter and sort by.

    An answer would give a value away: who may not see amounts may not sort by them either.
    """
    seen = visible_fields(kind_name)
    return {key for key in seen if not masked(kind_name, key, "list")}


def shows(kind_name: str, key: str, place: Place = "list") -> bool:
    """Whether the whole value of a field is seen at this place."""
    return right_of(kind_name, key) != HIDDEN and not masked(kind_name, key, place)


def assert_editable(kind_name: str, names: Iterable[str]) -> None:
    """Raises FieldForbidden naming those of `names` that the acting person may not change."""
    if not rules_of(kind_name):
        return
    refused = [name for name in names if not _changeable(kind_name, name)]
    if refused:
        said = {field.key: field.zh for field in all_fields(kind_name)}
        labels = "、".join(said.get(name, name) for name in refused)
        sentence = "你的角色不能改这一项"
        raise FieldForbidden(fields=dict.fromkeys(refused, sentence), labels=labels)


def _changeable(kind_name: str, key: str) -> bool:
    """Whoever sees only a mask would save the mask: a value masked everywhere is not changed."""
    return right_of(kind_name, key) == WRITE and mask_of(kind_name, key) != ALWAYS


def assert_readable(kind_name: str, key: str) -> None:
    """Raises FieldForbidden when the whole value of a field is not for the acting person."""
    if not shows(kind_name, key, "detail"):
        said = {field.key: field.zh for field in all_fields(kind_name)}
        raise FieldForbidden(labels=said.get(key, key))


def assert_askable(kind_name: str, keys: Iterable[str], field: str = "filter") -> None:
    """Raises Invalid when a filter or an order asks about a field that is hidden or masked."""
    if not rules_of(kind_name):
        return
    for key in keys:
        if right_of(kind_name, key) == HIDDEN or masked(kind_name, key, "list"):
            raise Invalid(fields={field: "你的角色看不到这一项,不能用来筛选或排序"})


def conceal(kind_name: str, payload: dict[str, Any], place: Place = "list") -> dict[str, Any]:
    """A record as the acting person may see it; changes and returns `payload`."""
    veil(kind_name, [payload])
    return _by_role(kind_name, payload, place)


def _by_role(kind_name: str, payload: dict[str, Any], place: Place) -> dict[str, Any]:
    rules = rules_of(kind_name)
    if not rules:
        return payload
    for field in all_fields(kind_name):
        rule = rules.get(field.key)
        if rule is None or field.fixed:
            continue  # a record has to be called something
        if rule.get("right") == HIDDEN:
            _hide(payload, field)
        elif masked(kind_name, field.key, place):
            _mask(payload, field)
    return payload


def conceal_text(kind_name: str, text: bytes, place: Place = "list") -> bytes:
    """`conceal` for JSON written by PostgreSQL: one record or a list of them."""
    if not rules_of(kind_name) and not veiled(kind_name):
        return text
    found = msgspec.json.decode(text)
    many = found if isinstance(found, list) else [found]
    veil(kind_name, many)
    for one in many:
        _by_role(kind_name, one, place)
    return msgspec.json.encode(found)


def asked_with(kind_name: str, question: Question) -> Asking[list[Any]]:
    """The rows of `question`, in one round trip with what `conceal_text` will have to know."""
    if not limited(kind_name):
        return (yield [question])[0]
    rows, fields = yield [question, ahead(kind_name)]
    learn(kind_name, fields)
    return rows


def veiled(kind_name: str) -> bool:
    """Whether some records of a kind hide more than the acting role's rules say."""
    kind = Ports.kinds.get(kind_name)
    return kind is not None and kind.veil is not None and kind.veil.drawn()


def veil(kind_name: str, payloads: list[dict[str, Any]]) -> None:
    """Take out of records what their place hides (a pool its customers' numbers)."""
    kind = Ports.kinds.get(kind_name)
    if kind is not None and kind.veil is not None and kind.veil.drawn():
        kind.veil.cover(payloads)


def _hide(payload: dict[str, Any], field: Field) -> None:
    if field.custom:
        (payload.get("custom") or {}).pop(field.slug, None)
        return
    for name in field.names:
        if name in payload:
            payload[name] = _nothing(payload[name])


def _nothing(value: Any) -> Any:
    """The empty value of the same shape."""
    if isinstance(value, str):
        return ""
    return [] if isinstance(value, list) else None


def _mask(payload: dict[str, Any], field: Field) -> None:
    if field.custom:
        values = payload.get("custom") or {}
        if field.slug in values:
            values[field.slug] = mask_value(field, values[field.slug])
        return
    for name in field.names:
        if name in payload and not name.endswith("_masked"):
            payload[name] = mask_value(field, payload[name])


def masked_text(field: Field, text: str) -> str:
    """A value in words behind a mask: never more of it than the mask of its field leaves."""
    return str(mask_value(field, text) or "***")


def mask_value(field: Field, value: Any) -> Any:
    """What is left of a value behind a mask: the shape of a text, nothing of anything else."""
    if not isinstance(value, str) or not value:
        return _nothing(value)
    if field.type == "phone":
        return phones.mask(value)
    if field.type == "email":
        return phones.mask_email(value)
    return f"{value[:1]}***" if field.type in {"text", "long_text", "link"} else ""
