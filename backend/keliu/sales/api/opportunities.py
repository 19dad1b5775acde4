"""Opportunities: lists, details and every step they take."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.accounts.public import Body
from keliu.kinds import public as kinds
from keliu.platform import records
from keliu.platform.wire import Page, VersionIn
from keliu.sales import schemas
from keliu.sales.api import shown
from keliu.sales.schemas import OpportunityListRow, OpportunityOut
from keliu.sales.schemas.lines import plain
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services import opportunities as services
from keliu.sales.services import parts

router = Router(tags=["sales"])
WRITE, DELETE, ASSIGN = "opportunity.write", "opportunity.delete", "opportunity.assign"


def _fill(payload: schemas.MoveIn | schemas.CloseIn) -> dict[str, Any] | None:
    return payload.fill.given() if payload.fill else None


@router.get("/opportunities", response=Page[OpportunityListRow])
@accounts.staff(questions.READ)
def opportunity_list(request: HttpRequest, asked: Query[schemas.OpportunityAsked]) -> Body:
    """Opportunities within reach; windows are [from, to), days include their last."""
    rows = questions.for_list(
        q=asked.q, state=asked.state, owner=asked.owner, customer=asked.customer, stage=asked.stage,
        rating=asked.rating, closed=(asked.closed_from, asked.closed_to),
        created=(asked.created_from, asked.created_to), due_to=asked.due_to,
        expected=(asked.expected_from, asked.expected_to), undated=asked.expected == "none",
        pipeline=asked.pipeline, department=asked.department, cause=asked.cause,
        competitor=asked.competitor, credit=asked.credit,
    )  # fmt: skip
    rows = kinds.narrow(shown.KIND, rows, kinds.read_filter(asked.filter))
    sort = kinds.order(shown.KIND, asked.sort, questions.SORTS)
    found, following = kinds.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    return shown.rows(found, following, rows.count() if asked.total else None)


@router.post("/opportunities", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_create(request: HttpRequest, payload: schemas.OpportunityIn) -> Body:
    """A new opportunity of a customer within reach, in the first stage unless another is named."""
    return shown.one(services.opportunity_open(**payload.given()))


@router.get("/opportunities/{int:opportunity_id}", response=OpportunityOut)
@accounts.staff(questions.READ)
def opportunity_get(request: HttpRequest, opportunity_id: int) -> Body:
    """One opportunity with its history."""
    return shown.one(shown.find(opportunity_id))


@router.patch("/opportunities/{int:opportunity_id}", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_update(
    request: HttpRequest, opportunity_id: int, payload: schemas.OpportunityPatch
) -> Body:
    """Change an open opportunity; a closed one is 409 `opportunity_closed`."""
    row = services.opportunity_update(
        shown.find(opportunity_id, WRITE),
        version=payload.version,
        changes=payload.given(),
        shown=shown.current,
    )
    return shown.one(row)


@router.delete("/opportunities/{int:opportunity_id}", response={204: None})
@accounts.staff(DELETE)
def opportunity_delete(request: HttpRequest, opportunity_id: int) -> None:
    """Take an opportunity away; `restore` undoes it."""
    services.opportunity_delete(shown.find(opportunity_id, DELETE))


@router.post("/opportunities/{int:opportunity_id}/restore", response=OpportunityOut)
@accounts.staff(DELETE)
def opportunity_restore(request: HttpRequest, opportunity_id: int) -> Body:
    """Bring a deleted opportunity back."""
    row = records.find(questions.whole(DELETE, deleted=True), opportunity_id)
    return shown.one(services.opportunity_restore(row))


@router.post("/opportunities/{int:opportunity_id}/move", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_move(request: HttpRequest, opportunity_id: int, payload: schemas.MoveIn) -> Body:
    """Put it into another open stage; of two people who drag it at once, one gets 409.

    What the stage asks for and is not there yet is named in 422 `fields_missing`; `fill` brings it.
    """
    row = services.opportunity_move(
        shown.find(opportunity_id, WRITE),
        stage_id=payload.stage_id,
        version=payload.version,
        shown=shown.current,
        fill=_fill(payload),
    )
    return shown.one(row)


@router.post("/opportunities/{int:opportunity_id}/win", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_win(request: HttpRequest, opportunity_id: int, payload: schemas.CloseIn) -> Body:
    """Close it as won, with one of the usual reasons or words of one's own."""
    row = services.opportunity_win(
        shown.find(opportunity_id, WRITE),
        reason=payload.reason,
        cause_id=payload.cause_id,
        version=payload.version,
        shown=shown.current,
        fill=_fill(payload),
    )
    return shown.one(row)


@router.post("/opportunities/{int:opportunity_id}/lose", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_lose(request: HttpRequest, opportunity_id: int, payload: schemas.CloseIn) -> Body:
    """Close it as lost, with one of the usual reasons or words of one's own."""
    row = services.opportunity_lose(
        shown.find(opportunity_id, WRITE),
        reason=payload.reason,
        cause_id=payload.cause_id,
        version=payload.version,
        shown=shown.current,
        fill=_fill(payload),
    )
    return shown.one(row)


@router.post("/opportunities/{int:opportunity_id}/reopen", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_reopen(request: HttpRequest, opportunity_id: int, payload: VersionIn) -> Body:
    """Open a closed one again, in the open stage it came from."""
    row = services.opportunity_reopen(
        shown.find(opportunity_id, WRITE), version=payload.version, shown=shown.current
    )
    return shown.one(row)


@router.post("/opportunities/{int:opportunity_id}/assign", response=OpportunityOut)
@accounts.staff(ASSIGN)
def opportunity_assign(
    request: HttpRequest, opportunity_id: int, payload: schemas.OpportunityAssignIn
) -> Body:
    """Give it to a colleague; the credit for a closed one stays where it was earned."""
    row = services.opportunity_assign(
        shown.find(opportunity_id, ASSIGN),
        owner_id=payload.owner_id,
        version=payload.version,
        shown=shown.current,
    )
    return shown.one(row)


@router.put("/opportunities/{int:opportunity_id}/lines", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_lines(request: HttpRequest, opportunity_id: int, payload: schemas.LinesIn) -> Body:
    """What it is about, line by line; with `sums` the amount is their sum."""
    row = parts.lines_set(
        shown.find(opportunity_id, WRITE),
        given=plain(payload.lines),
        sums=payload.sums,
        version=payload.version,
        shown=shown.current,
    )
    return shown.one(row)


@router.put("/opportunities/{int:opportunity_id}/competitors", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_competitors(
    request: HttpRequest, opportunity_id: int, payload: schemas.CompetitorsIn
) -> Body:
    """Who else wants the deal."""
    row = parts.competitors_set(
        shown.find(opportunity_id, WRITE),
        given=[
            {"competitor_id": one.competitor_id, "note": one.note} for one in payload.competitors
        ],
        version=payload.version,
        shown=shown.current,
    )
    return shown.one(row)
