"""Shapes of the report on codes."""

from dataclasses import asdict
from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import Field

from keliu.analytics import rules as days
from keliu.analytics.codes.rules import Sums
from keliu.analytics.codes.selectors import Span
from keliu.kit.errors import Invalid
from keliu.platform.wire import Id, ListAsked, Moment, Ref, Wire


class CodeSpan(Schema):
    """Both days count."""

    first: date = Field(ge=days.FIRST_DAY, le=days.LAST_DAY)
    last: date = Field(ge=days.FIRST_DAY, le=days.LAST_DAY)

    def span(self) -> Span:
        """Raises Invalid where the days stand the wrong way round, or too far apart."""
        if self.last < self.first:
            raise Invalid(fields={"last": "结束日期要在开始日期之后"})
        if (self.last - self.first).days >= days.MOST_DAYS:
            raise Invalid(fields={"first": "一次最多看三年,请缩短时间"})
        return Span(self.first, self.last)


class CodesAsked(CodeSpan):
    staff: str | None = None


class CodePeopleAsked(CodeSpan, ListAsked):
    """Of one code, or of all within reach."""

    code: str | None = None
    what: Literal["visitors", "customers"] = "customers"


class CodeSums(Wire):
    """From a look at a code to money; null where the role may not know."""

    scans: int
    visitors: int | None
    customers: int | None
    opportunities: int | None
    orders: int | None
    sales_fen: int | None

    @staticmethod
    def of(sums: Sums) -> "CodeSums":
        return CodeSums(**asdict(sums))


class CodeLine(CodeSums):
    id: Id
    code: str
    channel: str
    card: Ref
    staff: Ref
    url: str
    png_url: str
    mini_png_url: str | None
    orders_page: str


class CodesOut(Wire):
    total: CodeSums
    items: list[CodeLine]


class CodePerson(Wire):
    id: Id
    name: str
    owner: Ref | None
    opportunities: int
    created_at: Moment
