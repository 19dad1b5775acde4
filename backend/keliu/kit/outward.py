"""Calls to addresses that somebody typed in: watched, short, never to ourselves.

The name is looked up once and the connection goes to exactly the address that was judged, so that
a name can not mean something else a moment later. Redirects are not followed. All of it, looking
up and reading included, ends after `seconds`, however slowly the other side speaks.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import Any

import httpcore

from keliu.kit.http import trusted
from keliu.kit.networks import Answer, public_address

SECONDS = 10.0
KEEP = 1024


class Refused(Exception):
    """The address is not one that we speak to."""


class _Stream(httpcore.NetworkStream):
    """A connection on which nothing lasts longer than the time that is left."""

    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self._inner, self._until = inner, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._until, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._until, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(self._until, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(until: float, late: type[Exception]) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise late
    return left


_resolver = ThreadPoolExecutor(max_workers=8, thread_name_prefix="outward-names")


class _Watched(httpcore.NetworkBackend):
    """Connects only where it may, to the address that was judged."""

    def __init__(self, until: float, *, private: bool) -> None:
        self._until, self._private = until, private
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found = self._addresses(host, port)
        if not self._private and not all(public_address(one) for one in found):
            raise Refused
        last: Exception = httpcore.ConnectError(host)
        for one in found[:3]:
            try:
                left = min(4.0, _left(self._until, httpcore.ConnectTimeout))
                return _Stream(self._plain.connect_tcp(one, port, left), self._until)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    def _addresses(self, host: str, port: int) -> list[str]:
        """Where a name leads, within the time that is left."""
        asked = _resolver.submit(socket.getaddrinfo, host, port, 0, socket.SOCK_STREAM)
        try:
            found = asked.result(_left(self._until, httpcore.ConnectTimeout))
        except Late as late:
            raise httpcore.ConnectTimeout from late
        return list(dict.fromkeys(str(one[4][0]) for one in found))


TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (Refused, "refused"),
    (socket.gaierror, "name"),
    (UnicodeError, "name"),
    (httpcore.TimeoutException, "slow"),
)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    private: bool = False,
    seconds: float = SECONDS,
) -> Answer:
    """Send `body` to an address that somebody typed in; never raises for what is out there."""
    until = time.monotonic() + seconds
    try:
        return _post(url, body, headers, _Watched(until, private=private))
    except Exception as error:  # whatever a stranger's server may answer is only an outcome here
        return Answer(None, trouble=_named(error))


def _named(error: Exception) -> str:
    for kind, name in TROUBLES:
        if isinstance(error, kind):
            return name
    said = str(error).lower()
    if isinstance(error, ssl.SSLError) or "ssl" in said or "certificate" in said:
        return "tls"
    return "connect" if isinstance(error, httpcore.ConnectError) else "broken"


def _post(url: str, body: bytes, headers: Mapping[str, str], network: _Watched) -> Answer:
    with (
        httpcore.ConnectionPool(ssl_context=trusted(), network_backend=network) as pool,
        pool.stream("POST", url, headers=list(headers.items()), content=body) as response,
    ):
        read = b""
        for part in response.iter_stream():
            read += part
            if len(read) >= KEEP:
                break
        status: int = response.status
    return Answer(status, read[:KEEP].decode("utf-8", "replace").replace("\x00", ""))
