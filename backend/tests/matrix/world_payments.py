"""Money for the matrix: refunds that wait, bills with their differences."""

from datetime import date
from typing import Any

from keliu.kit import clock
from keliu.orders.models import Bill, BillDifference, Payment, Refund
from tests.cast import World
from tests.matrix.world_orders import VARIANTS


def bills_of(place: World) -> dict[str, int]:
    """Two days of bills; one has differences."""
    with place.inside():
        rows = [Bill(day=date(2026, 11, day), state="fetched") for day in (19, 20)]
        Bill.objects.bulk_create(rows)
        made = [
            BillDifference(bill=rows[0], kind="paid", number=f"KP{n}", cause="missing")
            for n in range(3)
        ]
        BillDifference.objects.bulk_create(made)
    return {"bill": rows[0].pk, "bill_difference": made[0].pk}


def refund_of(place: World, order_id: int) -> int:
    """A refund that waits for WeChat Pay, of an order."""
    with place.inside():
        payment = Payment.objects.filter(order_id=order_id).get()
        row = Refund(
            payment=payment,
            order_id=order_id,
            amount_fen=1,
            out_refund_no=f"KR{order_id}",
            created_at=clock.now(),
        )
        row.save()
    return int(row.pk)


def money_into(world: Any) -> None:
    """A refund of everybody's paid order, and bills of both merchants."""
    for variant in VARIANTS:
        place = world.shop if variant == "neighbour" else world.company
        order_id = world.things["asked_order"][variant]
        world.put("refund", variant, refund_of(place, order_id))
    for variant, place in (("小李", world.company), ("neighbour", world.shop)):
        for kind, one in bills_of(place).items():
            world.put(kind, variant, one)
