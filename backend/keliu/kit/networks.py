"""Addresses that others write, which belong to the open internet, and what came back from one."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

NOWHERE = SplitResult("", "", "", "", "")


@dataclass(frozen=True)
class Answer:
    """What came back; `trouble` says why nothing did: refused, name, connect, slow, tls, broken."""

    status: int | None
    text: str = ""
    trouble: str = ""


def split(url: str) -> SplitResult:
    """The parts of an address; all of them empty where `urlsplit` raises ValueError.

    Which addresses these are depends on the patch release of Python (brackets around a name).
    """
    try:
        return urlsplit(url)
    except ValueError:
        return NOWHERE


def public_address(host: str) -> bool | None:
    """Whether a written IP address belongs to the open internet; None for a name."""
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return _open(address)


def _open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = None
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast and (inner is None or _open(inner))
