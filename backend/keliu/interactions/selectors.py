"""Questions about timelines and plans."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from keliu.accounts import public as accounts
from keliu.interactions.models import Interaction, Plan
from keliu.kit import actor, clock, scope
from keliu.kit.paging import Sort
from keliu.platform import lists
from keliu.platform.models import Merchant


def _of_customers(rows: "QuerySet[Any]", permission: str) -> "QuerySet[Any]":
    """Rows whose customer lives and is within reach; asked through the join, not a copy."""
    living = rows.filter(customer__deleted_at__isnull=True)
    return accounts.within_reach(
        living, permission, owner="customer__owner_id", department="customer__department_id"
    )


def interactions(permission: str = "interaction.read") -> "QuerySet[Interaction]":
    """Living lines within reach."""
    rows: QuerySet[Interaction] = Interaction.objects.filter(deleted_at__isnull=True)
    return _of_customers(rows, permission)


def deleted_interactions(permission: str) -> "QuerySet[Interaction]":
    """Deleted lines within reach, for undoing."""
    rows: QuerySet[Interaction] = Interaction.objects.filter(deleted_at__isnull=False)
    return _of_customers(rows, permission)


def followups_between(
    start: datetime, end: datetime, permission: str = "interaction.read"
) -> "QuerySet[Interaction]":
    """Follow-ups of [start, end) within reach."""
    rows = interactions(permission).filter(kind=Interaction.Kind.FOLLOWUP)
    return rows.filter(at__gte=start, at__lt=end)


def followups_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = "interaction.read"
) -> dict[date, int]:
    """Follow-ups per local day."""
    rows = followups_between(start, end, permission)
    local = rows.annotate(day=TruncDate("at", tzinfo=ZoneInfo(timezone)))
    return dict(local.values_list("day").annotate(n=Count("id")).order_by("day"))


def plans(permission: str = "plan.read") -> "QuerySet[Plan]":
    """Plans about customers one may see: one's own, and those that the permission reaches."""
    rows: QuerySet[Plan] = _of_customers(Plan.objects.all(), "customer.read")
    who = actor.current()
    if not who.may(permission):
        return rows.none()
    if who.reach(permission) == "all":
        return rows
    theirs = _of_customers(Plan.objects.all(), permission).values("id")
    return rows.filter(Q(staff_id=who.staff_id) | Q(pk__in=theirs))


def pending(rows: "QuerySet[Plan]") -> "QuerySet[Plan]":
    """The open ones."""
    return rows.filter(state=Plan.State.PENDING)


def due(rows: "QuerySet[Plan]", when: str, timezone: str) -> "QuerySet[Plan]":
    """Open plans of today, overdue ones, or those after today."""
    now = clock.now()
    start, end = clock.day_bounds(clock.local_day(now, timezone), timezone)
    spans = {
        "today": Q(due_at__gte=start, due_at__lt=end),
        "overdue": Q(due_at__lt=now),
        "upcoming": Q(due_at__gte=end),
    }
    return pending(rows).filter(spans[when])


def my_plans_due(timezone: str) -> dict[str, int]:
    """How many of one's own open plans are due today, and how many are overdue."""
    mine = Plan.objects.filter(
        staff_id=actor.current().staff_id or 0, customer__deleted_at__isnull=True
    )
    return {when: due(mine, when, timezone).count() for when in ("today", "overdue")}


TIMELINE_SORTS = (Sort("-at", "at", descending=True, kind="time"),)
PLAN_SORTS = (
    Sort("due_at", "due_at", descending=False, kind="time"),
    Sort("-due_at", "due_at", descending=True, kind="time"),
)


def with_people(rows: "QuerySet[Interaction]") -> "QuerySet[Interaction]":
    """Lines with their customer and author, in the same query."""
    return rows.select_related("customer", "staff")


def timeline(customer_id: int, *, kind: str | None) -> "QuerySet[Interaction]":
    """A customer's lines, as far as the acting person may read them."""
    rows = with_people(interactions()).filter(customer_id=customer_id)
    return rows.filter(kind=kind) if kind else rows


def interactions_for_list(
    *,
    customer: str | None,
    staff: str | None,
    kind: str | None,
    since: datetime | None,
    until: datetime | None,
) -> "QuerySet[Interaction]":
    """Lines of all customers within reach; a filter that names nothing finds nothing."""
    wanted = {
        "customer_id": lists.id_filter(customer),
        "staff_id": person_filter(staff),
        "kind": kind,
        "at__gte": since,
        "at__lt": until,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    return with_people(interactions()).filter(**given)


def person_filter(text: str | None) -> int | None:
    """A colleague given as a filter: an id, or `me`."""
    return (actor.current().staff_id or 0) if text == "me" else lists.id_filter(text)


def with_staff(rows: "QuerySet[Plan]") -> "QuerySet[Plan]":
    """Plans with their customer and person, in the same query."""
    return rows.select_related("customer", "staff")


def plans_for_list(
    *, customer: str | None, staff: str | None, state: str | None, when: str | None
) -> "QuerySet[Plan]":
    """Plans within reach; `when` means open ones only."""
    wanted = {
        "customer_id": lists.id_filter(customer),
        "staff_id": person_filter(staff),
        "state": state,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    rows = with_staff(plans()).filter(**given)
    return due(rows, when, _zone()) if when else rows


def _zone() -> str:
    zone: str = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    return zone
