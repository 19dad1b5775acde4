"""Import and export: bring a sheet, map, dry run, import, take back; ask, download."""

import tempfile
from pathlib import Path
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field as Limit

from keliu.accounts import public as door
from keliu.kinds.errors import BadSheet
from keliu.kinds.exchange.reading import MOST_BYTES
from keliu.kinds.exchange.writing import FORMATS, write
from keliu.kinds.models import Export, Import, ImportRow
from keliu.kinds.ports import kind_of
from keliu.kinds.services import exporting, importing, sheets
from keliu.kit import actor, language
from keliu.kit.errors import Forbidden
from keliu.kit.paging import Sort
from keliu.platform import lists, records
from keliu.platform.wire import (
    Asked,
    Bilingual,
    Id,
    Items,
    ListAsked,
    Moment,
    Page,
    Said,
    Text,
    Wire,
)

router = Router(tags=["sheets"])


class ColumnOut(Wire):
    key: str
    label: Bilingual
    type: str
    required: bool


class PolicyOut(Wire):
    match: str
    found: Literal["skip", "update"]
    missing: Literal["create", "skip"]
    blanks: Literal["keep", "clear"]


class ImportRowSummary(Wire):
    id: Id
    kind: str
    name: str
    by: str
    created_at: Moment
    check_id: Id | None
    run_id: Id | None
    version: int

    @staticmethod
    def of(row: Import) -> "ImportRowSummary":
        return ImportRowSummary(**_import(row))


class ImportOut(ImportRowSummary):
    format: str
    encoding: str
    titles: list[str]
    samples: list[list[str | int | float | bool | None]]
    mapping: list[str | None]
    policy: PolicyOut
    columns: list[ColumnOut]
    matches: list[str]
    checked: bool
    outcomes: dict[str, int]

    @staticmethod
    def whole(row: Import) -> "ImportOut":
        columns = [
            ColumnOut(
                key=one.key, label=Bilingual(zh=one.zh, en=one.en), type=one.type,
                required=one.required,
            )
            for one in sheets.columns_of(row.kind)
        ]  # fmt: skip
        return ImportOut(
            **_import(row),
            format=row.format,
            encoding=row.encoding,
            titles=row.titles,
            samples=row.samples,
            mapping=row.mapping,
            policy=PolicyOut(**{**sheets.POLICY, **row.policy}),
            columns=columns,
            matches=sheets.matches_of(kind_of(row.kind)),
            checked=row.checked_version == row.version,
            outcomes=importing.outcomes(row.pk),
        )


def _import(row: Import) -> dict[str, Any]:
    plain = ("kind", "name", "created_at", "check_id", "run_id", "version")
    return {"id": row.pk, "by": row.by_name, **{name: getattr(row, name) for name in plain}}


class DifferenceOut(Wire):
    field: str
    label: str
    before: str | int | float
    after: str | int | float


class ImportRowOut(Wire):
    id: Id
    position: int
    cells: list[str | int | float | bool | None]
    outcome: str
    message: Said
    differences: list[DifferenceOut]
    record_id: Id | None


class MappingIn(Asked):
    mapping: list[str | None] = Limit(max_length=200)
    policy: dict[str, str] = Limit(default_factory=dict)
    version: int


class RowsAsked(ListAsked):
    outcome: str | None = None


class ExportIn(Asked):
    format: Literal["xlsx", "csv"] = "xlsx"
    columns: list[str] = Limit(min_length=1, max_length=200)
    filter: dict[str, Any] | None = None
    ids: list[Id] | None = Limit(None, max_length=10_000)
    reason: Text = Limit("", max_length=200)


class ExportOut(Wire):
    id: Id
    kind: str
    format: str
    count: int
    state: str
    reason: str
    by: str
    mine: bool
    answered_by: str
    size: int
    operation_id: Id | None
    created_at: Moment
    gone_at: Moment | None
    version: int

    @staticmethod
    def of(row: Export) -> "ExportOut":
        mine = row.by_id == actor.current().staff_id
        return ExportOut(
            mine=mine, by=row.by_name, id=row.pk,
            **{name: getattr(row, name) for name in EXPORTED},
        )  # fmt: skip


EXPORTED = ("kind", "format", "count", "state", "reason", "answered_by", "size", "operation_id",
            "created_at", "gone_at", "version")  # fmt: skip


class AnswerIn(Asked):
    agree: bool


def _whose() -> dict[str, Any]:
    """Everybody's for who runs the merchant, one's own for the others."""
    who = actor.current()
    return {} if who.may(exporting.APPROVE) else {"by_id": who.staff_id}


def _mine(import_id: int) -> Import:
    return records.find(Import.objects.filter(**_whose()), import_id)


def _allowed(kind_name: str, permission: str) -> None:
    """Sheets of a kind need the kind's own permission beside data.import or data.export."""
    if not actor.current().may(permission):
        raise Forbidden(permission=permission)


@router.get("/imports", response=Page[ImportRowSummary])
@door.staff("data.import")
def import_list(request: HttpRequest, asked: Query[ListAsked]) -> Page[ImportRowSummary]:
    """Sheets brought so far, newest first."""
    rows = Import.objects.filter(**_whose())
    found, following = lists.page(rows, lists.NEWEST, cursor=asked.cursor, limit=asked.limit)
    items = [ImportRowSummary.of(row) for row in found]
    return Page[ImportRowSummary](
        items=items, next=following, total=rows.count() if asked.total else None
    )


@router.post("/imports", response=ImportOut)
@door.staff("data.import")
def import_bring(request: HttpRequest, file: File[UploadedFile], kind: Form[str]) -> ImportOut:
    """Bring a sheet (xlsx, or csv in UTF-8 or GBK, up to 50 MB and 200,000 rows)."""
    _allowed(kind, kind_of(kind).write)
    if (file.size or 0) > MOST_BYTES:
        raise BadSheet(cause="文件超过 50 MB,请分成几个文件")
    name = str(file.name or "表格")
    return ImportOut.whole(sheets.sheet_bring(kind_name=kind, name=name, data=file.read()))


@router.get("/imports/{import_id}", response=ImportOut)
@door.staff("data.import")
def import_get(request: HttpRequest, import_id: int) -> ImportOut:
    """One sheet with its mapping and what would become of its rows."""
    return ImportOut.whole(_mine(import_id))


@router.patch("/imports/{import_id}", response=ImportOut)
@door.staff("data.import")
def import_map(request: HttpRequest, import_id: int, payload: MappingIn) -> ImportOut:
    """Say which column is which field, and what to do with rows that are known already."""
    row = sheets.sheet_map(
        _mine(import_id),
        version=payload.version,
        mapping=payload.mapping,
        policy=payload.policy,
        current=lambda now: ImportOut.whole(now).model_dump(mode="json"),
    )
    return ImportOut.whole(row)


@router.post("/imports/{import_id}/check", response=ImportOut)
@door.staff("data.import")
def import_check(request: HttpRequest, import_id: int) -> ImportOut:
    """Begin the dry run: nothing is written, every difference is shown."""
    row = _mine(import_id)
    importing.check(row)
    return ImportOut.whole(_mine(row.pk))


@router.post("/imports/{import_id}/run", response=ImportOut)
@door.staff("data.import")
def import_run(request: HttpRequest, import_id: int) -> ImportOut:
    """Begin the import that the dry run showed; it can be undone for thirty days."""
    row = _mine(import_id)
    _allowed(row.kind, kind_of(row.kind).write)
    importing.run(row)
    return ImportOut.whole(_mine(row.pk))


@router.get("/imports/{import_id}/rows", response=Page[ImportRowOut])
@door.staff("data.import")
def import_rows(
    request: HttpRequest, import_id: int, asked: Query[RowsAsked]
) -> Page[ImportRowOut]:
    """Rows with their outcome: `outcome=update` with differences, `reject` with reasons."""
    rows = ImportRow.objects.filter(import_id=_mine(import_id).pk)
    rows = rows.filter(outcome__in=asked.outcome.split(",")) if asked.outcome else rows
    sort = Sort("position", "position", descending=False, kind="number")
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    items = [ImportRowOut.model_validate(row) for row in found]
    return Page[ImportRowOut](
        items=items, next=following, total=rows.count() if asked.total else None
    )


@router.get("/imports/{import_id}/rejected", response={200: None})
@door.staff("data.import")
def import_rejected(request: HttpRequest, import_id: int) -> HttpResponse:
    """The rows that could not be imported, with the reason beside, ready to be put right."""
    row = _mine(import_id)
    rows = ImportRow.objects.filter(import_id=row.pk, outcome=ImportRow.Outcome.REJECT)
    with language.reading(_spoken()):
        bad = [
            [*_padded(one.cells, len(row.titles)), language.say(one.message)]
            for one in rows.order_by("position")
        ]
        return _sheet([*row.titles, language.say("没导入的原因")], bad, f"rejected-{row.pk}.xlsx")


def _spoken() -> str:
    """A browser fetches a sheet in its own language; the person may read another."""
    return door.language_of(actor.current().staff_id or 0)


def _padded(cells: list[Any], size: int) -> list[Any]:
    return [*("" if one is None else one for one in cells), *[""] * (size - len(cells))]


def _sheet(titles: list[str], rows: Any, name: str) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write(path, "xlsx", titles, rows)
        return _download(path.read_bytes(), "xlsx", name)


def _download(data: bytes, form: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=FORMATS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/kinds/{kind}/template", response={200: None})
@door.staff("data.import")
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty sheet with the right titles."""
    english = _spoken() == language.ENGLISH
    titles = [one.en if english else one.zh for one in sheets.columns_of(kind)]
    return _sheet(titles, [], f"{kind}-template.xlsx")


@router.get("/kinds/{kind}/exportable", response=Items[ColumnOut])
@door.staff("data.export")
def export_columns(request: HttpRequest, kind: str) -> Items[ColumnOut]:
    """The columns that this person may take away."""
    _allowed(kind, kind_of(kind).read)
    return Items[ColumnOut](
        items=[
            ColumnOut(
                key=one.key, label=Bilingual(zh=one.zh, en=one.en), type=one.type,
                required=one.required,
            )
            for one in exporting.columns_of(kind)
        ]
    )  # fmt: skip


@router.post("/kinds/{kind}/export", response=ExportOut)
@door.staff("data.export")
def export_ask(request: HttpRequest, kind: str, payload: ExportIn) -> ExportOut:
    """Begin an export in the background; a large one waits for a second person."""
    _allowed(kind, kind_of(kind).read)
    row = exporting.export_ask(
        kind_name=kind,
        form=payload.format,
        columns=payload.columns,
        filter=payload.filter,
        record_ids=payload.ids,
        reason=payload.reason,
    )
    return ExportOut.of(row)


@router.get("/exports", response=Page[ExportOut])
@door.staff("data.export")
def export_list(request: HttpRequest, asked: Query[ListAsked]) -> Page[ExportOut]:
    """Exports, newest first; who runs the merchant sees those that wait for agreement too."""
    rows = Export.objects.filter(**_whose())
    found, following = lists.page(rows, lists.NEWEST, cursor=asked.cursor, limit=asked.limit)
    items = [ExportOut.of(row) for row in found]
    return Page[ExportOut](items=items, next=following, total=rows.count() if asked.total else None)


@router.post("/exports/{export_id}/answer", response=ExportOut)
@door.staff("merchant.write")
def export_answer(request: HttpRequest, export_id: int, payload: AnswerIn) -> ExportOut:
    """Agree to a colleague's large export, or not."""
    row = records.find(Export.objects.all(), export_id)
    return ExportOut.of(exporting.export_answer(row, agree=payload.agree))


@router.get("/exports/{export_id}/file", response={200: None})
@door.staff("data.export")
def export_file(request: HttpRequest, export_id: int) -> HttpResponse:
    """The sheet: only for who asked for it, for a day."""
    mine = Export.objects.filter(by_id=actor.current().staff_id)
    row = records.find(mine, export_id)
    return _download(exporting.file_of(row), row.format, f"{row.kind}-{row.pk}.{row.format}")
