"""Runs the box on uvicorn, with one extra: the box may cut a connection, as networks do."""

import asyncio
import os
import socket
import struct
import sys

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from keliu.box.app import Application, create_app
from keliu.box.asgi import Receive, Scope, Send
from keliu.box.config import BoxConfig


class BoxProtocol(H11Protocol):
    """HTTP/1.1 whose requests carry a way to reset their own connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # asyncio calls it with a stream transport
        """Give this connection's application the abort."""
        super().connection_made(transport)
        app = self.app

        async def with_abort(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})["keliu.abort"] = lambda: _reset(transport)
            await app(scope, receive, send)

        self.app = with_abort


class BoxServer(uvicorn.Server):
    """Says one line when it is ready."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell whoever waits for us."""
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(f"微信盒子已就绪 http://localhost:{self.config.port}/\n")
            sys.stdout.flush()


def serve(config: BoxConfig) -> int:
    """Listen on 127.0.0.1 until stopped; the process's exit code."""
    try:
        listener = listen(config.port)
    except OSError:
        sys.stderr.write(f"端口 {config.port} 已被占用,请换一个:--port\n")
        return 1
    make_server(create_app(config)).run(sockets=[listener])
    return 0


def make_server(app: Application) -> BoxServer:
    """A server for one box; it is run with a listening socket of its own."""
    settings = uvicorn.Config(
        app,
        port=app.box.config.port,
        http=BoxProtocol,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    return BoxServer(settings)


def listen(port: int) -> socket.socket:
    """A socket on 127.0.0.1; port 0 takes any free one."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    return listener


def _reset(transport: asyncio.Transport) -> None:
    """Close with RST instead of FIN, so that the other side sees a reset and not an end."""
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
