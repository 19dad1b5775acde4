"""Exporting: in the background, within reach, behind masks, with a cap that needs a second person.

Rows are gathered in parts, so a killed worker goes on where it was and a cancel stops at once; the
last step writes the sheet. The file is its owner's alone and is deleted after a day.
"""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, QuerySet, Sum

from keliu.accounts import public as accounts
from keliu.kinds import filters
from keliu.kinds.errors import FileGone, ImportNotReady
from keliu.kinds.exchange.cells import cell_of
from keliu.kinds.exchange.writing import write
from keliu.kinds.models import Export
from keliu.kinds.ports import Field, Kind, kind_of
from keliu.kinds.selectors import rights
from keliu.kinds.selectors.fields import fields_of
from keliu.kinds.services.rowwork import Batch
from keliu.kinds.services.sheets import names_known
from keliu.kit import actor, clock, ids
from keliu.kit.errors import Invalid
from keliu.platform import audit, operations, sql
from keliu.platform.models import Operation
from keliu.platform.operations import Runner
from keliu.platform.undo import Journal

PART = 1_000
MOST_ALONE = 2_500
"""Above this many records in a day a second person must agree (reliability: caps against taking the
book of customers away; the threshold of the criminal law for contact data, halved for insiders)."""
DAY = timedelta(hours=24)
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('exports of ' || %s::text, 0))"
KEPT = timedelta(hours=24)
APPROVE = "merchant.write"
State = Export.State


def columns_of(kind_name: str) -> list[Field]:
    """What the acting person may take away."""
    seen = rights.visible_fields(kind_name)
    known = [one for one in fields_of(kind_name) if one.key in seen and one.type != "file"]
    return [one for one in known if one.sql is None]  # what filters only ask about has no value


def rows_of(row: Export) -> "QuerySet[Any]":
    """The records it means, within the acting person's reach, eldest first."""
    kind = kind_of(row.kind)
    manager: Any = kind.model._default_manager
    rows = manager.filter(deleted_at__isnull=True) if kind.soft_delete else manager.all()
    rows = accounts.within_reach(rows, kind.read, kind=kind.name)
    if row.ids is not None:
        rows = rows.filter(pk__in=[int(one) for one in row.ids])
    if row.filter:
        rows = filters.narrow(kind.name, rows, row.filter)
    return rows.order_by("id")


@transaction.atomic
def export_ask(
    *, kind_name: str, form: str, columns: list[str], filter: dict[str, Any] | None,  # noqa: A002  the wire's word
    record_ids: list[int] | None, reason: str,
) -> Export:  # fmt: skip
    """Begin an export, or ask for a second person's agreement. Raises Invalid, Forbidden."""
    kind, who = kind_of(kind_name), actor.current()
    known = {one.key for one in columns_of(kind_name)}
    if not columns or set(columns) - known:
        raise Invalid(fields={"columns": "选要导出的列"})
    row = Export(
        kind=kind_name, format=form, columns=columns, filter=filter, reason=reason,
        ids=None if record_ids is None else [str(one) for one in record_ids],
        by_id=who.staff_id, by_name=who.name,
    )  # fmt: skip
    row.count = rows_of(row).count()
    if not row.count:
        raise Invalid(fields={"filter": "没有符合条件的记录"})
    alone = _taken_alone(who.staff_id) + row.count <= MOST_ALONE or not _others_may_agree()
    row.state = State.RUNNING if alone else State.ASKED
    if not alone and not reason:
        sentence = f"一天里超过 {MOST_ALONE} 条,要写明用途,等另一位管理员同意"
        raise Invalid(fields={"reason": sentence})
    row.save(force_insert=True)
    audit.record("export.ask", "export", row.pk, f"{kind.zh} {row.count} 条")
    if alone:
        _begin(row)
    return row


def _taken_alone(staff_id: int | None) -> int:
    """How many records somebody took in the last day without asking anybody.

    Until the transaction ends they can not begin another export beside this one.
    """
    sql.one(ONE_AT_A_TIME, [staff_id])
    recent = Export.objects.filter(by_id=staff_id, created_at__gt=clock.now() - DAY)
    alone = recent.filter(answered_by="").exclude(state__in=[State.ASKED, State.REFUSED])
    return int(alone.aggregate(n=Sum("count"))["n"] or 0)


def _others_may_agree() -> bool:
    """Whether there is anybody else who could agree; a shop of one decides alone."""
    return bool(accounts.who_may(APPROVE) - {actor.current().staff_id})


def _begin(row: Export) -> None:
    kind = kind_of(row.kind)
    with actor.acting(_asker(row)):
        operation = operations.start(
            kind="export",
            title=f"导出{kind.zh} {row.count} 条",
            title_en=f"Export {row.count} {kind.en.lower()}",
            params={"export_id": str(row.pk)},
            undoable=False,
        )
    Export.objects.filter(pk=row.pk).update(operation_id=operation.pk, state=State.RUNNING)
    row.refresh_from_db()


def _asker(row: Export) -> actor.Actor:
    who = accounts.actor_of(row.by_id or 0)
    if who is None:
        raise ImportNotReady(cause="申请人已停用")
    return who


@transaction.atomic
def export_answer(row: Export, *, agree: bool) -> Export:
    """Agree to a large export, or not. Raises ImportNotReady when it was answered already."""
    who = actor.current()
    if who.staff_id == row.by_id:
        raise ImportNotReady(cause="不能同意自己的导出,请找另一位管理员")
    state = State.RUNNING if agree else State.REFUSED
    waiting = Export.objects.filter(pk=row.pk, state=State.ASKED)
    done = waiting.update(
        state=state, answered_by=who.name, version=F("version") + 1, updated_at=clock.now()
    )
    if not done:
        raise ImportNotReady(cause="这个申请已经有人处理了")
    audit.record("export.agree" if agree else "export.refuse", "export", row.pk, row.by_name)
    row.refresh_from_db()
    if agree:
        _begin(row)
    return row


def _step(operation: Operation, journal: Journal) -> bool:
    """One part; after the last, the sheet."""
    row = Export.objects.get(pk=int(operation.params["export_id"]))
    if "parts" not in operation.result:
        operation.total, operation.result = row.count, {"parts": [], "from": 0}
    found = list(rows_of(row).filter(pk__gt=operation.result["from"])[:PART])
    if found:
        cells = list(_cells(row, found))
        path = f"exports/{row.pk}-{len(operation.result['parts'])}.json"
        stored = default_storage.save(path, ContentFile(msgspec.json.encode(cells)))
        parts = [*operation.result["parts"], stored]
        operation.result = {"parts": parts, "from": found[-1].pk}
        operation.done += len(found)
    if len(found) == PART:
        return True
    _finish(row, operation)
    return False


def _cells(row: Export, records: list[Any]) -> Iterator[list[str | int | float]]:
    kind = kind_of(row.kind)
    chosen = {one.key: one for one in columns_of(kind.name)}
    fields = [chosen[key] for key in row.columns if key in chosen]
    reader = Batch(kind, {}, names_known)
    for record, shown in zip(records, _seen(kind, fields, records, reader), strict=True):
        yield [_cell(kind, one, record, shown[one.names[-1]], reader) for one in fields]


def _seen(
    kind: Kind, fields: list[Field], records: list[Any], reader: Batch
) -> list[dict[str, Any]]:
    """The values of every record by their names in answers, without what its place hides."""
    rows = [
        {
            **{one.names[-1]: reader.value_now(one, record) for one in fields},
            "id": record.pk,
            "owner": getattr(record, "owner_id", None),
        }
        for record in records
    ]
    rights.veil(kind.name, rows)
    return rows


def _cell(kind: Kind, one: Field, record: Any, value: Any, reader: Batch) -> str | int | float:
    if rights.masked(kind.name, one.key, "list") or not _may_reveal(kind, one, record):
        value = rights.mask_value(one, value)
    return cell_of(one, value, reader.names)


def _may_reveal(kind: Kind, one: Field, record: Any) -> bool:
    """Whether a sealed value of this record may go out whole."""
    permission = kind.sheets.reveal.get(one.key)
    if permission is None:
        return True
    place = (record.owner_id, record.department_id)
    return bool(accounts.can(*place, [permission], kind.name, record.pk))


def _finish(row: Export, operation: Operation) -> None:
    chosen = {one.key: one.zh for one in columns_of(row.kind)}
    titles = [chosen[key] for key in row.columns if key in chosen]
    parts = operation.result["parts"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet.{row.format}"
        write(path, row.format, titles, _gathered(parts))
        with path.open("rb") as made:
            stored = default_storage.save(f"exports/{ids.new()}.{row.format}", File(made))
        size = path.stat().st_size
    for part in parts:
        default_storage.delete(part)
    Export.objects.filter(pk=row.pk).update(
        state=State.READY, path=stored, size=size, count=operation.done,
        gone_at=clock.now() + KEPT, updated_at=clock.now(),
    )  # fmt: skip
    operation.result = {"export_id": str(row.pk)}
    audit.record("export.done", "export", row.pk, operation.title)


def _gathered(parts: list[str]) -> Iterator[list[str | int | float]]:
    for part in parts:
        with default_storage.open(part, "rb") as stored:
            yield from msgspec.json.decode(stored.read())


def file_of(row: Export) -> bytes:
    """The sheet, noted in the audit log. Raises FileGone."""
    if row.state != State.READY or not default_storage.exists(row.path):
        raise FileGone
    audit.record("export.download", "export", row.pk, row.by_name)
    with default_storage.open(row.path, "rb") as stored:
        data: bytes = stored.read()
        return data


def tidy() -> None:
    """Delete the sheets whose day is over; runs in a merchant's scope."""
    for row in Export.objects.filter(state=State.READY, gone_at__lt=clock.now()):
        default_storage.delete(row.path)
        Export.objects.filter(pk=row.pk).update(state=State.GONE, path="")


def register() -> None:
    """Let the worker run exports."""
    operations.RUNNERS["export"] = Runner(step=_step)
