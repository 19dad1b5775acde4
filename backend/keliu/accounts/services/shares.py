"""Temporary access (临时授权): giving a colleague one record, and taking it back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from keliu.accounts import rules
from keliu.accounts.models import RecordShare, Staff
from keliu.accounts.services import carried, sessions
from keliu.kit import actor, clock, scope
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit


@dataclass(frozen=True)
class ShareCard:
    """One person's access to one record as neighbours see it."""

    id: int
    staff_id: int
    level: str
    until: datetime | None
    reason: str


def live(rows: QuerySet[RecordShare]) -> QuerySet[RecordShare]:
    """Those that count now."""
    open_ended = Q(until__isnull=True) | Q(until__gt=clock.now())
    return rows.filter(open_ended, revoked_at__isnull=True)


def shares_of(kind: str, record_id: int) -> list[ShareCard]:
    """Who has access to a record now, the earliest first."""
    rows = RecordShare.objects.filter(kind=kind, record_id=record_id).order_by("id")
    return [ShareCard(r.pk, r.staff_id, r.level, r.until, r.reason) for r in live(rows)]


def _checked(staff_id: int, level: str, until: datetime | None) -> Staff:
    staff = Staff.objects.filter(pk=staff_id).first()
    if staff is None:
        raise Invalid(fields={"staff_id": "没有这位员工"})
    if staff.state != Staff.State.ACTIVE:
        raise Invalid(fields={"staff_id": f"{staff.name}已停用,不能授权"})
    if level not in rules.SHARE_LEVELS:
        raise Invalid(fields={"level": "只能选查看或编辑"})
    if until is not None and until <= clock.now():
        raise Invalid(fields={"until": "截止时间要晚于现在"})
    return staff


def share_give(
    *,
    kind: str,
    record_id: int,
    staff_id: int,
    level: str = rules.READ,
    until: datetime | None = None,
    reason: str = "",
    name: str = "",
) -> RecordShare:
    """Let a colleague read or change one record; a second time changes level, end and reason.

    Whether the acting person may do so is the caller's question. It counts at once.
    """
    carried.settle()
    staff = _checked(staff_id, level, until)
    rows = RecordShare.objects.filter(kind=kind, record_id=record_id, staff=staff)
    row = rows.filter(revoked_at__isnull=True).first()
    before = (row.level, row.until) if row else (None, None)
    row = row or RecordShare(kind=kind, record_id=record_id, staff=staff)
    row.level, row.until, row.reason, row.by_id = level, until, reason, actor.current().staff_id
    row.save()
    changes = {
        "staff": (staff.name if before[0] else None, staff.name),
        "level": (before[0], level),
        "until": (before[1], until),
    }
    audit.record("access.give", kind, record_id, name, changes)
    sessions.refresh(scope.current(), [staff.pk])
    return row


def share_take_back(*, kind: str, record_id: int, staff_id: int, name: str = "") -> None:
    """End a colleague's access to a record at once. Raises NotFound when there is none."""
    carried.settle()
    rows = RecordShare.objects.filter(kind=kind, record_id=record_id, staff_id=staff_id)
    if not rows.filter(revoked_at__isnull=True).update(revoked_at=clock.now()):
        raise NotFound
    who = Staff.objects.filter(pk=staff_id).values_list("name", flat=True).first()
    audit.record("access.take_back", kind, record_id, name, {"staff": (who, None)})
    sessions.refresh(scope.current(), [staff_id])
