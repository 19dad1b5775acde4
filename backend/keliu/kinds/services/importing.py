"""Importing a sheet: the dry run is the import itself, rolled back, so it can not be wrong.

Rows are worked through in chunks by platform.operations; a killed worker goes on where it was, and
the whole import, updates included, can be undone for thirty days.
"""

import hashlib
from typing import Any

from django.db import transaction

from keliu.kinds.errors import ImportNotReady
from keliu.kinds.exchange import reading
from keliu.kinds.exchange.cells import Known, Unreadable, revived, text_of, value_of
from keliu.kinds.models import Import, ImportRow
from keliu.kinds.ports import Field, Kind, kind_of
from keliu.kinds.services.rowwork import Batch
from keliu.kinds.services.sheets import columns_of, data_of, known_names, names_known, zone
from keliu.kit import ids, scope
from keliu.platform import audit, operations, sql
from keliu.platform.models import Operation
from keliu.platform.operations import Runner
from keliu.platform.undo import Journal

CHUNK, LOAD = 2_000, 5_000
NAMED = {"person", "department"}  # cells that name somebody
Outcome = ImportRow.Outcome
STORE = """INSERT INTO kinds_importrow
 (id, merchant_id, import_id, position, cells, key, outcome, message, differences)
 SELECT x.id, %s, %s, x.position, x.cells::jsonb, '', 'waiting', '', '[]'
 FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS x(id, position, cells)"""
ANSWER = """UPDATE kinds_importrow r SET outcome = x.outcome, message = x.message, key = x.key,
   differences = x.differences::jsonb, record_id = x.record
 FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[])
   AS x(id, outcome, message, key, differences, record)
 WHERE r.merchant_id = %s AND r.id = x.id"""


class _Back(Exception):  # noqa: N818  not an error: it only leaves the savepoint
    """Ends a dry run."""


@transaction.atomic
def check(row: Import) -> Operation:
    """Begin the dry run; every row learns what would become of it."""
    _idle(row)
    operation = operations.start(
        kind="import_check",
        title=f"检查导入“{row.name}”",
        title_en=f"Check the import “{row.name}”",
        params={"import_id": str(row.pk), "version": row.version},
        undoable=False,
    )
    Import.objects.filter(pk=row.pk).update(check_id=operation.pk, checked_version=None)
    return operation


@transaction.atomic
def run(row: Import) -> Operation:
    """Begin the import that the last dry run showed. Raises ImportNotReady."""
    _idle(row)
    if row.run_id is not None:
        raise ImportNotReady(cause="这份表格已经导入过;要再导一次,请重新上传")
    if row.checked_version != row.version:
        raise ImportNotReady(cause="先检查一遍,再导入")
    operation = operations.start(
        kind="import",
        title=f"导入“{row.name}”",
        title_en=f"Import “{row.name}”",
        params={"import_id": str(row.pk)},
    )
    Import.objects.filter(pk=row.pk, run_id__isnull=True).update(run_id=operation.pk)
    audit.record("import.run", "import", row.pk, row.name)
    return operation


def _idle(row: Import) -> None:
    """Raises ImportNotReady while a check or an import of it is at work."""
    going = [operations.State.WAITING, operations.State.RUNNING, operations.State.UNDOING]
    wanted = [one for one in (row.check_id, row.run_id) if one]
    if Operation.objects.filter(pk__in=wanted, state__in=going).exists():
        raise ImportNotReady(cause="正在检查或导入,请等它做完")


def _import_of(operation: Operation) -> Import:
    return Import.objects.get(pk=int(operation.params["import_id"]))


def _load(row: Import) -> int:
    """The rows of the file, once."""
    if ImportRow.objects.filter(import_id=row.pk).exists():
        return ImportRow.objects.filter(import_id=row.pk).count()
    rows = reading.opened(data_of(row)).rows()
    next(rows)
    part: list[tuple[int, Any]] = []
    total = 0
    for position, cells in enumerate(rows, 2):
        part.append((position, cells[: len(row.titles)]))
        total += 1
        if len(part) == LOAD:
            _store_rows(row, part)
            part = []
    _store_rows(row, part)
    return total


def _store_rows(row: Import, part: list[tuple[int, Any]]) -> None:
    if part:
        numbers = [position for position, _ in part]
        cells = [sql.encode(cells).decode() for _, cells in part]
        values = [sql.array(ids.some(len(part))), sql.array(numbers), cells]
        sql.do(STORE, [scope.current(), row.pk, *values])


def _check_step(operation: Operation, journal: Journal) -> bool:
    """One chunk of the dry run; the first loads the file."""
    row = _import_of(operation)
    if "from" not in operation.result:
        operation.total = _load(row)
        operation.result = {"from": 0}
        return True
    rows = ImportRow.objects.filter(import_id=row.pk, position__gt=operation.result["from"])
    part = list(rows.order_by("position")[:CHUNK])
    work = _Work(row, dry=True)
    try:
        with transaction.atomic():
            work.through(part)
            raise _Back
    except _Back:
        _answer(part)
    _count(operation, part)
    if part:
        operation.result = {**operation.result, "from": part[-1].position}
    return len(part) == CHUNK


def _checked(operation: Operation) -> None:
    """The dry run is whole: the import may begin, if nobody changed the mapping meanwhile."""
    rows = Import.objects.filter(pk=_import_of(operation).pk)
    rows.filter(version=operation.params["version"]).update(
        checked_version=operation.params["version"]
    )
    operation.result = {**operation.result, "outcomes": outcomes(_import_of(operation).pk)}


def _import_step(operation: Operation, journal: Journal) -> bool:
    row = _import_of(operation)
    if "from" not in operation.result:
        operation.total = ImportRow.objects.filter(import_id=row.pk).count()
        operation.result = {"from": 0}
    rows = ImportRow.objects.filter(import_id=row.pk, position__gt=operation.result["from"])
    part = list(rows.order_by("position")[:CHUNK])
    wanted = [one for one in part if one.outcome in {Outcome.CREATE, Outcome.UPDATE}]
    work = _Work(row, dry=False)
    work.batch.journal = journal
    work.through(wanted)
    work.batch.note(journal)
    _answer(wanted)
    _count(operation, part)
    if part:
        operation.result = {**operation.result, "from": part[-1].position}
    return len(part) == CHUNK


def _imported(operation: Operation) -> None:
    operation.result = {**operation.result, "outcomes": outcomes(_import_of(operation).pk)}


def _count(operation: Operation, part: list[ImportRow]) -> None:
    refused = sum(row.outcome == Outcome.REJECT for row in part)
    passed = sum(row.outcome == Outcome.SKIP for row in part)
    operation.failed += refused
    operation.skipped += passed
    operation.done += len(part) - refused - passed


def _answer(part: list[ImportRow]) -> None:
    columns: list[Any] = [
        sql.array(row.pk for row in part),
        [str(row.outcome) for row in part],
        [row.message[:400] for row in part],
        [row.key for row in part],
        [sql.encode(row.differences).decode() if row.differences else "[]" for row in part],
        f"{{{','.join(str(row.record_id or 'NULL') for row in part)}}}",
    ]
    if part:
        sql.do(ANSWER, [*columns, scope.current()])


def outcomes(import_id: int) -> dict[str, int]:
    """How many rows have which outcome."""
    text = """SELECT outcome, count(*) FROM kinds_importrow
     WHERE merchant_id = %s AND import_id = %s GROUP BY 1"""
    return dict(sql.rows(text, [scope.current(), import_id]))


class _Work:
    """One chunk of rows on its way into records."""

    def __init__(self, sheet: Import, *, dry: bool) -> None:
        self.sheet, self.dry = sheet, dry
        self.kind: Kind = kind_of(sheet.kind)
        known = {one.key: one for one in columns_of(sheet.kind)}
        self.fields: list[Field | None] = [known.get(key) if key else None for key in sheet.mapping]
        types = {one.type for one in self.fields if one}
        self.known: Known = known_names() if types & NAMED else Known(zone=zone())
        self.batch = Batch(self.kind, sheet.policy, names_known)

    def through(self, rows: list[ImportRow]) -> None:
        """Give every row its outcome."""
        read = [(row, self._values(row)) for row in rows]
        good = [(row, values) for row, values in read if values is not None]
        fresh = self._first_of_each(good)
        self.batch.work(fresh, dry=self.dry)

    def _values(self, row: ImportRow) -> dict[str, Any] | None:
        """Values by field key; None, and the row refused, when a cell can not be read."""
        values: dict[str, Any] = {}
        wrong = []
        keep_blank = self.sheet.policy["blanks"] == "keep"
        for at, one in enumerate(self.fields):
            if one is None:
                continue
            cell = row.cells[at] if at < len(row.cells) else None
            cell = revived(cell) if isinstance(cell, str) else cell
            try:
                value = value_of(one, cell, self.known)
            except Unreadable as why:
                wrong.append(f"{self.sheet.titles[at]}:{why}")
                continue
            if value is not None or not keep_blank:
                values[one.key] = value
        if wrong:
            row.outcome, row.message, row.differences = Outcome.REJECT, ";".join(wrong), []
            return None
        return values

    def _first_of_each(
        self, rows: list[tuple[ImportRow, dict[str, Any]]]
    ) -> list[tuple[ImportRow, dict[str, Any]]]:
        """Rows that mean the same record as an earlier one of the sheet are passed over."""
        match = self.sheet.policy["match"]
        for row, values in rows:
            row.key = _digest(values.get(match)) if match else ""
        earlier = self._earlier({row.key for row, _ in rows if row.key}, rows)
        fresh = []
        for row, values in rows:
            first = earlier.get(row.key) if row.key else None
            if first is not None and first < row.position:
                row.outcome, row.message = Outcome.SKIP, f"和第 {first} 行重复,只导入那一行"
                row.differences = []
                continue
            if row.key:
                earlier[row.key] = row.position
            fresh.append((row, values))
        return fresh

    def _earlier(self, keys: set[str], rows: list[tuple[ImportRow, Any]]) -> dict[str, int]:
        if not keys or not rows:
            return {}
        before = ImportRow.objects.filter(import_id=self.sheet.pk, key__in=keys)
        before = before.filter(position__lt=rows[0][0].position)
        dead = [Outcome.REJECT, Outcome.SKIP, Outcome.WAITING]
        found: dict[str, int] = {}
        for key, position in before.exclude(outcome__in=dead).values_list("key", "position"):
            found[key] = min(found.get(key, position), position)
        return found


def _digest(value: Any) -> str:
    """A short print of what a row is matched by; numbers and case written alike are alike."""
    if value in (None, "", []):
        return ""
    text = "".join(text_of(str(value)).lower().split()).replace("-", "").removeprefix("+86")
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def register() -> None:
    """Let the worker run dry runs and imports."""
    operations.RUNNERS["import_check"] = Runner(step=_check_step, finish=_checked)
    operations.RUNNERS["import"] = Runner(step=_import_step, finish=_imported)
