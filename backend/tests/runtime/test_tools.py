"""The test runner counts what really happened and never softens a failure."""

from __future__ import annotations

import importlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parents[3] / "tools"


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    spec = importlib.util.spec_from_file_location("keliu_test_runner", TOOLS / "test.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "LOGS", tmp_path)
    monkeypatch.setattr(module, "COUNT", tmp_path / "count")
    return module


@pytest.mark.parametrize(
    ("output", "code", "expected"),
    [
        ("63 passed in 3.90s\n", 0, (63, 0, 0)),
        ("..F\n2 failed, 61 passed, 1 skipped in 4.00s\n", 1, (61, 2, 1)),
        ("== 1 passed, 2 errors in 0.50s (0:00:00) ==\n", 1, (1, 2, 0)),
        ("\x1b[32m Tests \x1b[0m  1 failed | 4 passed (5)\n", 1, (4, 1, 0)),
        ("      Tests  5 passed (5)\n", 0, (5, 0, 0)),
        ("5 passed in 1.00s\nthen the process died\n", 137, (5, 1, 0)),
        ("no tests ran in 0.01s\n", 5, (0, 1, 0)),
        ("All checks passed!\n", 0, (1, 0, 0)),
        ("E501 Line too long\n", 1, (0, 1, 0)),
    ],
)
def test_counting(
    runner: ModuleType, output: str, code: int, expected: tuple[int, int, int]
) -> None:
    assert runner.counts(output, code) == expected


def test_one_failing_step_fails_the_run_but_not_the_others(
    runner: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = runner.Step("good", (sys.executable, "-c", "print('3 passed in 0.10s')"))
    ill = runner.Step("ill", (sys.executable, "-c", "raise SystemExit('坏了')"), fast=True)
    gone = runner.Step("gone", ("/no/such/program",), fast=True)
    monkeypatch.setattr(runner, "STEPS", [ill, gone, good])
    monkeypatch.setattr(sys, "argv", ["test.py"])
    monkeypatch.setattr(runner, "ROOT", TOOLS.parent)
    monkeypatch.setattr(runner, "LOGS", TOOLS.parent / ".stamps/test-of-tests")
    assert runner.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "3 passed, 2 failed"
    assert any("坏了" in line for line in lines)
    assert runner.COUNT.read_text() == "3 passed, 2 failed\n"


def test_a_step_waits_for_what_it_needs(
    runner: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What runs aside is told like the others, before the step that needs it begins."""

    def step(name: str, **more: object) -> object:
        return runner.Step(name, (sys.executable, "-c", "print('1 passed in 0.10s')"), **more)

    monkeypatch.setattr(runner, "ROOT", TOOLS.parent)
    steps = [
        step("alone"),
        step("left", paired=True),
        step("right", paired=True),
        step("made", aside=True),
        step("needing", needs=("made",)),
        step("late", aside=True),
    ]
    results = runner.perform_all(steps)
    assert sum(result.passed for result in results) == 6
    said = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert said.index(["ok", "made"]) < said.index(["...", "needing"])
    assert ["...", "left,"] in said
    assert said[-1] == ["ok", "late"]


def test_make_lists_its_commands() -> None:
    done = subprocess.run(
        ["make", "-s"], cwd=TOOLS.parent, capture_output=True, text=True, check=False
    )
    for command in ["demo", "test", "setup", "check", "gen", "prove", "wheel", "doctor"]:
        assert f"make {command} " in done.stdout


def test_of_every_part_of_a_proof_the_newest_run_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TOOLS))
    proofs = importlib.import_module("proofs")

    def line(key: str, part: int, value: int, run: str) -> str:
        at = f"{run}T10:00:00+00:00"
        return json.dumps({"key": key, "part": part, "value": value, "at": at, "run": run})

    kept = proofs.newest(
        [
            line("pay.streams", 0, 10, "2026-11-20"),
            line("pay.streams", 1, 20, "2026-11-20"),
            line("pay.wrong_fen", 0, 7, "2026-11-20"),
            line("pay.wrong_fen", 0, 0, "2026-11-21"),
            line("pay.wrong_fen", 0, 1, "2026-11-21"),
            line("pay.streams", 1, 30, "2026-11-21"),
        ]
    )
    figures, days = proofs.read(kept)
    assert figures == {"pay.streams": [10, 30], "pay.wrong_fen": [0, 1]}
    assert days == {"pay.streams": "2026-11-20", "pay.wrong_fen": "2026-11-21"}
