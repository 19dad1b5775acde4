"""Deposits as orders of the shop (our port `Deposits`)."""

from keliu.bookings.ports import Deposits
from keliu.orders import public as orders
from keliu.orders.ports import Ports as Orders

KIND = "deposit"


class DepositOrders(Deposits):
    """A deposit is an order of kind `deposit` whose subject is the booking."""

    def ready(self) -> bool:
        """Whether WeChat Pay is connected."""
        return Orders.pay is not None and Orders.pay.ready()

    def place(
        self, *, booking_id: int, customer_id: int, title: str, fen: int, minutes: int,
        owner_id: int | None,
    ) -> int:  # fmt: skip
        """An order that waits for payment."""
        row = orders.place_plain(
            KIND, customer_id, title, fen, booking_id, minutes, owner_id=owner_id
        )
        return row.pk

    def cancel(self, order_id: int) -> bool:
        """Nobody is to pay it any more; False when it was paid already."""
        return orders.cancel(order_id, "预约已取消或不用再付定金")

    def give_back(self, order_id: int, fen: int, reason: str) -> None:
        """What is left of the deposit goes back."""
        card = orders.card(order_id)
        left = min(fen, card.paid_fen - card.refunded_fen)
        if left > 0:
            orders.refund(order_id, fen=left, reason=reason)

    def finish(self, order_id: int) -> None:
        """The customer came."""
        orders.finish(order_id)
