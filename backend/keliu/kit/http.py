"""Calls to other people's servers: always with a time-out, never following redirects."""

import logging
import ssl
from functools import cache

import httpx

# httpx writes whole addresses into the log, and WeChat wants its tokens in them.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)
TIMEOUT = httpx.Timeout(8.0, connect=3.0)


@cache
def trusted() -> ssl.SSLContext:
    """Whom we believe; reading the certificates takes 30 ms, so it is done once."""
    return httpx.create_ssl_context(trust_env=False)


def client(base_url: str) -> httpx.Client:
    """A client for one outside service."""
    return httpx.Client(
        base_url=base_url,
        verify=trusted(),
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
    )
