"""CPU time of groups of processes from /proc, and what machine this is."""

import os
import platform
from datetime import UTC
from pathlib import Path

from keliu.kit import clock

TICK = os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str] | None:
    """The fields after the command's name, or None when the process is gone."""
    try:
        text = (Path("/proc") / str(pid) / "stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def family(pids: list[int]) -> list[int]:
    """These processes with all their descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = list[int](), list(pids)
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def cpu_seconds(pids: list[int]) -> float:
    """CPU time that these processes, their descendants and ended children have used."""
    ticks = 0
    for pid in family(pids):
        fields = _stat(pid)
        if fields:
            ticks += sum(int(fields[at]) for at in (11, 12))
            ticks += sum(int(fields[at]) for at in (13, 14)) if pid in pids else 0
    return ticks / TICK


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "date": clock.now().astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 20),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": [round(one, 2) for one in os.getloadavg()],
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
