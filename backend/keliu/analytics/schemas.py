"""Shapes of the home page."""

from datetime import date

from ninja import Schema
from pydantic import Field

from keliu.analytics import rules
from keliu.platform.wire import Wire


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
    key: str
    count: int
    page: str


class TrendDay(Wire):
    day: date
    visits: int
    new_customers: int
    followups: int
    won_amount_fen: int


class Home(Wire):
    day: date
    figures: list[Figure]
    todo: list[Todo]
    trend: list[TrendDay]


class HomeAsked(Schema):
    day: date | None = Field(None, ge=rules.FIRST_DAY, le=rules.LAST_DAY)
