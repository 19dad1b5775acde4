"""What is out there may be slow, huge or inside: we wait a little and never speak to ourselves."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from keliu.hooks.tests.receiver import listening
from keliu.kit import outward
from keliu.kit.networks import Answer, public_address

HERE = "127.0.0.1"


@contextmanager
def speaking(*parts: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that says `parts` one after the other, whatever it hears."""
    listener = socket.create_server((HERE, 0))
    port, over = listener.getsockname()[1], threading.Event()

    def serve() -> None:
        peer, _ = listener.accept()
        with peer:
            peer.recv(65536)
            for part in parts:
                if over.wait(pause):
                    return
                try:
                    peer.sendall(part)
                except OSError:
                    return
            over.wait(2)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://{HERE}:{port}/"
    finally:
        over.set()
        listener.close()
        thread.join(3)


def post(url: str, **more: Any) -> Answer:
    return outward.post(url, b"{}", {"Content-Type": "application/json"}, **more)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "0.0.0.0", "::1",
     "100.64.0.1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "224.0.0.1", "2002:7f00:1::",
     "64:ff9b::7f00:1", "255.255.255.255", "198.18.0.1"],
)  # fmt: skip
def test_addresses_inside(host: str) -> None:
    assert public_address(host) is False


def test_addresses_outside_and_names() -> None:
    assert public_address("8.8.8.8") is True
    assert public_address("2606:4700:4700::1111") is True
    assert public_address("erp.example.com") is None


def test_a_name_that_leads_inside_is_refused_before_anybody_is_called() -> None:
    with listening() as receiver:
        there = receiver.url.replace(HERE, "localhost")
        assert post(there).trouble == "refused"
        assert receiver.heard == []
        assert post(there, private=True).status == 204


def test_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: Any) -> Any:
        raise socket.gaierror(-2, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    assert post("https://nowhere.invalid/").trouble == "name"


def test_redirects_are_an_answer_and_nothing_more() -> None:
    with listening() as receiver:
        receiver.answer = lambda _: 302
        assert post(receiver.url, private=True).status == 302
        assert len(receiver.heard) == 1


def test_no_more_than_a_kilobyte_is_kept() -> None:
    with listening() as receiver:
        receiver.answer = lambda _: (200, b"x\x00" * 50_000)
        answer = post(receiver.url, private=True)
    assert (answer.status, len(answer.text)) == (200, outward.KEEP // 2)
    assert "\x00" not in answer.text


def test_who_speaks_a_letter_at_a_time_is_left() -> None:
    started = time.monotonic()
    with speaking(*[b"H", b"T", b"T", b"P"] * 20, pause=0.1) as url:
        assert post(url, private=True, seconds=0.5).trouble == "slow"
    assert time.monotonic() - started < 3


def test_rubbish_and_nobody() -> None:
    with speaking(b"what?\r\n\r\n") as url:
        assert post(url, private=True, seconds=2).trouble == "broken"
    with socket.create_server((HERE, 0)) as listener:
        port = listener.getsockname()[1]
    assert post(f"http://{HERE}:{port}/", private=True).trouble == "connect"


def test_a_server_that_does_not_speak_tls() -> None:
    with speaking(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        answer = post(url.replace("http:", "https:"), private=True, seconds=2)
    assert answer.trouble == "tls"
