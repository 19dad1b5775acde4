"""Which value goes on when customers become one: filled beats empty, newer beats older."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

BOTH = "both"


@dataclass(frozen=True)
class Candidate:
    """One customer's value of a field; `at` is when that customer was last changed."""

    customer_id: int
    value: Any
    at: datetime
    empty: bool


def chosen(values: Sequence[Candidate], *, keep_id: int, loyal: bool = False) -> int:
    """Whose value goes on. `loyal` fields stay with the kept customer unless that one is empty."""
    filled = [one for one in values if not one.empty]
    if not filled:
        return keep_id
    kept = next((one for one in filled if one.customer_id == keep_id), None)
    if loyal and kept is not None:
        return keep_id
    newest = max(filled, key=lambda one: (one.at, one.customer_id == keep_id))
    return newest.customer_id


def differ(values: Sequence[Candidate]) -> bool:
    """Whether the filled values are not all the same: then somebody should look."""
    filled = [one.value for one in values if not one.empty]
    return any(value != filled[0] for value in filled[1:])


def joined(texts: Sequence[str], most: int) -> str:
    """Notes one below the other, each once."""
    return "\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))[:most]


def age(birthday: date | None, today: date) -> int | None:
    """Whole years lived."""
    if birthday is None:
        return None
    before = (today.month, today.day) < (birthday.month, birthday.day)
    return today.year - birthday.year - int(before)
