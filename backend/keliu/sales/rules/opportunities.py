"""What a pipeline looks like and which steps an opportunity may take. No tables, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OPEN, WON, LOST = "open", "won", "lost"
STATES = (OPEN, WON, LOST)
RATINGS = ("high", "medium", "low")
PIPELINE_NAME = "销售流程"
# Opportunities a board column shows at first: more than a screen holds, since most of what a board
# costs grows with them; `next` brings more as somebody scrolls (decision 0062).
COLUMN = 12
MOST_AMOUNT_FEN = 10**14  # one trillion yuan; more is a typing error


@dataclass(frozen=True)
class StagePlan:
    """A stage as a new pipeline gets it."""

    name: str
    rate: int
    kind: str = OPEN


DEFAULT_STAGES = (
    StagePlan("初步接触", 10),
    StagePlan("需求确认", 30),
    StagePlan("方案报价", 60),
    StagePlan("商务谈判", 80),
    StagePlan("赢单", 100, WON),
    StagePlan("输单", 0, LOST),
)


def rate_fits(kind: str, rate: int) -> bool:
    """Won means certain, lost means never, open is something between."""
    return {WON: rate == 100, LOST: rate == 0, OPEN: 0 <= rate <= 99}[kind]


def dwell_ms(since_ms: int, now_ms: int) -> int:
    """How long a stage lasted; a clock that went back counts as no time."""
    return max(now_ms - since_ms, 0)


def stage_to_return_to(passed: Sequence[int], open_stages: Iterable[int]) -> int:
    """Where a reopened opportunity stands: its last stage that is still open, else the first."""
    standing = list(open_stages)
    return next((stage for stage in reversed(passed) if stage in standing), standing[0])


def deal_state(states: Iterable[str]) -> str:
    """What a customer's opportunities say together: won, open or none."""
    known = set(states)
    return WON if WON in known else OPEN if OPEN in known else "none"
