"""What runs, and how much memory it really takes (PSS, from /proc)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keliu.config.supervisor.house import RUNNING

PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    words: tuple[str, ...]

    @property
    def label(self) -> str:
        """The service a process belongs to, by its command line."""
        line = " ".join(self.words)
        for mark, name in (
            ("keliu.config.gateway", "gateway"),
            ("keliu.config.worker", "worker"),
            ("keliu.config.wsgi", "web"),
            ("keliu.box", "box"),
            ("postgres", "postgres"),
            ("multiprocessing", "web"),
        ):
            if mark in line:
                return name
        return "supervisor"


def running(data: Path) -> dict[str, Any] | None:
    """DIR/running.json of a supervisor that still lives."""
    try:
        facts: dict[str, Any] = json.loads((data / RUNNING).read_text())
    except (OSError, ValueError):
        return None
    return facts if (PROC / str(facts.get("pid"))).exists() else None


def family(pid: int) -> list[Process]:
    """The process and everything it started, directly or not."""
    everyone = [found for found in map(_read, PROC.glob("[0-9]*")) if found is not None]
    members = [process for process in everyone if process.pid == pid]
    for process in members:  # grows while we walk it
        members += [child for child in everyone if child.parent == process.pid]
    return members


def _read(folder: Path) -> Process | None:
    try:
        words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError, ValueError):
        return None
    return Process(int(folder.name), parent, tuple(words))


def pss_kilobytes(pid: int) -> int | None:
    """Proportional memory of a process; None when we may not look."""
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        return None
    return None
