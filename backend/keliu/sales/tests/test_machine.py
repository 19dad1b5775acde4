"""Any order of steps keeps the promises: a model of one opportunity beside the real one."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)  # fmt: skip

from keliu.kit.errors import KeliuError
from keliu.sales.models import Opportunity, Stage, StageChange, Tally
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services import opportunities as services
from keliu.sales.tests.factories import acting_as, add_customer
from tests.cast import World, company

STEPS = 2_000
OPEN_STAGES = st.integers(0, 3)


class Life(RuleBasedStateMachine):
    """Every step in any order, with the right and with an old version."""

    world: World
    customer: Any
    taken = 0

    def __init__(self) -> None:
        super().__init__()
        with acting_as(self.world, "王总"):
            for table in (StageChange, Opportunity, Tally):
                table.objects.all().delete()
            self.stages = list(Stage.objects.order_by("position"))
            row = services.opportunity_open(
                customer_id=self.customer.pk, title="中秋礼盒", amount_fen=10
            )
        self.id, self.version, self.state, self.at = row.pk, 1, "open", 0
        self.amount, self.deleted, self.steps = 10, False, 1

    def _row(self) -> Opportunity:
        return questions.whole_row(self.id)

    def _try(self, verb: Any, allowed: bool, late: bool, **arguments: Any) -> bool:
        """Do it, with an old version when `late`; returns whether it happened."""
        Life.taken += 1
        version = self.version - 1 if late else self.version
        try:
            with acting_as(self.world, "王总"):
                verb(self._row(), version=version, shown=lambda row: row.version, **arguments)
        except KeliuError as refusal:
            refused: KeliuError | None = refusal
        else:
            refused = None
        assert (refused is None) == (allowed and not late)
        if refused is not None:
            assert (refused.status, refused.details["current"]) == (409, self.version)
            return False
        self.version += 1
        return True

    @precondition(lambda self: not self.deleted)
    @rule(to=OPEN_STAGES, late=st.booleans())
    def move(self, to: int, late: bool) -> None:
        if self.state == "open" and to == self.at and not late:
            return
        stage = self.stages[to].pk
        if self._try(services.opportunity_move, self.state == "open", late, stage_id=stage):
            self.at, self.steps = to, self.steps + 1

    @precondition(lambda self: not self.deleted)
    @rule(won=st.booleans(), late=st.booleans())
    def close(self, won: bool, late: bool) -> None:
        verb = services.opportunity_win if won else services.opportunity_lose
        if self._try(verb, self.state == "open", late, reason="定了"):
            self.state, self.steps = "won" if won else "lost", self.steps + 1

    @precondition(lambda self: not self.deleted)
    @rule(late=st.booleans())
    def reopen(self, late: bool) -> None:
        if self._try(services.opportunity_reopen, self.state != "open", late):
            self.state, self.steps = "open", self.steps + 1

    @precondition(lambda self: not self.deleted)
    @rule(amount=st.integers(0, 10**6), late=st.booleans())
    def change(self, amount: int, late: bool) -> None:
        changes = {"amount_fen": amount}
        if self._try(services.opportunity_update, self.state == "open", late, changes=changes):
            self.amount = amount

    @rule()
    def delete_or_restore(self) -> None:
        Life.taken += 1
        with acting_as(self.world, "王总"):
            row = Opportunity.objects.get(pk=self.id)
            (services.opportunity_restore if self.deleted else services.opportunity_delete)(row)
        self.deleted = not self.deleted

    @invariant()
    def everything_is_as_modelled(self) -> None:
        with self.world.inside():
            row = Opportunity.objects.select_related("stage").get(pk=self.id)
            self._check_row(row)
            self._check_history()
            self._check_sums(row)
            self.customer.refresh_from_db()
        live = "none" if self.deleted or self.state == "lost" else self.state
        assert self.customer.deal_state == live

    def _check_row(self, row: Opportunity) -> None:
        expected = {"won": 4, "lost": 5}.get(self.state, self.at)
        assert (row.state, row.stage.position, row.version) == (self.state, expected, self.version)
        assert (row.amount_fen, row.deleted_at is not None) == (self.amount, self.deleted)
        assert (row.closed_at is None) == (self.state == "open") == (row.reason == "")

    def _check_history(self) -> None:
        """Every step begins where the one before it ended."""
        steps = list(StageChange.objects.filter(opportunity_id=self.id).order_by("id"))
        assert len(steps) == self.steps
        assert steps[0].from_stage_id is None
        assert all(a.to_stage_id == b.from_stage_id for a, b in pairwise(steps))

    def _check_sums(self, row: Opportunity) -> None:
        sums = Tally.objects.values_list("stage_id", "count", "amount_fen")
        counted = [one for one in sums if one[1:] != (0, 0)]
        assert counted == ([] if self.deleted else [(row.stage_id, 1, self.amount)])


@pytest.mark.timeout(300)
def test_any_order_of_steps_keeps_the_promises(transactional_db: None) -> None:
    Life.world = company()
    Life.customer = add_customer(Life.world, "张阿姨", "小李")
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=50, stateful_step_count=55, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert Life.taken >= STEPS
