"""Deposits: asked for when somebody books, and what becomes of them.

Orders are locked before bookings everywhere: whatever is done to an order comes first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import F

from keliu.bookings.errors import DepositPaid
from keliu.bookings.models import Booking
from keliu.bookings.ports import Ports
from keliu.bookings.rules import deposits as law
from keliu.bookings.rules import states
from keliu.kit import clock

_ours: ContextVar[int | None] = ContextVar("booking_order", default=None)
UNPAID = "没有在时间内付定金"


@contextmanager
def _by_us(order_id: int) -> Iterator[None]:
    """What we do to an order comes back to us as news; there is nothing to do about it then."""
    token = _ours.set(order_id)
    try:
        yield
    finally:
        _ours.reset(token)


def can_ask() -> bool:
    """Whether customers could pay a deposit now."""
    return Ports.deposits is not None and Ports.deposits.ready()


def ask(row: Booking, minutes: int) -> None:
    """An order over the deposit of a new booking, that waits for payment."""
    assert Ports.deposits is not None
    row.order_id = Ports.deposits.place(
        booking_id=row.pk,
        customer_id=row.customer_id,
        title=f"预约定金:{row.title}",
        fen=row.deposit_fen,
        minutes=minutes,
        owner_id=row.owner_id,
    )
    Booking.objects.filter(pk=row.pk).update(order_id=row.order_id)


def ask_no_more(row: Booking) -> None:
    """An unpaid deposit is not to be paid any more. Raises DepositPaid when it just was."""
    if row.order_id and Ports.deposits is not None:
        with _by_us(row.order_id):
            if not Ports.deposits.cancel(row.order_id):
                raise DepositPaid


def settle(row: Booking, what: str) -> None:
    """A booking is cancelled: its order is closed, or the money asked back."""
    if row.deposit == Booking.Deposit.DUE:
        ask_no_more(row)
    elif what == law.BACK and row.order_id and Ports.deposits is not None:
        with _by_us(row.order_id):
            Ports.deposits.give_back(row.order_id, row.deposit_fen, "预约取消,退回定金")


def finish(row: Booking) -> None:
    """The customer came: a paid deposit is earned."""
    if row.deposit == Booking.Deposit.PAID and row.order_id and Ports.deposits is not None:
        Ports.deposits.finish(row.order_id)


def of_order(order_id: int) -> Booking | None:
    """The booking whose deposit an order is, unless the news is of our own doing."""
    if _ours.get() == order_id:
        return None
    rows = Booking.objects.select_related("customer", "service", "resource")
    found: Booking | None = rows.filter(order_id=order_id).first()
    return found


def note_paid(row: Booking) -> bool:
    """The money is there: the booking stands (or waits for the shop's yes)."""
    sure = row.service.auto_confirm
    rows = Booking.objects.filter(pk=row.pk, state=states.PENDING, deposit=Booking.Deposit.DUE)
    return bool(
        rows.update(
            deposit=Booking.Deposit.PAID,
            state=states.CONFIRMED if sure else states.PENDING,
            hold_until=None,
            version=F("version") + 1,
            updated_at=clock.now(),
        )
    )


def note_refunded(order_id: int) -> None:
    """The whole deposit went back, whoever asked for it; our own asking is noted by who asks."""
    if _ours.get() == order_id:
        return
    rows = Booking.objects.filter(order_id=order_id, deposit__in=["paid", "kept"])
    rows.update(deposit=Booking.Deposit.REFUNDED, version=F("version") + 1, updated_at=clock.now())
