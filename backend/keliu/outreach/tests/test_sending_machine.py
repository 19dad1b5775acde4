"""Any order of acts, messages, lost answers and killed workers: WeChat's own ledger never says no.

The other end is the ledger of WeChat in a box, which shares no code with ours.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from keliu.box.errors import WeChatError
from keliu.box.oa.allowance import Allowance
from keliu.box.store import Store
from keliu.kit import clock
from keliu.outreach.ports import Letter, Ports
from keliu.outreach.services.people import posting
from keliu.outreach.tests.persons import UNCLEAR, Killed, Wire, acts, refusal, say, work
from tests.cast import World, company
from tests.machines import Machine, machine, run

START = datetime(2026, 11, 21, 4, tzinfo=UTC)
TRIGGERS = st.sampled_from(["message", "menu", "follow", "scan"])
ENDS = st.sampled_from([*["well"] * 6, "later", "lost", "killed before", "killed after"])
WAITS = st.sampled_from([*[0] * 9, 0.3, 1, 2.5, 12, 40, 57, 61, 3_600, 47 * 3_600, 48 * 3_600])
SEVERAL = st.sampled_from([0, 1, 2, 3, 6])


class Sending(Machine):
    """One person, one account; the time passes only when a rule says so."""

    world: World
    ledger: Allowance
    store: Store
    wire: Wire

    def __init__(self) -> None:
        super().__init__()
        self.ledger.wipe()
        self.wire.sent.clear()
        self.wire.judge = self._judged
        self.moment, self.refused, self.said, self.heard = START, 0, 0, list[str]()
        self.pushes: list[tuple[str, datetime]] = []
        self.lost = self.killed = False
        self.ids: list[int] = []

    def now(self) -> float:
        """The platform's clock."""
        return self.moment.timestamp()

    def _judged(self, letter: Letter) -> None:
        """What the platform does with a message that reaches it."""
        try:
            self.ledger.take("wx1", "u1")
        except WeChatError as no:
            self.refused += 1
            raise refusal("window", no.errcode) from no
        self.heard.append(letter.content["text"])
        if self.killed:
            raise Killed
        if self.lost:
            raise UNCLEAR

    @rule(trigger=TRIGGERS, at_once=st.booleans(), seconds=WAITS)
    def act(self, trigger: str, at_once: bool, seconds: float) -> None:
        """Time passes, the person does something; the push is here at once or on its way."""
        self.moment += timedelta(seconds=seconds)
        self.ledger._clock = self  # type: ignore[assignment]  # time stands still between rules
        self.ledger.open("wx1", "oa", "u1", trigger)
        self.pushes.append((trigger, self.moment.replace(microsecond=0)))
        if at_once:
            self.push(-1)

    @rule(which=st.integers(0, 3))
    def push(self, which: int) -> None:
        """One of the pushes arrives, perhaps not in order."""
        if self.pushes:
            trigger, at = self.pushes.pop(which % len(self.pushes))
            with clock.frozen(self.moment):
                acts(self.world, trigger, at)

    @rule(several=SEVERAL, end=ENDS, seconds=WAITS)
    def write(self, several: int, end: str, seconds: float) -> None:
        """Messages are written; the worker does what is due, or dies, or hears no answer."""
        self.moment += timedelta(seconds=seconds)
        with clock.frozen(self.moment):
            for _ in range(several):
                self.said += 1
                self.ids.append(say(self.world, f"第{self.said}条").id)
            self.lost = end == "lost"
            if end in {"well", "lost"}:
                work(self.world)
        if end.startswith("killed") and self.ids:
            self._kill(called=end == "killed after")

    def _kill(self, *, called: bool) -> None:
        """A worker dies between claim and outcome, before or after the platform heard of it."""
        with clock.frozen(self.moment), self.world.inside():
            claimed = posting._claim(self.ids[-1])
        if claimed is not None and called:
            self.killed = True
            with clock.frozen(self.moment), suppress(Killed):
                claimed.sender.send(claimed.letter)
            self.killed = False

    @invariant()
    def the_platform_never_says_no(self) -> None:
        assert self.refused == 0
        assert len(set(self.heard)) == len(self.heard)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Wire:
    wire = Wire()
    monkeypatch.setitem(Ports.people, "custom", wire)
    store = Store(tmp_path / "box.sqlite3")
    Sending.ledger = Allowance(store, None)  # type: ignore[arg-type]  # each run brings its clock
    Sending.wire = wire
    return wire


@machine
def test_any_order_stays_within_the_rules(transactional_db: None, wire: Wire, part: int) -> None:
    Sending.world = company()
    run(Sending, "sending", part, length=12)
