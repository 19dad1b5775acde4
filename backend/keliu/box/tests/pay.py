"""A merchant number at the box's WeChat Pay, and somebody who listens to its notices."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from keliu.box.tests.conftest import MINI, OA, Running

MCHID = "1900000109"


@dataclass
class Listener:
    """An address that keeps what it is told and answers as it is bidden."""

    url: str
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # the next statuses; 204 after the last


@contextmanager
def listening() -> Iterator[Listener]:
    """A small server on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            heard.heard.append((dict(self.headers.items()), body))
            self.send_response(heard.answers.pop(0) if heard.answers else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard = Listener(f"http://127.0.0.1:{server.server_port}/wx/pay/key")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()


def merchant(running: Running, mode: str = "public_key", mchid: str = MCHID) -> dict[str, Any]:
    """What a merchant's platform gives for download."""
    body = {"mchid": mchid, "name": "远航集团", "appids": [OA, MINI], "mode": mode}
    answer = running.admin("POST", "/box/pay/merchants", body)
    answer.raise_for_status()
    given: dict[str, Any] = answer.json()
    return given


def until(what: Callable[[], Any], seconds: float = 30) -> Any:
    """Wait for something to become true, and give it."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return found
