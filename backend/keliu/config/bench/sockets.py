"""From a commit to other people's screens: how long, and what a delivery costs."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import websockets

LISTENERS, PER_SECOND = 25, 20.0


@dataclass
class Delivered:
    """Seconds from the answer to a move until each listener had it."""

    seconds: list[float] = field(default_factory=list)
    sent: int = 0
    missing: int = 0
    elapsed: float = 0.0


class Board:
    """Listeners on the live board, and one person who moves opportunities about."""

    def __init__(self, base_url: str, facts: dict[str, Any]) -> None:
        self.facts, self.base = facts, f"{base_url}/api/v1"
        self.topic = f"board:{facts['pipeline']}"
        self.heard: list[dict[tuple[str, int], float]] = [{} for _ in range(LISTENERS)]

    async def _listen(self, http: httpx.AsyncClient, place: int, ready: asyncio.Event) -> None:
        answer = await http.post(
            f"{self.base}/realtime/ticket", headers=_bearer(self.facts["tokens"]["owner"])
        )
        ticket = answer.json()
        async with websockets.connect(ticket["url"], origin=None, compression=None) as line:
            await line.send(json.dumps({"ticket": ticket["ticket"], "topics": [self.topic]}))
            async for text in line:
                message = json.loads(text)
                if message["type"] == "ready":
                    ready.set()
                elif message["type"] == "board.changed":
                    data = message["data"]
                    key = (data["opportunity_id"], data["version"])
                    self.heard[place][key] = time.perf_counter()

    async def run(self, seconds: float) -> Delivered:
        async with httpx.AsyncClient(trust_env=False) as http:
            stages, deals = await self._start(http)
            events = [asyncio.Event() for _ in range(LISTENERS)]
            listeners = [
                asyncio.create_task(self._listen(http, place, event))
                for place, event in enumerate(events)
            ]
            await asyncio.wait_for(asyncio.gather(*(event.wait() for event in events)), 20)
            begin = time.perf_counter()
            moved = await self._move_about(http, stages, deals, seconds)
            elapsed = time.perf_counter() - begin
            await asyncio.sleep(0.5)
            for listener in listeners:
                listener.cancel()
            await asyncio.gather(*listeners, return_exceptions=True)
        return self._counted(moved, elapsed)

    async def _start(self, http: httpx.AsyncClient) -> tuple[list[str], dict[str, int]]:
        """Open stages, and the version of each opportunity that will move."""
        headers = _bearer(self.facts["tokens"]["sales"])
        found = (await http.get(f"{self.base}/pipelines", headers=headers)).json()
        stages = [one["id"] for one in found["items"][0]["stages"] if one["kind"] == "open"]
        deals = {}
        for deal in self.facts["deals"]:
            answer = (await http.get(f"{self.base}/opportunities/{deal}", headers=headers)).json()
            deals[deal] = answer["version"]
        return stages, deals

    async def _move_about(
        self, http: httpx.AsyncClient, stages: list[str], deals: dict[str, int], seconds: float
    ) -> dict[tuple[str, int], float]:
        headers, moved = _bearer(self.facts["tokens"]["sales"]), dict[tuple[str, int], float]()
        names, end, number = list(deals), time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            deal, started = names[number % len(names)], time.perf_counter()
            to = stages[(number // len(names) + number) % len(stages)]
            body = {"stage_id": to, "version": deals[deal]}
            answer = await http.post(
                f"{self.base}/opportunities/{deal}/move", json=body, headers=headers
            )
            done = answer.json()
            if answer.status_code == 200 and done["version"] != deals[deal]:
                moved[(deal, done["version"])] = time.perf_counter()
                deals[deal] = done["version"]
            number += 1
            await asyncio.sleep(max(0.0, 1 / PER_SECOND - (time.perf_counter() - started)))
        return moved

    def _counted(self, moved: dict[tuple[str, int], float], elapsed: float) -> Delivered:
        result = Delivered(sent=len(moved), elapsed=elapsed)
        for heard in self.heard:
            for key, at in moved.items():
                if key in heard:
                    result.seconds.append(max(heard[key] - at, 0.0))
                else:
                    result.missing += 1
        return result


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
