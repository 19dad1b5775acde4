"""The home page's numbers, asked from the contexts that own the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from keliu.analytics import rules
from keliu.analytics.ports import Ports, Today, TodoPart
from keliu.analytics.rules import FigureRule
from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import actor, clock, scope
from keliu.kit.errors import NotFound
from keliu.orders import public as orders
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


def _sold(at: Window, permission: str) -> dict[str, ByDay]:
    days = orders.sold_by_day(at.start, at.end, at.timezone, permission)
    return {
        "orders": {day: many for day, (many, _) in days.items()},
        "sales_fen": {day: fen for day, (_, fen) in days.items()},
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
    "orders": _sold,
    "new_opportunities": lambda at, permission: {
        "new_opportunities": sales.opened_by_day(at.start, at.end, at.timezone, permission)
    },
}


def figures(day: date, zone: str) -> list[Counted]:
    """Every figure the acting person's role opens, each with 14 days, in one query a list."""
    days = rules.trend_days(day)
    at, counted = window(days[0], day, zone), list[Counted]()
    found: dict[str, ByDay] = {}
    who = actor.current()
    for rule in rules.FIGURES:
        narrowed = rules.narrows(who.grants, rule.permission)
        if narrowed is None:
            continue
        if rule.key not in found:
            with actor.acting(who.within(rules.REPORT) if narrowed else who):
                found |= ASK[rule.key](at, rule.permission)
        counted.append(Counted(rule, found[rule.key], narrowed))
    return counted


def parts() -> list[TodoPart]:
    """The parts of the to-do list that the acting person's role opens."""
    return [part for part in Ports.todo if actor.current().may(part.permission)]


def part(key: str) -> TodoPart:
    """One of them. Raises NotFound."""
    found = next((one for one in parts() if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def today() -> Today:
    """The merchant's day."""
    zone = timezone()
    return Today(clock.local_day(clock.now(), zone), zone)
