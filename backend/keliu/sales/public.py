"""The front door of sales for the contexts above and for config's wiring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from keliu.customers.ports import Hit
from keliu.interactions.ports import Dated, Expected
from keliu.kit import actor, words
from keliu.kit.actor import Actor
from keliu.platform import realtime
from keliu.platform.sql import Asking
from keliu.sales.models import Instalment, Lead, Opportunity, Quote
from keliu.sales.selectors import contracts as papers
from keliu.sales.selectors import leads, quotes
from keliu.sales.selectors import opportunities as questions
from keliu.sales.selectors import pipelines as flows
from keliu.sales.services import lead_doors, pipelines, tally
from keliu.sales.services.following import (
    customer_assigned,
    customer_removed,
    customer_restored,
)


@dataclass(frozen=True)
class Won:
    """What was won on a day."""

    count: int
    amount_fen: int


NOTHING = Won(0, 0)
Image = dict[str, Any] | None


def ensure_pipeline() -> int:
    """The id of the merchant's default pipeline, which is made now if there is none."""
    return pipelines.default_pipeline().pk


def found_pipeline() -> None:
    """A new merchant starts with a pipeline (accounts' port `founded`)."""
    ensure_pipeline()


def board_topics(who: Actor) -> list[str]:
    """The boards a person may listen to (accounts' port `topics`)."""
    if not who.may(questions.READ):
        return []
    with actor.acting(who):
        return [realtime.board_topic(one.pk) for one in flows.visible()]


def retally(pairs: list[tuple[Image, Image]]) -> None:
    """Opportunities were put back by an undo: the board's sums follow (platform's undo.AFTER)."""
    tally.shift_all((tally.of_image(was), tally.of_image(now)) for was, now in pairs)


def of_customers(customer_ids: Sequence[int]) -> list[tuple[Any, Sequence[int]]]:
    """The opportunities that go with customers: rows for the journal of work on many of them."""
    rows = Opportunity.objects.filter(customer_id__in=customer_ids)
    return [(Opportunity, list(rows.values_list("id", flat=True)))]


def won_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = questions.READ
) -> dict[date, Won]:
    """What was won on each local day of [start, end) within the acting person's reach."""
    rows = questions.won_by_day(questions.counted(permission), start, end, timezone)
    return {day: Won(count, amount) for day, count, amount in rows}


def opened_between(
    start: datetime, end: datetime, permission: str = questions.READ
) -> "QuerySet[Opportunity]":
    """Opportunities added in [start, end) within the acting person's reach."""
    return questions.counted(permission).filter(created_at__gte=start, created_at__lt=end)


def won_between(
    start: datetime, end: datetime, permission: str = questions.READ
) -> "QuerySet[Opportunity]":
    """Opportunities won in [start, end) within the acting person's reach."""
    won = questions.counted(permission).filter(state=Opportunity.State.WON)
    return won.filter(closed_at__gte=start, closed_at__lt=end)


def opened_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = questions.READ
) -> dict[date, int]:
    """How many opportunities were added on each local day of [start, end) within reach."""
    return questions.opened_by_day(questions.counted(permission), start, end, timezone)


def due_count(day: date, permission: str = questions.READ) -> int:
    """How many open opportunities within reach were expected by `day`."""
    return questions.due(questions.counted(permission), day)


def todo_due(day: date) -> "QuerySet[Opportunity]":
    """The acting person's own open opportunities that were expected by `day`."""
    return questions.mine_due(day)


def todo_leads(when: str) -> "QuerySet[Lead]":
    """The acting person's own open leads: never contacted (`new`), `today` or `overdue`."""
    return leads.my_due(when)


def todo_quotes() -> "QuerySet[Quote]":
    """The acting person's own quotes that the customer has not answered."""
    return quotes.for_list(state="sent", owner="me")


def todo_payments(day: date) -> "QuerySet[Instalment]":
    """The acting person's own instalments that are due by `day` and not paid in full."""
    return papers.instalments(today=day, state="open", due_to=day, owner="me")


def expected(until: date) -> list[Expected]:
    """Every open, owned opportunity expected by a day, whoever asks (interactions' port)."""
    rows = questions.all_expected(until)
    return [
        Expected(row.pk, row.title, row.owner_id, row.expected_on)
        for row in rows
        if row.owner_id is not None and row.expected_on is not None
    ]


def dated(first: date, last: date) -> list[Dated]:
    """The days of the acting person's own open opportunities (interactions' port)."""
    rows = questions.mine_due(last).filter(expected_on__gte=first).order_by("expected_on", "id")
    return [
        Dated("opportunity", row.pk, f"商机「{row.title}」预计成交", row.expected_on)
        for row in rows[:500]
        if row.expected_on is not None
    ]


def search(q: str, limit: int) -> Asking[list[Hit]]:
    """Opportunities for the one search box (customers' port `searchables`)."""
    found = []
    for identifier, title, stage, customer, rank in (yield from questions.hits(q, limit)):
        low = title.lower()
        marks = [(low.find(mark), len(mark)) for mark in words.of_query(q)]
        spans = tuple((at, at + size) for at, size in marks if at >= 0)
        found.append(Hit("opportunity", identifier, title, f"{stage} · {customer}", spans, rank))
    return found


def opportunity_of(opportunity_id: int) -> tuple[int, str]:
    """(customer id, title) of an opportunity within reach (interactions' port). Raises NotFound."""
    return questions.about(opportunity_id)


def lead_counts() -> dict[str, int]:
    """The acting person's leads that wait: new, overdue, today; and `unassigned` ones."""
    return leads.counts()


search_leads = lead_doors.search
leads_within = lead_doors.within
leads_named = lead_doors.named
lead_hold = lead_doors.hold
lead_touched = lead_doors.touched
lead_assigned = lead_doors.tell_owner

__all__ = [
    "NOTHING",
    "Opportunity",
    "Won",
    "board_topics",
    "customer_assigned",
    "customer_removed",
    "customer_restored",
    "dated",
    "due_count",
    "ensure_pipeline",
    "expected",
    "found_pipeline", "of_customers",
    "opened_between",
    "opened_by_day",
    "opportunity_of",
    "retally",
    "search",
    "todo_due",
    "todo_leads",
    "todo_payments",
    "todo_quotes",
    "won_between",
    "won_by_day",
]  # fmt: skip
