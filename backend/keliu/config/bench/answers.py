"""Questions that one person asks and waits for: pages of the radar, portraits, the boss's reports.

They are asked one after the other, as a person does, and each keeps its own times: what counts is
how long the slowest page takes, not how many fit into a second.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from typing import Any

from keliu.config.bench import client
from keliu.config.supervisor.services import Environment, run_once
from keliu.kit import clock

API = "/api/v1"
TRAIL = "keliu.config.bench.trail"
Question = tuple[str, str, str]  # name, seat, path
WHO = ("owner", "manager", "sales")


@dataclass
class Waited:
    """Seconds of every question, and what was refused."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    asked: int = 0  # the first ones, which only warm up, included
    errors: int = 0
    first_error: str = ""

    @property
    def all(self) -> list[float]:
        return [one for some in self.seconds.values() for one in some]

    def p95(self) -> dict[str, float]:
        """By question, in seconds, the slowest first."""
        found = {name: client.share_of(some, 0.95) / 1000 for name, some in self.seconds.items()}
        return dict(sorted(found.items(), key=lambda one: -one[1]))


def feed(facts: dict[str, Any]) -> list[Question]:
    """A page of each grouping, by each width of reach."""
    pages = {
        "time": "/radar/feed", "people": "/radar/people", "deeds": "/radar/deeds?days=7",
        "did": "/radar/feed?did=phone_tap", "contact": "/radar/people?kind=contact",
    }  # fmt: skip
    return [(f"{name} {who}", who, path) for name, path in pages.items() for who in WHO]


def portrait(facts: dict[str, Any]) -> list[Question]:
    """Of those who come every day and of those who came a few times."""
    return [
        (sort, "owner", f"/customers/{one}/portrait")
        for sort, people in facts["visitors"].items()
        for one in people
    ]


def reports(facts: dict[str, Any]) -> list[Question]:
    """What a boss opens, over the last thirty days."""
    last = clock.local_day(clock.now(), "Asia/Shanghai")
    span = f"first={last - timedelta(days=29)}&last={last}"
    pages = {
        "board": f"/boss/board?{span}", "funnel": f"/boss/funnel?{span}",
        "heat": f"/boss/heat?{span}&what=visits", "hints": "/boss/hints", "wall": "/boss/wall",
        "contacts": "/contacts-today?scope=all", "structure": "/structure",
        "retention": "/reports/retention?months=12", "sales": f"/reports/sales?{span}",
        "codes": f"/code-report?{span}", "spread": "/spread/graph?most=5000", "home": "/home",
        "deeds31": "/radar/deeds?days=31",
    }  # fmt: skip
    return [(name, "owner", path) for name, path in pages.items()]


SETS = {"feed": feed, "portrait": portrait, "reports": reports}


def loaded(environment: Environment, events: int, log_file: Any) -> dict[str, Any]:
    """Bring the events to `events` and name the people whose portraits are asked for."""
    said = run_once(["-m", TRAIL, str(events)], environment, log_file, "写入浏览记录")
    found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return found


def ask(
    address: tuple[str, int], host: str, asked: list[Question], tokens: dict[str, str],
    seconds: float,
) -> Waited:  # fmt: skip
    """Every question once to be warm, then over and over for `seconds`, each at least twice."""
    found = Waited()
    for number, (name, seat, path) in enumerate(_turns(asked, seconds)):
        written = client.request("GET", API + path, host=host, token=tokens[seat])
        said = client.drive(address, cycle([written]), connections=1, seconds=0)
        if number >= len(asked):
            found.seconds[name] += said.seconds
        found.asked += len(said.seconds)
        found.errors += said.errors
        if said.errors and not found.first_error:
            found.first_error = f"{path}: {said.first_error}"
    return found


def _turns(asked: list[Question], seconds: float) -> Iterator[Question]:
    for _ in range(3):
        yield from asked
    end = clock.now() + timedelta(seconds=seconds)
    for one in cycle(asked):
        if clock.now() >= end:
            return
        yield one
