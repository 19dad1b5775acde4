"""A change of rights counts on open sockets within a second: the real gateway, the real API."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import psycopg
import pytest

from keliu.kit import scope
from keliu.platform import realtime
from tests import cast, proofs
from tests.cast import World
from tests.runtime.conftest import RunningGateway
from tests.runtime.people import Listener

SECOND = proofs.seconds(1.0)


@pytest.fixture
def company(transactional_db: None, owner: psycopg.Connection) -> World:
    return cast.company()


def ticket(world: World, name: str) -> dict[str, Any]:
    status, issued = world.api(name).post("/realtime/ticket")
    assert status == 200
    return dict(issued)


def say(world: World, topic: str) -> None:
    with world.inside():
        assert scope.current() == world.merchant.pk
        realtime.push(topic, "board.changed", {"opportunity_id": "1"})


def take_away_opportunities(world: World) -> float:
    role = world.roles["sales"]
    grants = {k: v for k, v in role.grants.items() if not k.startswith("opportunity.")}
    began = time.perf_counter()
    change = {"grants": grants, "version": role.version}
    assert world.api("王总").patch(f"/roles/{role.pk}", change)[0] == 200
    return began


def told(listener: Listener) -> bool:
    return any(message["type"] == "access.changed" for message in listener.messages)


@pytest.mark.proof
def test_a_topic_closes_when_its_permission_goes(
    company: World, gateway: RunningGateway, relay: object
) -> None:
    issued = ticket(company, "小李")
    board = next(topic for topic in issued["topics"] if topic.startswith("board:"))
    mine = next(topic for topic in issued["topics"] if topic.startswith("staff:"))

    async def story() -> None:
        async with Listener(gateway.url, issued["ticket"]) as seller:
            assert set(seller.ready) == {board, mine}
            await asyncio.to_thread(say, company, board)
            await seller.until(lambda: seller.seqs(board) == [1])
            began = await asyncio.to_thread(take_away_opportunities, company)
            await seller.until(lambda: told(seller), SECOND)
            took = time.perf_counter() - began
            assert took < SECOND
            proofs.tell("access.socket", round(took, 3))
            await asyncio.to_thread(say, company, board)
            await asyncio.to_thread(say, company, mine)
            await seller.until(lambda: seller.seqs(mine) == [1])
            assert seller.seqs(board) == [1]  # nothing more of the board

    asyncio.run(story())
    assert ticket(company, "小李")["topics"] == [mine]


def test_a_ticket_from_before_the_change_opens_no_more_than_after(
    company: World, gateway: RunningGateway, relay: object
) -> None:
    issued = ticket(company, "小李")
    mine = next(topic for topic in issued["topics"] if topic.startswith("staff:"))

    async def story() -> None:
        await asyncio.to_thread(take_away_opportunities, company)
        await asyncio.sleep(0.3)  # the change reaches the gateway before the ticket does
        async with Listener(gateway.url, issued["ticket"]) as seller:
            assert set(seller.ready) == {mine}

    asyncio.run(story())


@pytest.mark.proof
def test_a_disabled_colleague_is_cut_off_within_a_second(
    company: World, gateway: RunningGateway
) -> None:
    issued = ticket(company, "小李")
    staff, boss = company.staff["小李"], company.api("王总")

    async def story() -> float:
        async with Listener(gateway.url, issued["ticket"]) as seller:
            began = time.perf_counter()
            answer = await asyncio.to_thread(
                boss.post, f"/staff/{staff.pk}/disable", {"version": staff.version}
            )
            assert answer[0] == 200
            await seller.until(lambda: seller.closed_with == 4401, SECOND)
            return time.perf_counter() - began

    took = asyncio.run(story())
    assert took < SECOND
    proofs.tell("leave.socket", round(took, 3))
