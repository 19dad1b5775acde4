"""A client's queue by itself: order, no repeats, bounds."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

from keliu.config.gateway.hub import MAX_WAITING_MESSAGES, TOO_SLOW, Client, Hub


class Wire:
    """Takes what a socket would; `stuck` is a peer that does not read."""

    def __init__(self) -> None:
        self.sent: list[MutableMapping[str, Any]] = []
        self.free = asyncio.Event()
        self.free.set()
        self.aborted = False

    async def send(self, message: MutableMapping[str, Any]) -> None:
        await self.free.wait()
        self.sent.append(message)

    def abort(self) -> None:
        self.aborted = True

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.sent if "text" in message]


def test_messages_during_and_just_after_the_replay_come_once() -> None:
    """The notice of a replayed message may arrive before the replay, during it, or after it."""

    async def story() -> Wire:
        wire = Wire()
        client = Client(wire.send)
        client.hold()
        for seq in (4, 5, 6):  # the replay below holds everything up to 5
            client.take("staff:1", seq, f"live {seq}")
        client.tell("replay 4")
        client.tell("replay 5")
        client.release({"staff:1": 5, "board:1": 9})
        client.take("staff:1", 7, "live 7")
        client.take("board:1", 9, "late notice of 9")
        client.take("board:1", 10, "live 10")
        await client.settled()
        return wire

    wire = asyncio.run(story())
    assert wire.texts == ["replay 4", "replay 5", "live 6", "live 7", "live 10"]


def test_a_client_that_lets_too_much_pile_up_is_closed_and_cut_off() -> None:
    async def story() -> tuple[Wire, Client]:
        wire = Wire()
        wire.free.clear()
        client = Client(wire.send, wire.abort)
        client.hold()
        client.release({})
        for seq in range(1, MAX_WAITING_MESSAGES + 3):
            client.take("staff:1", seq, "x")
        assert client.closed
        await client.farewell()
        return wire, client

    wire, _ = asyncio.run(story())
    assert wire.sent == []
    assert wire.aborted


def test_a_slow_client_that_wakes_up_in_time_is_told_why() -> None:
    async def story() -> Wire:
        wire = Wire()
        wire.free.clear()
        client = Client(wire.send, wire.abort)
        client.release({})
        client.take("staff:1", 1, "礼" * 600_000)
        assert client.closed
        wire.free.set()
        await client.farewell()
        return wire

    wire = asyncio.run(story())
    assert wire.sent == [{"type": "websocket.close", "code": TOO_SLOW}]
    assert not wire.aborted


def test_rooms_and_sessions_are_forgotten_with_their_last_client() -> None:
    async def story() -> None:
        hub = Hub()
        client = Client(Wire().send)
        assert hub.join(client, "7", [(1, "staff:1"), (1, "board:1")])
        assert hub.listened((1, "board:1"))
        hub.leave(client)
        hub.leave(client)
        assert not hub.listened((1, "board:1"))
        assert hub.clients() == []
        hub.end_session("7")
        assert not hub.join(Client(Wire().send), "7", [(1, "staff:1")])

    asyncio.run(story())
