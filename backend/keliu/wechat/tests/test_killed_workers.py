"""Workers are killed while they send and WeChat's answers get lost: nobody gets anything twice.

The other end is a server of its own; it counts what reaches it, and hangs up on some after it has
taken the message.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings

from keliu.kit import clock, ids, scope
from keliu.outreach.models import Allowance, PersonDelivery
from keliu.outreach.services.people import posting
from keliu.outreach.services.people.allowances import index_of
from keliu.platform import keys
from keliu.wechat.models import Account
from keliu.wechat.tests.test_calls import connected
from tests import proofs
from tests.cast import World, company

WORKERS = 2
LOST = 0.02
State = PersonDelivery.State


class Receiver(ThreadingHTTPServer):
    """Takes messages; forgets to answer some."""

    daemon_threads = True

    def __init__(self, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: Counter[str] = Counter()
        self.lost = 0
        self.chance = random.Random(seed)
        self.lock = threading.Lock()

    def take(self, text: str) -> bool:
        """Note a message; False when the answer gets lost."""
        with self.lock:
            self.got[text] += 1
            lost = self.chance.random() < LOST
            self.lost += lost
            return not lost

    def handle_error(self, *_: Any) -> None:
        """A killed worker hangs up; that is the point."""


class Handler(BaseHTTPRequestHandler):
    server: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:  # noqa: N802  the library's name
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
        if "stable_token" in self.path:
            answer = {"access_token": "t" * 32, "expires_in": 7200}
        elif not self.server.take(body["text"]["content"]):
            self.close_connection = True
            return
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Silent."""


@contextmanager
def receiving(seed: int) -> Iterator[Receiver]:
    server = Receiver(seed)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join(5)
    server.server_close()


def queued(world: World, count: int) -> list[int]:
    """So many messages to as many people, all allowed, none sent."""
    with world.inside():
        account, now = connected(world), clock.now()
        people = [f"oPerson{n:05}" for n in range(count)]
        Allowance.objects.bulk_create(
            Allowance(
                account_id=account.pk,
                openid_index=index_of(one),
                trigger="message",
                granted_at=now,
                received_at=now,
                until=now + timedelta(hours=40),
                most=5,
            )
            for one in people
        )
        rows = [_message(account, one) for one in people]
        PersonDelivery.objects.bulk_create(rows, batch_size=500)
    return [row.pk for row in rows]


def _message(account: Account, openid: str) -> PersonDelivery:
    return PersonDelivery(
        id=ids.new(),
        merchant_id=scope.current(),
        account_id=account.pk,
        openid_index=index_of(openid),
        openid_sealed=keys.seal(PersonDelivery, "openid_sealed", openid),
        channel="custom",
        purpose="service",
        kind="text",
        content={"kind": "text", "text": {"content": openid}},
        summary=openid,
        dedupe_key=openid,
    )


def _worker(base: str, world: World, waiting: list[int]) -> "subprocess.Popen[str]":
    env = {**os.environ, "KELIU_WECHAT_API_BASE": base}
    command = [sys.executable, "-m", "keliu.wechat.tests.killed_sender"]
    worker = subprocess.Popen(  # noqa: S603  our own module
        command, env=env, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert worker.stdin is not None
    worker.stdin.write(" ".join(map(str, [world.merchant.pk, *waiting])))
    worker.stdin.close()
    return worker


def _still(world: World) -> list[int]:
    with world.inside():
        return list(
            PersonDelivery.objects.filter(state=State.QUEUED)
            .order_by("id")
            .values_list("pk", flat=True)
        )


def drill(world: World, server: Receiver, kills: int, moments: random.Random) -> None:
    """Start two workers on the same list, kill one hard, start it again, until all is handed over.

    Between two kills at least some messages go out, so that the kills meet workers at work.
    """
    base = f"http://127.0.0.1:{server.server_address[1]}"
    workers = [_worker(base, world, _still(world)) for _ in range(WORKERS)]
    for _ in range(kills):
        seen = sum(server.got.values())
        for _ in range(400):
            if sum(server.got.values()) > seen + moments.randrange(3, 12):
                break
            time.sleep(0.02)
        time.sleep(moments.random() / 50)
        victim = moments.randrange(WORKERS)
        workers[victim].kill()
        workers[victim].wait(10)
        workers[victim] = _worker(base, world, _still(world))
    for worker in workers:
        worker.wait(600)


def judged(count: int, kills: int, seed: int) -> None:
    world = company()
    assert settings.WECHAT_API_BASE
    everyone = queued(world, count)
    moments = random.Random(seed)
    with receiving(seed) as server, pytest.MonkeyPatch.context() as patch:
        drill(world, server, kills, moments)
        port = server.server_address[1]
        patch.setattr(settings, "WECHAT_API_BASE", f"http://127.0.0.1:{port}")
        with clock.frozen(clock.now() + timedelta(minutes=5)):  # whoever was sending is gone
            posting.people_post(world.merchant.pk, everyone)
    with world.inside():
        states = dict(PersonDelivery.objects.values_list("summary", "state"))
    found = Counter(states.values())
    twice = [text for text, times in server.got.items() if times > 1]
    hidden = [text for text, state in states.items() if state == "done" and not server.got[text]]
    hidden += [text for text, state in states.items() if state not in {"done", "unknown"}]
    assert (twice, hidden) == ([], [])
    assert found["unknown"] <= server.lost + kills
    assert found["unknown"] >= server.lost
    for key, value in (("twice", 0), ("hidden", 0), ("settled", sum(found.values()))):
        proofs.tell(f"send.{key}", value)


@pytest.mark.timeout(120)
def test_nobody_hears_it_twice(transactional_db: None) -> None:
    judged(40, 2, seed=7)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_two_thousand_and_forty_kills(transactional_db: None) -> None:
    judged(2_000, 40, seed=11)
