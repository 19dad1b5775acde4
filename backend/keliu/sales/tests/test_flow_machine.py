"""Any order of steps, edits and retirements keeps a pipeline's promises; so do payments."""

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from keliu.kit import clock
from keliu.kit.errors import Invalid, KeliuError
from keliu.platform import sql
from keliu.sales.errors import (
    AlreadyReversed,
    FieldsMissing,
    LastStage,
    NoReopening,
    NoWayBack,
    Overpaid,
)
from keliu.sales.models import (
    Contract,
    Opportunity,
    Payment,
    Pipeline,
    Stage,
)  # fmt: skip
from keliu.sales.selectors import contracts as papers
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services import contracts, payments, pipelines, stages
from keliu.sales.services import opportunities as services
from keliu.sales.services.pipelines import StageGiven
from keliu.sales.tests.factories import acting_as, add_customer
from tests.cast import World, company
from tests.machines import Machine, machine, run

KEYS = ("note", "expected_on")
PLACE = st.integers(0, 5)
LOOK = """SELECT o.state, s.kind,
  (SELECT count(*) FROM sales_stagechange c WHERE c.opportunity_id = o.id), o.stage_id,
  s.retired_at IS NOT NULL,
  (SELECT json_agg(json_build_array(t.stage_id, t.count, t.amount_fen)) FROM sales_tally t
   WHERE (t.count, t.amount_fen) <> (0, 0)),
  (SELECT array_agg(position) FROM sales_stage WHERE pipeline_id = %s AND retired_at IS NULL)
 FROM sales_opportunity o JOIN sales_stage s ON s.id = o.stage_id WHERE o.id = %s"""
PAID = "SELECT paid_fen FROM sales_contract WHERE id = %s"
BALANCES = """SELECT balance_fen, sum(amount_fen) OVER (ORDER BY id) FROM sales_payment
 WHERE contract_id = %s"""


class Flow(Machine):
    """One deal in a pipeline that is changed under it; the model is a list of stages."""

    world: World
    customer: Any

    @initialize()
    def begin(self) -> None:
        with acting_as(self.world, "王总"):
            self.pipeline = pipelines.pipeline_create(name=f"流程{clock.now_ms()}-{id(self)}")
            self.flow: list[list[Any]] = [
                [stage.pk, set()] for stage in Stage.objects.filter(pipeline=self.pipeline,
                kind="open").order_by("position")
            ]  # fmt: skip
            row = services.opportunity_open(
                customer_id=self.customer.pk, title="单", amount_fen=7, pipeline_id=self.pipeline.pk
            )
        self.id, self.at, self.state = row.pk, self.flow[0][0], "open"
        self.filled: set[str] = set()
        self.backward = self.reopening = True
        self.steps = 1

    def _row(self) -> Opportunity:
        return questions.whole_row(self.id)

    def _place(self, stage_id: int) -> int:
        return next((n for n, one in enumerate(self.flow) if one[0] == stage_id), -1)

    def _asked(self, place: int) -> set[str]:
        return set().union(*(one[1] for one in self.flow[: place + 1]))

    def _do(self, verb: Any, **arguments: Any) -> KeliuError | None:
        with acting_as(self.world, "王总"):
            row = self._row()
            try:
                verb(row, version=row.version, shown=lambda one: one.version, **arguments)
            except KeliuError as refusal:
                return refusal
        return None

    @rule(place=PLACE, fill=st.booleans())
    def move(self, place: int, fill: bool) -> None:
        place %= len(self.flow)
        to = self.flow[place][0]
        here = self._place(self.at)
        given = {"note": "有", "expected_on": clock.now().date()} if fill else None
        refused = self._do(services.opportunity_move, stage_id=to, fill=given)
        if self.state != "open":
            assert refused is not None
        elif to == self.at and not fill:
            assert refused is None
        elif place < here and not self.backward:
            assert isinstance(refused, NoWayBack)
        elif place >= here and not fill and self._asked(place) - self.filled:
            assert isinstance(refused, FieldsMissing)
            assert set(refused.details["missing"]) == self._asked(place) - self.filled
        else:
            assert refused is None, refused
            self.at, self.steps = to, self.steps + 1
            self.filled |= set(KEYS) if fill else set()

    @rule(won=st.booleans())
    def close(self, won: bool) -> None:
        verb = services.opportunity_win if won else services.opportunity_lose
        refused = self._do(verb, reason="定了")
        if self.state == "open" and won and self._asked(len(self.flow)) - self.filled:
            assert isinstance(refused, FieldsMissing)
        elif self.state == "open":
            assert refused is None, refused
            self.state, self.steps = "won" if won else "lost", self.steps + 1
        else:
            assert refused is not None

    @rule()
    def reopen(self) -> None:
        refused = self._do(services.opportunity_reopen)
        if self.state == "open":
            assert refused is not None
        elif not self.reopening:
            assert isinstance(refused, NoReopening)
        else:
            assert refused is None, refused
            self.state, self.steps = "open", self.steps + 1
            self.at = self._returned()

    def _returned(self) -> int:
        with self.world.inside():
            passed = questions.passed_stages(self.id)[:-1]
        standing = [one[0] for one in self.flow]
        return next((one for one in reversed(passed) if one in standing), standing[0])

    @rule(keys=st.sets(st.sampled_from(KEYS)))
    def empty(self, keys: set[str]) -> None:
        changes = {key: "" if key == "note" else None for key in keys}
        if self.state == "open" and changes:
            assert self._do(services.opportunity_update, changes=changes) is None
            self.filled -= keys

    @rule(
        order=st.permutations(range(6)), keys=st.lists(st.sets(st.sampled_from(KEYS)), min_size=6,
        max_size=6), backward=st.booleans(), reopening=st.booleans(), grow=st.booleans(),
    )  # fmt: skip
    def edit(self, order: Any, keys: Any, backward: bool, reopening: bool, grow: bool) -> None:
        arranged = [self.flow[n] for n in order if n < len(self.flow)]
        given = [
            StageGiven(one[0], f"阶段{n}", 10 * n, tuple(keys[n % 6]))
            for n, one in enumerate(arranged)
        ]
        if grow and len(given) < 6:
            given.append(StageGiven(None, "新阶段", 90))
        with acting_as(self.world, "王总"):
            saved = pipelines.pipeline_update(
                Pipeline.objects.get(pk=self.pipeline.pk),
                version=Pipeline.objects.get(pk=self.pipeline.pk).version,
                changes={"backward": backward, "reopening": reopening}, stages=given, ends={},
                shown=lambda one: one.version,
            )  # fmt: skip
            standing = questions.stages_of(saved.pk)
        self.flow = [[one.pk, set(one.required)] for one in standing if one.kind == "open"]
        self.backward, self.reopening = backward, reopening

    @rule(gone=PLACE, to=PLACE)
    def retire(self, gone: int, to: int) -> None:
        gone, to = gone % len(self.flow), to % len(self.flow)
        leaving, staying = self.flow[gone][0], self.flow[to][0]
        with acting_as(self.world, "王总"):
            row = Pipeline.objects.get(pk=self.pipeline.pk)
            try:
                count = stages.stage_retire(
                    row, stage_id=leaving, to_stage_id=staying, version=row.version,
                    shown=lambda one: one.version,
                )  # fmt: skip
            except (LastStage, Invalid):
                assert len(self.flow) == 1 or gone == to
                return
        assert count == int(self.state == "open" and self.at == leaving)
        self.flow.pop(gone)
        if count:
            self.at, self.steps = staying, self.steps + 1

    @precondition(lambda self: hasattr(self, "id"))
    @invariant()
    def everything_is_as_modelled(self) -> None:
        with self.world.inside():
            *row, stage_id, retired, counted, places = sql.one(LOOK, [self.pipeline.pk, self.id])
        assert row == [self.state, self.state, self.steps]
        assert self.state != "open" or (stage_id == self.at and not retired)
        assert counted == [[stage_id, 1, 7]]
        # A retired stage leaves a gap, never two at one place.
        assert len(set(places)) == len(places) == len(self.flow) + 2


class Money(Machine):
    """Payments of one contract beside a list of numbers."""

    world: World
    customer: Any

    @initialize(parts=st.lists(st.integers(1, 500), min_size=1, max_size=4))
    def begin(self, parts: list[int]) -> None:
        day = clock.now().date()
        plan = [{"name": f"第{n}期", "due_on": day, "amount_fen": fen}
                for n, fen in enumerate(parts)]  # fmt: skip
        with acting_as(self.world, "王总"):
            row = contracts.contract_create(
                customer_id=self.customer.pk, title="采购", amount_fen=sum(parts), instalments=plan
            )
            contracts.contract_activate(row, version=1, shown=lambda one: one.version)
            self.parts = [one.pk for one in papers.plan_of(row.pk)]
        self.id, self.amounts, self.paid = row.pk, parts, [0] * len(parts)
        self.entries: dict[int, tuple[int, int]] = {}

    @rule(at=st.integers(0, 3), fen=st.integers(1, 600), over=st.booleans())
    def receive(self, at: int, fen: int, over: bool) -> None:
        at %= len(self.parts)
        with acting_as(self.world, "王总"):
            row = Contract.objects.get(pk=self.id)
            try:
                entry = payments.payment_receive(
                    row, amount_fen=fen, received_on=clock.now().date(),
                    instalment_id=self.parts[at], overpay=over,
                )  # fmt: skip
            except Overpaid:
                full = sum(self.paid) + fen > sum(self.amounts)
                assert not over
                assert full or self.paid[at] + fen > self.amounts[at]
                return
        assert over or self.paid[at] + fen <= self.amounts[at]
        self.paid[at] += fen
        self.entries[entry.pk] = (at, fen)

    @precondition(lambda self: self.entries)
    @rule(pick=st.integers(0, 100), twice=st.booleans())
    def reverse(self, pick: int, twice: bool) -> None:
        key = sorted(self.entries)[pick % len(self.entries)]
        at, fen = self.entries.pop(key)
        with acting_as(self.world, "王总"):
            row, entry = Contract.objects.get(pk=self.id), Payment.objects.get(pk=key)
            day = clock.now().date()
            back = payments.payment_reverse(row, entry, received_on=day)
            assert back.amount_fen == -fen
            if twice:
                with pytest.raises((AlreadyReversed, Overpaid)):
                    payments.payment_reverse(row, entry, received_on=day)
        self.paid[at] -= fen

    @precondition(lambda self: hasattr(self, "id"))
    @invariant()
    def sums_and_balances_agree(self) -> None:
        with self.world.inside():
            paid, balances = sql.one(PAID, [self.id]), sql.rows(BALANCES, [self.id])
            plan = papers.plan_of(self.id)
        assert [one.paid_fen for one in plan] == self.paid
        assert paid[0] == sum(self.paid)
        assert all(balance == running for balance, running in balances)


@machine
def test_any_change_of_a_pipeline_keeps_its_promises(transactional_db: None, part: int) -> None:
    Flow.world = company()
    Flow.customer = add_customer(Flow.world, "张阿姨", "小李")
    run(Flow, "flow", part)


@machine
def test_any_order_of_payments_keeps_the_balance(transactional_db: None, part: int) -> None:
    Money.world = company()
    Money.customer = add_customer(Money.world, "张阿姨", "小李")
    run(Money, "money", part)
