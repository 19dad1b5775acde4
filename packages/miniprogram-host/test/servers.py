"""Small real servers for the browser tests: an API, a box and a socket that echoes."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from websockets.sync.server import ServerConnection, serve


class Api(BaseHTTPRequestHandler):
    """Says back what it was sent; plays the box below /box."""

    seen: ClassVar[list[dict[str, Any]]] = []

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        Api.seen.append({"method": self.command, "path": self.path, "body": body})
        if self.path.startswith("/slow"):
            time.sleep(1.5)
        status, answer = self._route(body)
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("x-answer", "yes")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815 - names of the base class

    def _route(self, body: bytes) -> tuple[int, Any]:
        if self.path == "/box/users":
            people = [("u1", "张阿姨"), ("u2", "李叔"), ("u3", "小陈")]
            return 200, {"items": [{"id": id_, "name": name} for id_, name in people]}
        if self.path.endswith("/login-code"):
            return 200, {"code": f"code-of-{self.path.split('/')[3]}"}
        if self.path.startswith("/file"):
            return 200, b"hello"
        if self.path.startswith("/gone"):
            return 404, {"code": "not_found"}
        return 200, {
            "method": self.command,
            "path": self.path,
            "type": self.headers.get("content-type", ""),
            "token": self.headers.get("authorization", ""),
            "body": body.decode(errors="replace"),
        }


@contextmanager
def api() -> Iterator[str]:
    """The address of a running API."""
    Api.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _echo(connection: ServerConnection) -> None:
    for message in connection:
        if message == "bye":
            connection.close(4409, "full")
            return
        connection.send(f"heard {message}" if isinstance(message, str) else message)


@contextmanager
def echo() -> Iterator[str]:
    """The address of a running socket."""
    with serve(_echo, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
