"""Shapes of the calendar, the forecast and the analysis of wins and losses."""

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import Field

from keliu.kinds import public as kinds
from keliu.platform.wire import Id, Ref, When, Wire
from keliu.sales.schemas.opportunities import OpportunityRow
from keliu.sales.selectors.board import Narrowing
from keliu.sales.selectors.forecast import Day, Outcome


class CalendarAsked(Schema):
    """Days are inclusive, at most 62 of them."""

    first: date
    last: date
    owner: str | None = None
    pipeline: str | None = None
    q: str | None = Field(None, max_length=60)
    filter: str | None = None

    def narrowing(self) -> Narrowing:
        """As the selectors know it. Raises Invalid for a filter that can not be read."""
        return Narrowing(self.owner, self.q, kinds.read_filter(self.filter))


class CalendarDay(Wire):
    day: date
    count: int
    amount_fen: int
    items: list[OpportunityRow]

    @staticmethod
    def of(day: Day) -> "CalendarDay":
        rows = [OpportunityRow.of(row) for row in day.rows]
        return CalendarDay(day=day.day, count=day.count, amount_fen=day.amount_fen, items=rows)


class DealCalendarOut(Wire):
    days: list[CalendarDay]


class ForecastAsked(Schema):
    """`first` is any day of the first month; `group` splits the figures."""

    first: date | None = None
    months: int = Field(6, ge=1, le=12)
    pipeline: str | None = None
    group: Literal["none", "owner", "department"] = "none"


class ForecastCell(Wire):
    """Open amounts and what is won already; each `…_page` lists exactly its rows."""

    at: str
    count: int
    amount_fen: int
    weighted_fen: int
    won_count: int
    won_fen: int
    page: str
    won_page: str | None


class ForecastGroup(Wire):
    of: Ref | None
    cells: list[ForecastCell]


class ForecastOut(Wire):
    """`at` of a cell is `overdue`, a month's first day, or `undated`."""

    columns: list[str]
    groups: list[ForecastGroup]
    total: list[ForecastCell]


class WinLossAsked(Schema):
    closed_from: When
    closed_to: When
    pipeline: str | None = None


class OutcomeOut(Wire):
    """How often deals were won and lost; `page` lists them, to be narrowed by state."""

    id: Id | None
    name: str
    won: int
    lost: int
    won_fen: int
    lost_fen: int
    page: str

    @staticmethod
    def of(one: Outcome, page: str) -> "OutcomeOut":
        return OutcomeOut(
            id=one.id,
            name=one.name,
            won=one.won,
            lost=one.lost,
            won_fen=one.won_fen,
            lost_fen=one.lost_fen,
            page=page,
        )


class WinLossOut(Wire):
    reasons: list[OutcomeOut]
    competitors: list[OutcomeOut]
