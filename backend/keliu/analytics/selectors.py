"""The home page's numbers, asked from the contexts that own the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from keliu.analytics import rules
from keliu.analytics.rules import FigureRule
from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import actor, clock, scope
from keliu.platform.models import Merchant
from keliu.radar import public as radar
from keliu.sales import public as sales

ByDay = dict[date, int]


@dataclass(frozen=True)
class Window:
    """Local days as moments: [start, end) in the merchant's zone."""

    start: datetime
    end: datetime
    timezone: str


@dataclass(frozen=True)
class Counted:
    """One figure of `day`, with its 14 days."""

    rule: FigureRule
    days: ByDay
    narrowed: bool


def timezone() -> str:
    """The merchant's zone."""
    zone: str = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    return zone


def window(first: date, last: date, zone: str) -> Window:
    """From the first moment of `first` to the first moment after `last`."""
    return Window(clock.day_bounds(first, zone)[0], clock.day_bounds(last, zone)[1], zone)


def _won(at: Window, permission: str) -> dict[str, ByDay]:
    days = sales.won_by_day(at.start, at.end, at.timezone, permission)
    return {
        "won_amount_fen": {day: won.amount_fen for day, won in days.items()},
        "won_count": {day: won.count for day, won in days.items()},
    }


ASK: Mapping[str, Callable[[Window, str], dict[str, ByDay]]] = {
    "new_customers": lambda at, permission: {
        "new_customers": customers.created_by_day(at.start, at.end, at.timezone, permission)
    },
    "visits": lambda at, permission: {
        "visits": radar.visits_by_day(at.start, at.end, at.timezone, permission)
    },
    "followups": lambda at, permission: {
        "followups": interactions.followups_by_day(at.start, at.end, at.timezone, permission)
    },
    "won_amount_fen": _won,
    "new_opportunities": lambda at, permission: {
        "new_opportunities": sales.opened_by_day(at.start, at.end, at.timezone, permission)
    },
}


def figures(day: date, zone: str) -> list[Counted]:
    """Every figure the acting person's role opens, each with 14 days, in one query a list."""
    days = rules.trend_days(day)
    at, counted = window(days[0], day, zone), list[Counted]()
    found: dict[str, ByDay] = {}
    for rule in rules.FIGURES:
        reach = rules.reach(actor.current().grants, rule.permission)
        if reach is None:
            continue
        if rule.key not in found:
            found |= ASK[rule.key](at, reach.permission)
        counted.append(Counted(rule, found[rule.key], reach.narrowed))
    return counted


def todo(day: date, zone: str) -> list[tuple[str, int, str]]:
    """What waits for the acting person: (key, how many, console route)."""
    who, found = actor.current(), []
    if who.may("plan.read"):
        plans = interactions.plans_due(zone)
        found += [
            ("plans_today", plans["today"], "/plans?due=today&staff=me"),
            ("plans_overdue", plans["overdue"], "/plans?due=overdue&staff=me"),
        ]
    if who.may("opportunity.read"):
        due = sales.due_count(day)
        page = f"/opportunities?state=open&due_to={day.isoformat()}&sort=expected_on"
        found.append(("opportunities_due", due, page))
    if who.may("customer.read"):
        found.append(("hot_customers", customers.hot_count(), "/customers?sort=-score"))
    return found
