"""What an open socket costs while nothing happens: thousands of them, each with two topics."""

import asyncio
import base64
import hashlib
import json
import os
import resource
import secrets
import time
from dataclasses import dataclass

import psycopg

from keliu.config.doctor.processes import pss_kilobytes

SOCKETS, AT_ONCE, BOARD, MERCHANT = 5_000, 50, "board:1", 1
CALM_SECONDS = 2.0
TICKETS = """INSERT INTO platform_ticket (token_hash, kind, merchant_id, payload, expires_at)
 SELECT h, 'socket', %s, p::jsonb, now() + interval '10 minutes'
 FROM unnest(%s::bytea[], %s::text[]) AS t (h, p)"""
SAY = """INSERT INTO platform_push_out (id, merchant_id, topic, type, data)
 VALUES (1, %s, %s, 'board.changed', '{}')"""

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Idle:
    """What was found; `seconds` are those of one message to everybody."""

    sockets: int
    kilobytes_each: float
    opened_per_second: float
    seconds: list[float]
    cpu_share: float


def tickets(owner_url: str, topics: list[list[str]], merchant_id: int) -> list[str]:
    """As the API gives them, each for its topics, written straight into the table."""
    made = [secrets.token_urlsafe(24) for _ in topics]
    hashes = [hashlib.sha256(one.encode()).digest() for one in made]
    payloads = [
        json.dumps({"session_id": str(at), "staff_id": str(at), "topics": wanted})
        for at, wanted in enumerate(topics)
    ]
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(TICKETS, [merchant_id, hashes, payloads])
    return made


async def measured(
    port: int,
    pid: int,
    owner_url: str,
    cpu: "Cpu",
    many: int = SOCKETS,
    *,
    calm: float = CALM_SECONDS,
) -> Idle:
    """Open all, wait, weigh the gateway, then say one thing to everybody."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))
    before = pss_kilobytes(pid) or 0
    began = time.perf_counter()
    lines = list[Line]()
    topics = [[f"staff:{at}", BOARD] for at in range(many)]
    waiting = tickets(owner_url, topics, MERCHANT)  # of a merchant that is not there
    for at in range(0, many, AT_ONCE):
        lines += await asyncio.gather(*(open_line(port, one) for one in waiting[at : at + AT_ONCE]))
    opened = many / (time.perf_counter() - began)
    used = cpu()
    await asyncio.sleep(calm)
    share = (cpu() - used) / calm
    weight = (pss_kilobytes(pid) or 0) - before
    seconds = await _told(owner_url, lines)
    for _, writer in lines:
        writer.transport.abort()
    return Idle(many, round(weight / many, 2), opened, seconds, round(share, 3))


class Cpu:
    """CPU seconds of some processes so far."""

    def __init__(self, pids: list[int]) -> None:
        self._pids = pids

    def __call__(self) -> float:
        from keliu.config.bench import meter

        return meter.cpu_seconds(self._pids)


async def open_line(port: int, ticket: str) -> Line:
    """Shake hands and say hello; the answer is `ready`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
    key = base64.b64encode(os.urandom(16)).decode()
    asked = f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
    asked += f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    writer.write(asked.encode())
    await reader.readuntil(b"\r\n\r\n")
    writer.write(_frame(json.dumps({"ticket": ticket}).encode()))
    await _heard(reader, b'"ready"')
    return reader, writer


def _frame(text: bytes) -> bytes:
    """A short text frame; masked, as clients must, with a mask that changes nothing."""
    return bytes((0x81, 0x80 | len(text))) + bytes(4) + text


async def message(reader: asyncio.StreamReader) -> bytes:
    """The next message."""
    _, length = await reader.readexactly(2)
    if length == 126:  # noqa: PLR2004  RFC 6455: two more bytes hold the length
        length = int.from_bytes(await reader.readexactly(2), "big")
    return await reader.readexactly(length)


async def _heard(reader: asyncio.StreamReader, word: bytes) -> None:
    """Read messages until one has `word` in it."""
    while word not in await message(reader):
        pass


async def _told(owner_url: str, lines: list[Line]) -> list[float]:
    """Seconds from the commit until each had it."""

    async def one(reader: asyncio.StreamReader) -> float:
        await _heard(reader, b"board.changed")
        return time.perf_counter()

    waiting = [asyncio.create_task(one(reader)) for reader, _ in lines]
    await asyncio.sleep(0)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        with owner.transaction():
            owner.execute(SAY, [MERCHANT, BOARD])
            owner.execute("SELECT pg_notify('keliu_push_out', '')")
        said = time.perf_counter()
    return [await task - said for task in waiting]
