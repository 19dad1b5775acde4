"""Lists, details and figures of opportunities, always within the asking person's reach."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncDate

from keliu.accounts import public as accounts
from keliu.kit import actor, words
from keliu.kit.paging import Sort
from keliu.platform import lists, records, sql
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking
from keliu.sales import rules
from keliu.sales.models import Opportunity, Stage, StageChange

READ = "opportunity.read"
SORTS = (
    Sort("-updated_at", "updated_at", descending=True, kind="time"),
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("-amount_fen", "amount_fen", descending=True, kind="number"),
    Sort("expected_on", "expected_on", descending=False, kind="date"),
    Sort("-closed_at", "closed_at", descending=True, kind="time"),
)
SHOWN = (
    "id", "merchant", "title", "amount_fen", "rating", "expected_on", "state", "reason",
    "stage_since", "closed_at", "created_at", "updated_at", "version", "department_id",
    "deleted_at", "customer__merchant", "customer__name", "owner__merchant", "owner__name",
    "stage__merchant", "stage__name", "stage__kind", "stage__rate", "customer_id",
    "custom",
)  # fmt: skip
MORE = (
    "note", "owner_id", "stage_id", "pipeline__merchant", "pipeline__name", "pipeline__backward",
    "lines", "sums_lines", "competitors", "cause_id", "credit_owner_id",
    "credit_department_id", "with_customer",
)  # fmt: skip
HITS = """SELECT * FROM sales_opportunity_hits(%s, %s, %s, %s::bigint[], %s::bigint[], {shared},
 %s)"""
MATCHES = "SELECT sales_opportunity_search(%s)"


def stages_of(pipeline_id: int) -> list[Stage]:
    """The live stages of one pipeline in order."""
    alive = Stage.objects.filter(pipeline_id=pipeline_id, retired_at__isnull=True)
    return list(alive.order_by("position"))


def reachable(permission: str = READ) -> "QuerySet[Opportunity]":
    """Live opportunities that `permission` covers, with what a row shows joined."""
    rows = Opportunity.objects.filter(deleted_at__isnull=True)
    joined = rows.select_related("customer", "owner", "stage").only(*SHOWN)
    return accounts.within_reach(joined, permission)


def _whole(*, deleted: bool = False) -> "QuerySet[Opportunity]":
    rows = Opportunity.objects.filter(deleted_at__isnull=not deleted)
    return rows.select_related("customer", "owner", "stage", "pipeline").only(*SHOWN, *MORE)


def whole(permission: str = READ, *, deleted: bool = False) -> "QuerySet[Opportunity]":
    """Opportunities with everything their page shows, live or deleted ones, within reach."""
    return accounts.within_reach(_whole(deleted=deleted), permission)


def whole_row(opportunity_id: int) -> Opportunity:
    """One of them as it is now. Raises NotFound when it was deleted meanwhile."""
    return records.find(_whole(), opportunity_id)


def history(opportunity_id: int) -> list[StageChange]:
    """Every step, the first one first."""
    rows = StageChange.objects.filter(opportunity_id=opportunity_id)
    return list(rows.select_related("from_stage", "to_stage").order_by("id"))


def by_owner(rows: "QuerySet[Opportunity]", owner: str | None) -> "QuerySet[Opportunity]":
    """Narrow to one owner: an id, `me` or `none`."""
    if owner in {None, ""}:
        return rows
    if owner == "none":
        return rows.filter(owner_id__isnull=True)
    wanted = actor.current().staff_id if owner == "me" else lists.id_filter(owner)
    return rows.filter(owner_id=wanted)


def by_words(rows: "QuerySet[Opportunity]", q: str | None) -> "QuerySet[Opportunity]":
    """Narrow to titles that hold every word of `q`."""
    asked = words.of_query(q or "")
    if not asked:
        return rows if not (q or "").strip() else rows.none()
    return rows.filter(pk__in=RawSQL(MATCHES, [asked]))  # noqa: S611  the words are a parameter


def for_list(
    *,
    q: str | None = None,
    state: str | None = None,
    owner: str | None = None,
    customer: str | None = None,
    stage: str | None = None,
    rating: str | None = None,
    closed: tuple[datetime | None, datetime | None] = (None, None),
    created: tuple[datetime | None, datetime | None] = (None, None),
    due_to: date | None = None,
    expected: tuple[date | None, date | None] = (None, None),
    undated: bool = False,
    pipeline: str | None = None,
    department: str | None = None,
    cause: str | None = None,
    competitor: str | None = None,
    credit: str | None = None,
) -> "QuerySet[Opportunity]":
    """The list page's question; windows are [from, to), days and `expected` include their last."""
    wanted = {
        "state": state,
        "customer_id": lists.id_filter(customer),
        "stage_id": lists.id_filter(stage),
        "rating": rating,
        "closed_at__gte": closed[0],
        "closed_at__lt": closed[1],
        "created_at__gte": created[0],
        "created_at__lt": created[1],
        "expected_on__lte": due_to,
        "expected_on__gte": expected[0],
        "expected_on__isnull": True if undated else None,
        "pipeline_id": lists.id_filter(pipeline),
        "department_id": None if department == "none" else lists.id_filter(department),
        "department_id__isnull": True if department == "none" else None,
    }
    rows = reachable().filter(**{k: v for k, v in wanted.items() if v is not None})
    if expected[1] is not None:
        rows = rows.filter(expected_on__lte=expected[1])
    rows = by_credit(by_outcome(rows, cause, competitor), credit)
    return by_words(by_owner(rows, owner), q)


def by_outcome(
    rows: "QuerySet[Opportunity]", cause: str | None, competitor: str | None
) -> "QuerySet[Opportunity]":
    """Narrow to one usual reason and one competitor; `none` is without any."""
    if cause:
        rows = rows.filter(cause_id=None if cause == "none" else lists.id_filter(cause))
    if competitor == "none":
        return rows.filter(competitors=[])
    if competitor:
        return rows.filter(competitors__contains=[{"id": str(lists.id_filter(competitor))}])
    return rows


def by_credit(rows: "QuerySet[Opportunity]", credit: str | None) -> "QuerySet[Opportunity]":
    """Narrow to whose success it was: `staff:<id>`, or `department:<id>` with those below."""
    subject, _, identifier = (credit or "").partition(":")
    if not subject:
        return rows
    wanted = lists.id_filter(identifier) or 0
    if subject == "staff":
        return rows.filter(credit_owner_id=wanted)
    places = accounts.below([wanted]) if subject == "department" else []
    return rows.filter(credit_department_id__in=places)


def states_of_customer(customer_id: int) -> list[str]:
    """The states of a customer's live opportunities."""
    rows = Opportunity.objects.filter(customer_id=customer_id, deleted_at__isnull=True)
    return list(rows.values_list("state", flat=True).distinct())


def passed_stages(opportunity_id: int) -> list[int]:
    """The stages an opportunity stood in, oldest first."""
    rows = StageChange.objects.filter(opportunity_id=opportunity_id).order_by("id")
    return list(rows.values_list("to_stage_id", flat=True))


def counted(permission: str) -> "QuerySet[Opportunity]":
    """Live opportunities within the reach of `permission`, bare, for figures."""
    return accounts.within_reach(Opportunity.objects.filter(deleted_at__isnull=True), permission)


def won_by_day(
    rows: "QuerySet[Opportunity]", start: datetime, end: datetime, timezone: str
) -> list[tuple[date, int, int]]:
    """(local day, how many, for how much) of what was won in [start, end)."""
    won = rows.filter(state=rules.WON, closed_at__gte=start, closed_at__lt=end)
    days = won.annotate(day=TruncDate("closed_at", tzinfo=ZoneInfo(timezone))).values("day")
    found = days.annotate(n=Count("id"), fen=Sum("amount_fen")).order_by("day")
    return list(found.values_list("day", "n", "fen"))


def opened_by_day(
    rows: "QuerySet[Opportunity]", start: datetime, end: datetime, timezone: str
) -> dict[date, int]:
    """How many were added on each local day of [start, end)."""
    added = rows.filter(created_at__gte=start, created_at__lt=end)
    days = added.annotate(day=TruncDate("created_at", tzinfo=ZoneInfo(timezone))).values("day")
    return dict(days.annotate(n=Count("id")).order_by("day").values_list("day", "n"))


def due(rows: "QuerySet[Opportunity]", day: date) -> int:
    """How many open ones were expected on `day` or before."""
    return rows.filter(state=rules.OPEN, expected_on__lte=day).count()


def mine_due(day: date) -> "QuerySet[Opportunity]":
    """The acting person's own open ones that were expected on `day` or before."""
    rows = reachable().filter(owner_id=actor.current().staff_id or 0, state=rules.OPEN)
    return rows.filter(expected_on__lte=day)


def all_expected(day: date) -> "QuerySet[Opportunity]":
    """Open, owned ones of the whole merchant expected on `day` or before, whoever asks."""
    rows = Opportunity.objects.filter(deleted_at__isnull=True, state=rules.OPEN)
    return rows.filter(expected_on__lte=day, owner__isnull=False).order_by("id")


def hits(q: str, limit: int) -> Asking[list[Any]]:
    """The best matches by title: id, title, stage, customer's name, rank (0 is best)."""
    asked, reach = words.of_query(q), accounts.reach_of(actor.current(), READ, "opportunity")
    if reach is None or not asked:
        return []
    shared, more = accounts.shared_ids(reach)
    among = [sql.array(reach.staff), sql.array(reach.departments)]
    values = [asked, q.strip().lower()[:60], reach.everything, *among, *more, limit]
    return (yield [Question(HITS.format(shared=shared), values)])[0]


def about(opportunity_id: int) -> tuple[int, str]:
    """Customer and title of an opportunity within reach. Raises NotFound."""
    row = records.find(reachable(), opportunity_id)
    return row.customer_id, row.title
