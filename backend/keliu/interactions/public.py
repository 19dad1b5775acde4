"""The front door of interactions for the contexts above."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from keliu.interactions.models import Interaction, Plan
from keliu.interactions.schemas.timeline import TimelineAsked, TimelineRow
from keliu.interactions.selectors import plans as plan_questions
from keliu.interactions.selectors import timeline as questions
from keliu.interactions.services import (
    lines,
    pages,
    plans,
    pool_lines,
    settings,
    subjects,
    timeline,
)
from keliu.platform.wire import Page


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


def timeline_put_all(lines: Iterable[Mapping[str, Any]]) -> None:
    """The same for many lines at once, each with the arguments of `timeline_put`."""
    timeline.lines_put(lines)


def line_files(ref_kind: str, ref_id: int, file_ids: Sequence[int]) -> None:
    """Show files on the lines about a record; the caller has attached them."""
    timeline.line_files(ref_kind, ref_id, file_ids)


def lines_forget(customer_id: int, ref_kind: str, data: dict[str, Any]) -> list[int]:
    """Remove lines about a customer that may not be kept; returns the files they showed."""
    return timeline.lines_forget(customer_id, ref_kind, data)


def followups_between(
    start: datetime, end: datetime, permission: str = "interaction.read"
) -> "QuerySet[Any]":
    """Follow-ups written about [start, end) within the acting person's reach, for counting."""
    return questions.followups_between(start, end, permission)


def followups_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = "interaction.read"
) -> dict[date, int]:
    """How many follow-ups each local day of [start, end) has, within reach."""
    return questions.followups_by_day(start, end, timezone, permission)


def lead_line(
    *,
    lead_id: int,
    title: str,
    text: str = "",
    kind: str = "customer",
    staff_id: int | None = None,
    ref_kind: str = "",
    ref_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> int:
    """Add a line to a lead's timeline in the caller's transaction; returns its id."""
    return timeline.line_write(
        once=False, customer_id=None, lead_id=lead_id, kind=kind, title=title, text=text,
        staff_id=staff_id, ref_kind=ref_kind, ref_id=ref_id, data=data,
    )  # fmt: skip


def lead_timeline(lead_id: int, asked: TimelineAsked) -> Page[TimelineRow]:
    """A lead's lines, newest first; the caller has found the lead within reach."""
    return pages.timeline_page(questions.lead_timeline(lead_id, asked.wanted(asked.q)), asked)


def lead_becomes(lead_id: int, customer_id: int) -> None:
    """A lead was converted: its lines and plans are the customer's too; call it in that change."""
    plans.lead_becomes(lead_id, customer_id)


def lead_kept(lead_id: int) -> tuple[int, int]:
    """How many follow-ups and open plans a lead has, for the wizard that takes them along."""
    written = Interaction.objects.filter(lead_id=lead_id, deleted_at__isnull=True)
    waiting = Plan.objects.filter(lead_id=lead_id, state=Plan.State.PENDING)
    return written.filter(kind=Interaction.Kind.FOLLOWUP).count(), waiting.count()


def lead_handed_over(lead_id: int, owner_id: int, previous_owner_id: int | None) -> None:
    """A lead has another owner, who takes over the open plans."""
    plans.lead_plans_follow(lead_id, owner_id, previous_owner_id)


def of_leads(lead_ids: Sequence[int]) -> list[tuple[Any, Sequence[int]]]:
    """What is written and planned about leads: rows for the journal of work on many of them."""
    return [
        (
            model,
            list(model._default_manager.filter(lead_id__in=lead_ids).values_list("id", flat=True)),
        )
        for model in (Interaction, Plan)
    ]


def todo_plans(when: str, timezone: str) -> "QuerySet[Plan]":
    """The acting person's own open plans that are due `today`, or `overdue`."""
    return plan_questions.due(plan_questions.my_plans(), when, timezone)


def plan_subjects(rows: Sequence[Plan]) -> list[tuple[str, int, str]]:
    """What plans of `todo_plans` are about: ("customer" or "lead", id, name), in one query."""
    leads = plan_questions.lead_names(rows)
    return [
        (
            *subjects.pointed(row).link,
            str(row.customer.name) if row.customer else leads.get(row.lead_id or 0, ""),
        )
        for row in rows
    ]


def silent_days() -> int:
    """After how many days without a follow-up a regular counts as silent."""
    return settings.in_force().silent_days


def customers_added(added: Sequence[tuple[int, int | None]]) -> None:
    """Reaction: colleagues added customers, each given with who it was."""
    lines.customers_added(added)


def contact_added(customer_id: int, name: str, by_id: int | None) -> None:
    """Reaction: a customer has one more person to talk to."""
    lines.contact_added(customer_id, name, by_id)


def customer_handed_over(
    customer_id: int, owner_id: int, previous_owner_id: int | None, by_id: int | None
) -> None:
    """Reaction: a customer has another owner, who takes over the open plans."""
    lines.customer_handed_over(customer_id, owner_id, previous_owner_id, by_id)


def customer_known(customer_id: int, purposes: tuple[str, ...]) -> None:
    """Reaction: a visitor agreed to something."""
    lines.customer_known(customer_id, purposes)


def details_given(customer_id: int, fields: tuple[str, ...]) -> None:
    """Reaction: a customer put their own details right."""
    lines.details_given(customer_id, fields)


def card_exchanged(customer_id: int, exchange_id: int, card_name: str) -> None:
    """A customer handed their own card to the owner of one of ours."""
    lines.card_exchanged(customer_id, exchange_id, card_name)


def customer_claimed(customer_id: int, owner_id: int, pool_id: int, by_id: int | None) -> None:
    """Reaction: a customer left a pool for an owner."""
    pool_lines.claimed(customer_id, owner_id, pool_id, by_id)


def customer_returned(ownership_id: int, pool_id: int, by_id: int | None) -> None:
    """Reaction: an owner let go of a customer; their open plans are cancelled."""
    pool_lines.returned(ownership_id, pool_id, by_id)


def privacy_counts(customer_id: int) -> list[tuple[str, str, int]]:
    """For the customer's privacy page: how many follow-ups are kept about them."""
    written = Interaction.objects.filter(customer_id=customer_id, deleted_at__isnull=True)
    count = written.filter(kind=Interaction.Kind.FOLLOWUP).count()
    return [("跟进记录", "Follow-up notes", count)]


__all__ = [
    "TimelineAsked",
    "TimelineRow",
    "card_exchanged",
    "customer_claimed",
    "customer_handed_over",
    "customer_known",
    "customer_returned",
    "customers_added",
    "details_given",
    "followups_between",
    "followups_by_day",
    "lead_becomes",
    "lead_handed_over",
    "lead_kept",
    "lead_line",
    "lead_timeline",
    "line_files",
    "lines_forget",
    "plan_subjects",
    "privacy_counts",
    "silent_days",
    "timeline_add",
    "timeline_put",
    "todo_plans",
]  # fmt: skip
