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
