"""Addresses as people share them and as one phone opens them.

Every phone opens pages of this machine under its own host (`u1.localhost`), so that each person
has an own origin and sessions never mix. What is shared or stored carries plain `localhost`.
"""

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

LOCAL = ("localhost", "127.0.0.1")
_LABELLED = re.compile(r"u\d+\.localhost")
_MINI = re.compile(r"mini\.(u\d+)\.localhost")
_MAX = 2048


def plain_host(host: str) -> str:
    """The host without a person's label."""
    return "localhost" if _LABELLED.fullmatch(host.lower()) else host.lower()


def mini_owner(host: str) -> str:
    """Whose mini programs a host runs: an origin of their own, but the same site as the phone."""
    match = _MINI.fullmatch(host.lower())
    return "" if match is None else match[1]


def plain(url: str) -> str:
    """The address for sharing: labels dropped; empty when it is no web address."""
    parts = _split(url)
    if parts is None:
        return ""
    host = parts.hostname or ""
    return _with_host(parts, "localhost") if plain_host(host) != host else url


def for_user(url: str, user: str) -> str:
    """The address as this person's phone opens it; addresses of other machines stay as they are."""
    parts = _split(url)
    if parts is None or plain_host(parts.hostname or "") not in LOCAL:
        return url
    return _with_host(parts, f"{user}.localhost")


def same_origin(url: str, base: str) -> bool:
    """Whether the address, its label dropped, lies on the given base."""
    one, two = _split(plain(url)), _split(base)
    return one is not None and two is not None and _origin(one) == _origin(two)


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return (
        parts.scheme,
        parts.hostname or "",
        parts.port or (443 if parts.scheme == "https" else 80),
    )


def _split(url: str) -> SplitResult | None:
    """The parts of a web address; None for other schemes, user names, control characters."""
    if len(url) > _MAX or any(ord(c) <= 32 or c == "\\" for c in url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    good = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    return parts if good else None


def _with_host(parts: SplitResult, host: str) -> str:
    netloc = host if parts.port is None else f"{host}:{parts.port}"
    return urlunsplit(parts._replace(netloc=netloc))
