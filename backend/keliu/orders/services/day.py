"""The end of a day: what came in by every way, and the cash that was counted."""

from dataclasses import asdict
from datetime import date

from keliu.kit import actor
from keliu.orders.models import DayClose
from keliu.orders.selectors import day as questions
from keliu.platform import audit


def day_close(day: date, cash_fen: int, note: str) -> DayClose:
    """Keep the cash somebody counted beside what our books say at this moment."""
    found = questions.of(day)
    row = DayClose(
        day=day,
        cash_fen=cash_fen,
        expected_fen=found.cash_fen,
        sums={one.method: asdict(one) for one in found.methods},
        note=note,
        by_id=actor.current().staff_id,
    )
    row.save(force_insert=True)
    shown = {"cash_fen": (None, cash_fen), "expected_fen": (None, found.cash_fen)}
    audit.record("day.close", "day", row.pk, day.isoformat(), shown)
    return row
