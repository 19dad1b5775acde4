"""Which addresses an endpoint may have."""

from urllib.parse import urlsplit

from keliu.kit.networks import public_address

LONGEST = 500


def trouble(url: str, *, private: bool) -> str:
    """Why an address will not do, as a sentence; empty when it will.

    `private`: this installation also sends inside its own network, and without encryption.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "地址写得不对"
    if not url.isascii() or any(ch.isspace() for ch in url) or len(url) > LONGEST:
        return "地址里只能有英文字母、数字和符号,不超过 500 个字"
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        return "地址要以 https:// 开头"
    if not host or parts.username or parts.password or parts.fragment:
        return "地址写得不对,应当像 https://erp.example.com/keliu"
    if not private and not _outside(host):
        return "这是内网地址,客流只往公网地址推送"
    return ""


def _outside(host: str) -> bool:
    """Whether a host may be outside; names are looked up when something is sent."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return False
    return public_address(host) is not False
