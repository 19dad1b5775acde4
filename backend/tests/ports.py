"""Ports for the servers that tests start."""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import ExitStack

FIRST, EACH = 10_000, 1_500
TRIES = 200


def free_port(span: int = 3) -> int:
    """A port that is free now, with the next `span - 1` ports.

    Below the range that outgoing connections are given (32768 on Linux) and below the one our
    PostgreSQL takes: a server may listen there a minute later still. Test processes side by side
    look in ranges of their own.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    lowest = FIRST + EACH * (int(worker) % 4)
    for _ in range(TRIES):
        port = lowest + secrets.randbelow(EACH - span)
        with ExitStack() as stack:
            try:
                for offset in range(span):
                    probe = stack.enter_context(socket.socket())
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("127.0.0.1", port + offset))
            except OSError:
                continue
            return port
    raise RuntimeError("no free ports")
