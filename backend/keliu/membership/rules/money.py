"""The law of stored value: what was paid in is spent before what was given on top."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parts:
    """Fen of stored value: what the customer paid in, and what the shop gave on top."""

    paid: int
    gift: int

    @property
    def total(self) -> int:
        return self.paid + self.gift


def spend(have: Parts, fen: int) -> Parts | None:
    """The parts that pay `fen`, or None when there is not enough."""
    if not 0 < fen <= have.total:
        return None
    paid = min(have.paid, fen)
    return Parts(paid, fen - paid)


def give_back(spent: Parts, returned: int, fen: int) -> Parts:
    """Of `fen` given back, after `returned` before: what was spent last comes back first."""
    fen = min(fen, spent.total - returned)
    gift_left = max(spent.gift - returned, 0)
    gift = min(gift_left, fen)
    return Parts(fen - gift, gift)


def gift_back(gift_fen: int, pay_fen: int, refunded: int, fen: int) -> int:
    """How much of a top-up's gift goes when `fen` are refunded after `refunded` before."""
    return gift_fen * (refunded + fen) // pay_fen - gift_fen * refunded // pay_fen
