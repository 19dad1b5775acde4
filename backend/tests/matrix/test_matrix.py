"""The isolation matrix, run over the router. See this package's docstring."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest

from keliu.config.api import api, operations
from keliu.customers.models import Customer
from keliu.kit.actor import Actor
from tests import proofs
from tests.matrix import outside, samples_of_contexts
from tests.matrix.runner import Report, Runner

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(600)]
OPERATIONS = {op.view_func.__name__: op for op in operations(api)}
FEWEST = 5_000
SAMPLES = samples_of_contexts.SAMPLES


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    found = Report()
    yield found
    print(f"\n{outside.fences()}: {found.line()}")  # noqa: T201  the matrix reports its size
    bad = [*found.leaks, *found.side_effects, *found.wrong, *found.void]
    proofs.tell("matrix.cells", found.cells)
    proofs.tell("matrix.wrong", len(bad))
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        assert found.cells >= FEWEST or not found.whole(SAMPLES)


def test_every_route_has_a_sample_and_every_sample_a_route() -> None:
    assert set(OPERATIONS) == set(SAMPLES)


def test_every_id_in_a_path_is_attacked() -> None:
    for name, operation in OPERATIONS.items():
        slots = {part.split(":")[-1] for part in re.findall(r"{([^}]+)}", operation.path)}
        assert slots == {*SAMPLES[name].path, *SAMPLES[name].words}, name


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_strangers_get_nothing(name: str, runner: Runner, report: Report) -> None:
    mine = Report()
    runner.judge(OPERATIONS[name], SAMPLES[name], mine)
    report.cells += mine.cells
    report.routes |= mine.routes
    for part in ("leaks", "side_effects", "wrong", "void"):
        getattr(report, part).extend(getattr(mine, part))
    found = [*mine.leaks, *mine.side_effects, *mine.wrong, *mine.void]
    assert not found, "\n".join(found[:12])


def test_a_planted_leak_is_caught(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The matrix has teeth: with the reach removed from customers, it reports it."""
    monkeypatch.setattr(Actor, "reach", lambda self, permission: "all")
    mine = Report()
    runner.judge(OPERATIONS["customer_get"], SAMPLES["customer_get"], mine, every=True)
    assert mine.wrong, "小赵 saw 小李's customer and nobody noticed"


def test_a_planted_side_effect_is_caught(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal that keeps what it wrote is reported."""
    asked = runner._send

    def leaving(*args: Any) -> tuple[int, bytes]:
        answer = asked(*args)
        if answer[0] >= 400:
            with runner.world.company.inside():
                Customer.objects.update(level="A")
        return answer

    monkeypatch.setattr(runner, "_send", leaving)
    mine = Report()
    runner.judge(OPERATIONS["customer_get"], SAMPLES["customer_get"], mine, every=True)
    assert mine.side_effects, "a refused request changed customers and nobody noticed"
