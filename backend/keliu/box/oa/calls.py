"""Calls to products, on connections that stay open: light enough for fifty thousand in a row."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import h11

MOST_BYTES = 1 << 20
MOST_IDLE = 32
Place = tuple[str, int, bool]


class Unreachable(Exception):
    """Nobody there, or an answer that is no HTTP."""


@dataclass
class Line:
    """One open connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    http: h11.Connection = field(default_factory=lambda: h11.Connection(h11.CLIENT))
    used: bool = False


class Caller:
    """Keeps lines to every product it has called; belongs to one event loop."""

    def __init__(self) -> None:
        self._idle: dict[Place, list[Line]] = defaultdict(list)

    async def ask(
        self, method: str, url: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, bytes]:
        """Status and body. Raises Unreachable; a deadline is the caller's to set."""
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        place = (parts.hostname or "", parts.port or (443 if secure else 80), secure)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        head = {"Host": parts.netloc, "Content-Length": str(len(body)), **headers}
        request = h11.Request(method=method, target=target, headers=list(head.items()))
        line = await self._line(place)
        try:
            return await self._exchange(place, line, request, body)
        except Unreachable:
            if not line.used:
                raise
        # A kept line that was closed meanwhile says nothing about the product.
        return await self._exchange(place, await _open(place), request, body)

    def close(self) -> None:
        """Hang up on everybody."""
        for lines in self._idle.values():
            while lines:
                lines.pop().writer.close()

    async def _line(self, place: Place) -> Line:
        if self._idle[place]:
            return self._idle[place].pop()
        return await _open(place)

    async def _exchange(
        self, place: Place, line: Line, request: h11.Request, body: bytes
    ) -> tuple[int, bytes]:
        keep = False
        try:
            sent = line.http.send(request) or b""
            sent += line.http.send(h11.Data(data=body)) or b""
            sent += line.http.send(h11.EndOfMessage()) or b""
            line.writer.write(sent)
            answer = await _answer(line)
            keep = line.http.our_state is h11.DONE and line.http.their_state is h11.DONE
        except (OSError, h11.ProtocolError) as error:
            raise Unreachable(str(error)) from None
        finally:
            if keep and len(self._idle[place]) < MOST_IDLE:
                line.http.start_next_cycle()
                line.used = True
                self._idle[place].append(line)
            else:
                line.writer.close()
        return answer


async def _open(place: Place) -> Line:
    host, port, secure = place
    try:
        reader, writer = await asyncio.open_connection(host, port, ssl=secure or None)
    except (OSError, ValueError) as error:
        raise Unreachable(str(error)) from None
    return Line(reader, writer)


async def _answer(line: Line) -> tuple[int, bytes]:
    status, body = 0, bytearray()
    while True:
        event = line.http.next_event()
        if event is h11.NEED_DATA:
            line.http.receive_data(await line.reader.read(1 << 16))
        elif isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MOST_BYTES:
                raise h11.RemoteProtocolError("too large")
        elif isinstance(event, h11.EndOfMessage):
            return status, bytes(body)
        elif not isinstance(event, h11.InformationalResponse):
            raise h11.RemoteProtocolError("closed")
