"""Who may not listen is told why by the close code, and a stuck peer holds nobody up."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
import pytest
from websockets.asyncio.client import connect

from tests.runtime.conftest import RunningGateway, issue_ticket, say, wait_for
from tests.runtime.people import Listener


async def close_code(listener: Listener) -> int | None:
    async with listener as li:
        await li.until(lambda: li.closed_with is not None)
        assert li.ready == {}
        return li.closed_with


def test_a_wrong_ticket(gateway: RunningGateway) -> None:
    assert asyncio.run(close_code(Listener(gateway.url, "wrong"))) == 4401


def test_a_ticket_of_another_kind(gateway: RunningGateway, owner: psycopg.Connection) -> None:
    ticket = issue_ticket(owner, "staff:1", kind="console")
    assert asyncio.run(close_code(Listener(gateway.url, ticket))) == 4401


def test_an_expired_ticket(gateway: RunningGateway, owner: psycopg.Connection) -> None:
    ticket = issue_ticket(owner, "staff:1", lives="-1 s")
    assert asyncio.run(close_code(Listener(gateway.url, ticket))) == 4401


def test_a_ticket_is_good_once(gateway: RunningGateway, owner: psycopg.Connection) -> None:
    async def story() -> None:
        ticket = issue_ticket(owner, "staff:1")
        async with Listener(gateway.url, ticket) as li:
            assert li.ready == {"staff:1": 0}
            assert await close_code(Listener(gateway.url, ticket)) == 4401

    asyncio.run(story())


def test_two_at_once_with_one_ticket(gateway: RunningGateway, owner: psycopg.Connection) -> None:
    async def story() -> None:
        ticket = issue_ticket(owner, "staff:1")
        both = [Listener(gateway.url, ticket) for _ in range(2)]
        await asyncio.gather(*(li.__aenter__() for li in both))
        assert sorted(bool(li.ready) for li in both) == [False, True]
        await asyncio.gather(*(li.__aexit__(None, None, None) for li in both))

    asyncio.run(story())


def test_a_topic_the_ticket_does_not_name(
    gateway: RunningGateway, owner: psycopg.Connection
) -> None:
    ticket = issue_ticket(owner, "staff:1")
    assert asyncio.run(close_code(Listener(gateway.url, ticket, topics=["staff:2"]))) == 4403


@pytest.mark.parametrize("said", ["", "rubbish", "[]", '{"topics":["staff:1"]}', '{"ticket":1}'])
def test_a_first_message_that_makes_no_sense(gateway: RunningGateway, said: str) -> None:
    async def story() -> int | None:
        async with connect(gateway.url, compression=None, proxy=None) as stranger:
            await stranger.send(said)
            await stranger.wait_closed()
            return stranger.close_code

    assert asyncio.run(story()) == 4401


def test_a_huge_first_message(gateway: RunningGateway) -> None:
    async def story() -> int | None:
        async with connect(gateway.url, compression=None, proxy=None) as stranger:
            await stranger.send(json.dumps({"ticket": "x" * 20000}))
            await stranger.wait_closed()
            return stranger.close_code

    assert asyncio.run(story()) == 1009


@pytest.mark.parametrize(
    ("origin", "code"),
    [
        ("https://crm.example.com", None),
        ("http://u1.localhost:8000", None),
        ("https://servicewechat.com", None),
        ("https://crm.example.com.evil.cn", 4409),
        ("https://evil.cn", 4409),
        ("null", 4409),
    ],
)
def test_pages_of_other_sites(
    gateway: RunningGateway, owner: psycopg.Connection, origin: str, code: int | None
) -> None:
    async def story() -> int | None:
        ticket = issue_ticket(owner, "staff:1")
        async with Listener(gateway.url, ticket, origin=origin) as li:
            if code is None:
                assert li.ready == {"staff:1": 0}
            return li.closed_with

    assert asyncio.run(story()) == code


def test_a_revoked_session_is_closed_within_a_second(
    gateway: RunningGateway, relay: object, owner: psycopg.Connection
) -> None:
    async def story() -> float:
        mine = Listener(gateway.url, issue_ticket(owner, "staff:1", session="101"))
        other = Listener(gateway.url, issue_ticket(owner, "staff:1", session="102"))
        async with mine, other:
            began = time.perf_counter()
            owner.execute("SELECT pg_notify('keliu_session', '101')")
            await mine.until(lambda: mine.closed_with is not None)
            took = time.perf_counter() - began
            assert mine.closed_with == 4401
            say(owner, "staff:1", {"n": 1})
            await other.heard(1)
        late = Listener(gateway.url, issue_ticket(owner, "staff:1", session="101"))
        assert await close_code(late) == 4401
        return took

    assert asyncio.run(story()) < 1


def test_a_client_that_does_not_read_is_cut_off_and_holds_nobody_up(
    own_gateway: RunningGateway, relay: object, owner: psycopg.Connection
) -> None:
    stuck = _handshake(own_gateway.port)
    stuck.sendall(_frame(json.dumps({"ticket": issue_ticket(owner, "staff:1")})))

    async def story() -> None:
        async with Listener(own_gateway.url, issue_ticket(owner, "staff:1")) as quick:
            wait_for(lambda: own_gateway.metric("keliu_gateway_sockets") == 2)
            for n in range(1, 61):
                say(owner, "staff:1", {"text": "客" * 20000})
                await quick.heard(n)
            assert quick.seqs("staff:1") == list(range(1, 61))
            wait_for(lambda: own_gateway.metric("keliu_gateway_sockets") == 1, 6)
            assert quick.closed_with is None

    asyncio.run(story())
    assert own_gateway.metric("keliu_gateway_closed_total") == 1
    wait_for(lambda: _connections(own_gateway) == 0, 6, "the server's end of the socket")
    stuck.close()


def _connections(gateway: RunningGateway) -> int:
    """Open connections of the gateway's port; the metrics request itself is over by then."""
    wanted = f":{gateway.port:04X} "
    lines = Path(f"/proc/{gateway.pid}/net/tcp").read_text().splitlines()[1:]
    return sum(
        f"{wanted}" in line.split(":", 1)[1][:14] and line.split()[3] == "01" for line in lines
    )


def _handshake(port: int) -> socket.socket:
    raw = socket.create_connection(("127.0.0.1", port))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.sendall(
        b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert raw.recv(1024).startswith(b"HTTP/1.1 101")
    return raw


def _frame(text: str) -> bytes:
    body = text.encode()
    assert len(body) < 126
    return bytes([0x81, 0x80 | len(body), 0, 0, 0, 0]) + body


def test_health_and_metrics(own_gateway: RunningGateway) -> None:
    with urlopen(f"http://127.0.0.1:{own_gateway.port}/healthz") as response:
        assert json.load(response) == {"ok": True}
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"http://127.0.0.1:{own_gateway.port}/other")
    assert own_gateway.metric("keliu_gateway_sockets") == 0


def test_the_gateway_is_small(own_gateway: RunningGateway, relay: object) -> None:
    """PSS as in the demo, where other Python processes share the interpreter's libraries."""
    rollup = Path(f"/proc/{own_gateway.pid}/smaps_rollup").read_text().splitlines()
    pss = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    assert pss / 1024 <= 35
