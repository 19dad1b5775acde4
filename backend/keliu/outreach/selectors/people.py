"""消息记录: what was said to customers, within the acting person's reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.kit import actor
from keliu.kit.paging import Sort
from keliu.outreach.models import PersonDelivery
from keliu.platform import lists, records

READ = "message.read"
State = PersonDelivery.State
SORTS: Sequence[Sort] = (lists.NEWEST,)


@dataclass(frozen=True)
class Message:
    """One message as neighbours see it."""

    id: int
    account_id: int
    customer_id: int | None
    channel: str
    purpose: str
    summary: str
    by_id: int | None
    at: datetime


def message(delivery_id: int) -> Message | None:
    """One message, without asking who looks."""
    row = PersonDelivery.objects.filter(pk=delivery_id).first()
    if row is None:
        return None
    at = row.settled_at or row.created_at
    return Message(
        row.pk, row.account_id, row.customer_id, row.channel, row.purpose, row.summary,
        row.by_id, at,
    )  # fmt: skip


def within(permission: str = READ) -> "QuerySet[PersonDelivery]":
    """Messages the acting person may see: all of them, or those to customers within reach."""
    rows: QuerySet[PersonDelivery] = PersonDelivery.objects.all()
    reach = accounts.reach_of(actor.current(), permission)
    if reach is None:
        return rows.none()
    return rows if reach.everything else customers.reach(rows, permission)


def find(delivery_id: int, permission: str = READ) -> PersonDelivery:
    """One of them. Raises NotFound."""
    return records.find(within(permission), delivery_id)


def narrowed(
    rows: "QuerySet[PersonDelivery]", asked: dict[str, Any], q: str | None
) -> "QuerySet[PersonDelivery]":
    """Those with these values; `q` is looked for in the text."""
    given = {name: value for name, value in asked.items() if value is not None}
    rows = rows.filter(**given)
    return rows.filter(summary__icontains=q) if q else rows


def counts() -> dict[str, int]:
    """How many are waiting, failed or unknown, for the tabs of the list."""
    asked = {
        name: Count("id", filter=Q(state__in=states))
        for name, states in {
            "unknown": [State.UNKNOWN],
            "waiting": [State.QUEUED, State.DELAYED, State.SENDING],
        }.items()
    }
    return within().aggregate(**asked)
