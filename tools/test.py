"""Everything CI runs, step by step: `test.py` all, `test.py --fast` the fast half, `test.py NAME…`.

`test.py --proofs [NAME…]` runs the long proofs instead and writes docs/proofs.md.

Steps that only read the sources run two at a time; the others run alone, because they measure time
or start servers, but for what takes the processors only while nobody else wants them. A step that
fails never stops the rest. The last line is the plain count.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from common import ROOT, STAMPS, VENV, environment, finish

LOGS = STAMPS / "test"
COUNT = LOGS / "count"
TAIL_LINES = 60
LONGEST_NAME = 300
BIN = VENV / "bin"
RUFF_FOLDERS = ("backend", "tools", "e2e", "packages/miniprogram-host")
PYTEST = re.compile(r"^=*\s*(\d+ (?:passed|failed|error|skipped|deselected).* in [\d.]+s.*)$", re.M)
VITEST = re.compile(r"^\s*Tests\s+(.*)$", re.M)


@dataclass(frozen=True)
class Step:
    """One command. `fast` steps read sources only, in pairs; others run alone, with exceptions."""

    name: str
    command: tuple[str, ...]
    folder: str = "."
    fast: bool = False
    paired: bool = False
    """Two of these that follow each other run at the same time."""
    aside: bool = False
    """Runs beside the others from the beginning, in the time they leave; one may `needs` it."""
    needs: tuple[str, ...] = ()


def py(*words: str) -> tuple[str, ...]:
    return (str(BIN / "python"), *words)


def npm(script: str) -> tuple[str, ...]:
    return ("npm", "run", "--silent", script)


MATRIX = py("-m", "pytest", "-n", "auto", "--show-capture=no", "tests/matrix")
# With one fence down only the cells about the other merchant mean something. A world each.
ONE_FENCE = py("-m", "pytest", "-n", "0", "--show-capture=no", "tests/matrix/test_matrix.py")
GENTLY = ("nice", "-n", "10")

# The order is the order of the report: cheap and telling first.
STEPS = [
    Step("ruff", (str(BIN / "ruff"), "check", *RUFF_FOLDERS), fast=True),
    Step("format", (str(BIN / "ruff"), "format", "--check", *RUFF_FOLDERS), fast=True),
    Step("mypy", py("-m", "mypy", "keliu", "tests"), "backend", fast=True),
    Step("boundaries", (str(BIN / "lint-imports"), "--no-cache"), "backend", fast=True),
    Step("migrations", py("tools/migrations.py"), fast=True),
    Step("papers", py("tools/papers.py", "--check"), fast=True),
    Step("client types", py("tools/client_types.py", "--check"), fast=True),
    Step("console lint", npm("lint"), "console", fast=True),
    Step("console types", npm("type-check"), "console", fast=True),
    Step("mobile lint", npm("lint"), "mobile", fast=True),
    Step("mobile types", npm("type-check"), "mobile", fast=True),
    Step("host types", npm("type-check"), "packages/miniprogram-host", fast=True),
    Step(
        "backend tests",
        # One more than the processors: many of them wait for servers of their own.
        py("-m", "pytest", "-n", "3", "--dist", "worksteal", "-m", "not slow and not matrix"),
        "backend",
    ),
    Step("matrix", MATRIX, "backend"),
    Step(
        "matrix without rls",
        ("env", "KELIU_TEST_ROLE=owner", *ONE_FENCE),
        "backend",
        paired=True,
    ),
    Step(
        "matrix by rls alone",
        ("env", "KELIU_MATRIX_MANAGER=off", *ONE_FENCE),
        "backend",
        paired=True,
    ),
    Step("console tests", npm("test"), "console", paired=True),
    Step("mobile tests", npm("test"), "mobile", paired=True),
    Step("host tests", npm("test"), "packages/miniprogram-host", paired=True),
    Step("builds", (*GENTLY, *py("tools/build.py")), aside=True),
    # Two houses side by side: browsers mostly wait for servers, and servers for browsers.
    *(
        Step(
            name,
            ("env", f"KELIU_E2E_HOUSE={house}", *py("-m", "pytest", "-s", ".")),
            "e2e",
            paired=True,
            needs=("builds",),
        )
        for name, house in (("end to end", "first"), ("end to end next door", "second"))
    ),
]
# Machines and counts share the processors, part by part; what is measured in seconds runs alone.
LINES = LOGS / "proofs.jsonl"
PROVING = ("env", f"KELIU_PROOFS={LINES}", f"KELIU_PROOFS_RUN={datetime.now(UTC):%Y-%m-%dT%H:%M}")
SLOW = py("-m", "pytest", "-m", "slow or proof")
TOGETHER = ("-n", "2", "--dist", "load", "--maxschedchunk", "1")
APART = {
    "money proofs": ("keliu/orders", "keliu/membership"),
    "radar proofs": ("keliu/radar",),
    "wechat proofs": ("keliu/wechat",),
}
OTHERS = tuple(f"--ignore={folder}" for folders in APART.values() for folder in folders)
PROOFS = [
    *(Step(name, (*PROVING, *SLOW, *TOGETHER, *where), "backend") for name, where in APART.items()),
    Step("other proofs", (*PROVING, *SLOW, "-n", "0", *OTHERS), "backend"),
    Step("matrix", (*PROVING, *MATRIX), "backend"),
    Step(
        "machines",
        (
            *PROVING,
            "KELIU_LONG_MACHINES=yes",
            *py("-m", "pytest", "-m", "machine", *TOGETHER),
        ),
        "backend",
    ),
]


@dataclass(frozen=True)
class Result:
    step: Step
    code: int
    seconds: float
    passed: int
    failed: int
    skipped: int
    output: str


def counts(output: str, code: int) -> tuple[int, int, int]:
    """(passed, failed, skipped) of pytest's or vitest's summary; one check where there is none."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    found = {"passed": 0, "failed": 0, "skipped": 0}
    summaries = [*PYTEST.findall(plain), *VITEST.findall(plain)]
    for summary in summaries:
        for number, word in re.findall(r"(\d+) (passed|failed|errors?|skipped)", summary):
            found["failed" if word.startswith("error") else word] += int(number)
    if not summaries:
        return (0, 1, 0) if code else (1, 0, 0)
    if code and not found["failed"]:
        found["failed"] = 1  # it broke outside its tests, which is no less a failure
    return found["passed"], found["failed"], found["skipped"]


def perform(step: Step) -> Result:
    """Run a step to its end; its whole output goes to .stamps/test/NAME.log."""
    began = time.monotonic()
    quiet = {"NO_COLOR": "1", "FORCE_COLOR": "0", "TERM": "dumb", "CI": "1"}
    try:
        done = subprocess.run(
            step.command,
            cwd=ROOT / step.folder,
            env={**environment(), **quiet},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        code, output = done.returncode, done.stdout
    except OSError as error:
        code, output = 127, f"{error}\n"
    (LOGS / f"{step.name.replace(' ', '-')}.log").write_text(output)
    passed, failed, skipped = counts(output, code)
    return Result(step, code, time.monotonic() - began, passed, failed, skipped, output)


def tell(result: Result) -> None:
    word = "ok  " if not result.failed else "FAIL"
    skipped = f", {result.skipped} skipped" if result.skipped else ""
    print(
        f"{word} {result.step.name:<20} {result.seconds:7.1f} s"
        f"  {result.passed} passed, {result.failed} failed{skipped}",
        flush=True,
    )
    if result.failed:
        tail = result.output.splitlines()[-TAIL_LINES:]
        print("\n".join(f"     | {line}" for line in tail), flush=True)


def named(results: Iterable[Result]) -> list[str]:
    """The failed tests by name, so that the end of a long output says what to look at."""
    said = [line for one in results if one.failed for line in one.output.splitlines()]
    found = [line[:LONGEST_NAME] for line in said if re.match(r"(FAILED|ERROR) |\s*FAIL  ", line)]
    return found[:TAIL_LINES]


def perform_all(steps: Iterable[Step]) -> list[Result]:
    """Fast steps in pairs, then the others, those aside as the processors let them."""
    results: list[Result] = []

    def end(result: Result) -> None:
        tell(result)
        results.append(result)

    steps = list(steps)
    lone = [step for step in steps if not step.fast and not step.aside]
    with ThreadPoolExecutor(max_workers=2) as pair, ThreadPoolExecutor(max_workers=1) as gentle:
        aside = {step.name: gentle.submit(perform, step) for step in steps if step.aside}
        for result in pair.map(perform, [step for step in steps if step.fast]):
            end(result)
        for together, group in groupby(lone, key=lambda step: step.paired):
            for some in [[*group]] if together else [[step] for step in group]:
                for name in {one for step in some for one in step.needs if one in aside}:
                    end(aside.pop(name).result())
                print(f"...  {', '.join(step.name for step in some)}", flush=True)
                for result in pair.map(perform, some):
                    end(result)
        for waited in aside.values():
            end(waited.result())
    return results


def chosen(words: list[str], steps: list[Step]) -> list[Step]:
    if "--fast" in words:
        return [step for step in steps if step.fast]
    names = [word for word in words if not word.startswith("-")]
    unknown = set(names) - {step.name for step in steps}
    if unknown:
        sys.exit(f"没有这样的步骤:{'、'.join(sorted(unknown))}")
    return [step for step in steps if not names or step.name in names]


def prove(steps: Iterable[Step]) -> list[Result]:
    """Long proofs, and the page that says what held, written when none of these failed."""
    LINES.unlink(missing_ok=True)
    results = perform_all(steps)
    if any(result.failed for result in results):
        return results
    return [*results, *perform_all([Step("page", py("tools/proofs.py", str(LINES)))])]


def main() -> int:
    LOGS.mkdir(parents=True, exist_ok=True)
    COUNT.unlink(missing_ok=True)
    began = time.monotonic()
    words = sys.argv[1:]
    if "--proofs" in words:
        results = prove(chosen(words, PROOFS))
    else:
        results = perform_all(chosen(words, STEPS))
    passed, failed = sum(r.passed for r in results), sum(r.failed for r in results)
    print(f"all steps {time.monotonic() - began:.0f} s, logs in {LOGS.relative_to(ROOT)}")
    print("".join(f"{name}\n" for name in named(results)), end="")
    line = f"{passed} passed, {failed} failed"
    COUNT.write_text(line + "\n")
    print(line, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    finish(main)
