"""What other contexts ask of leads; config connects it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from keliu.accounts import public as accounts
from keliu.customers.ports import Hit
from keliu.outreach import public as outreach
from keliu.platform.sql import Asking
from keliu.sales.models import Lead
from keliu.sales.selectors import leads as questions
from keliu.sales.services import leads

STATES = {"new": "新线索", "following": "跟进中", "converted": "已转化", "invalid": "无效"}


def within(permission: str) -> "QuerySet[Any]":
    """Living leads that one may see and that `permission` (of follow-ups, of plans) covers."""
    seen = questions.reachable()
    return seen if permission == questions.READ else questions.within_reach(seen, permission)


def named(lead_ids: set[int]) -> dict[int, str]:
    """Names of living leads, whoever asks."""
    rows = Lead.objects.filter(pk__in=lead_ids, deleted_at__isnull=True) if lead_ids else []
    return {row.pk: row.name for row in rows}


def hold(lead_id: int) -> None:
    """Lock a lead until the transaction ends. Raises NotFound, LeadConverted."""
    leads.hold(lead_id)


def touched(lead_id: int, last_at: datetime | None, next_at: datetime | None) -> None:
    """A lead's follow-ups or plans changed."""
    leads.touched(lead_id, last_at, next_at)


def search(q: str, limit: int) -> Asking[list[Hit]]:
    """Leads for the one search box, the latest first; customers ranks and marks them."""
    found = yield from questions.hits(q, limit)
    return [
        Hit("lead", identifier, name, " · ".join(filter(None, [*about, STATES[state]])), (), 2)
        for identifier, name, state, *about in found
    ]


def tell_owner(lead_id: int, owner_id: int, by_id: int | None) -> None:
    """Reaction: a lead has another owner, who is told unless they took it themselves."""
    row = Lead.objects.filter(pk=lead_id, owner_id=owner_id, deleted_at__isnull=True).first()
    if row is None or owner_id == by_id:
        return
    by = accounts.names({by_id}).get(by_id or 0, "分配规则")
    outreach.tell_staff(
        staff_id=owner_id,
        kind="system",
        title=f"{by}把线索{row.name}交给了你",
        text=" · ".join(part for part in (row.company, row.source_detail) if part),
        link=("lead", row.pk),
        dedupe=f"lead:{row.pk}:{row.version}",
    )
