"""The home page."""

from datetime import date, timedelta

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.analytics import rules, selectors
from keliu.analytics.schemas import Drill, Figure, Home, HomeAsked, Todo, TrendDay
from keliu.analytics.selectors import Counted
from keliu.kit import clock

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
    keys = ("visits", "new_customers", "followups", "won_amount_fen")
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
        todo=[Todo(key=key, count=n, page=page) for key, n, page in selectors.todo(day, zone)],
        trend=_trend(counted, day),
    )
