"""A cheap HTTP client: a few keep-alive connections, one thread, requests written out beforehand.

Client and servers share the machine, so what the client costs is taken from the servers.
"""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from keliu.config.trouble import Trouble

CHUNK = 1 << 18
SILENCE = 30.0  # seconds without any answer: whoever should answer is gone
HEAD_END = b"\r\n\r\n"
LAST_CHUNK = b"\r\n0\r\n\r\n"


@dataclass
class Answers:
    """What came back: seconds per answer, how many were not 2xx, and how long it all took."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    elapsed: float = 0.0
    first_error: str = ""


class Connection:
    """One socket with at most one request on its way."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()
        self.needed = -1  # bytes of the whole answer, once its head is there
        self.chunked = False
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.buffer.clear()
        self.needed = -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The first bytes of a finished answer, or None while more is to come."""
        piece = self.socket.recv(CHUNK)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.buffer += piece
        if self.needed < 0:
            end = self.buffer.find(HEAD_END)
            if end < 0:
                return None
            size = _length(bytes(self.buffer[:end]))
            self.chunked = size is None
            self.needed = end + len(HEAD_END) + (size or 0)
        done = self.buffer.endswith(LAST_CHUNK) if self.chunked else len(self.buffer) >= self.needed
        return bytes(self.buffer[:400]) if done else None


def _length(head: bytes) -> int | None:
    """The length of the body; None when it comes in chunks."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return None if b"transfer-encoding: chunked" in head.lower() else 0


def drive(
    address: tuple[str, int], requests: Iterator[bytes], *, connections: int, seconds: float
) -> Answers:
    """Keep `connections` requests on their way for `seconds`. Raises Trouble after SILENCE."""
    answers, chooser = Answers(), selectors.DefaultSelector()
    lines = [Connection(address) for _ in range(connections)]
    for line in lines:
        chooser.register(line.socket, selectors.EVENT_READ, line)
        line.send(next(requests))
    begin = time.perf_counter()
    end, waiting = begin + seconds, connections
    while waiting:
        spoken = chooser.select(SILENCE)
        if not spoken:
            raise Trouble(f"服务 {SILENCE:.0f} 秒没有任何回答", "看数据目录里 logs/web.log")
        for key, _ in spoken:
            line = key.data
            said = line.receive()
            if said is None:
                continue
            _note(answers, said, line)
            if time.perf_counter() < end:
                line.send(next(requests))
            else:
                waiting -= 1
    answers.elapsed = time.perf_counter() - begin
    for line in lines:
        line.socket.close()
    return answers


def _note(answers: Answers, said: bytes, line: Connection) -> None:
    answers.seconds.append(time.perf_counter() - line.sent_at)
    if said[9:10] != b"2":
        answers.errors += 1
        answers.first_error = answers.first_error or said.decode(errors="replace")


def request(
    method: str, path: str, *, host: str, token: str | None, body: bytes = b"", extra: str = ""
) -> bytes:
    """A request ready to be sent."""
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{extra}"
    if token:
        head += f"Authorization: Bearer {token}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


def share_of(seconds: list[float], share: float) -> float:
    """The time within which `share` of the answers came, in milliseconds."""
    if not seconds:
        return 0.0
    ordered = sorted(seconds)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000
