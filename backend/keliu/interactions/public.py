"""The front door of interactions for the contexts above."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from keliu.interactions import selectors
from keliu.interactions.models import Interaction
from keliu.interactions.services import lines, timeline


def timeline_add(
    *,
    customer_id: int,
    kind: str,
    title: str,
    text: str = "",
    staff_id: int | None = None,
    ref_kind: str = "",
    ref_id: int | None = None,
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Add a line to a customer's timeline in the caller's transaction; returns its id.

    `title` is a ready Chinese sentence. A second line of the same kind and reference is refused by
    the database: use `timeline_put` for lines that grow.
    """
    return timeline.line_write(
        once=False, customer_id=customer_id, kind=kind, title=title, text=text, staff_id=staff_id,
        ref_kind=ref_kind, ref_id=ref_id, data=data, at=at,
    )  # fmt: skip


def timeline_put(
    *,
    customer_id: int,
    kind: str,
    title: str,
    ref_kind: str,
    ref_id: int,
    text: str = "",
    staff_id: int | None = None,
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """The one line of `kind` about a record: added the first time, brought up to date later."""
    return timeline.line_write(
        once=True, customer_id=customer_id, kind=kind, title=title, text=text, staff_id=staff_id,
        ref_kind=ref_kind, ref_id=ref_id, data=data, at=at,
    )  # fmt: skip


def followups_between(
    start: datetime, end: datetime, permission: str = "interaction.read"
) -> "QuerySet[Any]":
    """Follow-ups written about [start, end) within the acting person's reach, for counting."""
    return selectors.followups_between(start, end, permission)


def followups_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = "interaction.read"
) -> dict[date, int]:
    """How many follow-ups each local day of [start, end) has, within reach."""
    return selectors.followups_by_day(start, end, timezone, permission)


def plans_due(timezone: str) -> dict[str, int]:
    """The acting person's own open plans: {"today": n, "overdue": n}."""
    return selectors.my_plans_due(timezone)


def customer_added(customer_id: int, by_id: int | None) -> None:
    """Reaction: a colleague added a customer."""
    lines.customer_added(customer_id, by_id)


def customer_handed_over(
    customer_id: int, owner_id: int, previous_owner_id: int | None, by_id: int | None
) -> None:
    """Reaction: a customer has another owner, who takes over the open plans."""
    lines.customer_handed_over(customer_id, owner_id, previous_owner_id, by_id)


def customer_known(customer_id: int, purposes: tuple[str, ...]) -> None:
    """Reaction: a visitor agreed to something."""
    lines.customer_known(customer_id, purposes)


def privacy_counts(customer_id: int) -> list[tuple[str, str, int]]:
    """For the customer's privacy page: how many follow-ups are kept about them."""
    written = Interaction.objects.filter(customer_id=customer_id, deleted_at__isnull=True)
    count = written.filter(kind=Interaction.Kind.FOLLOWUP).count()
    return [("跟进记录", "Follow-up notes", count)]
