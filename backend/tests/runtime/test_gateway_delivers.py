"""A committed message reaches everyone who listens, numbered, once, and quickly."""

from __future__ import annotations

import asyncio
import statistics
import time

import psycopg

from keliu.config.bench import idle
from tests.runtime.conftest import (
    FRUIT_SHOP,
    HARDWARE_SHOP,
    RunningGateway,
    Urls,
    issue_ticket,
    running_push_relay,
    say,
)
from tests.runtime.people import Listener


def test_a_message_reaches_the_phone_with_its_number(
    gateway: RunningGateway, relay: object, owner: psycopg.Connection
) -> None:
    async def story() -> None:
        async with Listener(gateway.url, issue_ticket(owner, "staff:1")) as li:
            assert li.ready == {"staff:1": 0}
            say(owner, "staff:1", {"sentence": "张阿姨 第 3 次看 中秋礼盒"})
            [message] = await li.heard(1)
        assert message == {
            "seq": 1,
            "topic": "staff:1",
            "type": "radar.line",
            "data": {"sentence": "张阿姨 第 3 次看 中秋礼盒"},
        }

    asyncio.run(story())


def test_two_hundred_sockets_hear_every_message_once(
    own_gateway: RunningGateway, relay: object, owner: psycopg.Connection
) -> None:
    async def story() -> list[float]:
        listeners = [
            Listener(own_gateway.url, issue_ticket(owner, f"staff:{n}", "board:1"))
            for n in range(200)
        ]
        for batch in range(0, 200, 20):
            await asyncio.gather(*(li.__aenter__() for li in listeners[batch : batch + 20]))
        waits = []
        for round_number in range(1, 11):
            began = time.perf_counter()
            say(owner, "board:1", {"round": round_number}, kind="board.changed")
            await asyncio.gather(*(li.heard(round_number) for li in listeners))
            waits.append(time.perf_counter() - began)
        for li in listeners:
            assert li.seqs("board:1") == list(range(1, 11))
        assert own_gateway.metric("keliu_gateway_sockets") == 200
        await asyncio.gather(*(li.__aexit__(None, None, None) for li in listeners))
        return waits

    waits = asyncio.run(story())
    assert statistics.median(waits) < 0.5
    assert own_gateway.metric("keliu_gateway_deliveries_total") >= 2000


def test_a_message_stays_in_its_merchant_and_topic(
    gateway: RunningGateway, relay: object, owner: psycopg.Connection
) -> None:
    async def story() -> None:
        async with (
            Listener(gateway.url, issue_ticket(owner, "staff:1", merchant=FRUIT_SHOP)) as fruit,
            Listener(gateway.url, issue_ticket(owner, "staff:1", merchant=HARDWARE_SHOP)) as other,
        ):
            say(owner, "staff:2", {"for": "a colleague"})
            say(owner, "staff:1", {"for": "the neighbour"}, merchant=HARDWARE_SHOP)
            say(owner, "staff:1", {"for": "us"})
            await fruit.heard(1)
            await other.heard(1)
            assert [m["data"]["for"] for m in fruit.messages] == ["us"]
            assert [m["data"]["for"] for m in other.messages] == ["the neighbour"]

    asyncio.run(story())


def test_a_message_too_large_for_a_notice_arrives_whole_and_in_order(
    gateway: RunningGateway, relay: object, owner: psycopg.Connection
) -> None:
    async def story() -> None:
        async with Listener(gateway.url, issue_ticket(owner, "staff:1")) as li:
            with owner.transaction():
                say(owner, "staff:1", {"text": "前"})
                say(owner, "staff:1", {"text": "礼" * 30000})
                say(owner, "staff:1", {"text": "后"})
            await li.heard(3)
            assert li.seqs("staff:1") == [1, 2, 3]
            assert [len(m["data"]["text"]) for m in li.messages] == [1, 30000, 1]

    asyncio.run(story())


def test_a_burst_fills_several_notices_without_a_gap(
    gateway: RunningGateway, owner: psycopg.Connection, urls: Urls
) -> None:
    async def story() -> None:
        async with Listener(gateway.url, issue_ticket(owner, "staff:1")) as li:
            with owner.transaction():
                for number in range(700):
                    say(owner, "staff:1", {"number": number, "text": "客" * (number % 900)})
            with running_push_relay(urls):
                await li.heard(700, 10)
            assert [m["data"]["number"] for m in li.messages] == list(range(700))
            assert li.seqs("staff:1") == list(range(1, 701))

    asyncio.run(story())


def test_the_bench_weighs_idle_sockets_and_speaks_to_all(
    own_gateway: RunningGateway, relay: object, owner: psycopg.Connection, urls: Urls
) -> None:
    """`keliu bench idle` with few of them: 24 KiB each are promised for thousands."""
    found = asyncio.run(
        idle.measured(own_gateway.port, own_gateway.pid, urls.owner, idle.Cpu([]), 60, calm=0.1)
    )
    assert found.sockets == len(found.seconds) == 60
    assert 0 <= found.kilobytes_each < 100
