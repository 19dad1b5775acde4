"""What the guess "buys within 30 days" looks at, and when it is good enough to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

AHEAD = timedelta(days=30)
FEATURES = (
    "orders", "fen", "since_order", "since_visit", "visits_7", "visits_30", "dwell_s", "contacts",
    "shares", "followups", "known_days",
)  # fmt: skip
"""In the order of the columns of `selectors.FEATURES`; all of them from before the cut."""
FEWEST_BUYERS = 50  # in each span that is learned from
FEWEST_HELD_OUT = 20
LEAST_GAIN = 0.01  # of the base rate's own error


@dataclass(frozen=True)
class Quality:
    """How good the guesses were on the latest 30 days, which they had not seen.

    `brier`: the mean squared error of the guesses; `base_brier`: of always saying the base rate.
    """

    brier: float
    base_brier: float
    people: int
    buyers: int

    @property
    def shown(self) -> bool:
        """Whether the guesses say more than the base rate does."""
        return self.brier < self.base_brier * (1 - LEAST_GAIN)


FACTORS: Mapping[str, tuple[str, str]] = {
    "orders": ("最近 90 天买过几次", "Orders in the last 90 days"),
    "fen": ("最近 90 天花了多少", "Money spent in the last 90 days"),
    "since_order": ("离上次下单的时间", "Time since the last order"),
    "since_visit": ("离上次来看的时间", "Time since the last visit"),
    "visits_7": ("最近 7 天来看的次数", "Visits in the last 7 days"),
    "visits_30": ("最近 30 天来看的次数", "Visits in the last 30 days"),
    "dwell_s": ("最近 30 天看了多久", "Time spent looking in the last 30 days"),
    "contacts": ("最近 30 天拿联系方式", "Contact details taken in the last 30 days"),
    "shares": ("最近 30 天转发", "Forwards in the last 30 days"),
    "followups": ("最近 30 天的跟进", "Follow-ups in the last 30 days"),
    "known_days": ("认识了多久", "How long they are known"),
}
