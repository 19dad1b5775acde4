"""Orders of lists: by any sortable field, either way, what is empty always last."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, FloatField, Func, QuerySet, TextField

from keliu.kinds.ports import CUSTOM, Field, Sql
from keliu.kinds.selectors.fields import fields_of
from keliu.kinds.selectors.rights import assert_askable
from keliu.kit.errors import Invalid
from keliu.kit.paging import Sort
from keliu.platform import lists

_Row = TypeVar("_Row", bound=models.Model)
NUMBERS = {"number", "money"}
READ_AS = {"number": "number", "money": "number", "date": "date", "moment": "time",
           "person": "number", "department": "number", "record": "number"}  # fmt: skip
VALUE = "sort_value"
TEXT_SQL = "({0} ->> %s)"
NUMBER_SQL = "(CASE WHEN jsonb_typeof({0} -> %s) = 'number' THEN ({0} ->> %s)::float8 END)"


def order(kind: str, name: str | None, usual: Sequence[Sort]) -> Sort:
    """The asked order: one of the usual ones, its opposite, or a sortable field (`-` is downwards).

    Raises Invalid for what can not be sorted by, hidden and masked fields among it.
    """
    if name in {None, ""}:
        return usual[0]
    asked = str(name)
    assert_askable(kind, [asked.removeprefix("-")], "sort")
    for sort in usual:
        if sort.name.removeprefix("-") == asked.removeprefix("-"):
            return replace(sort, name=asked, descending=asked.startswith("-"))
    return _of_field(kind, asked)


def _of_field(kind: str, asked: str) -> Sort:
    key = asked.removeprefix("-")
    field = next((one for one in fields_of(kind) if one.key == key), None)
    if field is None or not field.sortable or not (field.column or field.custom):
        raise Invalid(fields={"sort": f"不能按“{field.zh if field else key}”排序"})
    column = field.key if field.custom else str(field.column)
    return Sort(asked, column, descending=asked.startswith("-"), kind=_read_as(field))


def _read_as(field: Field) -> str:
    if field.custom:
        return "float" if field.type in NUMBERS else "text"
    return READ_AS.get(field.type, "text")


def is_custom(sort: Sort) -> bool:
    """Whether the order follows a custom field."""
    return sort.column.startswith(CUSTOM)


def sort_sql(sort: Sort, alias: str) -> Sql:
    """What is sorted by, over a table's alias; slugs travel as values."""
    if not is_custom(sort):
        return f"{alias}.{sort.column}", []
    slug = sort.column.removeprefix(CUSTOM)
    if sort.kind == "float":
        return NUMBER_SQL.format(f"{alias}.custom"), [slug, slug]
    return TEXT_SQL.format(f"{alias}.custom"), [slug]


def page(
    rows: "QuerySet[_Row]", sort: Sort, *, cursor: str | None = None, limit: int | None = None
) -> tuple[list[_Row], str | None]:
    """`lists.page` in any order that `order` gives."""
    if not is_custom(sort):
        return lists.page(rows, sort, cursor=cursor, limit=limit)
    found: Any = rows.annotate(**{VALUE: CustomValue(sort)})
    return lists.page(found, replace(sort, column=VALUE), cursor=cursor, limit=limit)


class CustomValue(Func):
    """The value of a custom field as something to sort by; follows its table through aliases."""

    def __init__(self, sort: Sort) -> None:
        self.sort = sort
        number = sort.kind == "float"
        super().__init__(F("custom"), output_field=FloatField() if number else TextField())

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        column: Any = self.source_expressions[0]  # resolved: knows its table's alias
        return sort_sql(self.sort, compiler.quote_name_unless_alias(column.alias))


__all__ = ["is_custom", "order", "page", "sort_sql"]
