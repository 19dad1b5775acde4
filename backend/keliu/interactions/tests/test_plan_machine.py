"""A plan under any order of steps, against a model of it small enough to believe."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from keliu.interactions import rules
from keliu.interactions.tests.factories import customer, plan
from keliu.kit import clock
from tests.cast import World, company
from tests.machines import Machine, machine, run

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


class Plans(Machine):
    """One plan of 小李; `world` is set by the test."""

    world: ClassVar[World]

    @initialize()
    def begin(self) -> None:
        self.api = self.world.api("小李")
        self.customer = customer(self.api)
        with clock.frozen(NOW):
            made = plan(self.api, self.customer, NOW + timedelta(days=1))
        self.path = f"/plans/{made['id']}"
        self.state, self.version, self.due = "pending", 1, NOW + timedelta(days=1)

    def _expect(self, answer: tuple[int, Any], *, allowed: bool, fresh: bool) -> bool:
        status, body = answer
        if allowed and fresh:
            assert status == 200, body
            self.version += 1
            return True
        assert status == 409, body
        assert (body["code"] == "stale") == (not fresh)
        return False

    @rule(step=st.sampled_from(["done", "cancel", "reopen"]), behind=st.integers(0, 1))
    def step(self, step: str, behind: int) -> None:
        following = rules.next_state(self.state, step)
        with clock.frozen(NOW):
            answer = self.api.post(f"{self.path}/{step}", {"version": self.version - behind})
        if self._expect(answer, allowed=following is not None, fresh=not behind):
            self.state = following or self.state

    @rule(days=st.integers(1, 9), behind=st.integers(0, 1))
    def move(self, days: int, behind: int) -> None:
        due = NOW + timedelta(days=days)
        asked = {"due_at": clock.iso(due), "version": self.version - behind}
        with clock.frozen(NOW):
            answer = self.api.patch(self.path, asked)
        if self._expect(answer, allowed=self.state == "pending", fresh=not behind):
            self.due = due

    @invariant()
    def the_customer_knows_the_next_date(self) -> None:
        if not hasattr(self, "path"):
            return
        row = self.api.get(f"/customers/{self.customer}")[1]
        expected = clock.iso(self.due) if self.state == "pending" else None
        assert row["next_followup_at"] == expected

    @invariant()
    def the_plan_is_as_modelled(self) -> None:
        if not hasattr(self, "path"):
            return
        (row,) = self.api.get(f"/plans?customer={self.customer}")[1]["items"]
        assert (row["state"], row["version"]) == (self.state, self.version)
        assert (row["done_at"] is not None) == (self.state == "done")


@machine
def test_a_plan_survives_any_order_of_steps(transactional_db: None, part: int) -> None:
    Plans.world = company()
    Plans.world.token("小李")
    run(Plans, "plans", part, length=8)
