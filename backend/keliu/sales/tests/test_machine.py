"""Any order of steps keeps the promises: a model of one opportunity beside the real one."""

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from keliu.kit.errors import KeliuError
from keliu.platform import sql
from keliu.sales.models import Opportunity, Stage
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services import opportunities as services
from keliu.sales.tests.factories import acting_as, add_customer
from tests.cast import World, company
from tests.machines import Machine, machine, run

OPEN_STAGES = st.integers(0, 3)
LOOK = """SELECT o.state, s.position, o.version, o.amount_fen, o.deleted_at IS NOT NULL,
  o.closed_at IS NOT NULL, o.reason <> '', o.stage_id,
  (SELECT json_agg(json_build_array(t.stage_id, t.count, t.amount_fen)) FROM sales_tally t
   WHERE (t.count, t.amount_fen) <> (0, 0)), c.deal_state
 FROM sales_opportunity o JOIN sales_stage s ON s.id = o.stage_id
 JOIN customers_customer c ON c.id = o.customer_id WHERE o.id = %s"""
STEPS = """SELECT from_stage_id, to_stage_id FROM sales_stagechange
 WHERE opportunity_id = %s ORDER BY id"""


class Life(Machine):
    """Every step in any order, with the right and with an old version."""

    world: World
    customer: Any

    def __init__(self) -> None:
        super().__init__()
        with acting_as(self.world, "王总"):
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
        with acting_as(self.world, "王总"):
            row = Opportunity.objects.get(pk=self.id)
            (services.opportunity_restore if self.deleted else services.opportunity_delete)(row)
        self.deleted = not self.deleted

    @invariant()
    def everything_is_as_modelled(self) -> None:
        with self.world.inside():
            *row, stage_id, counted, deal = sql.one(LOOK, [self.id])
            steps = sql.rows(STEPS, [self.id])
        ended = self.state != "open"
        place = {"won": 4, "lost": 5}.get(self.state, self.at)
        assert row == [self.state, place, self.version, self.amount, self.deleted, ended, ended]
        assert counted == (None if self.deleted else [[stage_id, 1, self.amount]])
        assert deal == ("none" if self.deleted or self.state == "lost" else self.state)
        # Every step begins where the one before it ended.
        assert len(steps) == self.steps
        assert steps[0][0] is None
        assert all(one[1] == following[0] for one, following in pairwise(steps))


@machine
def test_any_order_of_steps_keeps_the_promises(transactional_db: None, part: int) -> None:
    Life.world = company()
    Life.customer = add_customer(Life.world, "张阿姨", "小李")
    run(Life, "deal", part)
