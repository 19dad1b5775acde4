"""A house whose processes die all the time: `python -m keliu.radar.tests.killed_house <seed>`.

One process loads everything once and forks what takes batches (over HTTP) and what digests them;
each of them dies without warning, by SIGKILL before or after one of its statements or by a timer
anywhere, and is forked anew at once. Prints its port, and at the end of stdin how many have died.
"""

import os
import random
import select
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django

TAKERS = 2
LONGEST = 0.5  # seconds of CPU that a process has at most


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Silent."""


class Server(WSGIServer):
    def server_bind(self) -> None:
        """The socket was there before."""

    def handle_error(self, *_: Any) -> None:
        """A sender who hung up."""


def take(door: socket.socket) -> None:
    """Take batches as the web process does."""
    from keliu.config.wsgi import application

    server = Server(("127.0.0.1", 0), Quiet, bind_and_activate=False)
    server.socket, (server.server_name, server.server_port) = door, door.getsockname()
    server.setup_environ()
    server.set_app(application)
    server.serve_forever(0.02)


def digest(_: socket.socket) -> None:
    """Digest as the worker does."""
    from keliu.config.relay.digest import DigestRelay
    from keliu.config.relay.leader import lead

    lead(DigestRelay(), os.environ["KELIU_RELAY_DATABASE_URL"], threading.Event())


def _doomed(chance: random.Random) -> None:
    """This process ends soon, in the middle of something."""
    from keliu.platform import pipeline

    signal.setitimer(signal.ITIMER_PROF, chance.uniform(0.05, LONGEST))  # its default is to die
    left, before, asked = chance.randrange(1, 50), chance.random() < 0.5, pipeline.ask

    def ask(*given: Any) -> Any:
        nonlocal left
        left -= 1
        if before and not left:
            os.kill(os.getpid(), signal.SIGKILL)
        found = asked(*given)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    line: Any = pipeline
    line.ask = ask


Work = Callable[[socket.socket], None]


def _forked(work: Work, door: socket.socket, seed: int) -> int:
    child = os.fork()
    if child:
        return child
    try:
        _doomed(random.Random(seed))  # noqa: S311  the same deaths every time
        work(door)
    finally:
        os._exit(1)


def _goes_on() -> bool:
    """Whether the test still wants us, asked for a moment."""
    return not select.select([sys.stdin], [], [], 0.003)[0]


def _load() -> None:
    """Everything that the first request would load; nothing here may reach for the database."""
    django.setup()
    from django.urls import get_resolver

    from keliu.config.relay import digest, leader  # noqa: F401  to be there
    from keliu.config.wsgi import application  # noqa: F401  to be there

    get_resolver().resolve("/api/v1/radar/events")


def main(seed: int) -> None:
    _load()
    door = socket.create_server(("127.0.0.1", 0), backlog=64)
    sys.stdout.write(f"{door.getsockname()[1]}\n")
    sys.stdout.flush()
    chance, dead = random.Random(seed), Counter[str]()  # noqa: S311  as said
    house: dict[int, Work] = {
        _forked(take, door, chance.getrandbits(32)): take for _ in range(TAKERS)
    }
    house[_forked(digest, door, chance.getrandbits(32))] = digest
    while _goes_on():
        gone, _ = os.waitpid(-1, os.WNOHANG)
        if gone:
            work = house.pop(gone)
            dead[work.__name__] += 1
            house[_forked(work, door, chance.getrandbits(32))] = work
    for one in house:
        os.kill(one, signal.SIGKILL)
    time.sleep(0.05)
    sys.stdout.write(f"{dead['take']} {dead['digest']}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
