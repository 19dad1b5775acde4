"""From what visitors do to the screens of the staff: so many events a second, so many sockets."""

import asyncio
import json
import secrets
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import psycopg

from keliu.config.bench import client, halt, idle
from keliu.config.bench.scenarios import API
from keliu.kit import clock

SOCKETS, EVENTS, BATCH, SENDERS = 200, 500, 5, 2
CALM_SECONDS, LAST_SECONDS = 1.0, 2.0
CUT_MS = 2  # what a moment loses by being written and read twice
WARM_SECONDS = 3.0  # everybody has come by then, and whoever is told of them has been told
OWNERS = """SELECT c.code, k.owner_id FROM catalog_cardcode c
 JOIN catalog_card k ON k.merchant_id = c.merchant_id AND k.id = c.card_id
 WHERE c.merchant_id = %s AND c.code = ANY(%s)"""
KINDS = ("card_view", "product_view", "list_view", "phone_tap", "product_view")


class Customer(msgspec.Struct):
    id: str


class Shown(msgspec.Struct):
    """What we read of a line of the feed."""

    last_at: str
    customer: Customer | None = None


class Message(msgspec.Struct):
    data: Shown


@dataclass
class Live:
    """Seconds from the sending of a batch until each screen had it."""

    seconds: list[float] = field(default_factory=list)
    missing: int = 0
    events: int = 0
    refused: int = 0
    elapsed: float = 0.0


@dataclass(frozen=True)
class Sent:
    """A batch that was sent: when, and what its newest moment is."""

    at_ms: int
    began: float


class Stage:
    """Visitors who send at a steady pace, and colleagues who listen to their own visitors."""

    def __init__(
        self, web: int, gateway: int, owner_url: str, facts: dict[str, Any], *,
        sockets: int = SOCKETS, events: int = EVENTS,
    ) -> None:  # fmt: skip
        self.web, self.gateway, self.owner_url, self.facts = web, gateway, owner_url, facts
        self.sockets, self.events = sockets, events
        self.owners = self._owners()
        self.sent: dict[str, list[Sent]] = defaultdict(list)
        self.heard: list[dict[str, list[tuple[float, int]]]] = []
        self.refused = 0

    def _owners(self) -> dict[str, int]:
        """Whose card each code is."""
        codes = [one["code"] for one in self.facts["visitors"]]
        with psycopg.connect(self.owner_url) as owner:
            rows = owner.execute(OWNERS, [int(self.facts["merchant_id"]), codes]).fetchall()
        return dict(rows)

    def listener(self, place: int) -> int:
        """Whose visitors a socket listens to."""
        staff = sorted(set(self.owners.values()))
        return staff[place % len(staff)]

    async def run(self, seconds: float) -> Live:
        """Open the sockets, send for `seconds`, wait for the last lines, add up."""
        topics = [[f"staff:{self.listener(place)}"] for place in range(self.sockets)]
        tickets = idle.tickets(self.owner_url, topics, int(self.facts["merchant_id"]))
        lines = [await idle.open_line(self.gateway, one) for one in tickets]
        self.heard = [defaultdict(list) for _ in lines]
        ears = [asyncio.create_task(self._listen(at, line[0])) for at, line in enumerate(lines)]
        await asyncio.sleep(CALM_SECONDS)
        began = time.perf_counter() + WARM_SECONDS
        work = [asyncio.to_thread(self._send, at, began, seconds) for at in range(SENDERS)]
        await asyncio.gather(*work)
        elapsed = time.perf_counter() - began
        await asyncio.sleep(LAST_SECONDS)
        for ear in ears:
            ear.cancel()
        await asyncio.gather(*ears, return_exceptions=True)
        for _, writer in lines:
            writer.transport.abort()
        return self._added_up(elapsed)

    async def _listen(self, place: int, reader: asyncio.StreamReader) -> None:
        decode: Callable[[bytes], Message] = msgspec.json.Decoder(Message).decode
        while True:
            text = await idle.message(reader)
            if b'"radar.line"' not in text:
                continue
            now, line = time.perf_counter(), decode(text).data
            if line.customer is not None:
                self.heard[place][line.customer.id].append((now, _ms(line.last_at)))

    def _send(self, first: int, begin: float, seconds: float) -> None:
        """Every SENDERS-th visitor in turn, each batch at its time; counted from `begin` on."""
        line = client.Connection(("127.0.0.1", self.web))
        pause, due = SENDERS * BATCH / self.events, time.perf_counter()
        visitors = self.facts["visitors"][first::SENDERS]
        number = 0
        while (now := time.perf_counter()) < begin + seconds:
            if halt.over.wait(max(0.0, due - now)):
                break
            due += pause
            who = visitors[number % len(visitors)]
            number += 1
            sent = Sent(int(time.time() * 1000), time.perf_counter())
            if sent.began >= begin:
                self.sent[who["customer"]].append(sent)
            line.send(self._batch(who, sent.at_ms))
            answer = line.receive()
            while answer is None:
                answer = line.receive()
            self.refused += answer[9:10] != b"2"
        line.socket.close()

    def _batch(self, who: dict[str, str], at_ms: int) -> bytes:
        moment, products = clock.iso(clock.from_ms(at_ms)), self.facts["products"]
        events = []
        for kind in KINDS:
            event = {"id": f"{at_ms:012x}{secrets.token_hex(10)}", "kind": kind, "at": moment}
            if kind.startswith("product"):
                thing = products[secrets.randbelow(len(products))]
                event |= {"object_kind": "product", "object_id": thing}
            events.append(event)
        text = json.dumps({"code": who["code"], "events": events}).encode()
        path, host = f"{API}/radar/events", f"localhost:{self.web}"
        return client.request("POST", path, host=host, token=who["token"], body=text)

    def _added_up(self, elapsed: float) -> Live:
        found = Live(refused=self.refused, elapsed=elapsed)
        whose = {one["customer"]: self.owners[one["code"]] for one in self.facts["visitors"]}
        for customer, batches in self.sent.items():
            found.events += BATCH * len(batches)
            for place, heard in enumerate(self.heard):
                if self.listener(place) == whose[customer]:
                    _match(batches, heard[customer], found)
        return found


def _ms(text: str) -> int:
    return clock.to_ms(datetime.fromisoformat(text))


def _match(batches: list[Sent], heard: list[tuple[float, int]], found: Live) -> None:
    """Every batch is on a screen with the first line that is as new as it is."""
    lines = iter(heard)
    now, last_ms = next(lines, (0.0, -1))
    for sent in batches:
        while 0 <= last_ms < sent.at_ms - CUT_MS:
            now, last_ms = next(lines, (0.0, -1))
        if last_ms < 0:
            found.missing += 1
        else:
            found.seconds.append(now - sent.began)
