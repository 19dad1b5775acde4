"""A figure is judged as it is and beside what the raw database did in the same minute."""

import io
from dataclasses import asdict

import pytest
from rich.console import Console

from keliu.config.bench import budgets
from keliu.config.bench.show import show


@pytest.mark.parametrize(
    ("rps", "cpu_ms", "raw", "met"),
    [
        (1_000, 1.4, 3_838, "yes"),
        (1_000, 1.4, 1_000, "yes"),
        (999, 1.4, 3_838, "no"),
        (1_200, 1.5, 3_838, "no"),
        (600, 2.3, 0.6 * 3_838, "scaled"),
        (599, 2.3, 0.6 * 3_838, "no"),
        (700, 2.4, 0.6 * 3_838, "no"),
        (1_500, 1.45, 2 * 3_838, "no"),  # a quicker machine excuses nothing
    ],
)
def test_a_slow_machine_is_allowed_for_and_nothing_else(
    rps: float, cpu_ms: float, raw: float, met: str
) -> None:
    verdict = budgets.judged("list", rps, cpu_ms, raw)
    assert verdict is not None
    assert verdict.met == met
    assert (verdict.rps, verdict.cpu_ms) == (1_000, 1.4)


def test_without_budget_or_raw_database_nothing_is_said() -> None:
    assert budgets.judged("socket", 1, 1, 3_838) is None
    assert budgets.judged("list", 1, 1, None) is None


def test_a_batch_is_twenty_events() -> None:
    """Architecture §6 counts events: 14,000 a second for 0.09 CPU-ms each."""
    batch = budgets.BUDGETS["ingest"]
    assert batch.rps * 20 == 14_000
    assert batch.cpu_ms / 20 == pytest.approx(0.09)


def test_the_table_says_what_was_asked_and_how_quick_the_machine_was() -> None:
    screen = Console(record=True, width=200, file=io.StringIO())
    verdict = budgets.judged("list", 700, 2.0, 0.6 * 3_838)
    assert verdict is not None
    one = {
        "scenario": "list", "rps": 700.0, "p50_ms": 1.0, "p95_ms": 2.0, "p99_ms": 3.0,
        "cpu_ms_per_request": 2.0, "bound_rps": 2_303.0, "errors": 0, "steps": None, "note": "",
        "budget": asdict(verdict),
    }  # fmt: skip
    machine = {"cpu": "x", "cores": 2}
    show({"machine": machine, "customers": 100_000, "results": [one]}, screen)
    said = screen.export_text()
    assert "list:预算每秒 1,000 次、1.4 CPU-ms" in said
    assert "0.60 倍:按本机折算达到" in said
