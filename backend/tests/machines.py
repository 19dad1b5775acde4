"""State machines: 10⁴ steps in all in `make test`, more than 10⁵ in `make prove`.

Every run begins with the same committed world and is taken back at its end, so that no run is
slowed down or helped by the ones before it. In the long form a machine runs in parts, which share
the processors.
"""

import os
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test

from tests import proofs

LONG = "KELIU_LONG_MACHINES" in os.environ
PARTS = 4 if LONG else 1
STEPS = {
    "pool": 2_000, "deal": 1_000, "flow": 1_800, "leads": 1_500, "merge": 700, "rights": 1_500,
    "money": 800, "plans": 100, "sending": 720, "purse": 400, "orders": 400,
    "bookings": 240, "cards": 125, "fronts": 125,
}  # fmt: skip
"""How many steps each machine takes at least in `make test`."""
MINUTES = 120 if LONG else 10
_Test = TypeVar("_Test", bound=Callable[..., None])


class Machine(RuleBasedStateMachine):
    """A machine that counts its steps and whose every run is taken back."""

    taken: ClassVar[int] = 0

    def __init__(self) -> None:
        self.turns = -1  # the first look comes before the first step
        self.block = transaction.atomic()
        self.block.__enter__()
        super().__init__()

    @invariant()
    def one_more(self) -> None:
        self.turns += 1

    def teardown(self) -> None:
        Machine.taken += self.turns
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


def machine(test: _Test) -> _Test:
    """Marks a test as a machine's: it takes the `part` that it runs."""
    for mark in (
        pytest.mark.machine,
        pytest.mark.timeout(60 * MINUTES),
        pytest.mark.parametrize("part", range(PARTS)),
    ):
        test = mark(test)
    return test


def run(kind: type[Machine], name: str, part: int, *, length: int = 40) -> None:
    """Run one part of the machine called `name` until it took its steps."""
    whole = proofs.MACHINES[name][0] if LONG else STEPS[name]
    wanted = -(-whole // PARTS)
    Machine.taken = 0
    while Machine.taken < wanted:  # Hypothesis ends some runs early
        before = Machine.taken
        _more(kind, -(-(wanted - Machine.taken) // length), length)
        assert Machine.taken > before
    proofs.tell(f"machine.{name}", Machine.taken, part=part)


def _more(kind: type[Machine], runs: int, length: int) -> None:
    found: Any = settings(
        max_examples=runs,
        stateful_step_count=length,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(kind, settings=found)
    finally:
        if connection.in_atomic_block:  # it broke while it was set up
            connection.close()
