"""Defining custom fields: adding, changing, putting away and bringing back."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import transaction

from keliu.kinds import rules, values
from keliu.kinds.errors import HasDuplicates, LabelTaken, TooManyFields, TypeFixed
from keliu.kinds.models import FieldDefinition
from keliu.kinds.ports import Field, Kind, kind_of
from keliu.kinds.selectors import fields as questions
from keliu.kinds.services.values import lock_name
from keliu.kit import scope, words
from keliu.kit.errors import Invalid, Stale
from keliu.platform import audit, records, sql

ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
VALUE = {"number": "trim_scale((c.custom->>%(slug)s)::numeric)::text"}
# The table is one of our own, the rest are parameters.
DUPLICATES = """SELECT count(*), max(value) FROM (
  SELECT lower(btrim({value})) AS same, max(c.custom->>%(slug)s) AS value FROM {table} c
  WHERE c.merchant_id = %(m)s {living} AND c.custom ? %(slug)s GROUP BY 1 HAVING count(*) > 1) x"""
FORGET = "DELETE FROM kinds_uniquevalue WHERE merchant_id = %s AND field_id = %s"
CLAIMS = """INSERT INTO kinds_uniquevalue (id, merchant_id, kind, field_id, value_hash, record_id)
 SELECT hashtextextended(c.id || ':' || %(field)s::text, 0) & 9223372036854775807,
  %(m)s, %(kind)s, %(field)s, sha256(convert_to(lower(btrim({value})), 'UTF8')), c.id
 FROM {table} c WHERE c.merchant_id = %(m)s {living} AND c.custom ? %(slug)s"""
CHANGEABLE = ("label", "type", "required", "unique", "default", "hint", "max_length", "least",
              "most", "precision", "choices", "types")  # fmt: skip
Shown = Callable[[FieldDefinition], Any]


def alone(kind_name: str) -> None:
    """Nobody saves values of this kind's custom fields until the transaction ends."""
    sql.do(ALONE, [lock_name(kind_name)])
    questions.forget(kind_name)


@transaction.atomic
def field_define(kind_name: str, *, given: dict[str, Any]) -> FieldDefinition:
    """A new custom field. Raises Invalid, LabelTaken, TooManyFields."""
    kind = kind_of(kind_name)
    alone(kind_name)
    rows = questions.definitions(kind_name)
    if rows.filter(active=True).count() >= rules.MOST_FIELDS:
        raise TooManyFields(most=rules.MOST_FIELDS)
    slug = _slug(kind_name, given.pop("slug", None), given["label"])
    row = FieldDefinition(kind=kind_name, slug=slug, **_sound(kind, None, given))
    row.default = _default(row)
    _save_new(row)
    audit.record("field.create", "field", row.pk, f"{kind.zh} · {row.label}")
    return row


def _save_new(row: FieldDefinition) -> None:
    _free_label(row)
    row.save(force_insert=True)
    questions.forget(row.kind)


def _free_label(row: FieldDefinition) -> None:
    """Two fields of one form with one name would be a riddle, built-in ones included."""
    fields = questions.fields_of(row.kind)
    if any(field.zh == row.label and field.id != row.pk for field in fields):
        raise LabelTaken(label=row.label, fields={"label": "已有同名的字段"})


def _slug(kind_name: str, asked: str | None, label: str) -> str:
    """The name of the values: the one asked for, or the label's pinyin with a number if taken."""
    used = set(questions.definitions(kind_name).values_list("slug", flat=True))
    if asked:
        if not rules.SLUG.fullmatch(asked):
            raise Invalid(fields={"slug": "只用小写字母、数字和下划线,以字母开头"})
        if asked in used:
            raise Invalid(fields={"slug": "这个标识用过了,换一个"})
        return asked
    plain = "".join(ch for ch in words.pinyin_key(label) if ch.isascii() and ch.isalnum())[:24]
    base = plain if plain[:1].isalpha() else f"f{plain}"
    numbered = (f"{base}{number}" for number in itertools.count(2))
    return base if base not in used else next(one for one in numbered if one not in used)


def _sound(kind: Kind, row: FieldDefinition | None, given: dict[str, Any]) -> dict[str, Any]:
    """What may be stored of what was given for a field. Raises Invalid."""
    type_name = given.get("type") or (row.type if row else "")
    wrong: dict[str, str] = {}
    if type_name not in rules.CUSTOM_TYPES:
        wrong["type"] = "没有这种类型"
    if given.get("unique") and type_name not in rules.UNIQUE_TYPES:
        wrong["unique"] = "这种类型不能设为不能重复"
    least, most = given.get("least"), given.get("most")
    if least is not None and most is not None and least > most:
        wrong["most"] = "最大值不能小于最小值"
    longest = rules.LONGEST.get(type_name)
    if longest and (given.get("max_length") or 0) > longest:
        wrong["max_length"] = f"最多 {longest} 个字"
    if wrong:
        raise Invalid(fields=wrong)
    if type_name in rules.CHOICE_TYPES and (row is None or "choices" in given):
        given = {**given, "choices": _choices(row.choices if row else [], given.get("choices"))}
    return {name: value for name, value in given.items() if name in CHANGEABLE}


def _choices(before: list[dict[str, Any]], given: list[dict[str, Any]] | None) -> Any:
    """The new choices in order; those taken away stay known, so that old values keep a name."""
    if not given:
        raise Invalid(fields={"choices": "至少要一个选项"})
    labels = [one["label"] for one in given]
    if len(set(labels)) != len(labels):
        raise Invalid(fields={"choices": "有两个选项同名"})
    used = {one["value"] for one in [*before, *given] if one.get("value")}
    named = {one["label"]: one["value"] for one in before}
    now: list[dict[str, Any]] = []
    for one in given:
        value = one.get("value") or named.get(one["label"]) or _new_value(used)
        used.add(value)
        now.append({"value": value, "label": one["label"]})
    kept = {one["value"] for one in now}
    if len(kept) != len(now):
        raise Invalid(fields={"choices": "有两个选项的值相同"})
    return now + [{**one, "retired": True} for one in before if one["value"] not in kept]


def _new_value(used: set[str]) -> str:
    return next(f"o{at}" for at in range(1, 10_000) if f"o{at}" not in used)


def _default(row: FieldDefinition) -> Any:
    """The default as a value of the field. Raises Invalid."""
    try:
        return values.checked(as_field(row), row.default)
    except values.Wrong as reason:
        raise Invalid(fields={"default": f"默认值:{reason}"}) from None


def as_field(row: FieldDefinition) -> Field:
    """A definition as a field, without the form."""
    return questions.custom_field({name: getattr(row, name) for name in questions.NAMES})


@transaction.atomic
def field_change(
    row: FieldDefinition, *, version: int, given: dict[str, Any], shown: Shown
) -> FieldDefinition:
    """Change a field; its stored values stay. Raises Invalid, TypeFixed, HasDuplicates, Stale."""
    kind = kind_of(row.kind)
    alone(row.kind)
    row.refresh_from_db()
    if row.version != version:
        raise Stale(current=shown(row))
    changes = _sound(kind, row, given)
    _type_fits(row, changes.get("type", row.type))
    was_unique = row.unique
    for name, value in changes.items():
        if name in {"least", "most"} and value is not None:
            changes[name] = Decimal(str(value))
    trial = FieldDefinition(**{name: getattr(row, name) for name in questions.NAMES}, kind=row.kind)
    for name, value in changes.items():
        setattr(trial, name, value)
    changes["default"] = _default(trial)
    _free_label(trial)
    saved = records.save_changes(
        row, version=version, changes=changes, action="field.update", current=shown
    )
    questions.forget(row.kind)
    if saved.unique and not was_unique:
        claim_all(kind, saved)
    elif was_unique and not saved.unique:
        sql.do(FORGET, [scope.current(), saved.pk])
    return saved


def _type_fits(row: FieldDefinition, wanted: str) -> None:
    if wanted != row.type and wanted not in rules.BECOMES.get(row.type, ()):
        raise TypeFixed(label=row.label, fields={"type": "已有内容的类型不能这样改"})


def claim_all(kind: Kind, row: FieldDefinition) -> None:
    """Every record takes its value. Raises HasDuplicates naming one."""
    table = kind.model._meta.db_table
    living = "AND c.deleted_at IS NULL" if kind.soft_delete else ""
    value = VALUE.get(row.type, "c.custom->>%(slug)s")
    names = {"m": scope.current(), "slug": row.slug, "field": row.pk, "kind": kind.name}
    count, example = sql.one(DUPLICATES.format(table=table, living=living, value=value), names)
    if count:
        raise HasDuplicates(label=row.label, count=count, example=str(example)[:40])
    sql.do(FORGET, [scope.current(), row.pk])
    sql.do(CLAIMS.format(table=table, living=living, value=value), names)


@transaction.atomic
def field_put_away(row: FieldDefinition) -> None:
    """Take a field off forms and lists. Its values stay in the records."""
    _switch(row, active=False)


@transaction.atomic
def field_bring_back(row: FieldDefinition) -> FieldDefinition:
    """A field that was put away is used again, with its values.

    Raises LabelTaken, TooManyFields, HasDuplicates.
    """
    alone(row.kind)
    _free_label(row)
    if questions.definitions(row.kind).filter(active=True).count() >= rules.MOST_FIELDS:
        raise TooManyFields(most=rules.MOST_FIELDS)
    back = _switch(row, active=True)
    if back.unique:
        claim_all(kind_of(row.kind), back)
    return back


def _switch(row: FieldDefinition, *, active: bool) -> FieldDefinition:
    alone(row.kind)
    action = "field.restore" if active else "field.delete"
    saved = records.save_changes(
        row, version=row.version, changes={"active": active}, action=action
    )
    questions.forget(row.kind)
    return saved


__all__ = ["as_field", "claim_all", "field_bring_back", "field_change", "field_define",
           "field_put_away"]  # fmt: skip
