"""Questions about plans."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from keliu.interactions.models import Plan
from keliu.interactions.ports import Ports
from keliu.interactions.selectors.reach import of_customers, of_leads, person_filter
from keliu.kit import actor, clock, scope
from keliu.kit.paging import Sort
from keliu.platform import lists
from keliu.platform.models import Merchant

PLAN_SORTS = (
    Sort("due_at", "due_at", descending=False, kind="time"),
    Sort("-due_at", "due_at", descending=True, kind="time"),
)


def plans(permission: str = "plan.read") -> "QuerySet[Plan]":
    """Plans about customers and leads one may see: one's own, and those the permission reaches."""
    every, who = Plan.objects.all(), actor.current()
    if not who.may(permission):
        return every.none()
    seen = of_customers(every, "customer.read") | of_leads(every, "lead.read")
    if who.reach(permission) == "all":
        return seen
    theirs = of_customers(every, permission) | of_leads(every, permission)
    return seen.filter(Q(staff_id=who.staff_id) | Q(pk__in=theirs.values("id")))


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


def with_staff(rows: "QuerySet[Plan]") -> "QuerySet[Plan]":
    """Plans with their customer and person, in the same query."""
    return rows.select_related("customer", "staff")


def my_plans() -> "QuerySet[Plan]":
    """The acting person's own plans."""
    return with_staff(plans()).filter(staff_id=actor.current().staff_id or 0)


def lead_names(rows: Sequence[Plan]) -> dict[int, str]:
    """Names of the leads that a page of plans is about; no query when there are none."""
    wanted = {row.lead_id for row in rows if row.customer_id is None and row.lead_id}
    return Ports.leads_named(wanted) if wanted else {}


def plans_for_list(
    *,
    customer: str | None = None,
    lead: str | None = None,
    staff: str | None = None,
    state: str | None = None,
    when: str | None = None,
) -> "QuerySet[Plan]":
    """Plans within reach; `when` means open ones only."""
    wanted = {
        "customer_id": lists.id_filter(customer),
        "lead_id": lists.id_filter(lead),
        "staff_id": person_filter(staff),
        "state": state,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    rows = with_staff(plans()).filter(**given)
    return due(rows, when, zone()) if when else rows


def zone() -> str:
    """The merchant's time zone."""
    found: str = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    return found
