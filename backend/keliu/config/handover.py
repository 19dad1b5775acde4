"""What a person who leaves hands over: every kind of record that belongs to somebody.

The order is the order of locks: what locks its customer after itself comes before customers, what
locks it first comes after.
"""

from typing import Any

from django.db.models import Q

from keliu.accounts.models import Department, RecordShare
from keliu.accounts.public import StaffCard
from keliu.accounts.services import sessions
from keliu.catalog.models import Card
from keliu.customers.ports import Handing, HandoverItem, HandoverPart
from keliu.customers.services.handover import customers as customers_part
from keliu.customers.services.handover import pools as pools_part
from keliu.customers.services.handover.rows import Changed, rows_part
from keliu.interactions.models import Plan
from keliu.interactions.services import handover_lines
from keliu.kit import clock, scope
from keliu.orders.models import Order
from keliu.platform.undo import Journal
from keliu.sales.models import Contract, Lead, Opportunity, Quote
from keliu.sales.services import tally

LIVING = Q(deleted_at__isnull=True)


def _tally(changed: Changed) -> None:
    """The board's sums move with the opportunities."""
    pairs = []
    for row, receiver in changed:
        before = tally.place(row)
        department = receiver.department_id or 0
        pairs.append((before, before._replace(owner_id=receiver.id, department_id=department)))
    tally.shift_all(pairs)


def _since() -> dict[str, Any]:
    return {"owner_since": clock.now()}


def parts() -> list[HandoverPart]:
    """In the order in which they change hands."""
    return [
        rows_part("opportunity", "商机", "Opportunities", Opportunity, after=_tally),
        rows_part("quote", "报价单", "Quotes", Quote),
        rows_part("contract", "合同", "Contracts", Contract),
        rows_part(
            "order", "进行中的订单", "Open orders", Order,
            living=Q(state__in=["pending", "paid", "shipped"]),
        ),
        HandoverPart(
            customers_part.KIND, "客户", "Customers", customers_part.items, customers_part.move,
            handover_lines.customers_moved,
        ),
        rows_part(
            "lead", "线索", "Leads", Lead, customer=None, living=LIVING & ~Q(state="converted"),
            extra=_since,
        ),
        rows_part(
            "plan", "待办的跟进计划", "Open plans", Plan, owner="staff_id", department=None,
            living=Q(state="pending"),
        ),
        rows_part("card", "名片和码", "Cards and codes", Card, customer=None),
        _shares(),
        rows_part(
            "leader", "部门负责人", "Heads of departments", Department, owner="leader_id",
            department=None, customer=None, living=Q(),
        ),
        pools_part.PART,
    ]  # fmt: skip


def _shares() -> HandoverPart:
    """Temporary access of the leaver; who has it already does not get it twice."""
    alive = Q(revoked_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=clock.now()))
    plain = rows_part(
        "share", "临时授权和协作", "Shared records", RecordShare, owner="staff_id",
        department=None, customer=None, living=Q(revoked_at__isnull=True),
    )  # fmt: skip

    def items(staff_id: int) -> list[HandoverItem]:
        rows = RecordShare.objects.filter(alive, staff_id=staff_id).order_by("id")
        return [HandoverItem(one) for one in rows.values_list("id", flat=True)]

    def move(handing: Handing, journal: Journal) -> dict[int, str]:
        refused = _doubles(handing, journal)
        rest = {one: card for one, card in handing.to.items() if one not in refused}
        refused |= plain.move(Handing(handing.leaver, rest), journal)
        sessions.refresh(scope.current(), [card.id for card in rest.values()])
        return refused

    return HandoverPart(plain.kind, plain.zh, plain.en, items, move)


def _doubles(handing: Handing, journal: Journal) -> dict[int, str]:
    """Shares whose receiver has the record already end; the sentence says so."""
    rows = RecordShare.objects.filter(pk__in=handing.to, staff_id=handing.leaver.id)
    refused = {}
    for row in rows.order_by("id"):
        receiver: StaffCard = handing.to[row.pk]
        same = RecordShare.objects.filter(
            kind=row.kind, record_id=row.record_id, staff_id=receiver.id, revoked_at__isnull=True
        )
        if same.exists():
            journal.watch(RecordShare, [row.pk])
            RecordShare.objects.filter(pk=row.pk).update(revoked_at=clock.now())
            refused[row.pk] = f"{receiver.name}已经有这条记录的权限,原来的授权已收回"
    return refused
