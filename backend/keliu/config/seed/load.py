"""Loading many rows at once: one prepared INSERT … SELECT unnest(…) a batch.

COPY is refused under row-level security, and seed data passes the same fences as everything else.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from typing import Any

import msgspec

from keliu.kit import clock, ids, scope
from keliu.platform import sql

BATCH = 5_000
_json = msgspec.json.Encoder().encode


class BackDated:
    """Ids whose time part is when the row would have been made, so that orders by id are true."""

    def __init__(self) -> None:
        self._numbers = count()

    def __call__(self, at: datetime) -> int:
        rest = next(self._numbers) & ((1 << ids.SHIFT) - 1)
        return ids.at_ms(clock.to_ms(at)) | rest


class Table:
    """Rows waiting for one table. `columns` are `name type` pairs."""

    def __init__(self, name: str, columns: str) -> None:
        pairs = [pair.split(" ", 1) for pair in columns.split(", ")]
        self.rows: list[Sequence[Any]] = []
        self.kinds = [kind for _, kind in pairs]
        names = ", ".join(column for column, _ in pairs)
        given = ", ".join(f"%s::{_carried(kind)}[]" for kind in self.kinds)
        aliases = ", ".join(f"c{at}" for at in range(len(pairs)))
        taken = ", ".join(_opened(f"c{at}", kind) for at, kind in enumerate(self.kinds))
        self.statement = (
            f"INSERT INTO {name} (merchant_id, {names}) SELECT %s, {taken} "  # noqa: S608  our names
            f"FROM unnest({given}) AS given ({aliases})"
        )

    def add(self, *values: Any) -> None:
        """One row, in the order of the columns."""
        self.rows.append(values)

    def flush(self) -> int:
        """Insert what waits; returns how many rows that were."""
        done = len(self.rows)
        for start in range(0, done, BATCH):
            columns = zip(*self.rows[start : start + BATCH], strict=True)
            packed = [
                _packed(column, kind) for column, kind in zip(columns, self.kinds, strict=True)
            ]
            sql.do(self.statement, [scope.current(), *packed])
        self.rows = []
        return done


def _carried(kind: str) -> str:
    """How a column travels: arrays and JSON as text, since arrays of arrays can not be unnested."""
    return "text" if kind == "jsonb" or kind.endswith("[]") else kind


def _opened(name: str, kind: str) -> str:
    return f"{name}::{kind}" if _carried(kind) != kind else name


def _packed(column: Iterable[Any], kind: str) -> list[Any]:
    if kind == "jsonb":
        return [_json(value).decode() for value in column]
    if kind.endswith("[]"):
        return [array(value) for value in column]
    return list(column)


def array(values: Sequence[Any]) -> str:
    """A PostgreSQL array literal."""
    quoted = (str(one).replace("\\", "\\\\").replace('"', '\\"') for one in values)
    return "{" + ",".join(f'"{one}"' for one in quoted) + "}"
