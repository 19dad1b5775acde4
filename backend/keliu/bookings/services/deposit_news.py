"""What orders say about deposits, in the transaction of their change."""

from keliu.bookings.events import BookingEnded, TimeFreed
from keliu.bookings.models import Booking
from keliu.bookings.rules import states
from keliu.bookings.selectors import bookings as questions
from keliu.bookings.services import deposits, history, taking, telling
from keliu.bookings.services.steps import stepped
from keliu.kit import clock
from keliu.platform.outbox import publish


def paid(order_id: int) -> None:
    """A deposit was paid."""
    row = deposits.of_order(order_id)
    if row is None or not deposits.note_paid(row):
        return
    now = questions.again(row.pk)
    history.told(now, "paid", "付了定金")
    telling.confirmed(now) if now.state == states.CONFIRMED else telling.made(now)


def closed(order_id: int) -> None:
    """Nobody paid in time: the booking is gone, its time free."""
    row = deposits.of_order(order_id)
    if row is None or row.state != states.PENDING or row.deposit != Booking.Deposit.DUE:
        return
    now = stepped(
        row, "cancel", None, lambda one: None, end_reason=deposits.UNPAID,
        ended_at=clock.now(), hold_until=None, deposit=Booking.Deposit.NONE,
    )  # fmt: skip
    taking.free(now.pk)
    history.told(now, "cancel", f"取消了预约:{deposits.UNPAID}")
    publish(BookingEnded(now.pk, now.customer_id, now.state))
    publish(TimeFreed(now.pk, clock.to_ms(now.starts_at)))
    telling.cancelled(now, by_customer=False)


def refunded(order_id: int, fen: int, whole: bool) -> None:  # noqa: FBT001  orders' port calls it so
    """A deposit, or a part of it, went back."""
    if whole:
        deposits.note_refunded(order_id)
