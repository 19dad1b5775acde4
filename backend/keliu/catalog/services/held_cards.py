"""When customers become one, the cards they keep and handed over go along."""

from collections.abc import Sequence

from keliu.catalog.models import CardExchange, HeldCard
from keliu.customers.ports import CustomerPart, rows_part
from keliu.platform.undo import Journal


def _count(customer_ids: Sequence[int]) -> int:
    return HeldCard.objects.filter(customer_id__in=list(customer_ids)).count()


def _move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """A card that both keep is kept once."""
    rows = list(HeldCard.objects.filter(customer_id__in=[keep_id, *gone_ids]).order_by("id"))
    journal.watch(HeldCard, [row.pk for row in rows])
    ours = {row.card_id for row in rows if row.customer_id == keep_id}
    for row in rows:
        if row.customer_id == keep_id:
            continue
        mine = HeldCard.objects.filter(pk=row.pk)
        if row.card_id in ours:
            mine.delete()
        else:
            mine.update(customer_id=keep_id)
            ours.add(row.card_id)


PARTS = [
    CustomerPart("cards_held", "名片夹", "Cards kept", _count, _move),
    rows_part("cards_given", "递出的名片", "Cards handed over", CardExchange),
]
