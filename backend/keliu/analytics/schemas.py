"""Shapes of the home page."""

from datetime import date

from ninja import Schema
from pydantic import Field

from keliu.analytics import rules
from keliu.analytics.ports import TodoLine, TodoPart
from keliu.platform.wire import Bilingual, Id, ListAsked, Wire


class Drill(Wire):
    """Where the rows behind a figure are: `path` of the API, `page` of the console."""

    path: str
    page: str


class Figure(Wire):
    key: str
    value: int
    previous: int
    drill: Drill


class Todo(Wire):
    """One part of the to-do list; `list_page` is the console's own list of the same records."""

    key: str
    label: Bilingual
    count: int
    list_page: str

    @staticmethod
    def of(part: TodoPart, count: int) -> "Todo":
        label = Bilingual(zh=part.zh, en=part.en)
        return Todo(key=part.key, label=label, count=count, list_page=part.list_page)


class TodoList(Wire):
    day: date
    parts: list[Todo]


class TodoRow(Wire):
    """One thing to do; `kind` and `id` are the record it opens."""

    kind: str
    id: Id
    name: str
    note: str
    at: str | None

    @staticmethod
    def of(line: TodoLine) -> "TodoRow":
        return TodoRow.model_validate(line)


class TodoAsked(ListAsked):
    """Cursor, limit, total."""


class TrendDay(Wire):
    day: date
    visits: int
    new_customers: int
    followups: int
    won_amount_fen: int


class Home(Wire):
    day: date
    figures: list[Figure]
    trend: list[TrendDay]


class HomeAsked(Schema):
    day: date | None = Field(None, ge=rules.FIRST_DAY, le=rules.LAST_DAY)
