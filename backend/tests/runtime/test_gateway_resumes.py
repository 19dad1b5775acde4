"""Who comes back with the last number misses nothing; who stays away too long starts afresh."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.runtime.conftest import (
    RunningGateway,
    Urls,
    issue_ticket,
    running_push_relay,
    say,
    wait_for,
)
from tests.runtime.people import Listener


def test_a_phone_that_lost_the_network_gets_what_it_missed(
    gateway: RunningGateway, relay: object, owner: psycopg.Connection
) -> None:
    async def story() -> None:
        async with Listener(gateway.url, issue_ticket(owner, "staff:1")) as li:
            say(owner, "staff:1", {"n": 1})
            await li.heard(1)
            li.drop()
        for n in (2, 3, 4):
            say(owner, "staff:1", {"n": n})
        await asyncio.sleep(0.2)
        again = Listener(gateway.url, issue_ticket(owner, "staff:1"), last={"staff:1": 1})
        async with again as li:
            assert li.ready == {"staff:1": 1}
            await li.heard(3)
            say(owner, "staff:1", {"n": 5})
            await li.heard(4)
            assert [m["data"]["n"] for m in li.messages] == [2, 3, 4, 5]
            assert li.seqs("staff:1") == [2, 3, 4, 5]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("total", "kills"), [(600, 1), pytest.param(20_000, 20, marks=pytest.mark.slow)]
)
@pytest.mark.timeout(600)
def test_nothing_is_lost_or_repeated_over_drops_and_a_killed_relay(
    gateway: RunningGateway, owner: psycopg.Connection, urls: Urls, total: int, kills: int
) -> None:
    """200 messages a second; the phone drops again and again, the relay is killed and replaced."""
    told = threading.Event()
    threads = [
        threading.Thread(target=_talk, args=(urls, total, told)),
        threading.Thread(target=_relay_with_deaths, args=(urls, kills, told)),
    ]
    for thread in threads:
        thread.start()
    try:
        heard = asyncio.run(_listen_to_all(gateway, owner, total))
    finally:
        for thread in threads:
            thread.join()
    assert heard == list(range(1, total + 1))


def _talk(urls: Urls, total: int, told: threading.Event) -> None:
    with psycopg.connect(urls.owner, autocommit=True) as own:
        for n in range(1, total + 1):
            say(own, "staff:1", {"n": n})
            time.sleep(0.005)
    told.set()


def _relay_with_deaths(urls: Urls, kills: int, told: threading.Event) -> None:
    for _ in range(kills):
        with running_push_relay(urls) as killed:
            time.sleep(1.5)
            killed.kill()
            killed.wait()
            time.sleep(0.5)
    with running_push_relay(urls):
        told.wait(300)
        time.sleep(2)


async def _listen_to_all(
    gateway: RunningGateway, owner: psycopg.Connection, total: int
) -> list[int]:
    heard: list[int] = []
    last = 0
    async with asyncio.timeout(30 + total / 50):
        while len(heard) < total:
            ticket = issue_ticket(owner, "staff:1")
            news = await _listen_a_while(gateway, ticket, last, total - len(heard))
            heard += [message["data"]["n"] for message in news]
            last = news[-1]["seq"] if news else last
    return heard


async def _listen_a_while(
    gateway: RunningGateway, ticket: str, last: int, wanted: int
) -> list[dict[str, Any]]:
    async with Listener(gateway.url, ticket, last={"staff:1": last}) as li:
        try:
            await li.heard(wanted, 0.4)
        except TimeoutError:
            li.drop()
    return li.messages


def test_messages_older_than_a_day_mean_starting_afresh(
    gateway: RunningGateway, relay: object, owner: psycopg.Connection
) -> None:
    async def story() -> None:
        for n in range(3):
            say(owner, "staff:1", {"n": n})
        wait_for(lambda: _kept(owner) == 3)
        owner.execute("DELETE FROM platform_push WHERE seq <= 2")
        ticket = issue_ticket(owner, "staff:1")
        async with Listener(gateway.url, ticket, last={"staff:1": 1}) as li:
            await li.heard(1)
            assert li.ready == {"staff:1": 3}
            assert li.messages == [{"type": "resync", "topic": "staff:1"}]
            say(owner, "staff:1", {"n": 3})
            await li.heard(2)
            assert li.messages[1]["seq"] == 4

    asyncio.run(story())


def _kept(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT count(*) FROM platform_push").fetchone()
    return int(row[0]) if row else 0


def test_a_number_from_another_life_means_starting_afresh(
    gateway: RunningGateway, relay: object, owner: psycopg.Connection
) -> None:
    async def story() -> None:
        ticket = issue_ticket(owner, "staff:1")
        async with Listener(gateway.url, ticket, last={"staff:1": 900}) as li:
            await li.heard(1)
            assert li.ready == {"staff:1": 0}
            assert li.messages == [{"type": "resync", "topic": "staff:1"}]

    asyncio.run(story())


def test_the_relay_keeps_a_day_of_messages(owner: psycopg.Connection, urls: Urls) -> None:
    owner.execute(
        "INSERT INTO platform_push VALUES"
        " (11, 'staff:1', 1, 'x', '{}', now() - interval '25 hours'),"
        " (11, 'staff:1', 2, 'x', '{}', now() - interval '23 hours')"
    )
    with running_push_relay(urls):
        wait_for(lambda: _kept(owner) == 1)
    assert owner.execute("SELECT seq FROM platform_push").fetchone() == (2,)


def test_a_second_relay_stands_by_and_takes_over(
    gateway: RunningGateway, owner: psycopg.Connection, urls: Urls
) -> None:
    async def story() -> None:
        with running_push_relay(urls) as first, running_push_relay(urls):
            async with Listener(gateway.url, issue_ticket(owner, "staff:1")) as li:
                say(owner, "staff:1", {"n": 1})
                await li.heard(1)
                first.kill()
                first.wait()
                say(owner, "staff:1", {"n": 2})
                await li.heard(2, 4)
                assert li.seqs("staff:1") == [1, 2]

    asyncio.run(story())


def _cut_off(urls: Urls, gateway: RunningGateway) -> None:
    """End the database connections of `gateway` and of what was started after it."""
    began = datetime.fromtimestamp(Path(f"/proc/{gateway.pid}").stat().st_ctime, UTC)
    with psycopg.connect(urls.admin) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name LIKE 'keliu %%' AND usename = 'keliu_relay'"
            " AND datname = current_database() AND backend_start >= %s",
            [began],
        )


def test_a_connection_that_died_in_its_sleep_puts_nobody_off(
    own_gateway: RunningGateway, owner: psycopg.Connection, urls: Urls
) -> None:
    async def story() -> None:
        for _ in range(4):  # each of the store's connections has been used
            async with Listener(own_gateway.url, issue_ticket(owner, "staff:1")) as li:
                assert li.ready
        with psycopg.connect(urls.admin) as admin:
            ended = admin.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = 'keliu gateway' AND datname = current_database()"
            ).fetchone()
        assert ended
        assert ended[0] > 0
        await asyncio.sleep(0.2)  # their good-bye is on its way
        for _ in range(4):
            async with Listener(own_gateway.url, issue_ticket(owner, "staff:1")) as li:
                assert li.ready

    asyncio.run(story())


def test_the_gateway_heals_after_losing_the_database(
    own_gateway: RunningGateway, relay: object, owner: psycopg.Connection, urls: Urls
) -> None:
    """Clients are sent away, because notices may have been missed; they come back and miss none."""

    async def story() -> None:
        async with Listener(own_gateway.url, issue_ticket(owner, "staff:1")) as li:
            say(owner, "staff:1", {"n": 1})
            await li.heard(1)
            _cut_off(urls, own_gateway)
            await li.until(lambda: li.closed_with is not None)
            assert li.closed_with == 1012
        say(owner, "staff:1", {"n": 2})
        for _ in range(20):
            ticket = issue_ticket(owner, "staff:1")
            async with Listener(own_gateway.url, ticket, last={"staff:1": 1}) as li:
                if li.closed_with is None:
                    await li.heard(1)
                    break
            await asyncio.sleep(0.2)
        assert li.seqs("staff:1") == [2]

    asyncio.run(story())
