"""The ASGI application: sockets, health and metrics."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec
import psycopg
from prometheus_client import Histogram, generate_latest

from keliu.config.gateway import hub as codes
from keliu.config.gateway.bus import PUSH, Bus, BusLost
from keliu.config.gateway.hub import Client, Hub, Room, Send
from keliu.config.gateway.options import Options, origin_allowed
from keliu.config.gateway.store import Grant, Message, Replay, Store
from keliu.kit import clock

log = logging.getLogger("keliu.gateway")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

HELLO_SECONDS = 10.0
PING_SECONDS = 20.0
SILENT_SECONDS = 65.0
# A socket must come back with a fresh ticket now and then, so an expired session loses it too.
LIFETIME_SECONDS = 3600.0
# A message that was numbered so long ago and has not come was lost by the bus.
COMPARE_SECONDS = 2.0
MAX_TOPICS = 20
PING = '{"type":"ping"}'

LAG = Histogram(
    "keliu_gateway_lag_seconds",
    "From the transaction that wrote a message to its hand-over to the sockets",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)


class Notice(msgspec.Struct):
    """A line of a bus payload; `d` is missing when the message was too large."""

    m: int
    t: str
    s: int
    y: str
    a: int = 0
    d: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class Hello(msgspec.Struct):
    """A client's first message."""

    ticket: str
    topics: list[str] = []
    last: dict[str, int] = {}


class Ready(msgspec.Struct, tag="ready"):
    topics: dict[str, int]


class Resync(msgspec.Struct, tag="resync"):
    topic: str


_notice = msgspec.json.Decoder(Notice)
_hello = msgspec.json.Decoder(Hello)
_encode = msgspec.json.Encoder().encode


class Refused(Exception):
    """The socket is closed with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Gateway:
    """One process of the gateway."""

    def __init__(self, options: Options, bus: Bus, store: Store) -> None:
        self.hub = Hub()
        self.listening = False
        self._options = options
        self._bus = bus
        self._store = store
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, send)
        else:
            await self._lifespan(receive, send)

    # -- process ------------------------------------------------------------

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        works = [self._listen(), self._ping()]
        if self._bus.forgets:
            works.append(self._compare())
        self._tasks = [asyncio.create_task(work) for work in works]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in self._tasks:
            task.cancel()
        self.hub.close_all(codes.RESTART)
        await self._store.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _listen(self) -> None:
        """Follow the bus for ever; when it breaks, clients come again and ask what they missed."""
        pause = 0.05
        while True:
            try:
                await self._bus.listen(self._bus_ready, self._heard)
            except BusLost as error:
                log.warning("bus lost: %s", error)
            except Exception:
                log.exception("bus failed")
            pause = 0.05 if self.listening else min(pause * 2, 2.0)
            self.listening = False
            self.hub.close_all(codes.RESTART)
            await asyncio.sleep(pause)

    def _bus_ready(self) -> None:
        self.listening = True
        log.info("listening")

    async def _heard(self, channel: str, payload: str) -> None:
        if channel != PUSH:
            session_id, *topics = payload.split(" ")
            if topics:
                self.hub.change_session(session_id, topics)
            else:
                self.hub.end_session(session_id)
            return
        for line in payload.split("\n"):
            try:
                await self._announce(_notice.decode(line))
            except (msgspec.DecodeError, psycopg.Error):
                # Those who listen would have a gap: let them come again and ask for it.
                log.exception("a notice could not be read")
                self.hub.close_all(codes.RESTART)
        # The senders' turn: a burst of notices is no reason to call a quick client slow.
        await asyncio.sleep(0)

    async def _announce(self, notice: Notice) -> None:
        room = (notice.m, notice.t)
        if not self.hub.listened(room):
            return
        data = notice.d
        if isinstance(data, msgspec.UnsetType):
            found = await self._store.data(notice.m, notice.t, notice.s)
            if found is None:
                return
            data = msgspec.Raw(found)
        text = _encode(Message(notice.s, notice.t, notice.y, data)).decode()
        self.hub.announce(room, notice.s, text)
        if notice.a:
            LAG.observe(max(clock.now_ms() - notice.a, 0) / 1000)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            for client in self.hub.clients():
                self._look_after(client, now)

    async def _compare(self) -> None:
        """Find out what the bus has lost: a number that was given a while ago and is not here."""
        due: dict[Room, int] = {}
        while True:
            await asyncio.sleep(COMPARE_SECONDS)
            self.hub.send_back(due)
            try:
                due = await self._store.positions(self.hub.rooms())
            except psycopg.Error as error:
                log.warning("numbers could not be compared: %s", error)

    def _look_after(self, client: Client, now: float) -> None:
        if now - client.seen_at > SILENT_SECONDS:
            client.close(codes.TOO_SLOW)
        elif now - client.born_at > LIFETIME_SECONDS:
            client.close(codes.RESTART)
        elif now - client.pinged_at >= PING_SECONDS:
            client.pinged_at = now
            client.tell(PING)

    # -- HTTP ---------------------------------------------------------------

    async def _http(self, scope: Scope, send: Send) -> None:
        status, kind, body = 404, b"text/plain; charset=utf-8", "没有这个地址".encode()
        if scope["path"] == "/healthz":
            status, kind = (200 if self.listening else 503), b"application/json"
            body = b'{"ok":true}' if self.listening else b'{"ok":false,"bus":"lost"}'
        elif scope["path"] == "/metrics" and _is_local(scope):
            status, kind, body = 200, b"text/plain; version=0.0.4; charset=utf-8", generate_latest()
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    # -- sockets ------------------------------------------------------------

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        # Accepted before it is judged: only an accepted socket can be closed with a code.
        await send({"type": "websocket.accept"})
        client = Client(send, _abort_of(scope))
        try:
            await self._admit(client, scope, receive)
            await self._follow(client, receive)
        except Refused as refused:
            client.close(refused.code)
        finally:
            self.hub.leave(client)
            if not client.closed:
                client.gone()
            await client.farewell()

    async def _admit(self, client: Client, scope: Scope, receive: Receive) -> None:
        if not origin_allowed(_header(scope, b"origin"), self._options):
            raise Refused(codes.WRONG_ORIGIN)
        hello = await _first_message(receive)
        if not self.listening:
            raise Refused(codes.TRY_LATER)
        try:
            grant = await self._store.spend_ticket(hello.ticket)
            if grant is None:
                raise Refused(codes.SIGNED_OUT)
            await self._resume(client, grant, hello)
        except psycopg.Error as error:
            log.warning("a socket was put off: %s", error)
            raise Refused(codes.TRY_LATER) from error

    async def _resume(self, client: Client, grant: Grant, hello: Hello) -> None:
        topics = list(dict.fromkeys(hello.topics)) or sorted(grant.topics)
        if len(topics) > MAX_TOPICS or not grant.topics.issuperset(topics):
            raise Refused(codes.NOT_YOURS)
        # Into the rooms first, the past second: what is said in between is held, not lost.
        client.hold()
        if not self.hub.join(client, grant.session_id, [(grant.merchant_id, t) for t in topics]):
            raise Refused(codes.SIGNED_OUT)
        topics = [topic for _, topic in client.rooms]
        past = await self._store.replay(grant.merchant_id, topics, hello.last)
        client.tell(_encode(Ready({t: past[t].position for t in topics})).decode())
        for topic in topics:
            _catch_up(client, topic, past[topic])
            await client.settled()
        client.release({topic: past[topic].reached for topic in topics})

    async def _follow(self, client: Client, receive: Receive) -> None:
        """Read until the peer leaves; it has nothing to say but pong."""
        window, said = client.born_at, 0
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            client.seen_at = time.monotonic()
            if client.seen_at - window > PING_SECONDS:
                window, said = client.seen_at, 0
            said += 1
            if said > 100:
                raise Refused(codes.TOO_SLOW)


def _catch_up(client: Client, topic: str, past: Replay) -> None:
    if past.resync:
        client.tell(_encode(Resync(topic)).decode())
    for message in past.messages:
        client.tell(_encode(message).decode())


async def _first_message(receive: Receive) -> Hello:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            event = await receive()
        return _hello.decode(event.get("text") or "")
    except (TimeoutError, msgspec.MsgspecError) as error:
        raise Refused(codes.SIGNED_OUT) from error


def _header(scope: Scope, name: bytes) -> str | None:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return None


def _is_local(scope: Scope) -> bool:
    client = scope.get("client") or ("", 0)
    return client[0] in {"127.0.0.1", "::1"}


def _abort_of(scope: Scope) -> Callable[[], None] | None:
    abort: Callable[[], None] | None = scope["extensions"].get("keliu.abort", {}).get("call")
    return abort
