"""Several nodes on one NATS server: everybody hears everybody, and what NATS loses is found."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psycopg
import pytest

from keliu.config.boot import refuse_weak
from keliu.config.gateway.options import nats_servers
from keliu.config.supervisor.services import web_command
from keliu.config.trouble import Trouble
from keliu.kit import subjects
from keliu.platform.bus_nats import NatsBus
from tests import cast, proofs
from tests.cast import World
from tests.ports import free_port
from tests.runtime import conftest
from tests.runtime.conftest import (
    RunningGateway,
    Urls,
    answers,
    clean_environment,
    issue_ticket,
    wait_for,
)
from tests.runtime.people import Listener

SERVER = Path(sys.executable).with_name("nats-server")


@contextmanager
def nats_server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A real server, without a disk: the bus keeps nothing."""
    words = [str(SERVER), "-a", "127.0.0.1", "-p", str(port)]
    started = subprocess.Popen(words, stderr=subprocess.DEVNULL, env=clean_environment())
    try:
        wait_for(lambda: _open(port), what="the NATS server")
        yield started
    finally:
        started.kill()
        started.wait()


def _open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def nats() -> Iterator[str]:
    port = free_port()
    with nats_server(port):
        yield f"nats://127.0.0.1:{port}"


@contextmanager
def gateways(urls: Urls, nats: str) -> Iterator[list[RunningGateway]]:
    with ExitStack() as running:
        found = [conftest.running_gateway(urls, KELIU_BUS=nats) for _ in range(2)]
        yield [running.enter_context(one) for one in found]


@pytest.fixture(scope="module")
def two_gateways(urls: Urls, nats: str) -> Iterator[list[RunningGateway]]:
    """For all tests; who stops one takes `gateways`."""
    with gateways(urls, nats) as running:
        yield running


@pytest.fixture
def relay(urls: Urls, owner: psycopg.Connection, nats: str) -> Iterator[None]:
    with conftest.running_push_relay(urls, KELIU_BUS=nats):
        yield


@pytest.fixture
def bus(nats: str) -> Iterator[NatsBus]:
    """What a web process has."""
    opened = NatsBus([nats])
    yield opened
    opened.close()


def say(bus: NatsBus, owner: psycopg.Connection, topic: str, number: int) -> None:
    """What a request does: write the message, commit, and call by NATS."""
    insert = (
        "INSERT INTO platform_push_out (id, merchant_id, topic, type, data)"
        " VALUES (%s, 11, %s, 'radar.line', %s)"
    )
    owner.execute(insert, [number, topic, json.dumps({"n": number})])
    bus.afterwards("keliu_push_out", [""])


def test_two_gateways_hear_the_same_and_in_order(
    two_gateways: list[RunningGateway], relay: None, owner: psycopg.Connection, bus: NatsBus
) -> None:
    async def story() -> None:
        here, there = (
            Listener(gateway.url, issue_ticket(owner, "board:1")) for gateway in two_gateways
        )
        async with here, there:
            for number in range(1, 41):
                say(bus, owner, "board:1", number)
            for listener in (here, there):
                await listener.heard(40)
                assert listener.seqs("board:1") == list(range(1, 41))

    asyncio.run(story())


def test_who_changes_the_gateway_goes_on_where_they_were(
    two_gateways: list[RunningGateway],
    relay: None,
    owner: psycopg.Connection,
    urls: Urls,
    nats: str,
    bus: NatsBus,
) -> None:
    async def story() -> None:
        with conftest.running_gateway(urls, KELIU_BUS=nats) as leaving:
            async with Listener(leaving.url, issue_ticket(owner, "staff:1")) as seller:
                say(bus, owner, "staff:1", 1)
                await seller.heard(1)
                os.kill(leaving.pid, signal.SIGTERM)
                await seller.until(lambda: seller.closed_with is not None)
            assert seller.closed_with == 1012
        for number in (2, 3):
            say(bus, owner, "staff:1", number)
        other = two_gateways[1].url
        again = Listener(other, issue_ticket(owner, "staff:1"), last={"staff:1": 1})
        async with again:
            say(bus, owner, "staff:1", 4)
            await again.heard(3)
            assert again.seqs("staff:1") == [2, 3, 4]

    asyncio.run(story())


def test_what_nats_lost_is_noticed_and_asked_for(
    two_gateways: list[RunningGateway], owner: psycopg.Connection
) -> None:
    """Numbered by a relay that died before it could tell anybody."""

    async def story() -> None:
        async with Listener(two_gateways[0].url, issue_ticket(owner, "staff:1")) as seller:
            owner.execute(
                "INSERT INTO platform_push (merchant_id, topic, seq, type, data)"
                " VALUES (11, 'staff:1', 1, 'radar.line', '{}')"
            )
            owner.execute("INSERT INTO platform_topic_seq VALUES (11, 'staff:1', 1)")
            await seller.until(lambda: seller.closed_with == 1012, 6)
        again = Listener(two_gateways[0].url, issue_ticket(owner, "staff:1"), last={"staff:1": 0})
        async with again:
            await again.heard(1)

    asyncio.run(story())


def test_a_session_ends_at_once_though_nats_is_never_told(
    two_gateways: list[RunningGateway], owner: psycopg.Connection
) -> None:
    async def story() -> None:
        ticket = issue_ticket(owner, "staff:1", session="77")
        async with Listener(two_gateways[0].url, ticket) as seller:
            owner.execute("SELECT pg_notify('keliu_session', '77')")
            await seller.until(lambda: seller.closed_with == 4401)

    asyncio.run(story())


def test_sockets_leave_a_gateway_without_nats_and_come_back(
    urls: Urls, owner: psycopg.Connection
) -> None:
    port = free_port()
    address = f"nats://127.0.0.1:{port}"
    with nats_server(port) as first, conftest.running_gateway(urls, KELIU_BUS=address) as gateway:

        async def lose() -> None:
            async with Listener(gateway.url, issue_ticket(owner, "staff:1")) as seller:
                first.kill()
                await seller.until(lambda: seller.closed_with == 1012)

        asyncio.run(lose())
        health = f"http://127.0.0.1:{gateway.port}/healthz"
        wait_for(lambda: answers(health, 503), what="the loss")
        with nats_server(port):
            wait_for(lambda: answers(health), what="the return")


def test_an_address_that_is_none_is_refused_with_the_fix() -> None:
    with pytest.raises(Trouble, match="KELIU_BUS") as refusal:
        nats_servers({"KELIU_BUS": "redis://bus:6379"})
    assert "nats://" in str(refusal.value.fix)
    assert subjects.servers({"KELIU_BUS": "nats://a:4222, tls://b"}) == ["nats://a:4222", "tls://b"]
    assert subjects.servers({}) == []
    with pytest.raises(Trouble, match="KELIU_BUS"):
        refuse_weak({**_strong(), "KELIU_BUS": "nats://"})


def _strong() -> dict[str, str]:
    import base64

    return {"KELIU_MASTER_KEY": base64.b64encode(bytes(range(32))).decode()}


@pytest.fixture
def company(transactional_db: None, owner: psycopg.Connection) -> World:
    return cast.company()


@contextmanager
def running_web(urls: Urls, nats: str, node: int) -> Iterator[str]:
    port = free_port()
    known = {
        "KELIU_DATABASE_URL": urls.app, "KELIU_ENV": "test", "KELIU_BUS": nats,
        "KELIU_NODE": str(node), "KELIU_BASE_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "keliu.config.settings",
    }  # fmt: skip
    with conftest.process(*web_command("127.0.0.1", port, 1, 2)[1:], **known):
        wait_for(lambda: answers(f"http://localhost:{port}/readyz"), 60, "a web process")
        yield f"http://localhost:{port}/api/v1"


def ask(base: str, token: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(f"{base}{path}", json.dumps(body).encode(), headers)
    with urlopen(request, timeout=10) as response:
        return dict(json.load(response))


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_two_nodes_work_on_one_board(
    company: World,
    relay: None,
    urls: Urls,
    nats: str,
) -> None:
    """小李 at node 1 and 周经理 at node 2 move each other's deals; one gateway stops half-way."""
    li, zhou = company.token("小李"), company.token("周经理")
    customer = company.api("小李").post("/customers", {"name": "张阿姨"})[1]["id"]
    deals = [
        company.api("小李").post(
            "/opportunities",
            {"customer_id": customer, "title": f"单 {nth}", "amount_fen": 100, "rating": "low"},
        )[1]
        for nth in range(20)
    ]
    stages = company.api("小李").get("/pipelines")[1]["items"][0]["stages"]
    with ExitStack() as nodes:
        here, there = nodes.enter_context(gateways(urls, nats))
        one, two = (nodes.enter_context(running_web(urls, nats, n)) for n in (11, 21))
        board = next(t for t in _ticket(one, li)["topics"] if t.startswith("board:"))

        async def story() -> int:
            at_one = Listener(here.url, _ticket(one, li)["ticket"], topics=[board])
            at_two = Listener(there.url, _ticket(two, zhou)["ticket"], topics=[board])
            async with at_one, at_two:
                start = at_one.ready[board]
                await asyncio.to_thread(_move, one, li, deals[:5], stages[1]["id"])
                await asyncio.to_thread(_move, two, zhou, deals[5:10], stages[1]["id"])
                for listener in (at_one, at_two):
                    await listener.heard(10, 20)
                os.kill(here.pid, signal.SIGKILL)
                await at_one.until(lambda: at_one.closed_with is not None)
            await asyncio.to_thread(_move, two, zhou, deals[10:], stages[1]["id"])
            fresh = _ticket(one, li)["ticket"]
            reached = at_one.seqs(board)[-1]
            back = Listener(there.url, fresh, topics=[board], last={board: reached})
            async with back:
                await back.heard(10, 20)
            heard = at_one.seqs(board) + back.seqs(board)
            assert heard == list(range(start + 1, start + 21))
            moved = {m["data"]["opportunity_id"] for m in at_one.messages + back.messages}
            assert moved == {deal["id"] for deal in deals}
            return len(heard)

        proofs.tell("nats.nodes", asyncio.run(story()))


def _ticket(base: str, token: str) -> dict[str, Any]:
    return ask(base, token, "/realtime/ticket", {})


def _move(base: str, token: str, deals: list[dict[str, Any]], stage_id: str) -> None:
    for deal in deals:
        body = {"stage_id": stage_id, "version": deal["version"]}
        ask(base, token, f"/opportunities/{deal['id']}/move", body)
