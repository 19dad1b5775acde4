"""One process that is kept running: its command, its log, its restarts."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from keliu.config.cluster.system_user import dies_with_parent
from keliu.config.trouble import Trouble

log = logging.getLogger("keliu.supervisor")

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0
HEALTHY_SECONDS = 30.0
GIVE_UP_AFTER = 4
MAX_LOG_BYTES = 10_000_000


@dataclass
class Service:
    """A child process in its own session. `ready` says whether it does its work."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log_file: Path
    ready: Callable[[], bool]
    was_ready: bool = False
    deaths: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _started_at: float = 0.0
    _pause: float = FIRST_PAUSE
    _next_start: float = field(default=0.0)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        _rotate(self.log_file)
        with self.log_file.open("ab") as output:
            self._process = subprocess.Popen(
                self.command,
                env={**inherited(), **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # A session of its own: Ctrl-C reaches only us, and we stop things in order.
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )
        self._started_at = time.monotonic()
        log.info("%s started, process %s", self.name, self._process.pid)

    def look_after(self) -> None:
        """Notice a death and start again after a pause that grows with every quick death."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            self._note_death(self._process, now)
        if self._process is None and now >= self._next_start:
            self.start()

    def _note_death(self, process: subprocess.Popen[bytes], now: float) -> None:
        lived = now - self._started_at
        log.warning("%s ended (%s) after %.1f s", self.name, _how(process.returncode), lived)
        self._kill_group(process.pid)  # its own children may still hold the port
        self._process = None
        self.deaths += 1
        if lived > HEALTHY_SECONDS:
            self._pause = FIRST_PAUSE
        self._next_start = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        if not self.was_ready and self.deaths >= GIVE_UP_AFTER:
            raise Trouble(
                f"{self.name} 进程没有启动起来:{self.last_words()}",
                f"完整的日志在 {self.log_file}",
            )

    def is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            return False
        self.was_ready = self.ready()
        return self.was_ready

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def finish(self, patience: float) -> None:
        """Wait for the end; kill what is left of the group after `patience` seconds."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.wait(max(patience, 0.05))
        except subprocess.TimeoutExpired:
            log.warning("%s did not stop in time and was killed", self.name)
        self._kill_group(process.pid)
        process.wait()

    def last_words(self) -> str:
        """The last line of the log that says something."""
        try:
            tail = self.log_file.read_bytes()[-4000:].decode(errors="replace")
        except OSError:
            return "没有日志"
        lines = [line.strip() for line in tail.splitlines() if line.strip()]
        return lines[-1][:300] if lines else "没有日志"

    @staticmethod
    def _kill_group(pid: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit {code}"


def inherited() -> dict[str, str]:
    """Our environment without what would change how Python starts."""
    kept = dict(os.environ)
    kept.pop("PYTHONDONTWRITEBYTECODE", None)  # every start would compile everything anew
    kept["PATH"] = f"{Path(sys.executable).parent}:{kept.get('PATH', '/usr/bin:/bin')}"
    return kept


def _rotate(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if path.stat().st_size > MAX_LOG_BYTES:
            path.replace(path.with_name(f"{path.name}.1"))
