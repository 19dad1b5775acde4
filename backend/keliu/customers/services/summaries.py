"""The columns that repeat what other tables know, kept with the change itself.

They work in the caller's transaction (every merchant scope is one) and write nothing before they
refuse, so a caller may go on after NotFound.
"""

from collections.abc import Mapping
from datetime import date, datetime

from keliu.customers import rules
from keliu.customers.models import Customer
from keliu.customers.rules import lifecycle
from keliu.customers.selectors.judged import inputs_of
from keliu.customers.services import live
from keliu.kit import clock, scope
from keliu.kit.errors import NotFound
from keliu.platform import sql

SEEN = """SELECT id, visit_count, last_visit_at, last_followup_at, deal_state, deeds,
  profiling_off_at IS NOT NULL
 FROM customers_customer WHERE merchant_id = %s AND id = ANY(%s::bigint[])
 ORDER BY id FOR NO KEY UPDATE"""
VISITED = """UPDATE customers_customer c SET visit_count = g.visits, last_visit_at = g.at,
  score = g.score, scored_at = %s
 FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[], %s::int[]) AS g(id, visits, at, score)
 WHERE c.merchant_id = %s AND c.id = g.id"""
SCORED = """UPDATE customers_customer SET score = %s, scored_at = %s
 WHERE merchant_id = %s AND id = %s"""


def _score(customer_id: int, seen: rules.ScoreInputs) -> None:
    now = clock.now()
    values = [rules.score(seen, now), now, scope.current(), customer_id]
    sql.do(SCORED, values)


def visits_noted(given: Mapping[int, tuple[datetime, int]]) -> set[int]:
    """Customers looked at something: {id: (last moment, new visits)}; returns who is there."""
    if not given:
        return set()
    now, here = clock.now(), scope.current()
    people, visits, lasts, scores = list[int](), list[int](), list[str](), list[int]()
    for row in sql.rows(SEEN, [here, sql.array(given)]):
        last, more = given[row[0]]
        last = max(row[2] or last, last)
        people.append(row[0])
        visits.append(row[1] + more)
        lasts.append(last.isoformat())
        scores.append(rules.score(rules.ScoreInputs.of([visits[-1], last, *row[3:]]), now))
    moments = "{" + ",".join(lasts) + "}"
    values = [now, sql.array(people), sql.array(visits), moments, sql.array(scores), here]
    sql.do(VISITED, values)
    return set(people)


def visits_forgotten(customer_id: int) -> None:
    """The trail lost its person: its counts leave the customer too, and the score follows."""
    row = hold(customer_id)
    row.visit_count, row.last_visit_at, row.deeds = 0, None, {}
    Customer.objects.filter(pk=customer_id).update(visit_count=0, last_visit_at=None, deeds={})
    _score(customer_id, inputs_of(row))


def hold(customer_id: int) -> Customer:
    """Lock a living customer until the transaction ends, so that sums over its rows stay true.

    Raises NotFound, also for one that was merged meanwhile: what is added afterwards would be lost.
    """
    row: Customer | None = (
        Customer.objects.select_for_update(no_key=True)
        .filter(pk=customer_id, deleted_at__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def score_again(customer_id: int) -> None:
    """The score as the summary columns stand now. Raises NotFound."""
    _score(customer_id, inputs_of(hold(customer_id)))


def followup_noted(customer_id: int, *, at: datetime | None, next_at: datetime | None) -> None:
    """Set when the last follow-up was and the next one is due. Raises NotFound."""
    row = hold(customer_id)
    row.last_followup_at = at
    Customer.objects.filter(pk=customer_id).update(
        last_followup_at=at, next_followup_at=next_at, updated_at=clock.now()
    )
    _score(customer_id, inputs_of(row))
    live.changed(customer_id, row.owner_id)


def deal_noted(customer_id: int, state: str) -> None:
    """Set how far business with a customer is: none, open or won. Raises NotFound."""
    row = hold(customer_id)
    now, before = clock.now(), row.deal_state
    row.deal_state = Customer.Deal(state).value
    since = row.deal_since if row.deal_state == before else now
    row.lifecycle = lifecycle.after_deal(row.lifecycle, before, state)
    Customer.objects.filter(pk=customer_id).update(
        deal_state=state, deal_since=since, lifecycle=row.lifecycle, updated_at=now
    )
    _score(customer_id, inputs_of(row))
    live.changed(customer_id, row.owner_id)


BESIDE = """SELECT id FROM customers_customer WHERE merchant_id = %s AND id = %s
 FOR NO KEY UPDATE"""


def wait_for(customer_id: int) -> None:
    """Lock a customer, deleted or not, so that what its papers say is summed up one by one."""
    sql.one(BESIDE, [scope.current(), customer_id])


def contract_noted(customer_id: int, until: date | None) -> None:
    """Set the last day of the contract that runs longest; the caller has waited for the row."""
    rows = Customer.objects.filter(pk=customer_id)
    rows.exclude(contract_until=until).update(contract_until=until)


def orders_noted(customer_id: int, count: int, total_fen: int, last_at: datetime | None) -> None:
    """Set what a customer bought; the caller has waited for the row before it summed up."""
    row = Customer.objects.filter(pk=customer_id).first()
    if row is None:
        return
    stage = lifecycle.after_orders(row.lifecycle, row.order_count, count)
    Customer.objects.filter(pk=customer_id).update(
        order_count=count,
        order_total_fen=total_fen,
        last_order_at=last_at,
        lifecycle=stage,
        updated_at=clock.now(),
    )
    live.changed(customer_id, row.owner_id)


COOLING = """UPDATE customers_customer SET score = %s, scored_at = %s
 WHERE merchant_id = %s AND id = %s AND scored_at = %s"""


def scores_cool(after: int, batch: int = 1000) -> int | None:
    """Bring the next scores down to the present; returns where to go on, or None at the end.

    Interest fades without anybody doing anything, so this runs every night. A customer who is
    scored meanwhile keeps that newer score.
    """
    now = clock.now()
    warm = Customer.objects.filter(pk__gt=after, score__gt=0, scored_at__lt=now).order_by("id")
    rows = list(warm[:batch])
    for row in rows:
        points = rules.score(inputs_of(row), now)
        if points != row.score:
            sql.do(COOLING, [points, now, scope.current(), row.pk, row.scored_at])
    return rows[-1].pk if len(rows) == batch else None
