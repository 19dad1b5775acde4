"""The share tree: who got it from whom, never in a circle, never endlessly deep."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_DEPTH = 20


@dataclass(frozen=True)
class Link:
    """One share on the way from the first sharer; `sharer` is None for somebody unknown."""

    share_id: int
    sharer: int | None


def parent_of(chain: Sequence[Link], sharer: int | None) -> list[Link]:
    """The chain above a new share by `sharer`, who came by the last of `chain` (root first).

    A person who forwards again what came back to them keeps their first place, so nobody is ever
    above themselves.
    """
    above = list(chain[:MOST_DEPTH])
    if sharer is None:
        return above
    for place, link in enumerate(above):
        if link.sharer == sharer:
            return above[:place]
    return above
