"""The night's scoring of every customer, in its own process as the worker starts it."""

import resource
import time
from dataclasses import dataclass
from pathlib import Path

from keliu.config.supervisor.services import Environment, run_once

NIGHT = ["-m", "keliu.analytics.chances.learning.night"]


@dataclass(frozen=True)
class Night:
    """Seconds from start to end, CPU seconds of the process, and the most memory it held."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def measured(environment: Environment, log_file: Path) -> Night:
    """One night over everything that is seeded."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run_once(NIGHT, environment, log_file, "夜里的评分")
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Night(seconds, cpu, after.ru_maxrss / 1024)
