"""How a pipeline may look and which way an opportunity may go through it. No tables, no clock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from keliu.sales.rules.opportunities import LOST, OPEN, WON

MOST_STAGES = 12
CUSTOM = "custom."
# What a stage may ask for, beside custom fields: key → (Chinese, English).
REQUIRABLE = {
    "amount_fen": ("金额", "Amount"),
    "expected_on": ("预计成交日期", "Expected date"),
    "note": ("备注", "Note"),
    "lines": ("产品", "Products"),
    "competitors": ("竞争对手", "Competitors"),
}


@dataclass(frozen=True)
class StageView:
    """A stage as the law looks at it."""

    id: int
    name: str
    kind: str
    position: int
    required: tuple[str, ...] = ()


def asked_for(stages: Sequence[StageView], to: StageView) -> list[str]:
    """The fields that must be filled to stand in `to`: its own and those of the stages before it.

    Jumping over a stage does not jump over what it asks for. Losing asks only for its own.
    """
    passed = [] if to.kind == LOST else [s for s in stages if s.kind == OPEN and before(s, to)]
    return list(dict.fromkeys(key for stage in (*passed, to) for key in stage.required))


def before(one: StageView, other: StageView) -> bool:
    """Whether a stage comes earlier; winning comes after every open stage."""
    return other.kind == WON or one.position < other.position


def goes_back(here: StageView, to: StageView) -> bool:
    """Whether a step between open stages goes backwards."""
    return here.kind == to.kind == OPEN and to.position < here.position


def is_filled(value: object) -> bool:
    """Whether a field holds something; an amount of nothing is not filled."""
    return value not in (None, "", 0, [], {})


def missing(keys: Sequence[str], values: Mapping[str, object]) -> list[str]:
    """Those of `keys` that are not filled; `custom.<slug>` looks into `custom`."""
    custom = values.get("custom") or {}
    assert isinstance(custom, Mapping)
    found = {
        key: custom.get(key.removeprefix(CUSTOM)) if key.startswith(CUSTOM) else values.get(key)
        for key in keys
    }
    # Zero is an answer to a custom question, only not to how much a deal is worth.
    return [
        key
        for key, value in found.items()
        if not is_filled(value) and not (key.startswith(CUSTOM) and value in (0, False))
    ]


def belongs(department_ids: Collection[int], own: Collection[int], below: Collection[int]) -> bool:
    """Whether a pipeline is for a person: for everybody, their department's or one's below."""
    named = set(department_ids)
    return not named or bool(named & (set(own) | set(below)))
