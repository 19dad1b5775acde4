"""The board by the ORM: for every stage how many, how much, and the first opportunities.

It knows every filter; `selectors.fast_board` answers the same for the board as it opens.
"""

from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from keliu.kinds import public as kinds
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


@dataclass(frozen=True)
class Narrowing:
    """What list, board and calendar narrow by alike; None narrows nothing."""

    owner: str | None = None
    q: str | None = None
    filter: kinds.Filter | None = None

    def __bool__(self) -> bool:
        return bool(self.owner or self.q or self.filter)


EVERYTHING = Narrowing()


def narrowed(rows: "QuerySet[Opportunity]", by: Narrowing) -> "QuerySet[Opportunity]":
    """Those of `rows` that the words, the owner and the filter mean."""
    found = questions.by_words(questions.by_owner(rows, by.owner), by.q)
    return kinds.narrow("opportunity", found, by.filter)


def of_board(pipeline_id: int, by: Narrowing) -> "QuerySet[Opportunity]":
    """Everything on a board, within reach."""
    return narrowed(questions.reachable().filter(pipeline_id=pipeline_id), by)


def whole(pipeline_id: int, by: Narrowing = EVERYTHING) -> list[Column]:
    """The columns in order, in three queries whatever their length."""
    columns = {stage.pk: Column(stage) for stage in questions.stages_of(pipeline_id)}
    rows = of_board(pipeline_id, by)
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


def column_rows(stage: Stage, by: Narrowing) -> "QuerySet[Opportunity]":
    """One column's rows, to be paged by NEWEST."""
    return of_board(stage.pipeline_id, by).filter(stage_id=stage.pk)
