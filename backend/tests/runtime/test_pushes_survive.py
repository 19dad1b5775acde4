"""Two web processes and a database that goes away: what WeChat pushed is there, once each."""

from __future__ import annotations

import base64
import http.client
import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from keliu.config.cluster.server import Cluster
from keliu.config.cluster.temporary import _copy
from keliu.config.supervisor.services import web_command
from keliu.wechat.tests.pusher import Pusher, event, message
from tests.ports import free_port
from tests.proofs import tell
from tests.runtime.conftest import HERE, answers, clean_environment, process, wait_for
from tests.template import migrated

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
PER_SECOND, AWAY_SECONDS, PEOPLE = 50, 60, 40
IN_TIME = 5.0  # WeChat waits no longer


@dataclass
class Shop:
    """A merchant's web processes and database, and WeChat, which knows its account."""

    port: int
    cluster: Cluster
    wechat: Pusher

    def deliver(self, sealed: tuple[str, bytes]) -> tuple[int, float]:
        """Status and seconds of one delivery."""
        started = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        address, body = sealed
        headers = {"Host": f"localhost:{self.port}", "Content-Type": "text/xml"}
        try:
            line.request("POST", address, body, headers)
            status = line.getresponse().status
        finally:
            line.close()
        return status, time.monotonic() - started

    def count(self, question: str) -> int:
        with psycopg.connect(self.cluster.urls().admin) as admin:
            found = admin.execute(question).fetchone()
        return int(found[0] or 0) if found else 0


@contextmanager
def environment(folder: Path, cluster: Cluster, port: int) -> Iterator[dict[str, str]]:
    urls = cluster.start()
    try:
        yield {
            "KELIU_DATA": str(folder / "files"), "KELIU_ENV": "test",
            "KELIU_DATABASE_URL": urls.app, "KELIU_OWNER_DATABASE_URL": urls.owner,
            "KELIU_BASE_URL": f"http://localhost:{port}", "PYTHONPATH": str(HERE.parents[1]),
            "KELIU_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "DJANGO_SETTINGS_MODULE": "keliu.config.settings",
        }  # fmt: skip
    finally:
        cluster.stop()


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    folder, port = Path(tempfile.mkdtemp(prefix="kp-")), free_port()
    folder.chmod(0o755)
    _copy(migrated(), folder)
    cluster = Cluster(folder)
    try:
        with environment(folder, cluster, port) as known:
            world = [sys.executable, str(HERE / "push_world.py")]
            said = subprocess.run(
                world, env=clean_environment(**known), capture_output=True, text=True, check=False
            )
            assert said.returncode == 0, said.stderr
            keys: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
            wechat = Pusher(keys["key"], "wxoa1", keys["token"], keys["aes_key"], "gh_far")
            with process(*web_command("127.0.0.1", port, 2, 2)[1:], **known):
                ready = f"http://localhost:{port}/readyz"
                wait_for(lambda: answers(ready), 60, "the web processes")
                yield Shop(port, cluster, wechat)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def person(nth: int) -> str:
    return f"o-person-{nth % PEOPLE:020}"


def test_each_push_three_times_over_two_processes_is_one_effect(shop: Shop) -> None:
    pushes = [shop.wechat.sealed(message(person(nth), Content=f"第{nth}句")) for nth in range(400)]
    at = int(time.time())  # and events of one person within one second
    pushes += [shop.wechat.sealed(event(person(0), "CLICK", at=at, EventKey=f"k{nth}"))
               for nth in range(100)]  # fmt: skip
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(shop.deliver, [one for one in pushes for _ in range(3)]))
    assert {status for status, _ in found} == {200}
    rows = "FROM wechat_receivedpush WHERE state = 'done'"
    assert shop.count(f"SELECT count(*) {rows} AND deliveries = 3") == 500
    assert shop.count(f"SELECT count(*) {rows}") == 500
    assert shop.count("SELECT sum(messages) FROM wechat_follower") == 400
    tell("push.thrice", 500)


def test_a_minute_without_database_loses_nothing(shop: Shop) -> None:
    before = shop.count("SELECT count(*) FROM wechat_receivedpush")
    heard = shop.count("SELECT sum(messages) FROM wechat_follower")
    total = PER_SECOND * AWAY_SECONDS
    with ThreadPoolExecutor(12) as pool:
        shop.cluster.stop()
        began, waiting = time.monotonic(), []
        for nth in range(total):
            time.sleep(max(0.0, began + nth / PER_SECOND - time.monotonic()))
            sealed = shop.wechat.sealed(message(person(nth), Content=str(nth)))
            waiting.append(pool.submit(shop.deliver, sealed))
        found = [one.result() for one in waiting]
    assert {status for status, _ in found} == {200}
    slowest = max(seconds for _, seconds in found)
    assert slowest < IN_TIME
    shop.cluster.start()
    late = "FROM wechat_receivedpush WHERE late AND state = 'done'"
    wait_for(lambda: shop.count(f"SELECT count(*) {late}") == total, 200, "the replay")
    assert shop.count("SELECT count(*) FROM wechat_receivedpush") == before + total
    assert shop.count("SELECT sum(messages) FROM wechat_follower") == heard + total
    unsorted = f"""SELECT count(*) FROM (SELECT received_at < lag(received_at) OVER
      (PARTITION BY follower_id ORDER BY done_at, id) AS back {late}) AS one WHERE back"""
    assert shop.count(unsorted) == 0
    tell("push.away", total)
    tell("push.away_answer", slowest)
