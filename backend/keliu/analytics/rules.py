"""Which figures there are, what makes each, and how days are lined up. No tables, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from keliu.kit.actor import narrower

REPORT = "report.read"
TREND_DAYS = 14
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class FigureRule:
    """A figure: whose permission opens it, and which list with which window shows its rows."""

    key: str
    permission: str
    path: str
    window: tuple[str, str]  # names of the list's filters for [from, to)
    fixed: tuple[tuple[str, str], ...] = ()


WON = (("state", "won"),)
SOLD = (("sold", "true"),)
FIGURES = (
    FigureRule("new_customers", "customer.read", "/customers", ("created_from", "created_to")),
    FigureRule("visits", "radar.read", "/radar/visits", ("from", "to")),
    FigureRule(
        "followups", "interaction.read", "/interactions", ("from", "to"), (("kind", "followup"),)
    ),
    FigureRule(
        "won_amount_fen", "opportunity.read", "/opportunities", ("closed_from", "closed_to"), WON
    ),
    FigureRule(
        "won_count", "opportunity.read", "/opportunities", ("closed_from", "closed_to"), WON
    ),
    FigureRule(
        "new_opportunities", "opportunity.read", "/opportunities", ("created_from", "created_to")
    ),
    FigureRule("orders", "order.read", "/orders", ("paid_from", "paid_to"), SOLD),
    FigureRule("sales_fen", "order.read", "/orders", ("paid_from", "paid_to"), SOLD),
)


def narrows(grants: Mapping[str, str], permission: str) -> bool | None:
    """Whether report.read counts fewer records than `permission` shows; None without either."""
    report, record = grants.get(REPORT), grants.get(permission)
    if report is None or record is None:
        return None
    return narrower(report, record) != record


def drill(rule: FigureRule, start: str, end: str, *, narrowed: bool) -> tuple[str, str]:
    """(API path, console route) of the rows behind a figure of [start, end)."""
    query = [*rule.fixed, (rule.window[0], start), (rule.window[1], end)]
    page = f"{rule.path}?{urlencode(query)}"
    return (f"{page}&within=report" if narrowed else page), page


def trend_days(day: date) -> list[date]:
    """The days up to and with `day`, oldest first."""
    return [day - timedelta(days=back) for back in range(TREND_DAYS - 1, -1, -1)]


# --- reports on sales ---------------------------------------------------------------------------

PERIODS = ("day", "week", "month")
GROUPS = ("staff", "department", "product", "channel", "code", "share", "method")
MOST_DAYS = 1_100  # three years
MOST_ROWS = 500


def before(first: date, last: date) -> tuple[date, date]:
    """The span of the same length that ends the day before `first`."""
    days = (last - first).days + 1
    return first - timedelta(days=days), first - timedelta(days=1)


def starts(first: date, last: date, by: str) -> list[date]:
    """The first day of every period that [first, last] touches, oldest first."""
    at, found = _start(first, by), list[date]()
    while at <= last:
        found.append(at)
        at = _following(at, by)
    return found


def _start(day: date, by: str) -> date:
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


def _following(start: date, by: str) -> date:
    if by == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=7 if by == "week" else 1)


def window_of(start: date, by: str, first: date, last: date) -> tuple[date, date]:
    """The days of a period that lie within [first, last]."""
    return max(start, first), min(_following(start, by) - timedelta(days=1), last)


def sales_drill(
    start: str, end: str, more: Mapping[str, str], *, narrowed: bool
) -> tuple[str, str]:
    """(API path, console route) of the orders behind a line that covers [start, end)."""
    wanted = SOLD + tuple(more.items())
    rule = FigureRule("", "order.read", "/orders", ("paid_from", "paid_to"), wanted)
    return drill(rule, start, end, narrowed=narrowed)


def permille(part: int, whole: int) -> int:
    """A share of the whole in thousandths; nothing of nothing is nothing."""
    return round(part * 1000 / whole) if whole > 0 else 0
