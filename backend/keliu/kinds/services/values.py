"""Checking what people give for custom fields, and keeping unique values unique."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from keliu.accounts import public as accounts
from keliu.kinds import rules, values
from keliu.kinds.errors import FieldsLeft, ValueTaken
from keliu.kinds.models import UniqueValue
from keliu.kinds.ports import CUSTOM, Field, Kind, kind_of
from keliu.kinds.selectors import rights
from keliu.kinds.selectors.fields import custom_fields, fields_of, forget
from keliu.kinds.selectors.types import type_of
from keliu.kit import ids, scope
from keliu.kit.errors import Invalid, KeliuError
from keliu.platform import files, sql

NEEDED = "这一项要填"
UNKNOWN = "没有这个字段,可能已停用,请刷新后再填"
SETTLE = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"
HASH = "sha256(convert_to(lower(btrim(%s)), 'UTF8'))"
CLAIM = f"""INSERT INTO kinds_uniquevalue (id, merchant_id, kind, field_id, value_hash, record_id)
 VALUES (%s, %s, %s, %s, {HASH}, %s)
 ON CONFLICT (merchant_id, field_id, value_hash) DO NOTHING"""  # noqa: S608  a literal of ours
HOLDER = f"""SELECT record_id FROM kinds_uniquevalue
 WHERE merchant_id = %s AND field_id = %s AND value_hash = {HASH}"""  # noqa: S608  as above
TAKE_OVER = f"""UPDATE kinds_uniquevalue SET record_id = %s
 WHERE merchant_id = %s AND field_id = %s AND value_hash = {HASH} AND record_id = %s"""  # noqa: S608  names of ours
LET_GO = """DELETE FROM kinds_uniquevalue
 WHERE merchant_id = %s AND record_id = %s AND field_id = ANY(%s::bigint[])"""


def lock_name(kind_name: str) -> str:
    """Who saves values holds this lock shared, who changes definitions alone."""
    return f"fields {scope.current()} {kind_name}"


def settle(kind_name: str) -> None:
    """Read the definitions anew and keep them from changing until the transaction ends."""
    sql.do(SETTLE, [lock_name(kind_name)])
    forget(kind_name)


def accepted(
    kind_name: str,
    given: dict[str, Any],
    before: dict[str, Any],
    *,
    creating: bool,
    type_slug: str = "",
) -> dict[str, Any]:
    """`given` as it may be saved: rights, required fields and custom values checked.

    `type_slug` is the record's type as it is stored; fields may belong to types, and types demand
    fields. `given` holds values by field key and `custom` {slug: value}; `before` is the stored
    `custom` column, whose new value takes the place of `given["custom"]`.
    Raises FieldForbidden, FieldsLeft, Invalid.
    """
    if given.get("custom"):
        settle(kind_name)
    return _accepted(kind_name, given, before, creating=creating, type_slug=type_slug)


def accepted_many(
    kind_name: str, rows: Iterable[dict[str, Any]]
) -> Iterator[dict[str, Any] | KeliuError]:
    """`accepted` for many new records, a refusal in the place of the one it refuses."""
    settle(kind_name)
    for given in rows:
        try:
            yield _accepted(kind_name, given, {}, creating=True)
        except KeliuError as refusal:
            yield refusal


def _accepted(
    kind_name: str,
    given: dict[str, Any],
    before: dict[str, Any],
    *,
    creating: bool,
    type_slug: str = "",
) -> dict[str, Any]:
    custom = given.get("custom") or {}
    chosen = given.get("type", type_slug)
    turned = bool(chosen) and chosen != type_slug
    keys = [name for name in given if name != "custom"]
    rights.assert_editable(kind_name, [*keys, *(f"{CUSTOM}{slug}" for slug in custom)])
    if creating or given:
        _all_filled(kind_name, given, creating=creating, type_slug=chosen)
    if not creating and not custom and not turned:
        return {name: value for name, value in given.items() if name != "custom"}
    checked = check_custom(
        kind_name, custom, before, creating=creating, type_slug=chosen, turned=turned
    )
    return {**given, "custom": checked}


def on_the_wire(given: dict[str, Any]) -> dict[str, Any]:
    """Values by field key as a body carries them: custom ones inside `custom`."""
    plain = {key: value for key, value in given.items() if not key.startswith(CUSTOM)}
    custom = {
        key.removeprefix(CUSTOM): value for key, value in given.items() if key.startswith(CUSTOM)
    }
    return {**plain, "custom": {**plain.get("custom", {}), **custom}} if custom else plain


def _all_filled(kind_name: str, given: dict[str, Any], *, creating: bool, type_slug: str) -> None:
    """Built-in fields that the form demands: all of them at first, none emptied later."""
    demanded = _demanded(kind_name, type_slug)
    left = {
        field.key: NEEDED
        for field in fields_of(kind_name)
        if (field.required or field.key in demanded)
        and not field.custom
        and not field.fixed
        and (creating or field.key in given)
        and given.get(field.key) in (None, "", [])
    }
    if left:
        raise FieldsLeft(fields=left)


def _demanded(kind_name: str, type_slug: str) -> set[str]:
    """The keys of fields that a type of record demands."""
    chosen = type_of(kind_name, type_slug)
    return set(chosen.required) if chosen else set()


def check_custom(
    kind_name: str,
    given: dict[str, Any],
    before: dict[str, Any],
    *,
    creating: bool,
    type_slug: str = "",
    turned: bool = False,
) -> dict[str, Any]:
    """The new value of the `custom` column: `given` merged into `before`, null takes away.

    Values of fields that were put away stay, and of fields of another type. A record that `turned`
    into this type must have what it demands. Raises Invalid naming `custom.<slug>`.
    """
    known = custom_fields(kind_name)
    own = {slug: one for slug, one in known.items() if not one.types or type_slug in one.types}
    demanded = _demanded(kind_name, type_slug)
    merged, wrong = dict(before), {}
    if creating:
        given = {**_defaults(own), **given}
    for slug, value in given.items():
        try:
            _merge(merged, known.get(slug), slug, value)
        except values.Wrong as reason:
            wrong[f"{CUSTOM}{slug}"] = str(reason)
    for slug, field in own.items():
        needed = field.required or field.key in demanded
        if needed and slug not in merged and (creating or turned or slug in given):
            wrong.setdefault(field.key, NEEDED)
    wrong |= _dangling({slug: merged[slug] for slug in given if slug in merged}, before, known)
    if wrong:
        raise Invalid(fields=wrong)
    return merged


def _merge(merged: dict[str, Any], field: Field | None, slug: str, value: Any) -> None:
    if field is None:
        raise values.Wrong(UNKNOWN)
    if slug in merged and merged[slug] == value:
        return  # untouched: what was right when it was saved stays, a retired choice for example
    stored = values.checked(field, value)
    if stored is None:
        merged.pop(slug, None)
    else:
        merged[slug] = stored


def _defaults(fields: dict[str, Field]) -> dict[str, Any]:
    """What a new record starts with."""
    return {slug: one.default for slug, one in fields.items() if one.default is not None}


def _dangling(
    chosen: dict[str, Any], before: dict[str, Any], known: dict[str, Field]
) -> dict[str, str]:
    """People, departments and files that are not there."""
    fresh = {
        slug: int(value)
        for slug, value in chosen.items()
        if known[slug].type in rules.REFERENCES and before.get(slug) != value
    }
    wrong = {}
    for slug, identifier in fresh.items():
        sentence = MISSING[known[slug].type](identifier)
        if sentence:
            wrong[f"{CUSTOM}{slug}"] = sentence
    return wrong


def _no_person(identifier: int) -> str:
    try:
        accounts.owner_choice(identifier, "person")
    except Invalid as wrong:
        return wrong.fields["person"]
    return ""


def _no_department(identifier: int) -> str:
    return "" if identifier in accounts.department_names({identifier}) else "没有这个部门,请重新选"


def _no_file(identifier: int) -> str:
    return "" if files.cards([identifier]) else "文件没有找到,请重新上传"


MISSING = {"person": _no_person, "department": _no_department, "file": _no_file}


def claim(kind_name: str, record_id: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Take the unique values of a record, and let go of those it had. Raises ValueTaken.

    Called in the transaction that saves `custom`: of two records that want one value at once, the
    second waits for the first and is refused.
    """
    unique = [field for field in custom_fields(kind_name).values() if field.unique]
    changed = [field for field in unique if before.get(field.slug) != after.get(field.slug)]
    if not changed:
        return
    if before:
        sql.do(LET_GO, [scope.current(), record_id, [field.id for field in changed]])
    for field in sorted(changed, key=lambda one: one.id or 0):
        if field.slug in after:
            _claim(kind_of(kind_name), field, record_id, after[field.slug])


def reclaim(kind_name: str, record_id: int, custom: dict[str, Any]) -> None:
    """A record comes back: its unique values must still be free. Raises ValueTaken."""
    for field in custom_fields(kind_name).values():
        if field.unique and field.slug in custom:
            _claim(kind_of(kind_name), field, record_id, custom[field.slug])


def _claim(kind: Kind, field: Field, record_id: int, value: Any) -> None:
    place = [scope.current(), field.id, str(value)]
    mine = [ids.new(), scope.current(), kind.name, field.id, str(value), record_id]
    if sql.do(CLAIM, mine):
        return
    holder = sql.one(HOLDER, place)[0]
    if holder == record_id:
        return
    if _lapsed(kind, field, holder, value) and sql.do(TAKE_OVER, [record_id, *place, holder]):
        return
    raise taken(kind, field, holder)


def _lapsed(kind: Kind, field: Field, holder: int, value: Any) -> bool:
    """Whether the record that claimed a value is deleted, or has another one by now."""
    manager: Any = kind.model._default_manager
    rows = manager.filter(deleted_at__isnull=True) if kind.soft_delete else manager.all()
    custom = rows.filter(pk=holder).values_list("custom", flat=True).first()
    stored = None if custom is None else custom.get(field.slug)
    return stored is None or rules.same(stored) != rules.same(value)


def taken(kind: Kind, field: Field, holder: int) -> ValueTaken:
    """The refusal: it names the other record only to those who may see it."""
    try:
        name = str(getattr(kind.find(holder, kind.read), kind.name_column))
    except KeliuError:  # out of reach or not permitted
        name = ""
    said = f"不能重复,{kind.zh}“{name}”已在用" if name else ValueTaken.message
    record = {"id": str(holder), "name": name} if name else None
    return ValueTaken(fields={field.key: said}, record=record)


def claims_of(kind_name: str, record_ids: Sequence[int]) -> list[tuple[Any, list[int]]]:
    """The rows that hold unique values of records, for a journal."""
    rows = UniqueValue.objects.filter(kind=kind_name, record_id__in=record_ids)
    return [(UniqueValue, list(rows.values_list("id", flat=True)))]
