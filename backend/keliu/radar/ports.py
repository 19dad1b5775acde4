"""What the radar asks of contexts that it can not see; config.wiring answers."""

from collections.abc import Callable, Sequence
from datetime import datetime

Names = Callable[[Sequence[int]], dict[int, str]]
"""Names of those of the given ids that the current merchant has."""


def _nothing_unpaid(customer_id: int, since: datetime) -> list[tuple[int, int]]:
    return []


class Ports:
    """Filled in config.wiring."""

    # What an event can be about, by its object kind; what is not here nobody can look at.
    names: dict[str, Names] = {}  # noqa: RUF012  filled once, at the start
    # (order id, fen) of what a customer ordered since a moment and has not paid.
    unpaid: Callable[[int, datetime], list[tuple[int, int]]] = staticmethod(_nothing_unpaid)
