"""Law of Moments: how much one holds, how many a day, and whose like is whose."""

import hashlib

MOST_PICTURES = 9
MOST_A_DAY = 20
"""Of one person: whoever posts more is not read any more."""


def digest(moment_id: int, person: str) -> str:
    """Stands for a person at one Moment; nobody can tell that two Moments were liked by one."""
    return hashlib.sha256(f"{moment_id}\n{person}".encode()).hexdigest()


def title(text: str) -> str:
    """What a Moment is called in lists and logs."""
    first = text.strip().split("\n", 1)[0]
    return first if len(first) <= 30 else f"{first[:29]}…"
