"""Live lines to the pages: every open phone of a person hears what happens to that person."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator

_BEAT = 15.0
_ROOM = 256


class Hub:
    """Who listens to what. A listener that falls far behind is cut and loads everything anew."""

    def __init__(self) -> None:
        self._queues: dict[str, set[asyncio.Queue[str | None]]] = defaultdict(set)

    def tell(self, topic: str, event: dict[str, object]) -> None:
        """Send to everyone who listens now."""
        line = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        for queue in list(self._queues[topic]):
            try:
                queue.put_nowait(line)
            except asyncio.QueueFull:
                self._queues[topic].discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)

    def tell_all(self, event: dict[str, object]) -> None:
        """Send on every topic."""
        for topic in list(self._queues):
            self.tell(topic, event)

    async def listen(self, topic: str) -> AsyncIterator[bytes]:
        """Server-sent events of one topic, with a heartbeat that finds dead connections."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(_ROOM)
        self._queues[topic].add(queue)
        try:
            yield b"retry: 500\n\n"
            while True:
                try:
                    line = await asyncio.wait_for(queue.get(), _BEAT)
                except TimeoutError:
                    yield b": beat\n\n"
                    continue
                if line is None:
                    return
                yield f"data: {line}\n\n".encode()
        finally:
            self._queues[topic].discard(queue)
