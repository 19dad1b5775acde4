"""Questions about capture forms and rules."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from keliu.kit import clock, scope
from keliu.kit.paging import Sort
from keliu.platform.models import Merchant
from keliu.sales.models import AssignmentRule, LeadForm, Submission

FORM_SORTS = (Sort("-id", "id", descending=True, kind="number"),)
DAYS = 30
NONE_YET = {"sent": 0, "leads": 0, "converted": 0}


def forms(*, deleted: bool = False) -> "QuerySet[LeadForm]":
    """The merchant's forms with whom they give leads to."""
    rows: QuerySet[LeadForm] = LeadForm.objects.filter(deleted_at__isnull=not deleted)
    return rows.select_related("owner")


def titles(form_ids: Sequence[int]) -> dict[int, str]:
    """What forms are called where somebody looks at one (radar's port `names`)."""
    rows = LeadForm.objects.filter(pk__in=list(form_ids)).values_list("id", "title")
    return dict(rows)


def counts(form_ids: list[int]) -> dict[int, dict[str, int]]:
    """How often each form was sent, how many leads that made and how many became customers."""
    rows: Any = Submission.objects.filter(form_id__in=form_ids).values("form_id")
    found = rows.annotate(
        sent=Count("id"),
        leads=Count("id", filter=Q(joined=False)),
        converted=Count("lead_id", filter=Q(lead__state="converted"), distinct=True),
    )
    sums = {row.pop("form_id"): row for row in found}
    return {one: sums.get(one, NONE_YET) for one in form_ids}


def days(form_id: int) -> list[tuple[date, int, int]]:
    """(local day, sent, new leads) of the last thirty days, the oldest first."""
    zone: str = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    today = clock.local_day(clock.now(), zone)
    since: datetime = clock.day_bounds(today - timedelta(days=DAYS - 1), zone)[0]
    rows: Any = Submission.objects.filter(form_id=form_id, at__gte=since)
    local = rows.annotate(day=TruncDate("at", tzinfo=ZoneInfo(zone))).values_list("day")
    found = local.annotate(n=Count("id"), new=Count("id", filter=Q(joined=False))).order_by("day")
    sums = {day: (sent, new) for day, sent, new in found}
    past = (today - timedelta(days=back) for back in reversed(range(DAYS)))
    return [(day, *sums.get(day, (0, 0))) for day in past]


def rules(*, deleted: bool = False) -> "QuerySet[AssignmentRule]":
    """The assignment rules in their order."""
    rows: QuerySet[AssignmentRule] = AssignmentRule.objects.filter(deleted_at__isnull=not deleted)
    return rows.order_by("position", "id")
