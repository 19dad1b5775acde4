"""动态, for staff."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.catalog import public as catalog
from keliu.kit import actor
from keliu.platform import lists, records
from keliu.platform.wire import FileRef, Page, Ref
from keliu.shopfront.models import Moment
from keliu.shopfront.schemas.moments import MomentIn, MomentPatch, MomentRow, MomentsAsked
from keliu.shopfront.selectors import moments as questions
from keliu.shopfront.services import moments

router = Router(tags=["moments"])
CAN = [questions.WRITE]


def _rows(found: list[Moment]) -> list[MomentRow]:
    known = questions.beside(found)
    unseen = [row.pk for row in found if row.state != Moment.State.SHOWN]
    reviews = catalog.content_reviews("moment", unseen)
    return [
        MomentRow(
            **questions.face(row, known),
            staff=Ref(id=row.owner_id, name=known.names.get(row.owner_id, "")),
            state=row.state,
            why=reviews[row.pk].why.zh if row.pk in reviews else "",
            files=[
                FileRef.model_validate(known.pictures[one])
                for one in row.picture_ids
                if one in known.pictures
            ],
            can=door.can(row.owner_id, row.department_id, CAN),
            version=row.version,
            deleted_at=row.deleted_at,
        )
        for row in found
    ]


def _out(row: Moment) -> MomentRow:
    return _rows([row])[0]


def _current(row: Moment) -> Any:
    return _out(row).model_dump(mode="json")


@router.get("/moments", response=Page[MomentRow])
@door.staff("card.read")
def moment_list(request: HttpRequest, asked: Query[MomentsAsked]) -> Page[MomentRow]:
    """Moments of colleagues within reach, newest first; `staff=me` for one's own."""
    me = actor.current().staff_id
    staff = me if asked.staff == "me" else lists.id_filter(asked.staff)
    rows = questions.within(staff=staff, state=asked.state, q=asked.q)
    sort = lists.choose((questions.NEWEST,), asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[MomentRow](items=_rows(found), next=following, total=total)


@router.post("/moments", response=MomentRow)
@door.staff("card.write")
def moment_create(request: HttpRequest, payload: MomentIn) -> MomentRow:
    """Write a Moment in one's own name."""
    return _out(moments.moment_create(fields=payload.given()))


@router.get("/moments/{moment_id}", response=MomentRow)
@door.staff("card.read")
def moment_get(request: HttpRequest, moment_id: int) -> MomentRow:
    """One Moment."""
    return _out(moments.moment_read(moment_id))


@router.patch("/moments/{moment_id}", response=MomentRow)
@door.staff("card.write")
def moment_update(request: HttpRequest, moment_id: int, payload: MomentPatch) -> MomentRow:
    """Change, hide or show a Moment."""
    row = moments.moment_held(moment_id)
    return _out(
        moments.moment_update(
            row, version=payload.version, changes=payload.given(), current=_current
        )
    )


@router.delete("/moments/{moment_id}", response={204: None})
@door.staff("card.write")
def moment_delete(request: HttpRequest, moment_id: int) -> None:
    """Delete a Moment."""
    records.delete(moments.moment_held(moment_id))


@router.post("/moments/{moment_id}/restore", response=MomentRow)
@door.staff("card.write")
def moment_restore(request: HttpRequest, moment_id: int) -> MomentRow:
    """Undo a delete."""
    return _out(records.restore(moments.moment_held(moment_id, deleted=True)))
