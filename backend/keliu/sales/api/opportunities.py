"""Opportunities: lists, details and every step they take."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.platform import lists, records
from keliu.platform.wire import Page, VersionIn
from keliu.sales import schemas
from keliu.sales.models import Opportunity
from keliu.sales.schemas import OpportunityOut, OpportunityRow
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services import opportunities as services

router = Router(tags=["sales"])
WRITE, DELETE = "opportunity.write", "opportunity.delete"


def _out(row: Opportunity) -> OpportunityOut:
    history = questions.history(row.pk)
    return OpportunityOut.whole(row, history, accounts.names({change.by_id for change in history}))


def _shown(row: Opportunity) -> dict[str, Any]:
    """What a person who came second is shown."""
    return _out(row).model_dump(mode="json")


def _find(opportunity_id: int, permission: str = questions.READ) -> Opportunity:
    return records.find(questions.whole(permission), opportunity_id)


@router.get("/opportunities", response=Page[OpportunityRow])
@accounts.staff(questions.READ)
def opportunity_list(
    request: HttpRequest, asked: Query[schemas.OpportunityAsked]
) -> Page[OpportunityRow]:
    """Opportunities within reach; windows are [from, to), `due_to` includes its day."""
    rows = questions.for_list(
        q=asked.q, state=asked.state, owner=asked.owner, customer=asked.customer, stage=asked.stage,
        rating=asked.rating, closed=(asked.closed_from, asked.closed_to),
        created=(asked.created_from, asked.created_to), due_to=asked.due_to,
    )  # fmt: skip
    sort = lists.choose(questions.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = [OpportunityRow.of(row) for row in found]
    return Page[OpportunityRow](items=items, next=following, total=total)


@router.post("/opportunities", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_create(request: HttpRequest, payload: schemas.OpportunityIn) -> OpportunityOut:
    """A new opportunity of a customer within reach, in the first stage unless another is named."""
    return _out(services.opportunity_open(**payload.given()))


@router.get("/opportunities/{int:opportunity_id}", response=OpportunityOut)
@accounts.staff(questions.READ)
def opportunity_get(request: HttpRequest, opportunity_id: int) -> OpportunityOut:
    """One opportunity with its history."""
    return _out(_find(opportunity_id))


@router.patch("/opportunities/{int:opportunity_id}", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_update(
    request: HttpRequest, opportunity_id: int, payload: schemas.OpportunityPatch
) -> OpportunityOut:
    """Change an open opportunity; a closed one is 409 `opportunity_closed`."""
    row = services.opportunity_update(
        _find(opportunity_id, WRITE),
        version=payload.version,
        changes=payload.given(),
        shown=_shown,
    )
    return _out(row)


@router.delete("/opportunities/{int:opportunity_id}", response={204: None})
@accounts.staff(DELETE)
def opportunity_delete(request: HttpRequest, opportunity_id: int) -> None:
    """Take an opportunity away; `restore` undoes it."""
    services.opportunity_delete(_find(opportunity_id, DELETE))


@router.post("/opportunities/{int:opportunity_id}/restore", response=OpportunityOut)
@accounts.staff(DELETE)
def opportunity_restore(request: HttpRequest, opportunity_id: int) -> OpportunityOut:
    """Bring a deleted opportunity back."""
    row = records.find(questions.whole(DELETE, deleted=True), opportunity_id)
    return _out(services.opportunity_restore(row))


@router.post("/opportunities/{int:opportunity_id}/move", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_move(
    request: HttpRequest, opportunity_id: int, payload: schemas.MoveIn
) -> OpportunityOut:
    """Put it into another open stage; of two people who drag it at once, one gets 409."""
    row = services.opportunity_move(
        _find(opportunity_id, WRITE),
        stage_id=payload.stage_id,
        version=payload.version,
        shown=_shown,
    )
    return _out(row)


@router.post("/opportunities/{int:opportunity_id}/win", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_win(
    request: HttpRequest, opportunity_id: int, payload: schemas.CloseIn
) -> OpportunityOut:
    """Close it as won, with a reason."""
    row = services.opportunity_win(
        _find(opportunity_id, WRITE), reason=payload.reason, version=payload.version, shown=_shown
    )
    return _out(row)


@router.post("/opportunities/{int:opportunity_id}/lose", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_lose(
    request: HttpRequest, opportunity_id: int, payload: schemas.CloseIn
) -> OpportunityOut:
    """Close it as lost, with a reason."""
    row = services.opportunity_lose(
        _find(opportunity_id, WRITE), reason=payload.reason, version=payload.version, shown=_shown
    )
    return _out(row)


@router.post("/opportunities/{int:opportunity_id}/reopen", response=OpportunityOut)
@accounts.staff(WRITE)
def opportunity_reopen(
    request: HttpRequest, opportunity_id: int, payload: VersionIn
) -> OpportunityOut:
    """Open a closed one again, in the open stage it came from."""
    row = services.opportunity_reopen(
        _find(opportunity_id, WRITE), version=payload.version, shown=_shown
    )
    return _out(row)
