"""People who have not agreed: a number per card, day and kind, and nothing else."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from keliu.kit import clock, ids, scope
from keliu.platform import sql
from keliu.radar.rules.intake import Good
from keliu.radar.services import known, statements
from keliu.radar.services.storing import array


class Batch(Protocol):
    """New events at one card."""

    @property
    def card_id(self) -> int: ...

    @property
    def events(self) -> list[Good]: ...


def count_up(batches: Iterable[Batch]) -> None:
    """Add new events to the day they happened on, by the merchant's clock."""
    counts: Counter[tuple[int, date, str]] = Counter()
    zone = known.timezone()
    for one in batches:
        for event in one.events:
            day = clock.local_day(clock.from_ms(event.at_ms), zone)
            counts[one.card_id, day, event.kind] += 1
    if not counts:
        return
    cards, days, names = zip(*counts, strict=True)
    sql.do(statements.COUNTED, [
        scope.current(), array(ids.some(len(counts))), array(cards),
        array(day.isoformat() for day in days), array(names), array(counts.values()),
    ])  # fmt: skip
