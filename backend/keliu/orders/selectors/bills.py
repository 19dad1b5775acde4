"""Questions about bills."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from keliu.accounts import public as accounts
from keliu.kit.paging import Sort
from keliu.orders.models import Bill, BillDifference
from keliu.platform import records

SORTS = (Sort("-day", "day", descending=True, kind="date"),)
OPEN = Q(explained=False, settled_at__isnull=True)


def all_bills() -> "QuerySet[Bill]":
    """Every bill."""
    return Bill.objects.all()


def find(bill_id: int) -> Bill:
    """One bill. Raises NotFound."""
    return records.find(Bill.objects.all(), bill_id)


def counts(rows: Sequence[Bill]) -> dict[int, tuple[int, int]]:
    """Open and other differences of bills."""
    found = (
        BillDifference.objects.filter(bill__in=[row.pk for row in rows])
        .order_by()
        .values("bill_id")
        .annotate(open=Count("id", filter=OPEN), all=Count("id"))
    )
    return {row["bill_id"]: (row["open"], row["all"] - row["open"]) for row in found}


def differences(row: Bill) -> list[BillDifference]:
    """Those that want somebody first."""
    found = BillDifference.objects.filter(bill=row)
    return sorted(found, key=lambda one: (one.explained or one.settled_at is not None, one.pk))


def names(staff_ids: Sequence[int | None]) -> dict[int, str]:
    """Names of colleagues."""
    wanted = sorted({one for one in staff_ids if one})
    return {card.id: card.name for card in accounts.cards(wanted)}
