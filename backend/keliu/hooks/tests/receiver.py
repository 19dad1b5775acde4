"""Somebody else's system: a small server on a real socket that keeps what it hears."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from tests.ports import free_port


@dataclass
class Heard:
    """One call as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.json.decode(self.body)
        return found


@dataclass
class Receiver:
    """`answer` decides by what was heard: a status, or (status, body)."""

    port: int
    heard: list[Heard] = field(default_factory=list)
    answer: Callable[[Heard], Any] = lambda _: 204

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/keliu"

    def kinds(self) -> list[str]:
        return [one.said["type"] for one in self.heard]


@contextmanager
def listening() -> Iterator[Receiver]:
    """A receiver that answers 204 unless told otherwise."""
    receiver = Receiver(free_port())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            heard = Heard(headers, self.rfile.read(length))
            receiver.heard.append(heard)
            told = receiver.answer(heard)
            status, body = told if isinstance(told, tuple) else (told, b"")
            self.send_response(status)
            if status in {301, 302, 307, 308}:
                self.send_header("Location", receiver.url + "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", receiver.port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
