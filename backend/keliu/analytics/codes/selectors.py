"""Questions about codes: every figure is a count of rows that `people` or the order list shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from keliu.analytics.codes.rules import Sums
from keliu.analytics.rules import FIRST_DAY, LAST_DAY
from keliu.analytics.selectors import timezone, window
from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.kit import actor
from keliu.orders import public as orders
from keliu.platform import sql
from keliu.radar import public as radar
from keliu.sales import public as sales

Figures = dict[int, int]


@dataclass(frozen=True)
class Span:
    """Local days, both counted, and their moments."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        at = window(self.first, self.last, timezone())
        return at.start, at.end


def _everybody() -> "QuerySet[Any]":
    """Every customer within reach, whenever they came."""
    at = window(FIRST_DAY, LAST_DAY, timezone())
    return customers.created_between(at.start, at.end)


def visitors(span: Span) -> "QuerySet[Any]":
    """Visits of the span whose visitor the acting person may see."""
    rows = radar.visits_between(*span.moments)
    return rows.filter(customer_id__in=_everybody().values("id")).order_by()


def came(span: Span) -> "QuerySet[Any]":
    """Customers who became known in the span, by any code."""
    return customers.created_between(*span.moments).filter(source_code_id__isnull=False).order_by()


def opportunities(span: Span) -> "QuerySet[Any]":
    """Opportunities of those customers, whenever they were added."""
    at = window(FIRST_DAY, LAST_DAY, timezone())
    rows = sales.opened_between(at.start, at.end)
    return rows.filter(customer_id__in=came(span).values("id")).order_by()


def _counted(rows: "QuerySet[Any]", column: str) -> Figures:
    found = rows.values_list(column).annotate(n=Count("id"))
    return {key: n for key, n in found if key is not None}


# Everybody once for each code, before anybody asks who may be seen: pairs are few beside visits.
SEEN = """SELECT code_id, count(*) FROM ({pairs}) AS p WHERE customer_id IN ({everybody})
GROUP BY 1"""


def _seen(span: Span) -> Figures:
    """How many people looked by each code: those that `visitors` shows."""
    visits = radar.visits_between(*span.moments).filter(customer_id__isnull=False).order_by()
    pairs, values = sql.inside(visits.values("code_id", "customer_id").distinct())
    everybody, more = sql.inside(_everybody().order_by().values("id"))
    return dict(sql.told(SEEN.format(pairs=pairs, everybody=everybody), [*values, *more]))


def sums(span: Span, code_ids: list[int]) -> dict[int, Sums]:
    """The figures of each code, in one query for each figure."""
    may = actor.current().may
    seen = _seen(span) if may("radar.read") else None
    known = _counted(came(span), "source_code_id") if may("customer.read") else None
    deals = _deals(span) if may("opportunity.read") else None
    sold = {one.key: one for one in _sold(span)} if may("order.read") else None
    scans = catalog.code_opens(span.first, span.last)
    return {
        one: Sums(
            scans=scans.get(one, 0),
            visitors=_of(seen, one),
            customers=_of(known, one),
            opportunities=_of(deals, one),
            orders=None if sold is None else sold[one].orders if one in sold else 0,
            sales_fen=None if sold is None else sold[one].net_fen if one in sold else 0,
        )
        for one in code_ids
    }


def _of(found: Figures | None, code_id: int) -> int | None:
    return None if found is None else found.get(code_id, 0)


def _deals(span: Span) -> Figures:
    return _counted(opportunities(span), "customer__source_code_id")


def _sold(span: Span) -> list[orders.Sales]:
    rows = orders.sold(*span.moments).filter(source_code_id__isnull=False)
    return orders.sold_grouped(rows, "code", timezone())


def people(span: Span, code_ids: list[int], what: str) -> "QuerySet[Any]":
    """The customers behind a figure of some codes: who looked, or who became known."""
    if what == "visitors":
        looked = visitors(span).filter(code_id__in=code_ids).values("customer_id")
        return _everybody().filter(pk__in=looked)
    return came(span).filter(source_code_id__in=code_ids)


def deals_of(customer_ids: list[int]) -> Mapping[int, int]:
    """How many opportunities each customer has, as far as the acting person may know."""
    at = window(FIRST_DAY, LAST_DAY, timezone())
    rows = sales.opened_between(at.start, at.end).filter(customer_id__in=customer_ids)
    return _counted(rows.order_by(), "customer_id")
