"""The budgets of speed, read beside the raw database of the same minute (decision 0040)."""

from dataclasses import dataclass

REFERENCE = 3_838.0
"""How often a second pgbench ran the list's statements where the budgets were set."""


@dataclass(frozen=True)
class Budget:
    """At least so many requests a second, for at most so many CPU-ms each (architecture §6)."""

    rps: float
    cpu_ms: float


# With 100,000 customers on two cores; `ingest` counts batches of 20 events.
BUDGETS = {
    "list": Budget(1_000, 1.4),
    "search": Budget(500, 3.0),
    "get": Budget(1_500, 0.9),
    "create": Budget(450, 2.8),
    "board": Budget(1_000, 1.8),
    "board_all": Budget(600, 3.0),
    "ingest": Budget(700, 1.8),
}
AT = 100_000


@dataclass(frozen=True)
class Verdict:
    """What was asked, how quick this machine was meanwhile, and what follows."""

    rps: float
    cpu_ms: float
    machine: float
    """Its list statements a second in pgbench, as a share of REFERENCE."""
    met: str
    """`yes` as it is, `scaled` by the machine, or `no`."""


def judged(scenario: str, rps: float, cpu_ms: float, raw: float | None) -> Verdict | None:
    """How a figure stands to its budget; None where there is none or pgbench said nothing.

    `raw` is what pgbench made of the list's statements just before and after.
    """
    budget = BUDGETS.get(scenario)
    if budget is None or not raw:
        return None
    machine = raw / REFERENCE
    if rps >= budget.rps and cpu_ms <= budget.cpu_ms:
        met = "yes"
    elif rps >= budget.rps * machine and cpu_ms * machine <= budget.cpu_ms:
        met = "scaled"
    else:
        met = "no"
    return Verdict(budget.rps, budget.cpu_ms, round(machine, 3), met)
