"""Start the gateway on uvicorn."""

from __future__ import annotations

import logging
import resource
import socket
from contextlib import suppress

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from keliu.config.gateway.app import Gateway
from keliu.config.gateway.bus import Bus, NatsBus, PostgresBus
from keliu.config.gateway.options import Options, options_from_environment
from keliu.config.gateway.store import Store

MAX_MESSAGE_BYTES = 16 * 1024
WRITE_BUFFER_BYTES = 32 * 1024
# The kernel would take up to 4 MB for a peer that does not read.
KERNEL_BUFFER_BYTES = 128 * 1024


class SocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's, with a way to cut off a peer that does not read.

    Closing politely waits for the peer to take what is buffered, which a stuck one never does.
    """

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.transport.set_write_buffer_limits(high=WRITE_BUFFER_BYTES)
            wire = self.transport.get_extra_info("socket")
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_BYTES)
            extensions = self.scope["extensions"]
            extensions["keliu.abort"] = {"call": self.transport.abort}


def build(options: Options) -> Gateway:
    url = options.database_url
    bus: Bus = NatsBus(list(options.nats), url) if options.nats else PostgresBus(url)
    return Gateway(options, bus, Store(url))


def serve(options: Options) -> None:
    """Run until SIGTERM or SIGINT."""
    _allow_many_files()
    uvicorn.run(
        build(options),
        host=options.host,
        port=options.port,
        ws=SocketProtocol,
        # On by default in uvicorn, and three times the memory of an idle socket.
        ws_per_message_deflate=False,
        ws_max_size=MAX_MESSAGE_BYTES,
        # Our own ping is one timer for all sockets and also tells a sleeping page from a live one.
        ws_ping_interval=None,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        backlog=2048,
    )


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # uvicorn writes a line for every socket; the counters say it better.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    serve(options_from_environment())


if __name__ == "__main__":
    main()
