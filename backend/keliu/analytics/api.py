"""The home page."""

from datetime import date, timedelta

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.analytics import rules, selectors
from keliu.analytics.schemas import (
    Drill,
    Figure,
    Home,
    HomeAsked,
    Todo,
    TodoAsked,
    TodoList,
    TodoRow,
    TrendDay,
)
from keliu.analytics.selectors import Counted
from keliu.kit import clock
from keliu.platform.wire import Page

router = Router(tags=["home"])


def _figure(one: Counted, day: date, zone: str) -> Figure:
    start, end = (clock.iso(moment) for moment in clock.day_bounds(day, zone))
    path, page = rules.drill(one.rule, start, end, narrowed=one.narrowed)
    return Figure(
        key=one.rule.key,
        value=one.days.get(day, 0),
        previous=one.days.get(day - timedelta(days=1), 0),
        drill=Drill(path=path, page=page),
    )


def _trend(counted: list[Counted], day: date) -> list[TrendDay]:
    days = {one.rule.key: one.days for one in counted}
    keys = ("visits", "new_customers", "followups", "won_amount_fen", "sales_fen")
    return [
        TrendDay(day=each, **{key: days.get(key, {}).get(each, 0) for key in keys})
        for each in rules.trend_days(day)
    ]


@router.get("/home", response=Home)
@accounts.staff(rules.REPORT)
def home(request: HttpRequest, asked: Query[HomeAsked]) -> Home:
    """Figures of a day in the merchant's zone, today unless another is asked for.

    Each figure's drill-down lists exactly its rows; `within=report` there narrows to report.read.
    """
    zone = selectors.timezone()
    day = asked.day or clock.local_day(clock.now(), zone)
    counted = selectors.figures(day, zone)
    return Home(
        day=day,
        figures=[_figure(one, day, zone) for one in counted],
        trend=_trend(counted, day),
    )


@router.get("/todo", response=TodoList)
@accounts.staff()
def todo(request: HttpRequest) -> TodoList:
    """What waits for the acting person today: how many of each kind, the empty ones too."""
    at = selectors.today()
    return TodoList(day=at.day, parts=[Todo.of(one, one.count(at)) for one in selectors.parts()])


@router.get("/todo/{key}", response=Page[TodoRow])
@accounts.staff()
def todo_part(request: HttpRequest, key: str, asked: Query[TodoAsked]) -> Page[TodoRow]:
    """The things behind one count; `total=true` is the count."""
    part, at = selectors.part(key), selectors.today()
    lines, following = part.page(at, asked.cursor, asked.limit)
    total = part.count(at) if asked.total else None
    return Page[TodoRow](items=[TodoRow.of(one) for one in lines], next=following, total=total)
