"""A few plain pieces on ASGI: request, response, routes. Nothing hides on the wire."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[str, str]]
B = TypeVar("B")


class TooLarge(Exception):
    """The body is larger than this address accepts."""


class Dropped(Exception):
    """The client went away, or the box was told to cut the connection."""


@dataclass
class Request:
    """One HTTP request, read whole; query and form values keep their first occurrence."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    params: dict[str, str] = field(default_factory=dict)
    target: str = ""
    """Path and query as they came, still encoded."""

    @classmethod
    async def read(cls, scope: Scope, receive: Receive, *, limit: int) -> Self:
        """Read a request from the server, refusing bodies over `limit` bytes."""
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        query = first_values(scope["query_string"].decode("latin-1"))
        body = await _body(receive, limit)
        target = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
        asked = scope["query_string"].decode("latin-1")
        made = cls(scope["method"], scope["path"], query, headers, body)
        made.target = f"{target}?{asked}" if asked else target
        return made

    @property
    def host(self) -> str:
        """The Host header without its port."""
        return self.headers.get("host", "").rsplit(":", 1)[0].lower()

    def json(self) -> Any:
        """The body as JSON; ValueError when it is not."""
        return json.loads(self.body.decode("utf-8"))

    def form(self) -> dict[str, str]:
        """The body as form fields."""
        return first_values(self.body.decode("utf-8", "replace"))


@dataclass
class Response:
    """Status, headers and either a whole body or a stream."""

    status: int = 200
    body: bytes = b""
    headers: Headers = field(default_factory=list)
    stream: AsyncIterator[bytes] | None = None
    errcode: int = 0

    async def send(self, send: Send, receive: Receive, *, head: bool = False) -> None:
        """Write this response; a stream ends when the client leaves."""
        headers = [*self.headers, ("x-content-type-options", "nosniff")]
        if self.stream is None:
            headers.append(("content-length", str(len(self.body))))
        raw = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        if self.stream is not None and not head:
            await _stream(self.stream, send, receive)
            return
        await send({"type": "http.response.body", "body": b"" if head else self.body})


def json_response(value: object, *, status: int = 200) -> Response:
    """JSON with Chinese left as it is, never cached."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    headers = [("content-type", "application/json; charset=utf-8"), ("cache-control", "no-store")]
    return Response(status, body, headers)


def redirect(url: str) -> Response:
    """A 302; the address is written as it stands."""
    return Response(302, b"", [("location", url), ("cache-control", "no-store")])


def first_values(text: str) -> dict[str, str]:
    """Query text to a dictionary; a repeated name keeps its first value, as WeChat does."""
    values: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        values.setdefault(name, value)
    return values


@dataclass(frozen=True)
class Route(Generic[B]):
    """One method, a path pattern (`{name}` one segment, `{name*}` the rest), who answers it."""

    method: str
    pattern: str
    handler: Callable[[B, Request], Awaitable[Response]]
    limit: int = 1 << 20


class Router(Generic[B]):
    """Finds the route of a request."""

    def __init__(self, routes: Sequence[Route[B]]) -> None:
        self._exact: dict[str, list[Route[B]]] = {}
        for route in routes:
            if "{" not in route.pattern:
                self._exact.setdefault(route.pattern, []).append(route)
        self._routes = [
            (re.compile(_regex(route.pattern)), route) for route in routes if "{" in route.pattern
        ]

    def find(self, method: str, path: str) -> tuple[Route[B] | None, dict[str, str], bool]:
        """The route, its path values, and whether the path exists under some other method."""
        asked = "GET" if method == "HEAD" else method
        exact = self._exact.get(path, ())
        for route in exact:
            if route.method == asked:
                return route, {}, True
        known = bool(exact)
        for regex, route in self._routes:
            match = regex.fullmatch(path)
            if match is None:
                continue
            known = True
            if route.method == asked:
                return route, match.groupdict(), True
        return None, {}, known


def _regex(pattern: str) -> str:
    parts = re.split(r"\{(\w+\*?)\}", pattern)
    return "".join(_group(part) if i % 2 else re.escape(part) for i, part in enumerate(parts))


def _group(name: str) -> str:
    return f"(?P<{name[:-1]}>.*)" if name.endswith("*") else f"(?P<{name}>[^/]+)"


async def _body(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Dropped
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise TooLarge
        if not message.get("more_body"):
            return b"".join(chunks)


async def _stream(chunks: AsyncIterator[bytes], send: Send, receive: Receive) -> None:
    """Send chunks until they end or the client goes; waiting for both at once."""

    async def pump() -> None:
        async for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    tasks = {asyncio.create_task(pump()), asyncio.create_task(gone())}
    _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
