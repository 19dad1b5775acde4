"""The filter language (筛选条件): one JSON form for lists, views, segments, rules and bulk work.

`language` reads and checks it, `compile` turns it into one SQL condition, `words` into a sentence.
Who asks decides what may be asked: a field that is hidden from a person is unknown to the filter.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.db.models import BooleanField, F, Func, QuerySet

from keliu.kinds.filters import compile as compiling
from keliu.kinds.filters import words
from keliu.kinds.filters.language import EVERYTHING, Node, parse, read, wrong
from keliu.kinds.filters.setting import Setting, here
from keliu.kinds.ports import Field, Sql
from keliu.kinds.selectors.fields import fields_of
from keliu.kinds.selectors.rights import askable_fields
from keliu.kit.language import current

_Row = TypeVar("_Row", bound=models.Model)
Filter = dict[str, Any] | None


def fields(kind: str) -> dict[str, Field]:
    """The fields of a kind that the acting person may ask about, by key."""
    seen = askable_fields(kind)
    return {field.key: field for field in fields_of(kind) if field.key in seen}


def check(kind: str, given: Filter, known: Mapping[str, Field] | None = None) -> Node:
    """The filter's tree. Raises Invalid naming the field and the cause."""
    if not given:
        return EVERYTHING
    return parse(given, fields(kind) if known is None else known)


def condition(kind: str, given: Filter, alias: str) -> Sql:
    """The filter as (condition, values) over the kind's table called `alias`. Raises Invalid."""
    node = check(kind, given)
    return compiling.TRUE if node == EVERYTHING else compiling.condition_of(node, alias, here())


def narrow(kind: str, rows: "QuerySet[_Row]", given: Filter) -> "QuerySet[_Row]":
    """The rows of a kind's model that a filter lets through. Raises Invalid."""
    node = check(kind, given)
    return rows if node == EVERYTHING else rows.filter(Filtered(node, here()))


def describe(kind: str, given: Filter, spoken: str = "") -> str:
    """The filter as a sentence in `zh`, `en` or the reader's language. Raises Invalid."""
    node = check(kind, given)
    spoken = spoken or current()
    return "" if node == EVERYTHING else words.sentence(node, here().timezone, spoken)


class Filtered(Func):
    """A filter as a condition of the ORM; follows its table through aliases."""

    output_field = BooleanField()

    def __init__(self, node: Node, setting: Setting) -> None:
        self.node, self.setting = node, setting
        super().__init__(F("id"))

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        column: Any = self.source_expressions[0]  # resolved: knows its table's alias
        alias = compiler.quote_name_unless_alias(column.alias)
        return compiling.condition_of(self.node, alias, self.setting)


__all__ = [
    "EVERYTHING", "Filter", "Filtered", "Node", "Setting", "check", "condition", "describe",
    "fields", "here", "narrow", "parse", "read", "wrong",
]  # fmt: skip
