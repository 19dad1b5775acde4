"""What is expected when: days of the calendar, months of the forecast, why deals end.

Every figure here can be counted again from a list: `drill` is the query of `/opportunities` whose
rows make it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber, TruncMonth

from keliu.accounts import public as accounts
from keliu.kit import scope
from keliu.platform import lists, sql
from keliu.sales import rules
from keliu.sales.models import CloseReason, Competitor, Opportunity
from keliu.sales.selectors import opportunities as questions
from keliu.sales.selectors.board import Narrowing, narrowed

SHOWN_A_DAY = 4


@dataclass
class Day:
    """A day of the calendar: everything expected, and the first few."""

    day: date
    count: int = 0
    amount_fen: int = 0
    rows: list[Opportunity] = field(default_factory=list)


def expected(
    first: date, last: date, *, pipeline: str | None, by: Narrowing
) -> "QuerySet[Opportunity]":
    """Open opportunities expected in [first, last], within reach."""
    rows = questions.reachable().filter(state=rules.OPEN, expected_on__range=(first, last))
    chosen = lists.id_filter(pipeline)
    return narrowed(rows if chosen is None else rows.filter(pipeline_id=chosen), by)


def calendar(first: date, last: date, *, pipeline: str | None, by: Narrowing) -> list[Day]:
    """The days with something expected, in two queries whatever they hold; largest first."""
    rows = expected(first, last, pipeline=pipeline, by=by)
    heads = rows.order_by("expected_on").values_list("expected_on")
    days = {
        day: Day(day, count, fen)
        for day, count, fen in heads.annotate(n=Count("id"), fen=Sum("amount_fen"))
        if day is not None
    }
    order = [F("amount_fen").desc(), F("id").desc()]
    place = Window(RowNumber(), partition_by=[F("expected_on")], order_by=order)
    for row in rows.annotate(place=place).filter(place__lte=SHOWN_A_DAY).order_by("place"):
        if row.expected_on in days:
            days[row.expected_on].rows.append(row)
    return list(days.values())


@dataclass
class Cell:
    """One month of one person or department: how many, for how much, and how likely."""

    count: int = 0
    amount_fen: int = 0
    weighted_fen: int = 0
    won_count: int = 0
    won_fen: int = 0


@dataclass
class Group:
    """A person or department, with a cell a month; None is overdue, then the undated."""

    id: int | None
    cells: dict[date | str, Cell] = field(default_factory=dict)

    def cell(self, month: date | str) -> Cell:
        """The cell of a month, made when first asked for."""
        return self.cells.setdefault(month, Cell())


def months_from(first: date, count: int) -> list[date]:
    """The first days of `count` months."""
    at = first.year * 12 + first.month - 1
    return [date((at + n) // 12, (at + n) % 12 + 1, 1) for n in range(count)]


def last_day(month: date) -> date:
    """The last day of a month."""
    return months_from(month, 2)[1] - timedelta(days=1)


WEIGHTED = "sum(o.amount_fen * s.rate / 100)::bigint"
OPEN = """SELECT {group}, CASE WHEN o.expected_on IS NULL THEN 'undated'
   WHEN o.expected_on < %s THEN 'overdue'
   ELSE to_char(date_trunc('month', o.expected_on), 'YYYY-MM-DD') END AS at,
  count(*), sum(o.amount_fen)::bigint, {weighted}
 FROM sales_opportunity o
 JOIN sales_stage s ON s.merchant_id = o.merchant_id AND s.id = o.stage_id
 WHERE o.merchant_id = %s AND o.deleted_at IS NULL AND o.state = 'open'
  AND (o.expected_on IS NULL OR o.expected_on <= %s)
  AND (%s::bigint IS NULL OR o.pipeline_id = %s) AND {reach}
 GROUP BY 1, 2"""
GROUPS = {"owner": "o.owner_id", "department": "o.department_id", "none": "NULL::bigint"}


def forecast(
    months: list[date],
    *,
    today: date,
    pipeline: str | None,
    group: str,
    timezone: str,
    windows: list[Any],
) -> list[Group]:
    """Open amounts weighted by their stages, and what is won already, by month and group.

    Each opportunity is weighted and cut to fen by itself, so that the sum of a list's rows is the
    figure. What should have closed before `today` counts as overdue, not in its month.
    """
    chosen = lists.id_filter(pipeline)
    reach, values = accounts.reach_sql(questions.READ, "o", "opportunity")
    statement = OPEN.format(group=GROUPS[group], weighted=WEIGHTED, reach=reach)
    place = [today, scope.current(), last_day(months[-1]), chosen, chosen]
    groups: dict[int | None, Group] = {}
    for who, at, count, fen, weighted in sql.rows(statement, [*place, *values]):
        cell = groups.setdefault(who, Group(who)).cell(
            at if at in {"overdue", "undated"} else date.fromisoformat(at)
        )
        cell.count, cell.amount_fen, cell.weighted_fen = count, fen, weighted
    _add_won(groups, group, chosen, timezone, windows)
    return list(groups.values())


def _add_won(
    groups: dict[int | None, Group],
    group: str,
    pipeline_id: int | None,
    timezone: str,
    windows: list[Any],
) -> None:
    """What is won in these months, by who owns it."""
    rows = questions.counted(questions.READ).filter(
        state=rules.WON, closed_at__gte=windows[0], closed_at__lt=windows[1]
    )
    if pipeline_id is not None:
        rows = rows.filter(pipeline_id=pipeline_id)
    column = {"owner": "owner_id", "department": "department_id"}.get(group)
    by_month = rows.annotate(month=TruncMonth("closed_at", tzinfo=ZoneInfo(timezone)))
    keys = ["month", column] if column else ["month"]
    found = by_month.order_by().values_list(*keys).annotate(n=Count("id"), fen=Sum("amount_fen"))
    for line in found:
        who = line[1] if column else None
        cell = groups.setdefault(who, Group(who)).cell(line[0].date())
        cell.won_count, cell.won_fen = line[-2], line[-1]


@dataclass(frozen=True)
class Outcome:
    """How many deals ended one way for one reason, or against one competitor."""

    id: int | None
    name: str
    won: int
    lost: int
    won_fen: int
    lost_fen: int


def _closed(start: Any, end: Any, pipeline: str | None) -> "QuerySet[Opportunity]":
    rows = questions.counted(questions.READ).filter(closed_at__gte=start, closed_at__lt=end)
    chosen = lists.id_filter(pipeline)
    return rows if chosen is None else rows.filter(pipeline_id=chosen)


SUMS: dict[str, Any] = {
    "won": Count("id", filter=Q(state=rules.WON)),
    "lost": Count("id", filter=Q(state=rules.LOST)),
    "won_fen": Sum("amount_fen", filter=Q(state=rules.WON)),
    "lost_fen": Sum("amount_fen", filter=Q(state=rules.LOST)),
}


def _outcome(identifier: int | None, name: str, sums: dict[str, Any]) -> Outcome:
    return Outcome(identifier, name, *(sums[key] or 0 for key in SUMS))


def by_cause(start: Any, end: Any, pipeline: str | None) -> list[Outcome]:
    """Closed deals of [start, end) by their usual reason; most frequent first."""
    rows = _closed(start, end, pipeline).order_by().values("cause_id").annotate(**SUMS)
    names = dict(CloseReason.objects.values_list("id", "name"))
    found = [_outcome(row["cause_id"], names.get(row["cause_id"], ""), dict(row)) for row in rows]
    return sorted(found, key=lambda one: (one.id is None, -(one.won + one.lost)))


def by_competitor(start: Any, end: Any, pipeline: str | None) -> list[Outcome]:
    """Closed deals of [start, end) by competitor; a deal counts for each that wanted it."""
    rivals = Competitor.objects.filter(deleted_at__isnull=True).order_by("name")
    return _counted(_closed(start, end, pipeline), rivals)


def _counted(rows: "QuerySet[Opportunity]", rivals: Iterable[Competitor]) -> list[Outcome]:
    """One query for all: the few columns of every closed deal that had a competitor."""
    sums: dict[int, dict[str, int]] = {}
    columns = rows.exclude(competitors=[]).values_list("competitors", "state", "amount_fen")
    for chosen, state, fen in columns.iterator():
        for one in chosen:
            mine = sums.setdefault(int(one["id"]), dict.fromkeys(SUMS, 0))
            mine[state] += 1
            mine[f"{state}_fen"] += fen
    return [_outcome(one.pk, one.name, sums[one.pk]) for one in rivals if one.pk in sums]
