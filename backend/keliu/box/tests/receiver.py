"""A product's push address for tests, with a foreign library behind it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, bytes]


@dataclass
class Came:
    """One request that arrived."""

    method: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What arrived, and what to answer."""

    port: int = 0
    came: list[Came] = field(default_factory=list)
    answer: Callable[[Came], Answer] = lambda came: (200, b"success")

    @property
    def url(self) -> str:
        """Where pushes go."""
        return f"http://127.0.0.1:{self.port}/wx/push/key"


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._take(b"")

        def do_POST(self) -> None:
            self._take(self.rfile.read(int(self.headers["Content-Length"])))

        def _take(self, body: bytes) -> None:
            query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
            headers = {k.lower(): v for k, v in self.headers.items()}
            came = Came(self.command, query, headers, body)
            receiver.came.append(came)
            status, answer = receiver.answer(came)
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    receiver.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
