"""RFM (价值分层) in the merchant's own fifths: bought how long ago, how often, for how much."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 25  # buyers: fewer do not make five groups


@dataclass(frozen=True)
class Limits:
    """Where one fifth ends and the next begins: four values each, ascending; over `buyers`."""

    days: tuple[int, ...]
    orders: tuple[int, ...]
    fen: tuple[int, ...]
    buyers: int


@dataclass(frozen=True)
class Fifths:
    """5 is best: bought last, most often, for most."""

    recency: int
    frequency: int
    money: int

    @property
    def segment(self) -> str:
        """One of eight: money, then how lately, then how often."""
        key = "".join("hl"[one < 4] for one in (self.recency, self.frequency, self.money))
        return SEGMENTS[key]


SEGMENTS = {
    "hhh": "best",
    "hlh": "growing",
    "lhh": "keep",
    "llh": "win_back",
    "hhl": "regular",
    "hll": "new",
    "lhl": "fading",
    "lll": "gone",
}


def cuts(values: Sequence[int]) -> tuple[int, ...]:
    """The values at the end of each of the first four fifths."""
    ranked = sorted(values)
    return tuple(ranked[len(ranked) * part // 5 - 1] for part in (1, 2, 3, 4))


def limits_of(buyers: Sequence[tuple[int, int, int]]) -> Limits | None:
    """From (days since the last order, orders, fen) of everybody who bought; None: too few."""
    if len(buyers) < FEWEST:
        return None
    days, orders, fen = (cuts([one[at] for one in buyers]) for at in range(3))
    return Limits(days, orders, fen, len(buyers))


def fifths_of(days: int, orders: int, fen: int, limits: Limits) -> Fifths:
    """Where one buyer stands; who is better in one thing never stands lower in it."""
    return Fifths(
        5 - bisect_left(limits.days, days),
        1 + bisect_right(limits.orders, orders),
        1 + bisect_right(limits.fen, fen),
    )
