"""What orders mean for the people they are about: counted, taken along, merged."""

from collections.abc import Sequence
from typing import Any

from keliu.customers.ports import Count, CustomerPart, Hit
from keliu.kit import clock
from keliu.orders.models import Order
from keliu.orders.ports import Ports
from keliu.orders.rules.states import NAMES
from keliu.orders.selectors import found
from keliu.orders.selectors.orders import lines_of
from keliu.platform.sql import Asking
from keliu.platform.undo import Journal

MOST_EXPORTED = 5_000


def search(q: str, limit: int) -> Asking[list[Hit]]:
    """Orders by their digits, for the one search box (customers' port `searchables`)."""
    digits = q.replace(" ", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) < found.LEAST:
        return []
    rows = yield from found.hits(digits, limit)
    return [
        Hit("order", row[0], row[1], f"{NAMES[row[3]]} · {row[2]} · {row[4]}".strip(" ·"), (), 0)
        for row in rows
    ]


def privacy_counts(customer_id: int) -> list[Count]:
    """For the customer's privacy page: how many orders are kept."""
    return [("订单", "Orders", Order.objects.filter(customer_id=customer_id).count())]


def export(customer_id: int) -> tuple[str, list[dict[str, Any]]]:
    """What a customer bought, for the file they may take along."""
    rows = list(Order.objects.filter(customer_id=customer_id).order_by("id")[:MOST_EXPORTED])
    lines = lines_of(row.pk for row in rows)
    return "orders", [
        {
            "number": row.number,
            "state": row.state,
            "title": row.title,
            "total_fen": row.total_fen,
            "paid_fen": row.paid_fen,
            "refunded_fen": row.refunded_fen,
            "placed_at": clock.iso(row.created_at),
            "lines": [
                {"title": one.title, "spec": one.spec, "quantity": one.quantity,
                 "price_fen": one.price_fen}
                for one in lines[row.pk]
            ],
        }
        for row in rows
    ]  # fmt: skip


def _ids(customer_ids: Sequence[int]) -> list[int]:
    rows = Order.objects.filter(customer_id__in=list(customer_ids)).order_by("id")
    return list(rows.values_list("id", flat=True))


def _prepare(customer_ids: Sequence[int]) -> None:
    """Orders are locked before their customers, everywhere."""
    rows = Order.objects.filter(customer_id__in=list(customer_ids)).order_by("id")
    list(rows.select_for_update(no_key=True).values_list("id", flat=True))


def _move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    moved = _ids(gone_ids)
    journal.watch(Order, moved)
    Order.objects.filter(pk__in=moved).update(customer_id=keep_id)


def _refresh(customer_id: int) -> None:
    for hook in Ports.changed:
        hook(customer_id)


PART = CustomerPart(
    "orders", "订单", "Orders", lambda ids: len(_ids(ids)), _move, _refresh, _prepare
)
