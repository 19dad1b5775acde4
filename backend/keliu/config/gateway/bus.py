"""How news reaches the gateway. PostgreSQL is one adapter; a NATS one needs only `listen`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import psycopg

Heard = Callable[[str, str], Awaitable[None]]

PUSH, SESSION = "keliu_push", "keliu_session"


class BusLost(Exception):
    """The bus went away: news may have been missed from now on."""


class Bus(Protocol):
    async def listen(self, ready: Callable[[], None], heard: Heard) -> None:
        """Call `ready()` once nothing can be missed, then `heard(channel, payload)` in order.

        Raises BusLost when the connection breaks; never returns otherwise.
        """


class PostgresBus:
    """LISTEN on one connection of its own."""

    def __init__(self, url: str) -> None:
        self._url = url

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
                await connection.execute(f"LISTEN {PUSH}; LISTEN {SESSION}".encode())
                ready()
                async for notice in connection.notifies():
                    await heard(notice.channel, notice.payload)
        except psycopg.Error as error:
            raise BusLost(str(error)) from error
        raise BusLost("the connection was closed")
