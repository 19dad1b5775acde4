"""A sheet somebody brought: kept privately, its columns guessed, its mapping remembered."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from keliu.accounts import public as accounts
from keliu.kinds.errors import BadSheet
from keliu.kinds.exchange import reading, titles
from keliu.kinds.exchange.cells import Known, Names, text_of
from keliu.kinds.models import Import, SheetMapping
from keliu.kinds.ports import Field, Kind, kind_of
from keliu.kinds.selectors import rights
from keliu.kinds.selectors.fields import fields_of
from keliu.kit import actor, clock, ids, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, records
from keliu.platform.models import Merchant

SAMPLES = 5
POLICY = {"match": "", "found": "skip", "missing": "create", "blanks": "keep"}
CHOICES = {"found": ("skip", "update"), "missing": ("create", "skip"), "blanks": ("keep", "clear")}


def columns_of(kind_name: str) -> list[Field]:
    """The fields a column can be given, those only sheets have included."""
    kind = kind_of(kind_name)
    plain = [one for one in fields_of(kind_name) if one.importable and one.type != "file"]
    return [*plain, *(one for one in kind.sheets.more if one.key not in {f.key for f in plain})]


def matches_of(kind: Kind) -> list[str]:
    """What rows can be matched by: the kind's own ways, unique custom fields, the name."""
    unique = [one.key for one in fields_of(kind.name) if one.custom and one.unique]
    named = [kind.name_column]
    return list(dict.fromkeys([*kind.sheets.matchers, *unique, *named]))


@transaction.atomic
def sheet_bring(*, kind_name: str, name: str, data: bytes) -> Import:
    """Keep a file and look at its head. Raises BadSheet, NotFound."""
    kind = kind_of(kind_name)
    sheet = reading.opened(data)
    rows = sheet.rows()
    head = next(rows, None)
    if head is None:
        raise BadSheet(cause="第一行要写列名")
    samples = [row for row, _ in zip(rows, range(SAMPLES), strict=False)]
    if not samples:
        raise BadSheet(cause="只有列名,没有数据")
    names = [text_of(cell) or f"第 {at} 列" for at, cell in enumerate(head, 1)]
    mapping, policy = _remembered(kind, names)
    path = default_storage.save(f"sheets/{ids.new()}.{sheet.format}", ContentFile(data))
    who = actor.current()
    row = Import.objects.create(
        kind=kind_name,
        name=name[-120:],
        path=path,
        format=sheet.format,
        encoding=sheet.encoding,
        titles=names,
        samples=samples,
        mapping=mapping,
        policy=policy,
        by_id=who.staff_id,
        by_name=who.name,
    )
    audit.record("import.bring", "import", row.pk, row.name)
    return row


def _hash(names: list[str]) -> str:
    plain = sorted(titles.plain(name) for name in names)
    return hashlib.sha256("\n".join(plain).encode()).hexdigest()


def _remembered(kind: Kind, names: list[str]) -> tuple[list[str | None], dict[str, str]]:
    """The mapping of the last sheet with these titles, or a guess."""
    keys = {one.key for one in columns_of(kind.name)}
    known = SheetMapping.objects.filter(kind=kind.name, titles_hash=_hash(names)).first()
    if known is None:
        guessed = titles.guess(kind.name, names, columns_of(kind.name))
        return guessed, {**POLICY, "match": matches_of(kind)[0]}
    found = [known.mapping.get(titles.plain(name)) for name in names]
    return [key if key in keys else None for key in found], {**POLICY, **known.policy}


@transaction.atomic
def sheet_map(
    row: Import, *, version: int, mapping: list[str | None], policy: dict[str, str], current: Any
) -> Import:
    """Say which column is which field and what to do. Raises Invalid, Stale, FieldForbidden."""
    kind = kind_of(row.kind)
    _check_mapping(kind, row, mapping)
    whole = {**POLICY, **row.policy, **policy}
    _check_policy(kind, mapping, whole)
    changes = {"mapping": mapping, "policy": whole}
    saved = records.save_changes(row, version=version, changes=changes, current=current)
    by_title = {titles.plain(name): key for name, key in zip(row.titles, mapping, strict=True)}
    SheetMapping.objects.update_or_create(
        kind=row.kind,
        titles_hash=_hash(row.titles),
        defaults={"mapping": by_title, "policy": whole, "updated_at": clock.now()},
    )
    return saved


def _check_mapping(kind: Kind, row: Import, mapping: list[str | None]) -> None:
    given = [key for key in mapping if key]
    if len(mapping) != len(row.titles):
        raise Invalid(fields={"mapping": "列数和文件不一样"})
    known = {one.key: one for one in columns_of(kind.name)}
    if set(given) - set(known):
        raise Invalid(fields={"mapping": "有不能导入的字段"})
    twice = next((key for key in given if given.count(key) > 1), None)
    if twice:
        raise Invalid(fields={"mapping": f"“{known[twice].zh}”选了两次"})
    rights.assert_editable(kind.name, given)


def _check_policy(kind: Kind, mapping: list[str | None], policy: dict[str, str]) -> None:
    for name, offered in CHOICES.items():
        if policy[name] not in offered:
            raise Invalid(fields={name: "没有这个选择"})
    if policy["match"] and policy["match"] not in matches_of(kind):
        raise Invalid(fields={"match": "不能按这一项找已有记录"})
    if policy["match"] and policy["match"] not in mapping:
        raise Invalid(fields={"match": "要先选好哪一列是这一项"})
    if policy["found"] == "update" and not policy["match"]:
        raise Invalid(fields={"match": "要更新已有记录,先选按什么找"})
    if policy["missing"] == "create" and kind.name_column not in mapping:
        raise Invalid(fields={"mapping": "新建记录要有名称这一列"})


def known_names() -> Known:
    """What cells may name in this merchant."""
    people = {card.name: card.id for card in accounts.everybody() if card.active}
    departments = {name: key for key, name in accounts.departments_by_id().items()}
    return Known(people, departments, zone())


def names_known() -> Names:
    """What values are called in this merchant."""
    people = {card.id: card.name for card in accounts.everybody()}
    return Names(people, accounts.departments_by_id(), zone())


def zone() -> str:
    """The merchant's."""
    found: str = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    return found


def data_of(row: Import) -> bytes:
    """The file's bytes."""
    with default_storage.open(row.path, "rb") as stored:
        data: bytes = stored.read()
        return data
