"""When customers become one, so do their timelines and plans (customers' port `parts`)."""

from collections.abc import Sequence

from django.db.models import Q

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.customers.ports import CustomerPart, rows_part
from keliu.interactions.models import Interaction, Plan
from keliu.interactions.services import plans, timeline
from keliu.interactions.services.subjects import Subject
from keliu.kit import actor
from keliu.platform.undo import Journal

LINES = rows_part("lines", "时间线", "Timeline", Interaction, living=Q(deleted_at__isnull=True))


def _plans_count(customer_ids: Sequence[int]) -> int:
    pending = Plan.objects.filter(state=Plan.State.PENDING)
    return int(pending.filter(customer_id__in=list(customer_ids)).count())


def _plans_move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Plans go along; open ones of people who look after the customer no more go to who does."""
    moved = list(
        Plan.objects.filter(customer_id__in=[keep_id, *gone_ids])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    journal.watch(Plan, moved)
    rows = Plan.objects.filter(pk__in=moved)
    rows.exclude(customer_id=keep_id).update(customer_id=keep_id)
    owner = journal.operation.params["owner_id"]
    former = [int(one) for one in journal.operation.params["former_owners"]]
    if owner and former:
        rows.filter(state=Plan.State.PENDING, staff_id__in=former).update(staff_id=int(owner))


def _told(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """The line that says so; it goes again when the merge is undone."""
    LINES.move(keep_id, gone_ids, journal)
    by_id = actor.current().staff_id
    names = "、".join(one.name for one in customers.cards(gone_ids).values())
    by = accounts.names({by_id}).get(by_id or 0, "系统")
    line = timeline.line_write(
        once=False,
        customer_id=keep_id,
        kind="customer",
        title=f"{by}合并了重复的客户",
        text=f"{names}的资料和记录都并到了这里,30 天内可以撤销",
        staff_id=by_id,
        data={
            "operation_id": str(journal.operation.pk),
            "said": {"key": "merged", "by": by, "names": names},
        },
    )
    journal.created(Interaction, [line])


def _summed_up(keep_id: int) -> None:
    customers.hold(keep_id)
    plans.summary_refresh(Subject(keep_id, None, ""))


PARTS = [
    CustomerPart(LINES.name, LINES.zh, LINES.en, LINES.count, _told),
    CustomerPart("plans", "待办计划", "Open plans", _plans_count, _plans_move, _summed_up),
]
