"""What bookings need from the contexts above and beside; filled by config.wiring."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol


class Deposits(Protocol):
    """Money paid before somebody comes."""

    def ready(self) -> bool:
        """Whether customers can pay at all."""

    def place(
        self, *, booking_id: int, customer_id: int, title: str, fen: int, minutes: int,
        owner_id: int | None,
    ) -> int:  # fmt: skip
        """An order over the deposit that waits for payment; its id."""

    def cancel(self, order_id: int) -> bool:
        """Nobody is to pay it any more; False when it was paid already."""

    def give_back(self, order_id: int, fen: int, reason: str) -> None:
        """Ask for the money to go back to whoever paid."""

    def finish(self, order_id: int) -> None:
        """The customer came: the deposit is the shop's."""


@dataclass(frozen=True)
class Note:
    """What a customer is told about a booking. `facts` are filled into a template by their names.

    `moment` says what happened: made, confirmed, moved, cancelled, reminder, waiting.
    """

    moment: str
    title: str
    text: str
    facts: dict[str, str]
    booking_id: int
    staff_id: int | None
    dedupe: str


def _nobody_listens(customer_id: int, note: Note) -> bool:
    return False


class Ports:
    """Until something is connected: no deposits are asked, customers read it on their page."""

    deposits: ClassVar[Deposits | None] = None
    tell_customer: ClassVar[Callable[[int, Note], bool]] = _nobody_listens
    """Put a note on its way to a customer; False when there is no way to them."""
