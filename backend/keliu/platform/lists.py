"""One way to page a list: keyset over one column and the id, nulls last, the same for everyone."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, OrderBy, Q

from keliu.kit import ids
from keliu.kit.errors import Invalid
from keliu.kit.paging import MOST, USUAL, Sort, decode, encode

_Row = TypeVar("_Row", bound=models.Model)


def choose(sorts: Sequence[Sort], name: str | None) -> Sort:
    """The asked order, or the list's first. Raises Invalid for an order it does not offer."""
    for sort in sorts:
        if name in {sort.name, None, ""}:
            return sort
    raise Invalid(fields={"sort": f"不能按“{name}”排序"})


def after(sort: Sort, value: Any, identifier: int) -> Q:
    """Rows that come after one with this value and id."""
    step = "lt" if sort.descending else "gt"
    tie = Q(**{f"id__{step}": identifier})
    if value is None:
        return Q(**{f"{sort.column}__isnull": True}) & tie
    later = Q(**{f"{sort.column}__{step}": value}) | Q(**{f"{sort.column}__isnull": True})
    return later | (Q(**{sort.column: value}) & tie)


def _order(rows: "models.QuerySet[Any]", sort: Sort) -> OrderBy:
    """The column's order; NULLS LAST only where there are nulls, or no index could serve it."""
    annotated = sort.column in rows.query.annotations
    field: Any = None if annotated else rows.model._meta.get_field(sort.column)
    last = True if annotated or field.null else None
    column = F(sort.column)
    return column.desc(nulls_last=last) if sort.descending else column.asc(nulls_last=last)


def page(
    rows: "models.QuerySet[_Row]",
    sort: Sort,
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> tuple[list[_Row], str | None]:
    """One page of `rows` and the cursor of the next, or None at the end."""
    size = min(max(limit or USUAL, 1), MOST)
    if cursor:
        rows = rows.filter(after(sort, *decode(sort, cursor)))
    main = _order(rows, sort)
    found = list(rows.order_by(main, "-id" if sort.descending else "id")[: size + 1])
    if len(found) <= size:
        return found, None
    last = found[size - 1]
    return found[:size], encode(sort, getattr(last, sort.column), last.pk)


NEWEST = Sort("-id", "id", descending=True, kind="number")


def id_filter(text: str | None) -> int | None:
    """An id given as a filter; rubbish matches nothing (0), absence filters nothing (None)."""
    return None if text in {None, ""} else ids.parse(text) or 0
