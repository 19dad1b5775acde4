"""The law of leads: their words, which steps they may take, whose turn it is. No tables."""

from collections.abc import Iterable, Mapping, Sequence

from keliu.kit import regions

NEW, FOLLOWING, CONVERTED, INVALID = "new", "following", "converted", "invalid"
STATES = (NEW, FOLLOWING, CONVERTED, INVALID)
OPEN_STATES = (NEW, FOLLOWING)
INTENTS = ("high", "medium", "low")
SIZES = ("", "1-19", "20-99", "100-499", "500+")
SOURCES = ("manual", "form", "import", "api", "scan", "chat", "card", "other")
ROUND_ROBIN, LEAST_LOAD, REGION, FIXED = "round_robin", "least_load", "region", "fixed"
MODES = (ROUND_ROBIN, LEAST_LOAD, REGION, FIXED)
MOST_RULES, MOST_PEOPLE = 50, 100

# How a customer is said to have come, for each way a lead comes in.
CUSTOMER_SOURCES = {
    "manual": "manual", "form": "other", "import": "import", "api": "other", "scan": "card",
    "chat": "wechat", "card": "card", "other": "other",
}  # fmt: skip


def state_after_followup(state: str) -> str:
    """The first word with somebody makes a new lead a followed one."""
    return FOLLOWING if state == NEW else state


def state_when_valid_again(last_followup: object) -> str:
    """Where a lead stands that turns out valid after all."""
    return FOLLOWING if last_followup is not None else NEW


def whose_turn(people: Sequence[int], turn: int) -> int | None:
    """Round robin: who gets the `turn`th lead (from 0) among the people at work."""
    return people[turn % len(people)] if people else None


def least_loaded(people: Sequence[int], loads: Mapping[int, int]) -> int | None:
    """Who has the fewest open leads; of equals the one named first."""
    return min(people, key=lambda one: loads.get(one, 0)) if people else None


def _within(place: str, region: str, code: str) -> bool:
    """Whether a lead from `region` lies in `place`: by code where both have one, else by name."""
    if place.isdigit():
        first, last = regions.within(place)
        return bool(code) and first <= code <= last
    return bool(place) and region.startswith(place)


def by_region(places: Iterable[tuple[str, int]], region: str, code: str = "") -> int | None:
    """Who looks after a region: the narrowest of the places that cover it decides."""
    fitting = [(place, staff) for place, staff in places if _within(place, region, code)]
    if not fitting:
        return None
    return max(fitting, key=lambda pair: len(pair[0].rstrip("0")))[1]
