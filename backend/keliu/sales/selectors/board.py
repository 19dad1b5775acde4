"""The board by the ORM: for every stage how many, how much, and the first opportunities.

It knows every filter; `selectors.fast_board` answers the same for the board as it opens.
"""

from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from keliu.kit.paging import Sort, encode
from keliu.sales import rules
from keliu.sales.models import Opportunity, Stage
from keliu.sales.selectors import opportunities as questions

NEWEST = Sort("-stage_since", "stage_since", descending=True, kind="time")


@dataclass
class Column:
    """One stage with its head and first rows."""

    stage: Stage
    count: int = 0
    amount_fen: int = 0
    rows: list[Opportunity] = field(default_factory=list)
    next: str | None = None


def of_board(pipeline_id: int, owner: str | None, q: str | None) -> "QuerySet[Opportunity]":
    """Everything on a board, within reach."""
    rows = questions.reachable().filter(pipeline_id=pipeline_id)
    return questions.by_words(questions.by_owner(rows, owner), q)


def whole(pipeline_id: int, *, owner: str | None = None, q: str | None = None) -> list[Column]:
    """The columns in order, in three queries whatever their length."""
    columns = {stage.pk: Column(stage) for stage in questions.stages_of(pipeline_id)}
    rows = of_board(pipeline_id, owner, q)
    heads = rows.order_by().values_list("stage_id").annotate(n=Count("id"), fen=Sum("amount_fen"))
    for stage_id, count, amount in heads:
        columns[stage_id].count, columns[stage_id].amount_fen = count, amount
    order = [F("stage_since").desc(), F("id").desc()]
    place = Window(RowNumber(), partition_by=[F("stage_id")], order_by=order)
    for row in rows.annotate(place=place).filter(place__lte=rules.COLUMN + 1).order_by("place"):
        columns[row.stage_id].rows.append(row)
    for column in columns.values():
        _cut(column)
    return list(columns.values())


def _cut(column: Column) -> None:
    """Drop the row too many, which only said that there is more."""
    if len(column.rows) > rules.COLUMN:
        column.rows = column.rows[: rules.COLUMN]
        last = column.rows[-1]
        column.next = encode(NEWEST, last.stage_since, last.pk)


def column_rows(stage: Stage, owner: str | None, q: str | None) -> "QuerySet[Opportunity]":
    """One column's rows, to be paged by NEWEST."""
    return of_board(stage.pipeline_id, owner, q).filter(stage_id=stage.pk)
