"""Questions about timelines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from keliu.accounts import public as accounts
from keliu.interactions.models import Comment, Interaction
from keliu.interactions.ports import Ports
from keliu.interactions.selectors.reach import of_customers, of_leads, person_filter
from keliu.kit.paging import Sort
from keliu.platform import files, lists
from keliu.platform.files import AttachmentCard

READ = "interaction.read"
TIMELINE_SORTS = (Sort("-at", "at", descending=True, kind="time"),)
MOST_SEARCH_WORDS = 5


@dataclass(frozen=True)
class Wanted:
    """What a timeline is narrowed to; None narrows nothing."""

    kind: str | None = None
    way: str | None = None
    staff: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    q: str | None = None

    def narrow(self, rows: "QuerySet[Interaction]") -> "QuerySet[Interaction]":
        """`rows` that are wanted; a filter that names nothing finds nothing."""
        wanted = {
            "kind": self.kind,
            "way": self.way,
            "staff_id": person_filter(self.staff),
            "at__gte": self.since,
            "at__lt": self.until,
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        return _mentioning(rows.filter(**given), self.q)


def _mentioning(rows: "QuerySet[Interaction]", q: str | None) -> "QuerySet[Interaction]":
    """Lines that hold every piece of `q` between spaces; one timeline is short enough to read."""
    for word in (q or "").split()[:MOST_SEARCH_WORDS]:
        rows = rows.filter(Q(text__icontains=word) | Q(title__icontains=word))
    return rows


def interactions(permission: str = READ) -> "QuerySet[Interaction]":
    """Living lines of customers within reach."""
    return of_customers(Interaction.objects.filter(deleted_at__isnull=True), permission)


def any_interactions(permission: str, *, deleted: bool = False) -> "QuerySet[Interaction]":
    """Lines of customers and leads within reach, the living or the deleted ones."""
    rows = Interaction.objects.filter(deleted_at__isnull=not deleted)
    return of_customers(rows, permission) | of_leads(rows, permission)


def followups_between(
    start: datetime, end: datetime, permission: str = READ
) -> "QuerySet[Interaction]":
    """Follow-ups of [start, end) within reach."""
    rows = interactions(permission).filter(kind=Interaction.Kind.FOLLOWUP)
    return rows.filter(at__gte=start, at__lt=end)


def followups_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = READ
) -> dict[date, int]:
    """Follow-ups per local day."""
    rows = followups_between(start, end, permission)
    local = rows.annotate(day=TruncDate("at", tzinfo=ZoneInfo(timezone)))
    return dict(local.values_list("day").annotate(n=Count("id")).order_by("day"))


def with_people(rows: "QuerySet[Interaction]") -> "QuerySet[Interaction]":
    """Lines with their customer and author, in the same query."""
    return rows.select_related("customer", "staff")


def timeline(customer_id: int, wanted: Wanted) -> "QuerySet[Interaction]":
    """A customer's lines, as far as the acting person may read them."""
    return wanted.narrow(with_people(interactions()).filter(customer_id=customer_id))


def lead_timeline(lead_id: int, wanted: Wanted) -> "QuerySet[Interaction]":
    """A lead's lines, those of its time as a lead; whoever asks may see the lead."""
    rows = Interaction.objects.filter(lead_id=lead_id, deleted_at__isnull=True)
    return wanted.narrow(with_people(rows))


def interactions_for_list(customer: str | None, wanted: Wanted) -> "QuerySet[Interaction]":
    """Lines of all customers within reach."""
    rows = with_people(interactions())
    known = lists.id_filter(customer)
    return wanted.narrow(rows if known is None else rows.filter(customer_id=known))


def comments(interaction_id: int) -> "QuerySet[Comment]":
    """The living comments on a line with their authors, oldest first."""
    rows: QuerySet[Comment] = Comment.objects.filter(
        interaction_id=interaction_id, deleted_at__isnull=True
    )
    return rows.select_related("staff").order_by("id")


def comments_within(permission: str = READ) -> "QuerySet[Comment]":
    """Living comments on lines within reach."""
    rows = Comment.objects.filter(deleted_at__isnull=True)
    lines = any_interactions(permission).values("id")
    return rows.filter(interaction_id__in=lines).select_related("staff")


@dataclass(frozen=True)
class Beside:
    """What a page of lines shows that is kept elsewhere, fetched once for the page."""

    files: dict[int, AttachmentCard] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    leads: dict[int, str] = field(default_factory=dict)
    words: dict[tuple[str, int | None], str] = field(default_factory=dict)


def beside(rows: Iterable[Interaction]) -> Beside:
    """Files, colleagues, leads and sealed words of lines: one query each, none when unused."""
    seen = list(rows)
    attached = {one for row in seen for one in row.file_ids}
    mentioned: set[int | None] = {one for row in seen for one in row.mention_ids}
    leads = {row.lead_id for row in seen if row.customer_id is None and row.lead_id}
    return Beside(
        files=files.attachments(attached),
        names=accounts.names(mentioned),
        leads=Ports.leads_named(leads) if leads else {},
        words=_words(seen),
    )


def _words(rows: Sequence[Interaction]) -> dict[tuple[str, int | None], str]:
    """What was said, where a line does not hold it itself."""
    found: dict[tuple[str, int | None], str] = {}
    for kind, texts in Ports.words.items():
        about = [row.ref_id for row in rows if row.ref_kind == kind and row.ref_id is not None]
        found |= {(kind, pk): text for pk, text in texts(about).items()} if about else {}
    return found
