"""When customers become one: visitors stay signed in, and what was shared stays shared."""

from collections.abc import Sequence

from django.db.models import QuerySet

from keliu.accounts.models import RecordShare, Session
from keliu.kit import scope
from keliu.platform.undo import Journal

CUSTOMER = "customer"


def sessions_count(customer_ids: Sequence[int]) -> int:
    """How many devices of these customers are signed in."""
    return _sessions(customer_ids).count()


def _sessions(customer_ids: Sequence[int]) -> "QuerySet[Session]":
    return Session.objects.filter(merchant_id=scope.current(), customer_id__in=customer_ids)


def sessions_move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Visitors go on as the kept customer, on the same devices."""
    moved = list(_sessions(gone_ids).order_by("id").values_list("id", flat=True))
    journal.watch(Session, moved)
    Session.objects.filter(pk__in=moved).update(customer_id=keep_id)


def shares_count(customer_ids: Sequence[int]) -> int:
    """How many colleagues were given access to these customers, and have it still."""
    return _shares(customer_ids).filter(revoked_at__isnull=True).count()


def _shares(customer_ids: Sequence[int]) -> "QuerySet[RecordShare]":
    rows: QuerySet[RecordShare] = RecordShare.objects.filter(kind=CUSTOMER)
    return rows.filter(record_id__in=customer_ids)


def shares_move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Access goes along; who has it to the kept customer already keeps that one."""
    rows = list(_shares([keep_id, *gone_ids]).order_by("id"))
    live = {row.staff_id for row in rows if row.record_id == keep_id and row.revoked_at is None}
    for row in rows:
        if row.record_id == keep_id:
            continue
        if row.revoked_at is None and row.staff_id in live:
            continue
        live |= {row.staff_id} if row.revoked_at is None else set()
        journal.watch(RecordShare, [row.pk])
        RecordShare.objects.filter(pk=row.pk).update(record_id=keep_id)
