"""Shapes of the home page."""

from datetime import date
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from keliu.analytics import rules
from keliu.analytics.ports import TodoLine, TodoPart
from keliu.kit.errors import Invalid
from keliu.orders.public import Sales
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
    said: dict[str, Any] | None

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
    sales_fen: int


class Home(Wire):
    day: date
    figures: list[Figure]
    trend: list[TrendDay]


class SalesAsked(Schema):
    """Both days count; `by` is what the report is split by."""

    first: date = Field(ge=rules.FIRST_DAY, le=rules.LAST_DAY)
    last: date = Field(ge=rules.FIRST_DAY, le=rules.LAST_DAY)
    by: Literal["day", "week", "month", "staff", "department", "product", "channel", "code",
                "share", "method"] = "day"  # fmt: skip

    def checked(self) -> "SalesAsked":
        """The span as it can be asked for. Raises Invalid."""
        if self.last < self.first:
            raise Invalid(fields={"last": "结束日期要在开始日期之后"})
        if (self.last - self.first).days >= rules.MOST_DAYS:
            raise Invalid(fields={"first": "一次最多看三年,请缩短时间"})
        return self


class SalesSums(Wire):
    """`net_fen` is what is left after refunds; `pieces` only where products are counted."""

    orders: int
    customers: int
    pieces: int
    paid_fen: int
    refunded_fen: int
    net_fen: int
    average_fen: int

    @staticmethod
    def of(sales: Sales) -> "SalesSums":
        return SalesSums(**sums_of(sales))


class SalesLine(SalesSums):
    """One line; `share` is its thousandths of the whole, `drill` the order list of its rows."""

    key: str
    name: str
    share: int
    drill: Drill | None


def sums_of(sales: Sales) -> dict[str, int]:
    names = ("orders", "customers", "pieces", "paid_fen", "refunded_fen", "net_fen")
    average = sales.net_fen // sales.orders if sales.orders else 0
    return {**{name: getattr(sales, name) for name in names}, "average_fen": average}


class SalesOut(Wire):
    """A report on sales: the lines ranked by money, or in order of time."""

    by: str
    first: date
    last: date
    total: SalesSums
    before: SalesSums
    lines: list[SalesLine]
    more: int


class HomeAsked(Schema):
    day: date | None = Field(None, ge=rules.FIRST_DAY, le=rules.LAST_DAY)
