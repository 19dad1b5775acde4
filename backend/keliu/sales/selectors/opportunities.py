"""Lists, details and figures of opportunities, always within the asking person's reach."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncDate

from keliu.accounts import public as accounts
from keliu.kit import actor, words
from keliu.kit.actor import Actor
from keliu.kit.paging import Sort
from keliu.platform import lists, records, sql
from keliu.sales import rules
from keliu.sales.models import Opportunity, Pipeline, Stage, StageChange

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
)  # fmt: skip
MORE = ("note", "owner_id", "stage_id", "pipeline__merchant", "pipeline__name")
HITS = "SELECT * FROM sales_opportunity_hits(%s, %s, %s, %s, %s, %s)"
MATCHES = "SELECT sales_opportunity_search(%s)"


def departments_of(who: Actor, reach: str | None) -> list[int]:
    """The departments whose records a person with this reach sees."""
    own = [who.department_id] if who.department_id is not None else []
    return {"tree": list(who.departments), "department": own}.get(reach or "", [])


def pipelines() -> list[tuple[Pipeline, list[Stage]]]:
    """Every pipeline with its stages in order, the default one first."""
    stages: dict[int, list[Stage]] = {}
    for stage in Stage.objects.order_by("position"):
        stages.setdefault(stage.pipeline_id, []).append(stage)
    rows = Pipeline.objects.order_by("-is_default", "id")
    return [(row, stages.get(row.pk, [])) for row in rows]


def stages_of(pipeline_id: int) -> list[Stage]:
    """The stages of one pipeline in order."""
    return list(Stage.objects.filter(pipeline_id=pipeline_id).order_by("position"))


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
) -> "QuerySet[Opportunity]":
    """The list page's question; windows are [from, to)."""
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
    }
    rows = reachable().filter(**{k: v for k, v in wanted.items() if v is not None})
    return by_words(by_owner(rows, owner), q)


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


def hits(q: str, limit: int) -> list[tuple[int, str, str, str, int]]:
    """The best matches by title: id, title, stage, customer's name, rank (0 is best)."""
    who, asked = actor.current(), words.of_query(q)
    reach = who.reach(READ)
    if reach is None or not asked:
        return []
    departments = departments_of(who, reach)
    values = [asked, q.strip().lower()[:60], reach == "all", who.staff_id, departments, limit]
    return [tuple(row) for row in sql.rows(HITS, values)]


def about(opportunity_id: int) -> tuple[int, str]:
    """Customer and title of an opportunity within reach. Raises NotFound."""
    row = records.find(reachable(), opportunity_id)
    return row.customer_id, row.title
