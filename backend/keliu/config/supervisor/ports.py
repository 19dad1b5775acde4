"""Free ports and answering addresses."""

from __future__ import annotations

import socket
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from keliu.config.trouble import Trouble, port_taken

TRIES = 50


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server of ours could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def choose(
    wanted: int, *, given: bool, option: str, taken: set[int], host: str = "127.0.0.1"
) -> int:
    """`wanted`, or the next free one when nobody asked for exactly that; adds it to `taken`."""
    if given and (wanted in taken or not is_free(wanted, host)):
        raise port_taken(wanted, option)
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if port not in taken and is_free(port, host):
            taken.add(port)
            return port
    raise Trouble(f"从 {wanted} 起的 {TRIES} 个端口都被占用", f"请用 {option} 指定一个空闲的端口")


def answers(url: str, host_header: str = "") -> bool:
    """Whether a GET is answered with 200."""
    headers = {"Host": host_header} if host_header else {}
    try:
        with urlopen(Request(url, headers=headers), timeout=2) as response:  # noqa: S310 - our own
            return bool(response.status == 200)
    except HTTPError:
        return False
    except (OSError, ValueError):
        return False
