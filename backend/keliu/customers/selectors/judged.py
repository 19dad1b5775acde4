"""Questions of those who judge customers: scores, guesses, lists of whom to contact."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from keliu.customers import rules
from keliu.customers.models import Customer
from keliu.customers.selectors import records


def profiling_off(customer_ids: Iterable[int]) -> set[int]:
    """Those who want no scores, guesses and interests kept about them."""
    rows = Customer.objects.filter(pk__in=set(customer_ids), profiling_off_at__isnull=False)
    return set(rows.values_list("id", flat=True))


def inputs_of(row: Customer) -> rules.ScoreInputs:
    """What the score of a loaded row rests on."""
    return rules.ScoreInputs(
        row.visit_count,
        row.last_visit_at,
        row.last_followup_at,
        row.deal_state,
        rules.Deeds.of(row.deeds),
        row.profiling_off_at is not None,
    )


def score_reasons(row: Customer) -> list[rules.Reason]:
    """Why a customer has their score; the points add up to it."""
    return rules.score_reasons(inputs_of(row), row.scored_at)


def reachable(permission: str = "customer.read") -> QuerySet[Customer]:
    """Living customers that the acting person's `permission` covers."""
    return records.reachable(permission)


def bought() -> list[tuple[datetime | None, int, int]]:
    """(latest order, orders, fen) of everybody who bought and may be judged."""
    rows = Customer.objects.filter(
        order_count__gt=0, deleted_at__isnull=True, profiling_off_at__isnull=True
    )
    return list(rows.values_list("last_order_at", "order_count", "order_total_fen"))


def seen_since(moment: datetime) -> list[int]:
    """Who looked at something since a moment."""
    rows = Customer.objects.filter(last_visit_at__gte=moment, deleted_at__isnull=True)
    return list(rows.order_by("id").values_list("id", flat=True))
