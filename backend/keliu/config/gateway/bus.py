"""How news reaches the gateway: from PostgreSQL, or for several nodes from NATS."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import psycopg
from psycopg import sql

from keliu.kit import subjects
from keliu.kit.subjects import SESSION

Heard = Callable[[str, str], Awaitable[None]]

PUSH = "keliu_push"
PING_SECONDS = 5


class BusLost(Exception):
    """The bus went away: news may have been missed from now on."""


class Bus(Protocol):
    forgets: bool
    """Whether a notice may get lost without the connection breaking."""

    async def listen(self, ready: Callable[[], None], heard: Heard) -> None:
        """Call `ready()` once nothing can be missed, then `heard(channel, payload)` in order.

        Raises BusLost when the connection breaks; never returns otherwise.
        """


class PostgresBus:
    """LISTEN on one connection of its own."""

    forgets = False

    def __init__(self, url: str, channels: Sequence[str] = (PUSH, SESSION)) -> None:
        self._url = url
        self._channels = channels

    async def listen(self, ready: Callable[[], None], heard: Heard) -> None:
        try:
            connection = await psycopg.AsyncConnection.connect(
                self._url,
                autocommit=True,
                application_name="keliu gateway bus",
                connect_timeout=5,
                # A silent network is noticed within half a minute instead of two hours.
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
            )
            async with connection:
                for channel in self._channels:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                ready()
                async for notice in connection.notifies():
                    await heard(notice.channel, notice.payload)
        except psycopg.Error as error:
            raise BusLost(str(error)) from error
        raise BusLost("the connection was closed")


class NatsBus:
    """Live messages from NATS; ended sessions from PostgreSQL, which loses none of them."""

    forgets = True

    def __init__(self, servers: list[str], url: str) -> None:
        self._servers = servers
        self._sessions = PostgresBus(url, [SESSION])

    async def listen(self, ready: Callable[[], None], heard: Heard) -> None:
        """Both at once; when either breaks, both are left."""
        listening: set[str] = set()

        def half(name: str) -> None:
            listening.add(name)
            if len(listening) == 2:
                ready()

        halves = [
            asyncio.create_task(self._sessions.listen(lambda: half("postgresql"), heard)),
            asyncio.create_task(self._pushes(lambda: half("nats"), heard)),
        ]
        try:
            done, _ = await asyncio.wait(halves, return_when=asyncio.FIRST_COMPLETED)
            done.pop().result()
        finally:
            for one in halves:
                one.cancel()
            await asyncio.gather(*halves, return_exceptions=True)

    async def _pushes(self, ready: Callable[[], None], heard: Heard) -> None:
        # Only who uses it pays for it: nats-py is 5 MB.
        import nats
        from nats.errors import Error as NatsError

        waiting: asyncio.Queue[str | None] = asyncio.Queue()

        async def lost(error: Exception | None = None) -> None:
            waiting.put_nowait(None)

        async def said(message: Any) -> None:
            waiting.put_nowait(message.data.decode())

        try:
            # What is missed while it comes back by itself would be missed in silence.
            line = await nats.connect(
                servers=self._servers,
                name="keliu gateway",
                allow_reconnect=False,
                connect_timeout=2,
                ping_interval=PING_SECONDS,
                error_cb=lost,
                disconnected_cb=lost,
                closed_cb=lost,
            )
        except (NatsError, OSError, TimeoutError) as error:
            raise BusLost(f"NATS: {error}") from error
        try:
            await line.subscribe(subjects.subject(os.environ, PUSH), cb=said)
            await line.flush(2)
            ready()
            while (payload := await waiting.get()) is not None:
                await heard(PUSH, payload)
        except (NatsError, TimeoutError) as error:
            raise BusLost(f"NATS: {error}") from error
        finally:
            with suppress(NatsError, OSError):
                await line.close()
        raise BusLost("NATS: the connection was closed")
