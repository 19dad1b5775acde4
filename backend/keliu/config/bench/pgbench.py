"""The bound: PostgreSQL alone, running the statements of a scenario without web or network."""

import re
import subprocess
from pathlib import Path

from keliu.config.cluster.binaries import find_binaries
from keliu.config.trouble import Trouble

PATIENCE = 60.0  # seconds to connect and to end
RATE = re.compile(r"tps = ([0-9.]+) \(without initial")


def program() -> Path | None:
    """pgbench beside the PostgreSQL we use, if it is there."""
    try:
        found = find_binaries().folder / "pgbench"
    except Trouble:
        return None
    return found if found.exists() else None


def rate(database_url: str, scripts: list[str], *, clients: int, seconds: float) -> float | None:
    """Transactions a second, or None when pgbench is not there or says nothing."""
    tool = program()
    if tool is None or not scripts:
        return None
    files = [word for script in scripts for word in ("-f", script)]
    try:
        done = subprocess.run(
            [tool, *files, "-n", "-M", "prepared", "-c", str(clients), "-j", "2",
             "-T", str(max(int(seconds), 1)), database_url],
            capture_output=True, text=True, check=False, timeout=seconds + PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    said = RATE.search(done.stdout)
    return float(said[1]) if said else None
