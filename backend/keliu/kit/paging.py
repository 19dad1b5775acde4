"""Keyset pages: a cursor says after which row to go on, so pages never shift or slow down."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from keliu.kit import clock
from keliu.kit.errors import Invalid

MOST, USUAL = 100, 50


@dataclass(frozen=True)
class Sort:
    """One order a list offers: its public name, column and direction. Ties fall to the id."""

    name: str
    column: str
    descending: bool
    kind: str = "text"  # text, time, date, number or float: how a cursor value is read back


def plain(value: Any) -> Any:
    """A column value as JSON for a cursor."""
    if isinstance(value, datetime):
        return clock.iso(value)
    return value.isoformat() if isinstance(value, date) else value


def encode(sort: Sort, value: Any, identifier: int) -> str:
    """The cursor that continues after a row."""
    text = json.dumps([sort.name, plain(value), str(identifier)], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


READERS: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "number": int,
    "float": float,
    "time": datetime.fromisoformat,
    "date": date.fromisoformat,
}


def decode(sort: Sort, cursor: str) -> tuple[Any, int]:
    """Value and id of the last row seen. Raises Invalid for a cursor that is not ours."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        name, value, identifier = json.loads(raw)
        number = int(identifier)
        if name != sort.name or not 0 <= number < 1 << 63:
            raise ValueError
        return None if value is None else READERS[sort.kind](value), number
    except (ValueError, TypeError, KeyError, binascii.Error) as wrong:
        raise Invalid(fields={"cursor": "翻页位置已失效,请从第一页重新看"}) from wrong
