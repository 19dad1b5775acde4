"""Law of the report on codes. No tables, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Sums:
    """From a look at a code to money; None where the role may not know."""

    scans: int = 0
    visitors: int | None = None
    customers: int | None = None
    opportunities: int | None = None
    orders: int | None = None
    sales_fen: int | None = None


def added(some: Iterable[Sums]) -> Sums:
    """The sum of several; what nobody may know stays unknown."""
    rows = list(some)
    if not rows:
        return Sums(0, 0, 0, 0, 0, 0)
    values: dict[str, Any] = {
        one.name: _sum([getattr(row, one.name) for row in rows]) for one in fields(Sums)
    }
    return Sums(**{**values, "scans": values["scans"] or 0})


def _sum(values: list[int | None]) -> int | None:
    known = [one for one in values if one is not None]
    return sum(known) if known else None
