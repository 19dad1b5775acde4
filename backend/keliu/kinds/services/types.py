"""Types of records that a merchant defines: adding, changing, putting away, and a template's."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from keliu.kinds import rules
from keliu.kinds.errors import TooManyTypes, TypeNameTaken
from keliu.kinds.models import RecordType
from keliu.kinds.ports import Addition, PresetPart
from keliu.kinds.selectors import types as questions
from keliu.kinds.selectors.fields import fields_of
from keliu.kit import words
from keliu.kit.errors import Invalid
from keliu.platform import audit, records
from keliu.platform.undo import Journal

KIND = "customer"
NEEDED_ANYWAY = "必填项里有不存在的字段,请刷新后再选"


def _named(save: Callable[[], RecordType], name: str) -> RecordType:
    """Run `save`; the database settles who was first with a name."""
    try:
        with transaction.atomic():
            return save()
    except IntegrityError as clash:
        if "record_type_one_name" not in str(clash):
            raise
        raise TypeNameTaken(name=name, fields={"name": "已有这个名字的类型"}) from clash


def _sound(changes: dict[str, Any]) -> dict[str, Any]:
    """Raise Invalid for what can not be."""
    wrong = {}
    if "color" in changes and changes["color"] not in rules.TYPE_COLORS:
        wrong["color"] = "没有这个颜色"
    if "icon" in changes and changes["icon"] not in rules.TYPE_ICONS:
        wrong["icon"] = "没有这个图标"
    if "required" in changes:
        known = {field.key for field in fields_of(KIND) if field.editable}
        if set(changes["required"]) - known:
            wrong["required"] = NEEDED_ANYWAY
    if wrong:
        raise Invalid(fields=wrong)
    return changes


def assert_known(kind_name: str, slugs: Sequence[str]) -> None:
    """Raise Invalid unless each is a type of this kind of record."""
    if not set(slugs) <= {row.slug for row in questions.types_of(kind_name)}:
        raise Invalid(fields={"types": "没有这个客户类型,请刷新后再选"})


def _slug(name: str) -> str:
    """A name for the records' column: the pinyin of the type's, with a number if it was used."""
    used = set(RecordType.objects.filter(kind=KIND).values_list("slug", flat=True))
    plain = "".join(ch for ch in words.pinyin_key(name) if ch.isascii() and ch.isalnum())[:16]
    base = plain if plain[:1].isalpha() else f"t{plain}"
    numbered = (f"{base}{number}" for number in itertools.count(2))
    taken = used | {"person", "company"}
    return base if base not in taken else next(one for one in numbered if one not in taken)


@transaction.atomic
def type_add(*, name: str, base: str, slug: str = "", **more: Any) -> RecordType:
    """A new type at the end. Raises TypeNameTaken, TooManyTypes, Invalid."""
    if RecordType.objects.filter(kind=KIND, active=True).count() >= rules.MOST_TYPES:
        raise TooManyTypes(most=rules.MOST_TYPES)
    at = RecordType.objects.filter(kind=KIND).count()
    row = RecordType(
        kind=KIND, slug=slug or _slug(name), name=name, base=base, position=at, **_sound(more)
    )

    def save() -> RecordType:
        row.save(force_insert=True)
        return row

    _named(save, name)
    questions.forget(KIND)
    audit.record("recordtype.create", "recordtype", row.pk, name)
    return row


@transaction.atomic
def type_change(
    row: RecordType, *, version: int, changes: dict[str, Any], current: Any
) -> RecordType:
    """Change a type; records that have it follow. Raises TypeNameTaken, Invalid, Stale."""
    sound = _sound(changes)
    saved = _named(
        lambda: records.save_changes(row, version=version, changes=sound, current=current),
        str(changes.get("name", row.name)),
    )
    questions.forget(KIND)
    return saved


@transaction.atomic
def type_switch(row: RecordType, *, active: bool) -> RecordType:
    """Put a type away, or offer it again; records keep theirs. Raises TypeNameTaken."""
    action = "recordtype.restore" if active else "recordtype.delete"

    def save() -> RecordType:
        return records.save_changes(
            row, version=row.version, changes={"active": active}, action=action
        )

    saved = _named(save, row.name)
    questions.forget(KIND)
    return saved


class TypePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A type of a template; `required` may name fields of the same template."""

    slug: str
    name: str
    base: str
    color: str = "slate"
    icon: str = "user"
    required: list[str] = []


def _wanted(plan: Sequence[TypePlan]) -> list[TypePlan]:
    rows = RecordType.objects.filter(kind=KIND)
    slugs = set(rows.values_list("slug", flat=True))
    names = set(rows.filter(active=True).values_list("name", flat=True))
    return [one for one in plan if one.slug not in slugs and one.name not in names]


def _missing(plan: Sequence[TypePlan]) -> list[Addition]:
    said = {"person": ("个人", "Person"), "company": ("企业", "Company")}
    return [Addition(one.name, *said[one.base]) for one in _wanted(plan)]


def _add(plan: Sequence[TypePlan], journal: Journal) -> None:
    for one in _wanted(plan):
        known = {field.key for field in fields_of(KIND)}
        given = msgspec.structs.asdict(one)
        given["required"] = [key for key in one.required if key in known]
        journal.created(RecordType, [type_add(**given).pk])


TYPES = PresetPart("types", "客户类型", "Customer types", list[TypePlan], _missing, _add)
