"""One leading relay per kind, woken by the bus and by the clock, kept alive in its thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

import psycopg
from prometheus_client import Counter

from keliu.config.relay import LOCK_SPACE
from keliu.platform.bus import bus

log = logging.getLogger("keliu.relay")

POLL_SECONDS = 1.0
HEALTHY_SECONDS = 60.0
RESTARTS = Counter("keliu_relay_restarts_total", "Relay threads that had to start again", ["relay"])

Connection = psycopg.Connection[tuple[object, ...]]


class Relay(Protocol):
    """What a relay does each time it is woken; without a channel the clock alone wakes it."""

    name: str
    lock: int

    @property
    def channel(self) -> str | None:
        """Where it is called; a plain attribute will do."""

    def work(self, connection: Connection, stop: threading.Event) -> None:
        """Hand on everything that waits now; `connection` is in autocommit."""


class Clock:
    """Stands where an ear stands, for what nobody calls."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def wait(self, seconds: float) -> None:
        self._stop.wait(seconds)


def lead(relay: Relay, url: str, stop: threading.Event) -> None:
    """Work for `relay` until `stop`; raises when the connection breaks.

    The advisory lock keeps a topic's or an aggregate's order while several workers run. It dies
    with its connection, so a stand-by takes over within a second. The connection must be a direct
    one: a transaction pooler would lose both the lock and the LISTEN.
    """
    name = f"keliu {relay.name}"
    with psycopg.connect(url, autocommit=True, application_name=name) as connection:
        # Every NOTIFY, on whatever channel, costs each backend that listens to any a wake-up.
        ear = bus.ear(connection, relay.channel) if relay.channel else Clock(stop)
        leading = False
        while not stop.is_set():
            leading = leading or _take_lock(connection, relay)
            if leading:
                relay.work(connection, stop)
            ear.wait(POLL_SECONDS)


def _take_lock(connection: Connection, relay: Relay) -> bool:
    row = connection.execute(
        "SELECT pg_try_advisory_lock(%s::int, %s::int)", [LOCK_SPACE, relay.lock]
    ).fetchone()
    taken = bool(row and row[0])
    if taken:
        log.info("%s leads", relay.name)
    return taken


Work = Callable[[threading.Event], None]


def keep_running(name: str, work: Work, stop: threading.Event) -> threading.Thread:
    """Run `work` in a thread and start it again whenever it fails; every failure is logged."""
    thread = threading.Thread(target=_keep, args=(name, work, stop), name=name, daemon=True)
    thread.start()
    return thread


def _keep(name: str, work: Work, stop: threading.Event) -> None:
    pause = 0.1
    while not stop.is_set():
        began = time.monotonic()
        try:
            work(stop)
        except Exception:
            log.exception("%s failed, starting it again", name)
        if stop.is_set():
            return
        RESTARTS.labels(name).inc()
        pause = 0.1 if time.monotonic() - began > HEALTHY_SECONDS else min(pause * 2, 5.0)
        stop.wait(pause)
