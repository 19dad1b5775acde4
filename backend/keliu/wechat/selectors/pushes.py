"""Questions about what WeChat pushed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from keliu.wechat.models import ReceivedPush

State = ReceivedPush.State


@dataclass(frozen=True)
class PushCard:
    """A push as the health page shows it: what and when, never what somebody wrote."""

    id: int
    kind: str
    event: str
    state: str
    problem: str
    deliveries: int
    late: bool
    at: datetime
    received_at: datetime
    done_at: datetime | None


def recent(account_id: int, limit: int = 50) -> list[PushCard]:
    """The newest pushes of an account."""
    rows = ReceivedPush.objects.filter(account_id=account_id).order_by("-id")
    names = PushCard.__dataclass_fields__
    return [PushCard(*values) for values in rows.values_list(*names)[:limit]]


def troubled(account_id: int) -> tuple[int, int]:
    """How many pushes of an account wait to be worked on, and how many have failed."""
    counts = ReceivedPush.objects.filter(account_id=account_id).exclude(state=State.DONE)
    found = counts.aggregate(
        waiting=Count("id", filter=Q(state=State.PENDING)),
        failed=Count("id", filter=Q(state=State.FAILED)),
    )
    return found["waiting"], found["failed"]
