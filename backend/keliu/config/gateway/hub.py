"""Who listens to what, and how a message reaches them without waiting for the slowest."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from prometheus_client import Counter, Gauge

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Room = tuple[int, str]

SIGNED_OUT, NOT_YOURS, TOO_SLOW, WRONG_ORIGIN = 4401, 4403, 4408, 4409
RESTART, TRY_LATER = 1012, 1013

MAX_WAITING_MESSAGES = 256
MAX_WAITING_CHARACTERS = 512 * 1024
SLOW_GRACE_SECONDS = 3.0
REMEMBER_ENDED_SECONDS = 600.0
ACCESS = '{"type":"access.changed"}'

SOCKETS = Gauge("keliu_gateway_sockets", "Open sockets that have shown a ticket")
DELIVERIES = Counter("keliu_gateway_deliveries_total", "Messages handed to sockets")
CLOSED = Counter("keliu_gateway_closed_total", "Sockets the gateway closed", ["code"])


class Client:
    """One open socket: a bounded queue and a task that exists only while something waits."""

    __slots__ = (
        "_abort", "_drain", "_joining", "_queue", "_reached", "_send", "_waiting",
        "born_at", "closed", "pinged_at", "rooms", "seen_at", "session_id",
    )  # fmt: skip

    def __init__(self, send: Send, abort: Callable[[], None] | None = None) -> None:
        now = time.monotonic()
        self._send = send
        self._abort = abort
        self._queue: deque[str] = deque()
        self._waiting = 0
        self._drain: asyncio.Task[None] | None = None
        self._joining: list[tuple[str, int, str]] | None = None
        self._reached: dict[str, int] = {}
        self.closed = False
        self.session_id = ""
        self.rooms: tuple[Room, ...] = ()
        self.born_at = self.seen_at = self.pinged_at = now

    def hold(self) -> None:
        """Keep live messages back until the replay is known."""
        self._joining = []

    def release(self, reached: dict[str, int]) -> None:
        """Go live: send what came in meanwhile, but nothing the replay has sent already.

        `reached` goes on counting: a message comes once, and a missing one is noticed.
        """
        held, self._joining = self._joining or [], None
        self._reached = reached
        for topic, seq, text in held:
            self.take(topic, seq, text)

    def take(self, topic: str, seq: int, text: str) -> None:
        """A live message of a room."""
        if self._joining is not None:
            if len(self._joining) < MAX_WAITING_MESSAGES:
                self._joining.append((topic, seq, text))
            else:
                self.close(TOO_SLOW)
            return
        before = self._reached.get(topic, seq - 1)
        if seq > before + 1:
            # One is missing: the client comes again and asks for it by its last number.
            self.close(RESTART)
        elif seq > before:
            self._reached[topic] = seq
            self.tell(text)

    def behind(self, topic: str, seq: int) -> bool:
        """Whether the client should have had message `seq` of the topic and has not."""
        return self._joining is None and self._reached.get(topic, seq) < seq

    def narrow(self, allowed: frozenset[str]) -> None:
        """Hear nothing more of other topics, not even what is held back."""
        self.rooms = tuple(room for room in self.rooms if room[1] in allowed)
        if self._joining is not None:
            self._joining = [one for one in self._joining if one[0] in allowed]

    def tell(self, text: str) -> None:
        """Queue a message; a client that lets too many pile up is closed."""
        if self.closed:
            return
        self._queue.append(text)
        self._waiting += len(text)
        if len(self._queue) > MAX_WAITING_MESSAGES or self._waiting > MAX_WAITING_CHARACTERS:
            self.close(TOO_SLOW)
        elif self._drain is None:
            self._drain = asyncio.create_task(self._send_waiting())

    def close(self, code: int) -> None:
        """Close now, whatever still waits; a peer that does not read is cut off."""
        if self.closed:
            return
        self.closed = True
        self._queue.clear()
        CLOSED.labels(code).inc()
        if self._drain is not None:
            self._drain.cancel()
        # The reference keeps the task alive until it is done.
        self._drain = asyncio.create_task(self._say_goodbye(code))

    def gone(self) -> None:
        """The peer left: nothing more is sent."""
        self.closed = True
        self._queue.clear()

    async def settled(self) -> None:
        """Wait until nothing is queued, so that a long replay is not taken for slowness."""
        while self._queue and self._drain is not None and not self.closed:
            await asyncio.wait([self._drain])

    async def farewell(self) -> None:
        """Wait until the close frame is out, or the peer is known to be gone."""
        if self._drain is not None:
            await asyncio.wait([self._drain])

    async def _send_waiting(self) -> None:
        sent = 0
        try:
            while self._queue:
                text = self._queue[0]
                await self._send({"type": "websocket.send", "text": text})
                self._queue.popleft()
                self._waiting -= len(text)
                sent += 1
        except Exception:  # noqa: BLE001 - the peer is gone; its reader notices and leaves the rooms
            self.gone()
        finally:
            DELIVERIES.inc(sent)
            if not self.closed:
                self._drain = None

    async def _say_goodbye(self, code: int) -> None:
        try:
            async with asyncio.timeout(SLOW_GRACE_SECONDS):
                await self._send({"type": "websocket.close", "code": code})
        except TimeoutError:
            if self._abort is not None:
                self._abort()
        except Exception:  # noqa: BLE001, S110 - gone already, which is what we wanted
            pass


class Hub:
    """Rooms and sessions of this process."""

    def __init__(self) -> None:
        self._rooms: dict[Room, set[Client]] = {}
        self._sessions: dict[str, set[Client]] = {}
        self._ended: dict[str, float] = {}
        self._changed: dict[str, tuple[float, frozenset[str]]] = {}

    def join(self, client: Client, session_id: str, rooms: Iterable[Room]) -> bool:
        """Let the client in; False when its session ended while the ticket was on its way."""
        if session_id in self._ended:
            return False
        # A ticket may be older than the change of rights that happened while it was on its way.
        allowed = self._changed.get(session_id, (0.0, None))[1]
        client.session_id = session_id
        client.rooms = tuple(room for room in rooms if allowed is None or room[1] in allowed)
        for room in client.rooms:
            self._rooms.setdefault(room, set()).add(client)
        self._sessions.setdefault(session_id, set()).add(client)
        SOCKETS.inc()
        return True

    def leave(self, client: Client) -> None:
        for room in client.rooms:
            _discard(self._rooms, room, client)
        if client.session_id:
            _discard(self._sessions, client.session_id, client)
            SOCKETS.dec()
        client.rooms, client.session_id = (), ""

    def listened(self, room: Room) -> bool:
        return room in self._rooms

    def rooms(self) -> list[Room]:
        """Everything somebody listens to."""
        return list(self._rooms)

    def send_back(self, due: dict[Room, int]) -> None:
        """Whoever has not had what was due is to come again and ask for it."""
        for room, seq in due.items():
            for client in tuple(self._rooms.get(room, ())):
                if client.behind(room[1], seq):
                    client.close(RESTART)

    def announce(self, room: Room, seq: int, text: str) -> None:
        """Hand a message to everyone in the room."""
        for client in tuple(self._rooms.get(room, ())):
            client.take(room[1], seq, text)

    def end_session(self, session_id: str) -> None:
        """Close the session's sockets and refuse its tickets that are still about."""
        now = time.monotonic()
        self._ended = {k: at for k, at in self._ended.items() if now - at < REMEMBER_ENDED_SECONDS}
        self._ended[session_id] = now
        for client in tuple(self._sessions.get(session_id, ())):
            client.close(SIGNED_OUT)

    def change_session(self, session_id: str, topics: Iterable[str]) -> None:
        """Take the session's sockets out of every room that is no longer theirs, and tell them."""
        now, allowed = time.monotonic(), frozenset(topics)
        kept = self._changed.items()
        self._changed = {k: v for k, v in kept if now - v[0] < REMEMBER_ENDED_SECONDS}
        self._changed[session_id] = (now, allowed)
        for client in tuple(self._sessions.get(session_id, ())):
            for room in client.rooms:
                if room[1] not in allowed:
                    _discard(self._rooms, room, client)
            client.narrow(allowed)
            client.tell(ACCESS)

    def close_all(self, code: int) -> None:
        for client in self.clients():
            client.close(code)

    def clients(self) -> list[Client]:
        return [client for group in self._sessions.values() for client in group]


def _discard(groups: dict[Any, set[Client]], key: Any, client: Client) -> None:
    group = groups.get(key)
    if group is not None:
        group.discard(client)
        if not group:
            del groups[key]
