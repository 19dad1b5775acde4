"""Calendar, forecast, and why deals end."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.accounts.public import Body
from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.platform import merchants
from keliu.platform.wire import Ref
from keliu.sales.api import shown
from keliu.sales.schemas import forecast as schemas
from keliu.sales.schemas.forecast import ForecastCell, ForecastGroup, OutcomeOut
from keliu.sales.selectors import forecast as questions
from keliu.sales.selectors.forecast import Cell, Group
from keliu.sales.selectors.opportunities import READ

router = Router(tags=["sales"])
LONGEST = 62


@router.get("/opportunities/calendar", response=schemas.DealCalendarOut)
@accounts.staff(READ)
def opportunity_calendar(request: HttpRequest, asked: Query[schemas.CalendarAsked]) -> Body:
    """What is expected on each day; the list between `expected_from` and `expected_to` has all."""
    if not 0 <= (asked.last - asked.first).days < LONGEST:
        raise Invalid(fields={"last": f"一次最多看 {LONGEST} 天"})
    days = questions.calendar(
        asked.first, asked.last, pipeline=asked.pipeline, by=asked.narrowing()
    )
    return shown.calendar([schemas.CalendarDay.of(day) for day in days])


def _page(**query: object) -> str:
    return "/opportunities?" + urlencode({k: v for k, v in query.items() if v is not None})


class Sheet:
    """One forecast being written: the months, today, and what every drill-down repeats."""

    def __init__(self, asked: schemas.ForecastAsked) -> None:
        self.zone = merchants.timezone()
        self.today = clock.local_day(clock.now(), self.zone)
        first = asked.first or self.today
        self.months = questions.months_from(first.replace(day=1), asked.months)
        self.group, self.pipeline = asked.group, asked.pipeline or None

    def window(self, month: date) -> tuple[str, str]:
        """A month as the moments that lists count between."""
        start, _ = clock.day_bounds(month, self.zone)
        _, end = clock.day_bounds(questions.last_day(month), self.zone)
        return clock.iso(start), clock.iso(end)

    def groups(self) -> list[Group]:
        """Every group with its cells."""
        start, _ = clock.day_bounds(self.months[0], self.zone)
        _, end = clock.day_bounds(questions.last_day(self.months[-1]), self.zone)
        return questions.forecast(
            self.months,
            today=self.today,
            pipeline=self.pipeline,
            group=self.group,
            timezone=self.zone,
            windows=[start, end],
        )

    def cells(self, group: Group, query: dict[str, str]) -> list[ForecastCell]:
        """Overdue, the months, undated: each with the lists behind its figures."""
        query = query | ({"pipeline": self.pipeline} if self.pipeline else {})
        yesterday = self.today - timedelta(days=1)
        found = [self._cell(group, "overdue", query | {"expected_to": yesterday.isoformat()})]
        for month in self.months:
            first = max(month, self.today) if month <= self.today else month
            last = questions.last_day(month)
            days = {"expected_from": first.isoformat(), "expected_to": last.isoformat()}
            found.append(self._cell(group, month, query | days, self._won(month, query)))
        return [*found, self._cell(group, "undated", query | {"expected": "none"})]

    def _won(self, month: date, query: dict[str, str]) -> str:
        start, end = self.window(month)
        return _page(state="won", closed_from=start, closed_to=end, **query)

    def _cell(
        self, group: Group, at: date | str, query: dict[str, str], won: str | None = None
    ) -> ForecastCell:
        cell = group.cells.get(at, Cell())
        return ForecastCell(
            at=str(at),
            count=cell.count,
            amount_fen=cell.amount_fen,
            weighted_fen=cell.weighted_fen,
            won_count=cell.won_count,
            won_fen=cell.won_fen,
            page=_page(state="open", **query),
            won_page=won,
        )


def _sum(groups: list[Group]) -> Group:
    """All groups together."""
    whole = Group(None)
    for group in groups:
        for at, cell in group.cells.items():
            mine = whole.cell(at)
            for name in vars(cell):
                setattr(mine, name, getattr(mine, name) + getattr(cell, name))
    return whole


@router.get("/opportunities/forecast", response=schemas.ForecastOut)
@accounts.staff(READ)
def opportunity_forecast(
    request: HttpRequest, asked: Query[schemas.ForecastAsked]
) -> schemas.ForecastOut:
    """Open amounts by month, weighted by their stages; every figure can be opened as a list."""
    sheet = Sheet(asked)
    groups = sheet.groups()
    total = sheet.cells(_sum(groups), {})
    return schemas.ForecastOut(
        columns=[cell.at for cell in total],
        groups=[] if asked.group == "none" else _groups(sheet, groups),
        total=total,
    )


def _groups(sheet: Sheet, groups: list[Group]) -> list[ForecastGroup]:
    wanted = {group.id for group in groups if group.id}
    names = (
        accounts.names(set(wanted)) if sheet.group == "owner" else accounts.department_names(wanted)
    )
    shown = []
    for group in sorted(groups, key=lambda one: names.get(one.id or 0, "~")):
        query: dict[str, str] = {str(sheet.group): str(group.id) if group.id else "none"}
        of = Ref(id=group.id, name=names.get(group.id, "")) if group.id else None
        shown.append(ForecastGroup(of=of, cells=sheet.cells(group, query)))
    return shown


@router.get("/opportunities/win-loss", response=schemas.WinLossOut)
@accounts.staff(READ)
def opportunity_win_loss(
    request: HttpRequest, asked: Query[schemas.WinLossAsked]
) -> schemas.WinLossOut:
    """Closed deals by their usual reason and by competitor."""
    window = {"closed_from": clock.iso(asked.closed_from), "closed_to": clock.iso(asked.closed_to)}
    if asked.pipeline:
        window["pipeline"] = asked.pipeline
    ask = (asked.closed_from, asked.closed_to, asked.pipeline)
    return schemas.WinLossOut(
        reasons=[
            OutcomeOut.of(one, _page(cause=one.id or "none", **window))
            for one in questions.by_cause(*ask)
        ],
        competitors=[
            OutcomeOut.of(one, _page(competitor=one.id, **window))
            for one in questions.by_competitor(*ask)
        ],
    )
