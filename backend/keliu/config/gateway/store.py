"""What the gateway asks the database: spend a ticket, replay a topic, fetch a large message."""

from __future__ import annotations

import asyncio
import hashlib
import select
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import psycopg

from keliu.kit import clock

REPLAY_LIMIT = 200
CONNECTIONS = 2

SPEND = """
UPDATE platform_ticket SET used_at = now()
WHERE token_hash = %s AND kind = 'socket' AND used_at IS NULL AND expires_at > %s
RETURNING merchant_id, payload::text
"""
# One statement sees one moment: the topic's number and its messages belong together.
REPLAY = """
SELECT t.topic, coalesce(s.seq, 0), p.seq, p.type, p.data::text
FROM unnest(%s::text[], %s::bigint[]) AS t (topic, last)
LEFT JOIN platform_topic_seq s ON s.merchant_id = %s AND s.topic = t.topic
LEFT JOIN LATERAL (
    SELECT seq, type, data FROM platform_push
    WHERE merchant_id = %s AND topic = t.topic AND seq > t.last ORDER BY seq LIMIT %s
) p ON t.last IS NOT NULL
ORDER BY t.topic, p.seq
"""
POSITIONS = """
SELECT s.merchant_id, s.topic, s.seq
FROM unnest(%s::bigint[], %s::text[]) AS r (merchant_id, topic)
JOIN platform_topic_seq s ON s.merchant_id = r.merchant_id AND s.topic = r.topic
"""
DATA = "SELECT data::text FROM platform_push WHERE merchant_id = %s AND topic = %s AND seq = %s"


class Grant(msgspec.Struct, frozen=True):
    """What a ticket allows."""

    merchant_id: int
    session_id: str
    topics: frozenset[str]


class _Payload(msgspec.Struct):
    session_id: str | int
    topics: list[str]


class Message(msgspec.Struct, frozen=True):
    """A live message as the client gets it."""

    seq: int
    topic: str
    type: str
    data: msgspec.Raw


class Replay(msgspec.Struct):
    """Where a client stands in a topic and what it missed; `resync` when that is not known."""

    position: int
    messages: list[Message] = []
    resync: bool = False

    @property
    def reached(self) -> int:
        """The number of the last message the replay holds."""
        return self.messages[-1].seq if self.messages else self.position


class Store:
    """A few connections of the relay role, opened when first needed and replaced when broken."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: asyncio.Queue[psycopg.AsyncConnection[Any] | None] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            self._idle.put_nowait(None)

    async def spend_ticket(self, ticket: str) -> Grant | None:
        """Use the ticket up; None when it is wrong, expired or spent."""
        token_hash = hashlib.sha256(ticket.encode()).digest()
        rows = await self._ask(SPEND, [token_hash, clock.now()])
        if not rows or rows[0][0] is None:
            return None
        payload = msgspec.json.decode(rows[0][1], type=_Payload)
        return Grant(rows[0][0], str(payload.session_id), frozenset(payload.topics))

    async def replay(
        self, merchant_id: int, topics: Sequence[str], last: Mapping[str, int]
    ) -> dict[str, Replay]:
        """Every topic's position and, where `last` names one, the messages after it."""
        wanted = [last.get(topic) for topic in topics]
        rows = await self._ask(
            REPLAY, [list(topics), wanted, merchant_id, merchant_id, REPLAY_LIMIT + 1]
        )
        found: dict[str, Replay] = {}
        for topic, current, seq, kind, data in rows:
            entry = found.setdefault(topic, Replay(current))
            if seq is not None:
                entry.messages.append(Message(seq, topic, kind, msgspec.Raw(data.encode())))
        for topic, entry in found.items():
            _settle(entry, last.get(topic))
        return found

    async def positions(self, rooms: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
        """The last number of each topic that has one."""
        merchants, topics = [room[0] for room in rooms], [room[1] for room in rooms]
        rows = await self._ask(POSITIONS, [merchants, topics])
        return {(merchant_id, topic): seq for merchant_id, topic, seq in rows}

    async def data(self, merchant_id: int, topic: str, seq: int) -> bytes | None:
        """The data of one message that was too large to travel in a notice."""
        rows = await self._ask(DATA, [merchant_id, topic, seq])
        return rows[0][0].encode() if rows else None

    async def close(self) -> None:
        while not self._idle.empty():
            connection = self._idle.get_nowait()
            if connection is not None:
                await connection.close()

    async def _ask(self, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
        async with self._connection() as connection:
            cursor = await connection.execute(sql.encode(), params, prepare=True)
            return await cursor.fetchall()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        connection = await self._idle.get()
        try:
            if connection is None or connection.closed or _spoken_to(connection):
                await _ended(connection)
                connection = await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, application_name="keliu gateway", connect_timeout=5
                )
            yield connection
        finally:
            self._idle.put_nowait(connection)


async def _ended(connection: psycopg.AsyncConnection[Any] | None) -> None:
    if connection is not None:
        await connection.close()


def _spoken_to(connection: psycopg.AsyncConnection[Any]) -> bool:
    """Whether the server has spoken to an idle connection: unasked it only says good-bye.

    Asked here, because a question that dies on the way may or may not have been answered.
    """
    ear = select.poll()
    ear.register(connection.fileno(), select.POLLIN)
    return bool(ear.poll(0))


def _settle(entry: Replay, last: int | None) -> None:
    """Decide whether what is kept joins up with `last`."""
    if last is None or last == entry.position:
        return
    first = entry.messages[0].seq if entry.messages else None
    gap = first != last + 1 or len(entry.messages) > REPLAY_LIMIT
    if last > entry.position or gap:
        entry.messages, entry.resync = [], True
    else:
        entry.position = last
