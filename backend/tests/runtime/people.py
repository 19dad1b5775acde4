"""A browser's end of a socket, for tests."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from types import TracebackType
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed


class Listener:
    """Connects with a ticket and collects what it is told; answers pings like the real client."""

    def __init__(
        self,
        url: str,
        ticket: str,
        *,
        topics: list[str] | None = None,
        last: dict[str, int] | None = None,
        origin: str | None = None,
    ) -> None:
        self.url, self.origin = url, origin
        self.hello = {"ticket": ticket, "topics": topics or [], "last": last or {}}
        self.ready: dict[str, int] = {}
        self.messages: list[dict[str, Any]] = []
        self.closed_with: int | None = None
        self._changed = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Listener:
        headers = {"Origin": self.origin} if self.origin else {}
        self._socket = await connect(
            self.url, additional_headers=headers, compression=None, proxy=None
        )
        with suppress(ConnectionClosed):  # a wrong origin is refused before anything is said
            await self._socket.send(json.dumps(self.hello))
        self._reader = asyncio.create_task(self._read(self._socket))
        await self.until(lambda: bool(self.ready) or self.closed_with is not None)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        assert self._socket is not None
        assert self._reader is not None
        await self._socket.close()
        await self._reader

    async def until(self, true: Any, seconds: float = 20.0) -> None:
        """Wait until `true()` holds; it is asked after every message."""
        async with asyncio.timeout(seconds):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    async def heard(self, count: int, seconds: float = 20.0) -> list[dict[str, Any]]:
        await self.until(lambda: len(self.messages) >= count, seconds)
        return self.messages

    def seqs(self, topic: str) -> list[int]:
        return [message["seq"] for message in self.messages if message.get("topic") == topic]

    def drop(self) -> None:
        """The network goes away without a word."""
        assert self._socket is not None
        self._socket.transport.abort()

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                message = json.loads(text)
                if message["type"] == "ready":
                    self.ready = message["topics"]
                elif message["type"] == "ping":
                    await socket.send('{"type":"pong"}')
                else:
                    self.messages.append(message)
                self._changed.set()
        except ConnectionClosed:
            pass
        self.closed_with = socket.close_code
        self._changed.set()
