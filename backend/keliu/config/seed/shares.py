"""Temporary access in the example company: colleagues who stand in for somebody on leave."""

from datetime import timedelta

from keliu.accounts.models import RecordShare
from keliu.config.seed.world import World
from keliu.customers.models import Customer
from keliu.sales.models import Opportunity

FROM, TO, CHIEF = "小李", "小钱", "周经理"
WHY = ("小李休假,小钱代为跟进", "一起谈这家客户", "合同到期前帮忙盯着")
DAYS = (7, 14, 30)


def fill(place: World) -> None:
    """A few customers and one opportunity of 小李 that 小钱 may see for some days."""
    if place.profile.mode != "company":
        return
    now, owner = place.calendar.now, place.staff[FROM]
    mine = Customer.objects.filter(owner=owner, deal_state="open", deleted_at__isnull=True)
    ids = list(mine.order_by("-score", "id").values_list("id", flat=True)[: len(WHY)])
    rows = [
        RecordShare(
            kind="customer", record_id=one, staff=place.staff[TO], by=place.staff[CHIEF],
            level="write" if at == 0 else "read", until=now + timedelta(days=DAYS[at]),
            reason=WHY[at], created_at=now - timedelta(days=at + 1),
        )
        for at, one in enumerate(ids)
    ]  # fmt: skip
    deal = Opportunity.objects.filter(customer_id__in=ids, state="open").order_by("id").first()
    if deal is not None:
        rows.append(
            RecordShare(
                kind="opportunity", record_id=deal.pk, staff=place.staff[TO], by=owner,
                level="write", until=now + timedelta(days=DAYS[1]), reason=WHY[1],
                created_at=now - timedelta(days=1),
            )
        )  # fmt: skip
    RecordShare.objects.bulk_create(rows)
