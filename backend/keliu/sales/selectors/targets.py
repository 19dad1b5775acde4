"""Targets, and how far they are reached. Success counts where it was earned: by the owner then."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from keliu.accounts import public as accounts
from keliu.kit import actor, clock
from keliu.sales import rules
from keliu.sales.models import Target
from keliu.sales.rules import targets as law
from keliu.sales.selectors import contracts, opportunities

REPORT = "report.read"
WRITE = "target.write"
RECORD = {"won_amount": opportunities.READ, "won_count": opportunities.READ,
          "received": contracts.READ}  # fmt: skip
Subject = tuple[str, int]


@dataclass
class Line:
    """One subject's year: target and what was reached, by month."""

    subject: str
    id: int
    name: str
    targets: dict[date, int] = field(default_factory=dict)
    actuals: dict[date, int] = field(default_factory=dict)


def allowed(metric: str) -> bool:
    """Whether the acting person may see what this metric counts."""
    return actor.current().may(RECORD[metric])


def subjects(metric: str) -> list[Line]:
    """Whose targets the acting person sees: as far as they see the records themselves."""
    reach = accounts.reach_of(actor.current(), RECORD[metric])
    if reach is None:
        return []
    departments = [one for one in accounts.department_cards() if reach.holds(None, one.id)]
    people = [one for one in accounts.roster() if reach.holds(one.id, one.department_id)]
    company = [Line("company", 0, "")] if reach.everything else []
    return [
        *company,
        *(Line("department", one.id, one.name) for one in departments),
        *(Line("staff", one.id, one.name) for one in people),
    ]


def year_of(metric: str, year: int, timezone: str) -> list[Line]:
    """Every visible subject's year."""
    lines = subjects(metric)
    by_subject = {(line.subject, line.id): line for line in lines}
    rows = Target.objects.filter(metric=metric, month__year=year)
    for subject, subject_id, month, value in rows.values_list(
        "subject", "subject_id", "month", "value"
    ):
        if (subject, subject_id) in by_subject:
            by_subject[subject, subject_id].targets[month] = value
    months = law.months_of(year)
    _add_actuals(by_subject, reached(metric, months[0], months[-1], timezone))
    return lines


@dataclass(frozen=True)
class Reached:
    """What one person, in the department of that time, reached in a month."""

    month: date
    owner_id: int | None
    department_id: int | None
    value: int


def _add_actuals(lines: dict[Subject, Line], found: Iterable[Reached]) -> None:
    paths = {one.id: one.path for one in accounts.department_cards()}
    for one in found:
        above = paths.get(one.department_id or 0, ())
        for key in (("company", 0), ("staff", one.owner_id or 0),
                    *(("department", place) for place in above)):  # fmt: skip
            line = lines.get(key)
            if line is not None:
                line.actuals[one.month] = line.actuals.get(one.month, 0) + one.value


def reached(metric: str, first: date, last: date, timezone: str) -> list[Reached]:
    """What was reached in the months from `first` to `last`, within reach, in one query."""
    return (_received if metric == "received" else _won)(metric, first, last, timezone)


def window(first: date, last: date, timezone: str) -> tuple[datetime, datetime]:
    """The months from `first` to `last` as moments [start, end)."""
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return clock.day_bounds(first, timezone)[0], clock.day_bounds(after, timezone)[0]


def _won(metric: str, first: date, last: date, timezone: str) -> list[Reached]:
    start, end = window(first, last, timezone)
    rows: QuerySet[Any] = opportunities.counted(opportunities.READ).filter(
        state=rules.WON, closed_at__gte=start, closed_at__lt=end
    )
    months = rows.annotate(month=TruncMonth("closed_at", tzinfo=ZoneInfo(timezone))).order_by()
    value = Sum("amount_fen") if metric == "won_amount" else Count("id")
    found = months.values_list("month", "credit_owner_id", "credit_department_id")
    return [Reached(at.date(), *rest) for at, *rest in found.annotate(n=value)]


def _received(metric: str, first: date, last: date, timezone: str) -> list[Reached]:
    end = window(first, last, timezone)[1].astimezone(ZoneInfo(timezone)).date()
    rows: QuerySet[Any] = contracts.payments().filter(received_on__gte=first, received_on__lt=end)
    months = rows.annotate(month=TruncMonth("received_on")).order_by()
    found = months.values_list("month", "owner_id", "department_id")
    return [Reached(*one) for one in found.annotate(n=Sum("amount_fen"))]


@dataclass(frozen=True)
class Progress:
    """A target of this month and what is reached of it."""

    metric: str
    subject: str
    id: int
    name: str
    target: int
    actual: int


def progress(day: date, timezone: str) -> list[Progress]:
    """This month's targets that concern the acting person: the company's and their department's as
    far as they see its records, and their own."""
    month = day.replace(day=1)
    found = []
    for metric in law.METRICS:
        lines = {(one.subject, one.id): one for one in _concerning(metric, month)}
        if lines:
            _add_actuals(lines, reached(metric, month, month, timezone))
        for line in lines.values():
            numbers = (line.targets[month], line.actuals.get(month, 0))
            found.append(Progress(metric, line.subject, line.id, line.name, *numbers))
    return found


def _concerning(metric: str, month: date) -> list[Line]:
    """The company, the own department, oneself: those that have a target and are within reach."""
    who = actor.current()
    reach = accounts.reach_of(who, RECORD[metric])
    if reach is None:
        return []
    wanted: list[Subject] = [("company", 0)] if reach.everything else []
    if who.department_id and reach.holds(None, who.department_id):
        wanted.append(("department", who.department_id))
    wanted.append(("staff", who.staff_id or 0))
    rows = Target.objects.filter(metric=metric, month=month, value__gt=0)
    values = {(s, i): v for s, i, v in rows.values_list("subject", "subject_id", "value")}
    names = accounts.department_names({i for s, i in wanted if s == "department"})
    return [
        Line(s, i, names.get(i, "") if s == "department" else "", targets={month: values[s, i]})
        for s, i in wanted
        if (s, i) in values
    ]
