"""Temporary access given by hand: who may give it, what they see of it, and taking it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from keliu.accounts import rules
from keliu.accounts.events import AccessGiven
from keliu.accounts.models import RecordShare
from keliu.accounts.ports import Ports
from keliu.accounts.reach import reaches, within_reach
from keliu.accounts.services import shares
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid
from keliu.platform import records
from keliu.platform.outbox import publish

GRANT = "access.grant"


@dataclass(frozen=True)
class ShareTold:
    """Temporary access as a message says it."""

    kind: str
    label: str
    record_id: int
    name: str
    staff_id: int
    level: str
    until: datetime | None
    reason: str


def share_told(share_id: int) -> ShareTold | None:
    """A live temporary access with its record's name; None when it is over."""
    row = shares.live(RecordShare.objects.filter(pk=share_id)).first()
    if row is None:
        return None
    name = record_names([row]).get((row.kind, row.record_id), "")
    label = Ports.kinds[row.kind].zh
    return ShareTold(
        row.kind, label, row.record_id, name, row.staff_id, row.level, row.until, row.reason
    )


def record_of(kind: str, record_id: int, permission: str) -> Any:
    """A living record that `permission` of the acting person covers. Raises NotFound, Invalid."""
    known = Ports.kinds.get(kind)
    if known is None:
        raise Invalid(fields={"kind": "这种记录不能临时授权"})
    living: QuerySet[Any] = known.model.objects.filter(deleted_at__isnull=True)
    return records.find(within_reach(living, permission, kind=kind), record_id)


def name_of(kind: str, row: Any) -> str:
    """What people call a record."""
    return str(getattr(row, Ports.kinds[kind].name))


def access_give(
    *, kind: str, record_id: int, staff_id: int, level: str, until: datetime, reason: str
) -> RecordShare:
    """Give a colleague one record for a while. Nobody gives more than they have themselves."""
    row = record_of(kind, record_id, GRANT)
    if until > clock.now() + timedelta(days=rules.SHARE_DAYS):
        raise Invalid(fields={"until": "最长一年,到期可以再给"})
    needed = f"{kind}.{level}"
    if not reaches(actor.current(), needed, row.owner_id, row.department_id, kind, row.pk):
        raise Invalid(fields={"level": "你自己也不能这样操作它,不能授权给别人"})
    share = shares.share_give(
        kind=kind,
        record_id=row.pk,
        staff_id=staff_id,
        level=level,
        until=until,
        reason=reason,
        name=name_of(kind, row),
    )
    publish(AccessGiven(share.pk, actor.current().staff_id))
    return share


def live_shares(kind: str | None, record_id: int | None) -> QuerySet[RecordShare]:
    """Access that counts now, to records that one may give access to."""
    ours = Q()
    for name, known in Ports.kinds.items():
        reached = within_reach(known.model.objects.all(), GRANT, kind=name)
        ours |= Q(kind=name, record_id__in=reached.values("id"))
    rows = shares.live(RecordShare.objects.filter(ours)).select_related("staff", "by")
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(record_id=record_id) if record_id is not None else rows


def access_take_back(share_id: int) -> None:
    """End one access at once. Raises NotFound."""
    row = records.find(live_shares(None, None), share_id)
    names = record_names([row])
    shares.share_take_back(
        kind=row.kind,
        record_id=row.record_id,
        staff_id=row.staff_id,
        name=names.get((row.kind, row.record_id), ""),
    )


def record_names(rows: list[RecordShare]) -> dict[tuple[str, int], str]:
    """Names of the records behind shares, in one query a kind."""
    found: dict[tuple[str, int], str] = {}
    for kind in {row.kind for row in rows}:
        known = Ports.kinds[kind]
        wanted = {row.record_id for row in rows if row.kind == kind}
        names = known.model.objects.filter(pk__in=wanted).values_list("id", known.name)
        found |= {(kind, one): name for one, name in names}
    return found
