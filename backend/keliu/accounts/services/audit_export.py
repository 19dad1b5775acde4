"""The audit log as a file, written while it is read: no size is too large."""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from keliu.accounts import audit_words
from keliu.kit import clock, scope
from keliu.platform.models import AuditEntry
from keliu.platform.tenancy import merchant_scope

MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEAD = ("序号", "时间(UTC)", "人员", "动作", "对象", "对象编号", "对象名称", "IP", "变化", "指纹")
CHUNK = 1_000
MOST_ROWS = 1_000_000  # what a sheet holds
# A spreadsheet runs what begins so as a formula; an apostrophe makes it text (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(wanted: dict[str, Any], kind: str) -> Iterator[bytes]:
    """The file's bytes, piece by piece. Reads in transactions of its own, after the request's."""
    return (_csv if kind == "csv" else _xlsx)(_lines(scope.current(), wanted))


def _lines(merchant_id: int, wanted: dict[str, Any]) -> Iterator[list[str]]:
    last: int | None = None
    for _ in range(MOST_ROWS // CHUNK):
        with merchant_scope(merchant_id):
            found = AuditEntry.objects.filter(**wanted).order_by("-id")
            chunk = list((found if last is None else found.filter(pk__lt=last))[:CHUNK])
            labels = {one: audit_words.labels(one) for one in {row.object_kind for row in chunk}}
            names = audit_words.people(chunk)
            lines = [_line(row, labels[row.object_kind], names) for row in chunk]
        yield from lines
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].pk


def _line(
    row: AuditEntry, labels: dict[str, audit_words.Label], names: dict[tuple[str, str], str]
) -> list[str]:
    changes = [
        f"{labels.get(one['field'], (one['field'], ''))[0]}:"
        f"{_said(names, one['field'], one.get('before'))}→"
        f"{_said(names, one['field'], one.get('after'))}"
        for one in row.changes
    ]
    return [
        str(row.seq or ""), clock.iso(row.at), row.actor_name, row.action, row.object_kind,
        str(row.object_id or ""), row.object_name, row.ip, ";".join(changes),
        bytes(row.hash).hex() if row.hash else "",
    ]  # fmt: skip


def _said(names: dict[tuple[str, str], str], field: str, value: Any) -> str:
    if value is None:
        return ""
    name = audit_words.said(names, field, value)
    return name or (value if isinstance(value, str) else msgspec.json.encode(value).decode())


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _csv(lines: Iterator[list[str]]) -> Iterator[bytes]:
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(HEAD)
    yield "\ufeff".encode()  # how Excel knows UTF-8
    for number, line in enumerate(lines, 1):
        writer.writerow([harmless(cell) for cell in line])
        if number % CHUNK == 0:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()


def _xlsx(lines: Iterator[list[str]]) -> Iterator[bytes]:
    """A workbook must be whole before its first byte is right: it grows on disk, row by row."""
    import xlsxwriter  # 3 MB, when somebody takes the log away

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.xlsx"
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        sheet = book.add_worksheet("操作日志")
        _row(sheet, 0, list(HEAD))
        for at, line in enumerate(lines, 1):
            _row(sheet, at, line)
        book.close()
        with path.open("rb") as file:
            while piece := file.read(1 << 16):
                yield piece


def _row(sheet: Any, at: int, line: list[str]) -> None:
    for column, cell in enumerate(line):
        sheet.write_string(at, column, cell[:32_000])
