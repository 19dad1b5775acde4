"""How many records of a kind match, for contexts that keep filters."""

from keliu.kinds import filters
from keliu.kinds.ports import kind_of
from keliu.kinds.selectors import matching


def count_matching(kind_name: str, given: filters.Filter) -> tuple[int, bool]:
    """(how many within reach, whether there are more): counting stops at ten thousand."""
    return matching.count(kind_of(kind_name), given, None)
