"""NATS as the bus of several nodes: said after the commit, and never waited for.

What is lost on the way costs a second at most: relays look for work by the clock too, and the
gateway compares its numbers with the database's (see `config.gateway`).
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

import nats
from django.db import transaction
from nats.errors import Error as NatsError
from prometheus_client import Counter

from keliu.kit import subjects
from keliu.platform.bus import Connection, Ear, PostgresBus
from keliu.platform.pipeline import Question

log = logging.getLogger("keliu.bus")

RETRY_SECONDS = 0.5
MOST_WAITING = 10_000
UNSAID = Counter("keliu_bus_unsaid_total", "Calls that could not be handed to NATS")


class Line:
    """A connection to NATS with a thread of its own, opened when something is first said."""

    def __init__(self, servers: list[str]) -> None:
        self._servers = servers
        self._waiting: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(MOST_WAITING)
        self._heard: dict[str, Callable[[], None]] = {}
        self._loop = asyncio.new_event_loop()
        self.pid = os.getpid()
        self._thread = threading.Thread(target=self._run, name="nats", daemon=True)
        self._thread.start()

    def say(self, subject: str, payload: bytes) -> None:
        """Send, from any thread, in the order in which it is said."""
        self._loop.call_soon_threadsafe(self._put, subject, payload)

    def listen(self, subject: str, heard: Callable[[], None]) -> None:
        """Call `heard` in the line's thread whenever somebody calls on `subject`."""
        asyncio.run_coroutine_threadsafe(self._subscribe(subject, heard), self._loop)

    def close(self) -> None:
        """Say nothing more; what has been said before is on its way."""
        self._loop.call_soon_threadsafe(self._sending.cancel)
        self._thread.join(2)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._opened = self._loop.create_task(self._open())
        self._sending = self._loop.create_task(self._send())
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._sending)
        self._loop.run_until_complete(self._leave())
        self._loop.close()

    async def _leave(self) -> None:
        self._opened.cancel()
        with suppress(asyncio.CancelledError, NatsError):
            await (await self._opened).close()

    async def _open(self) -> Any:
        """A connection that comes back by itself, for ever."""
        return await nats.connect(
            servers=self._servers,
            name="keliu",
            max_reconnect_attempts=-1,
            reconnect_time_wait=RETRY_SECONDS,
            connect_timeout=2,
            error_cb=_trouble,
            reconnected_cb=self._back,
        )

    async def _send(self) -> None:
        line = await self._opened
        while True:
            subject, payload = await self._waiting.get()
            try:
                await line.publish(subject, payload)
            except NatsError as error:
                UNSAID.inc()
                log.warning("not said on %s: %s", subject, error)

    def _put(self, subject: str, payload: bytes) -> None:
        try:
            self._waiting.put_nowait((subject, payload))
        except asyncio.QueueFull:
            UNSAID.inc()

    async def _subscribe(self, subject: str, heard: Callable[[], None]) -> None:
        self._heard[subject] = heard
        line = await asyncio.shield(self._opened)

        async def called(_: Any) -> None:
            heard()

        await line.subscribe(subject, cb=called)

    async def _back(self) -> None:
        """Something may have been called while we were away."""
        for heard in self._heard.values():
            heard()


async def _trouble(error: Exception) -> None:
    log.warning("nats: %s", error)


class NatsEar:
    """Somebody who waits for NATS."""

    def __init__(self, line: Line, subject: str) -> None:
        self._called = threading.Event()
        line.listen(subject, self._called.set)

    def wait(self, seconds: float) -> None:
        self._called.wait(seconds)
        self._called.clear()


class NatsBus(PostgresBus):
    """Wakes by NATS; what must not get lost goes by PostgreSQL as ever."""

    def __init__(self, servers: list[str]) -> None:
        super().__init__()
        self._servers = servers
        self._open: Line | None = None
        self._opening = threading.Lock()

    def call(self, channel: str, payload: str = "") -> list[Question]:
        if channel in subjects.EXACT:
            return super().call(channel, payload)
        transaction.on_commit(partial(self._say, channel, payload))
        return []

    def _wake(self, channel: str) -> None:
        if self._naps.over(channel):
            self._say(channel, "")

    def with_statement(self, channel: str, column: str) -> str:
        return column

    def afterwards(self, channel: str, payloads: Iterable[str]) -> None:
        for payload in payloads:
            self._say(channel, payload)

    def ear(self, connection: Connection, channel: str) -> Ear:
        return NatsEar(self._line(), subjects.subject(os.environ, channel))

    def close(self) -> None:
        """Let go of the line."""
        if self._open is not None:
            self._open.close()

    def _say(self, channel: str, payload: str) -> None:
        self._line().say(subjects.subject(os.environ, channel), payload.encode())

    def _line(self) -> Line:
        """This process's line: a forked child has no threads and opens its own."""
        with self._opening:
            if self._open is None or self._open.pid != os.getpid():
                self._open = Line(self._servers)
            return self._open
