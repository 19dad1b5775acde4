"""How far the people who came within a span got, until now."""

from datetime import datetime
from typing import Any

from django.db.models import F, Min

from keliu.analytics.boss.rules import funnel as law
from keliu.analytics.boss.rules.funnel import StepKey, Way
from keliu.analytics.boss.selectors import measures
from keliu.analytics.boss.selectors.measures import Rows
from keliu.analytics.boss.selectors.people import Span
from keliu.customers import public as customers
from keliu.kit import clock
from keliu.kit.paging import Sort, decode, encode
from keliu.orders import public as orders
from keliu.sales import public as sales


def ways(at: Span, staff: list[int]) -> list[Way]:
    """The ways of the known customers who came to these colleagues' cards within the span."""
    visits = measures.rows_of("visits", at, staff).filter(customer_id__isnull=False)
    firsts = visits.order_by().values_list("customer_id").annotate(first=Min("started_at"))
    came = visits.order_by().values("customer_id")
    until = max(at.end, clock.now())
    bought = orders.sold(at.start, until), sales.won_between(at.start, until)
    deals = [*_moments(bought[0], came, "paid_at"), *_moments(bought[1], came, "closed_at")]
    return law.ways(
        dict(firsts),
        law.by_customer(_moments(measures.talks(at.start, until), came, "at")),
        law.by_customer(_moments(sales.opened_between(at.start, until), came, "created_at")),
        law.by_customer(deals),
    )


def _moments(rows: Rows, came: Rows, column: str) -> list[tuple[int, datetime]]:
    found = rows.filter(customer_id__in=came).order_by()
    return list(found.values_list("customer_id", F(column)))


def reached(found: list[Way], step: StepKey) -> list[Way]:
    """Those who came to a step or further."""
    place = law.STEPS.index(step)
    return [way for way in found if way.reached >= place]


LATEST = Sort("-visit_at", "visit_at", descending=True, kind="time")


def page(found: list[Way], cursor: str | None, size: int) -> tuple[list[Way], str | None]:
    """So many ways after a cursor, and the cursor of the next ones."""
    if cursor:
        last = decode(LATEST, cursor)
        found = [way for way in found if (way.at[0], way.customer_id) < last]
    shown = found[:size]
    if len(found) <= size:
        return shown, None
    return shown, encode(LATEST, shown[-1].at[0], shown[-1].customer_id)


def named(found: list[Way]) -> list[dict[str, Any]]:
    """Ways with what the customers are called."""
    cards = customers.cards(way.customer_id for way in found)
    keys = [f"{step}_at" for step in law.STEPS]
    return [
        {
            "customer": {
                "id": way.customer_id,
                "name": cards[way.customer_id].name if way.customer_id in cards else "",
            },
            **dict(zip(keys, way.at, strict=True)),
        }
        for way in found
    ]
