"""Temporary access to single records, and why somebody can or can not see one."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from keliu.accounts import door, explain, selectors
from keliu.accounts.models import RecordShare
from keliu.accounts.ports import Ports
from keliu.accounts.services import granting
from keliu.kit import actor
from keliu.kit.errors import Forbidden
from keliu.platform import lists
from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Page, Ref, Text, When, Wire

router = Router(tags=["access"])
Kind = Literal["customer", "lead", "opportunity"]


class ShareRow(Wire):
    id: Id
    kind: str
    record: Ref
    staff: Ref
    level: str
    until: Moment | None
    reason: str
    by: Ref | None
    created_at: Moment


class AccessShareIn(Asked):
    kind: Kind
    record_id: Id
    staff_id: Id
    level: Literal["read", "write"] = "read"
    until: When
    reason: Text = Field("", max_length=200)


class SharesAsked(ListAsked):
    kind: Kind | None = None
    record_id: str | None = None


def _rows(rows: list[RecordShare]) -> list[ShareRow]:
    names = granting.record_names(rows)
    return [
        ShareRow(
            id=row.pk,
            kind=row.kind,
            record=Ref(id=row.record_id, name=names.get((row.kind, row.record_id), "")),
            staff=Ref(id=row.staff.pk, name=row.staff.name),
            level=row.level,
            until=row.until,
            reason=row.reason,
            by=Ref(id=row.by.pk, name=row.by.name) if row.by else None,
            created_at=row.created_at,
        )
        for row in rows
    ]


@router.get("/access/shares", response=Page[ShareRow])
@door.staff("access.grant")
def share_list(request: HttpRequest, asked: Query[SharesAsked]) -> Page[ShareRow]:
    """Live temporary access to records that one may share, newest first."""
    rows = granting.live_shares(asked.kind, lists.id_filter(asked.record_id))
    found, following = lists.page(rows, lists.NEWEST, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[ShareRow](items=_rows(list(found)), next=following, total=total)


@router.post("/access/shares", response=ShareRow)
@door.staff("access.grant")
def share_create(request: HttpRequest, payload: AccessShareIn) -> ShareRow:
    """Give a colleague one record until a moment; giving again changes level and end."""
    return _rows([granting.access_give(**payload.model_dump())])[0]


@router.post("/access/shares/{share_id}/revoke", response={204: None})
@door.staff("access.grant")
def share_revoke(request: HttpRequest, share_id: int) -> None:
    """Take temporary access back; it ends at once."""
    granting.access_take_back(share_id)


class VerdictOut(Wire):
    permission: str
    label: Bilingual
    scope: str | None
    allowed: bool | None
    reason: str
    text: Bilingual


class FieldVerdict(Wire):
    field: str
    right: str
    mask: str


class ShareNow(Wire):
    level: str
    until: Moment | None
    by: Ref | None


class Why(Wire):
    kind: str
    label: Bilingual
    known: bool
    name: str | None
    staff: Ref
    role: Ref
    department: Ref | None
    owner: Ref | None
    record_department: Ref | None
    share: ShareNow | None
    verdicts: list[VerdictOut]
    fields: list[FieldVerdict]
    ask: list[Ref]


class WhyAsked(Asked):
    kind: Kind
    id: Id
    staff: Id | None = None


@router.get("/access/why", response=Why)
@door.staff()
def access_why(request: HttpRequest, asked: Query[WhyAsked]) -> Why:
    """Why one can or can not see a record; for a colleague with role.write."""
    who = actor.current()
    if asked.staff not in {None, who.staff_id} and not who.may("role.write"):
        raise Forbidden(permission="role.write")
    return _why(explain.why(asked.kind, asked.id, asked.staff or who.staff_id or 0))


def _ref(identifier: int | None, names: dict[int, str]) -> Ref | None:
    return Ref(id=identifier, name=names.get(identifier, "")) if identifier else None


def _share(row: RecordShare | None) -> ShareNow | None:
    if row is None:
        return None
    by = Ref(id=row.by.pk, name=row.by.name) if row.by else None
    return ShareNow(level=row.level, until=row.until, by=by)


def _verdicts(found: list[explain.Verdict]) -> list[VerdictOut]:
    return [
        VerdictOut(
            permission=one.permission.name,
            label=Bilingual(zh=one.permission.zh, en=one.permission.en),
            scope=one.scope,
            allowed=one.allowed,
            reason=one.reason,
            text=Bilingual(zh=one.zh, en=one.en),
        )
        for one in found
    ]


def _why(answer: explain.Answer) -> Why:
    row, staff, kind = answer.row, answer.staff, Ports.kinds[answer.kind]
    people = selectors.names({*answer.ask, row.owner_id if row else None})
    places = selectors.department_names([row.department_id] if row and row.department_id else [])
    return Why(
        kind=answer.kind,
        label=Bilingual(zh=kind.zh, en=kind.en),
        known=row is not None,
        name=granting.name_of(answer.kind, row) if row else None,
        staff=Ref(id=staff.pk, name=staff.name),
        role=Ref(id=staff.role.pk, name=staff.role.name),
        department=_place(staff.department),
        owner=_ref(row.owner_id, people) if row else None,
        record_department=_ref(row.department_id, places) if row else None,
        share=_share(answer.share),
        verdicts=_verdicts(answer.verdicts),
        fields=[
            FieldVerdict(field=key, right=rule.get("right", "write"), mask=rule.get("mask", "none"))
            for key, rule in answer.fields.items()
        ],
        ask=[Ref(id=one, name=people[one]) for one in answer.ask if one in people],
    )


def _place(department: Any) -> Ref | None:
    return Ref(id=department.pk, name=department.name) if department else None
