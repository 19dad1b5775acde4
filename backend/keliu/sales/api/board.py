"""Pipelines and the board."""

import msgspec
from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.accounts.public import Body
from keliu.kit import actor
from keliu.kit.errors import NotFound
from keliu.platform import lists
from keliu.platform.sql import Asking
from keliu.platform.wire import Page
from keliu.sales import schemas
from keliu.sales.api import shown
from keliu.sales.models import Pipeline, Stage
from keliu.sales.schemas import BoardColumn, BoardOut, OpportunityRow, PipelineOut, StageOut
from keliu.sales.selectors import board as columns
from keliu.sales.selectors import fast_board
from keliu.sales.selectors import opportunities as questions
from keliu.sales.selectors import pipelines as flows
from keliu.sales.services.pipelines import default_pipeline

router = Router(tags=["sales"])


def _owner_id(owner: str | None) -> int | None:
    return actor.current().staff_id if owner == "me" else lists.id_filter(owner)


@router.get("/opportunities/board", response=BoardOut)
@accounts.hot(questions.READ)
def board_get(request: HttpRequest, asked: Query[schemas.BoardAsked]) -> Asking[Body]:
    """For every stage how many, how much, and the first opportunities, newest first."""
    if not asked.q and not asked.filter and asked.owner != "none":
        wanted, owner_id = lists.id_filter(asked.pipeline), _owner_id(asked.owner)
        text = yield from fast_board.board(wanted, questions.READ, owner_id)
        if text is not None:
            return Body(shown.board(text))
    return Body(shown.board(board_whole(asked).model_dump_json().encode()))


def _chosen(asked: str | None) -> Pipeline | None:
    """The pipeline asked for; None where everybody sees all and the default will do.

    Raises NotFound for one the acting person does not work with.
    """
    wanted = lists.id_filter(asked)
    if wanted is None and flows.sees_all():
        return None
    found = flows.chosen(wanted)
    if found is None and wanted is not None:
        raise NotFound
    return found


def board_whole(asked: schemas.BoardAsked) -> BoardOut:
    """The board by the ORM, whatever the filters. Raises NotFound for an unknown pipeline."""
    pipeline = _chosen(asked.pipeline) or default_pipeline()
    found = columns.whole(pipeline.pk, asked.narrowing())
    return BoardOut(
        pipeline=PipelineOut.of(pipeline, [column.stage for column in found]),
        columns=[
            BoardColumn(
                stage=StageOut.model_validate(column.stage),
                count=column.count,
                amount_fen=column.amount_fen,
                items=[OpportunityRow.of(row) for row in column.rows],
                next=column.next,
            )
            for column in found
        ],
    )


@router.get("/opportunities/board/{int:stage_id}", response=Page[OpportunityRow])
@accounts.staff(questions.READ)
def board_column(request: HttpRequest, stage_id: int, asked: Query[schemas.ColumnAsked]) -> Body:
    """More of one column: `cursor` is the column's `next`."""
    stage = Stage.objects.filter(pk=stage_id).first()
    if stage is None:
        raise NotFound
    rows = columns.column_rows(stage, asked.narrowing())
    found, following = lists.page(rows, columns.NEWEST, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = [shown.concealed(OpportunityRow.of(row), "list") for row in found]
    return Body(msgspec.json.encode({"items": items, "next": following, "total": total}))
