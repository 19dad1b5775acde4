"""Pipelines and the board."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.accounts.public import Body
from keliu.kit import actor
from keliu.kit.errors import NotFound
from keliu.platform import lists, records
from keliu.platform.wire import Items, Page
from keliu.sales import schemas
from keliu.sales.models import Pipeline, Stage
from keliu.sales.schemas import BoardColumn, BoardOut, OpportunityRow, PipelineOut, StageOut
from keliu.sales.selectors import board as columns
from keliu.sales.selectors import fast_board
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services.pipelines import default_pipeline

router = Router(tags=["sales"])


@router.get("/pipelines", response=Items[PipelineOut])
@accounts.staff(questions.READ)
def pipeline_list(request: HttpRequest) -> Items[PipelineOut]:
    """Every pipeline with its stages, the default one first."""
    default_pipeline()
    items = [PipelineOut.of(row, stages) for row, stages in questions.pipelines()]
    return Items[PipelineOut](items=items)


def _owner_id(owner: str | None) -> int | None:
    return actor.current().staff_id if owner == "me" else lists.id_filter(owner)


@router.get("/opportunities/board", response=BoardOut)
@accounts.staff(questions.READ)
def board_get(request: HttpRequest, asked: Query[schemas.BoardAsked]) -> BoardOut | Body:
    """For every stage how many, how much, and the first opportunities, newest first."""
    if not asked.q and asked.owner != "none":
        wanted = lists.id_filter(asked.pipeline)
        text = fast_board.board(wanted, questions.READ, _owner_id(asked.owner))
        if text is not None:
            return Body(text)
    return board_whole(asked)


def board_whole(asked: schemas.BoardAsked) -> BoardOut:
    """The board by the ORM, whatever the filters. Raises NotFound for an unknown pipeline."""
    chosen = lists.id_filter(asked.pipeline)
    pipeline = (
        records.find(Pipeline.objects.all(), chosen) if chosen is not None else default_pipeline()
    )
    found = columns.whole(pipeline.pk, owner=asked.owner, q=asked.q)
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
def board_column(
    request: HttpRequest, stage_id: int, asked: Query[schemas.ColumnAsked]
) -> Page[OpportunityRow]:
    """More of one column: `cursor` is the column's `next`."""
    stage = Stage.objects.filter(pk=stage_id).first()
    if stage is None:
        raise NotFound
    rows = columns.column_rows(stage, asked.owner, asked.q)
    found, following = lists.page(rows, columns.NEWEST, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = [OpportunityRow.of(row) for row in found]
    return Page[OpportunityRow](items=items, next=following, total=total)
