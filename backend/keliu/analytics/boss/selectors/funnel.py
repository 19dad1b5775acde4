"""How far the people who came within a span got, until now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Min, Q

from keliu.analytics.boss.rules import funnel as law
from keliu.analytics.boss.rules.funnel import StepKey, Way
from keliu.analytics.boss.selectors import measures
from keliu.analytics.boss.selectors.measures import Rows
from keliu.analytics.boss.selectors.people import Span
from keliu.customers import public as customers
from keliu.kit import clock
from keliu.kit.paging import Sort, decode, encode
from keliu.orders import public as orders
from keliu.platform import sql
from keliu.sales import public as sales

# Most people only come. What the others did first, after they came, is found beside the rows.
WAYS = """WITH came AS MATERIALIZED (
 SELECT customer_id, min(at) AS at FROM ({visits}) AS v GROUP BY 1
), did AS (
 SELECT c.customer_id, c.at, d.step, min(d.at) AS first FROM came c JOIN (
  SELECT 1 AS step, t.customer_id, t.at FROM ({talks}) AS t
  UNION ALL SELECT 2, o.customer_id, o.at FROM ({opened}) AS o
  UNION ALL SELECT 3, b.customer_id, b.at FROM ({bought}) AS b
  UNION ALL SELECT 3, w.customer_id, w.at FROM ({won}) AS w
 ) AS d ON d.customer_id = c.customer_id AND d.at >= c.at GROUP BY 1, 2, 3
)
SELECT customer_id, at, min(first) FILTER (WHERE step = 1), min(first) FILTER (WHERE step = 2),
 min(first) FILTER (WHERE step = 3), 0 FROM did GROUP BY 1, 2
UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, count(*) FROM came"""
LATEST = Sort("-visit_at", "visit_at", descending=True, kind="time")


@dataclass(frozen=True)
class Came:
    """Who came within the span: those who went further, the latest first, and how many did not."""

    further: list[Way]
    alone: int

    def reached(self, step: StepKey) -> int:
        """How many came to a step or further."""
        return law.steps(self.further, self.alone)[law.STEPS.index(step)].customers


def came(at: Span, staff: list[int]) -> Came:
    """The ways of the known customers who came to these colleagues' cards within the span."""
    until = max(at.end, clock.now())
    asked = {
        "visits": _of(_visits(at, staff), "started_at"),
        "talks": _of(measures.talks(at.start, until), "at"),
        "opened": _of(sales.opened_between(at.start, until), "created_at"),
        "bought": _of(orders.sold(at.start, until), "paid_at"),
        "won": _of(sales.won_between(at.start, until), "closed_at"),
    }
    text = WAYS.format(**{name: one for name, (one, _) in asked.items()})
    *rows, last = sql.told(text, [value for _, some in asked.values() for value in some])
    further = law.ways(
        {row[0]: row[1] for row in rows},
        *({row[0]: [row[place]] for row in rows if row[place]} for place in (2, 3, 4)),
    )
    return Came(further, last[-1] - len(further))


def _visits(at: Span, staff: list[int]) -> Rows:
    return measures.rows_of("visits", at, staff).filter(customer_id__isnull=False)


def _of(rows: Rows, column: str) -> tuple[str, list[Any]]:
    """(customer_id, at) of rows, as text and values."""
    known = rows.filter(customer_id__isnull=False).order_by()
    return sql.inside(known.values_list("customer_id").annotate(at=F(column)))


def page(
    at: Span, staff: list[int], step: StepKey, cursor: str | None, size: int
) -> tuple[list[Way], str | None, int]:
    """So many ways that came to a step, the latest first, the next cursor, and how many in all."""
    found = came(at, staff)
    before = decode(LATEST, cursor) if cursor else None
    if step == law.STEPS[0]:
        ways = _latest(at, staff, before, size + 1, {way.customer_id: way for way in found.further})
    else:
        place = law.STEPS.index(step)
        ways = [way for way in found.further if way.reached >= place]
        ways = [way for way in ways if before is None or (way.at[0], way.customer_id) < before]
    shown = ways[:size]
    more = len(ways) > size
    following = encode(LATEST, shown[-1].at[0], shown[-1].customer_id) if more else None
    return shown, following, found.reached(step)


def _latest(
    at: Span, staff: list[int], before: tuple[Any, int] | None, many: int, known: Mapping[int, Way]
) -> list[Way]:
    """Everybody who came, those who did nothing more included."""
    rows = _visits(at, staff).order_by().values_list("customer_id").annotate(at=Min("started_at"))
    if before is not None:
        moment, last = before
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, customer_id__lt=last))
    newest = rows.order_by("-at", "-customer_id")[:many]
    return [known.get(one, Way(one, (moment, None, None, None))) for one, moment in newest]


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
