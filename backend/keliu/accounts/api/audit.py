"""The audit log: who did what, out of the house as a file, and whether anybody has touched it."""

from typing import Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from keliu.accounts import audit_words, door
from keliu.accounts.audit_words import Label
from keliu.accounts.services import audit_export
from keliu.accounts.services.audit_walk import audit_walk
from keliu.kit import clock, ids
from keliu.platform import audit, audit_chain, lists
from keliu.platform.models import AuditCheck, AuditEntry
from keliu.platform.wire import Bilingual, Id, ListAsked, Moment, Page, Ref, When, Wire

router = Router(tags=["audit"])
Names = dict[tuple[str, str], str]


class Change(Wire):
    field: str
    label: Bilingual | None = None
    before: object = None
    after: object = None
    before_name: str | None = None
    after_name: str | None = None


class AuditRow(Wire):
    id: Id
    at: Moment
    actor: Ref | None
    action: str
    object_kind: str
    object_id: str | None
    object_name: str
    ip: str
    seq: int | None
    changes: list[Change]

    @staticmethod
    def of(row: AuditEntry, labels: dict[str, Label], names: Names) -> "AuditRow":
        who = Ref(id=row.actor_id, name=row.actor_name) if row.actor_id else None
        return AuditRow(
            id=row.pk,
            at=row.at,
            actor=who,
            action=row.action,
            object_kind=row.object_kind,
            object_id=str(row.object_id) if row.object_id else None,
            object_name=row.object_name,
            ip=row.ip,
            seq=row.seq,
            changes=[_change(item, labels, names) for item in row.changes],
        )


def _change(item: dict[str, object], labels: dict[str, Label], names: Names) -> Change:
    field = str(item["field"])
    label = labels.get(field) or labels.get(field.removesuffix("_id"))
    return Change(
        **item,  # type: ignore[arg-type]  # field, before and after as they were written
        label=Bilingual(zh=label[0], en=label[1]) if label else None,
        before_name=audit_words.said(names, field, item.get("before")),
        after_name=audit_words.said(names, field, item.get("after")),
    )


class AuditAsked(ListAsked):
    actor: str | None = None
    action: str | None = None
    object_kind: str | None = None
    object_id: str | None = None
    ip: str | None = None
    since: When | None = None
    until: When | None = None


def _narrowed(asked: AuditAsked) -> dict[str, Any]:
    wanted = {
        "actor_id": lists.id_filter(asked.actor),
        "action": asked.action,
        "object_kind": asked.object_kind,
        "object_id": lists.id_filter(asked.object_id),
        "ip": asked.ip,
        "at__gte": asked.since,
        "at__lt": asked.until,
        "object_name__contains": asked.q.strip() if asked.q else None,
    }
    return {name: value for name, value in wanted.items() if value not in {None, ""}}


def _rows(found: list[AuditEntry]) -> list[AuditRow]:
    names = audit_words.people(found)
    labels = {kind: audit_words.labels(kind) for kind in {row.object_kind for row in found}}
    return [AuditRow.of(row, labels[row.object_kind], names) for row in found]


@router.get("/audit", response=Page[AuditRow])
@door.staff("audit.read")
def audit_list(request: HttpRequest, asked: Query[AuditAsked]) -> Page[AuditRow]:
    """Who did what, newest first."""
    rows = AuditEntry.objects.filter(**_narrowed(asked))
    found, following = lists.page(rows, lists.NEWEST, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[AuditRow](items=_rows(list(found)), next=following, total=total)


class ExportAsked(AuditAsked):
    format: Literal["csv", "xlsx"] = "csv"


@router.get("/audit/export")
@door.staff("audit.read")
def audit_export_file(request: HttpRequest, asked: Query[ExportAsked]) -> StreamingHttpResponse:
    """The same rows as a file, newest first; the export is a line of the log itself."""
    wanted = _narrowed(asked) | {"pk__lt": ids.new()}
    audit.record("audit.export", "audit", None, "", {"format": (None, asked.format)})
    answer = StreamingHttpResponse(
        audit_export.written(wanted, asked.format), content_type=audit_export.MIME[asked.format]
    )
    name = f"audit-{clock.now():%Y%m%d-%H%M%S}.{asked.format}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class ChainOut(Wire):
    """`state`: never (nobody has looked yet), ok or broken."""

    state: str
    seq: int
    checked_at: Moment | None
    waiting: int
    broken_seq: int | None
    reason: str


def _chain(row: AuditCheck | None) -> ChainOut:
    if row is None:
        return ChainOut(
            state="never", seq=0, checked_at=None, waiting=0, broken_seq=None, reason=""
        )
    return ChainOut(
        state="ok" if row.ok else "broken",
        seq=row.seq,
        checked_at=row.at,
        waiting=row.waiting,
        broken_seq=row.broken_seq,
        reason=row.reason,
    )


@router.get("/audit/verify", response=ChainOut)
@door.staff("audit.read")
def audit_verified(request: HttpRequest) -> ChainOut:
    """What the last walk along the chain found."""
    return _chain(audit_chain.latest())


@router.post("/audit/verify", response=ChainOut)
@door.staff("audit.read")
def audit_verify(request: HttpRequest) -> ChainOut:
    """Walk the chain again, in the background; ask for the outcome in a moment."""
    audit_walk.later()
    return _chain(audit_chain.latest())
