"""A data folder at work: database, services, the loop that keeps them up, an orderly end."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO, Any

from keliu.config.cluster.server import Cluster
from keliu.config.cluster.vault import write_private
from keliu.config.supervisor.service import Service
from keliu.config.trouble import Trouble, from_os_error

log = logging.getLogger("keliu.supervisor")

RUNNING = "running.json"
TICK_SECONDS = 0.1
START_SECONDS = 60.0
STOP_SECONDS = 3.0


class Stopped(Exception):
    """Somebody asked us to end before everything was up."""


class House:
    """Runs services of `data` until a signal; used from the main thread only.

    Children get a signal when the thread that started them dies, so one thread does all.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.cluster: Cluster | None = None
        self.services: list[Service] = []
        self._stop = False
        self._lock: IO[str] | None = None

    def __enter__(self) -> House:
        self._lock = _locked(self.data)
        (self.data / RUNNING).unlink(missing_ok=True)  # of one that was killed
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
                signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._lock is not None:
            self._lock.close()

    def _ask_to_stop(self, number: int, _: FrameType | None) -> None:
        self._stop = True

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    def add(self, service: Service) -> None:
        service.start()
        self.services.append(service)

    def wait_until(
        self, ready: Callable[[], bool], what: str, seconds: float = START_SECONDS
    ) -> None:
        """Keep everything up until `ready()`; Trouble after `seconds`, Stopped on a signal."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self._stop:
                raise Stopped
            if time.monotonic() > deadline:
                raise Trouble(f"{what}在 {seconds:.0f} 秒内没有就绪", f"日志在 {self.logs}")
            self._tick()

    def tell_where(self, facts: Mapping[str, Any]) -> None:
        """Write DIR/running.json, by which the doctor finds us."""
        known = {"pid": os.getpid(), **facts}
        write_private(self.data / RUNNING, json.dumps(known))

    def all_ready(self) -> bool:
        return all(service.is_ready() for service in self.services)

    def run(self) -> None:
        """Keep everything up until somebody asks us to stop."""
        while not self._stop:
            self._tick()

    def _tick(self) -> None:
        if self.cluster is not None and self.cluster.pid is None:
            log.warning("PostgreSQL ended, starting it again")
            self.cluster.meanwhile = self._look_after_services
            self.cluster.start()
        self._look_after_services()
        time.sleep(TICK_SECONDS)

    def _look_after_services(self) -> None:
        for service in self.services:
            service.look_after()

    def stop(self) -> None:
        """End the services, then the database, within five seconds."""
        deadline = time.monotonic() + STOP_SECONDS
        for service in reversed(self.services):
            service.ask_to_stop()
        for service in reversed(self.services):
            service.finish(deadline - time.monotonic())
        self.services.clear()
        (self.data / RUNNING).unlink(missing_ok=True)
        if self.cluster is not None:
            self.cluster.stop(adopted=True)
            self.cluster = None


def _locked(data: Path) -> IO[str]:
    """Hold the folder's lock, so that two supervisors never share one database."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o711)
        file = (data / "keliu.lock").open("a+")
    except OSError as error:
        raise from_os_error(error, data) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or "?"
        file.close()
        raise Trouble(
            f"{data} 正被另一个 keliu 使用(进程 {holder})", "请先停掉它,或用 --data 换一个目录"
        ) from None
    with suppress(OSError):
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
    return file
