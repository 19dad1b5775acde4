"""Pushes at a steady rate while a campaign goes out: how long WeChat waits for its answer."""

import http.client
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psycopg

from keliu.config.bench.campaign import ORIGINAL
from keliu.config.cluster.vault import secrets_of
from keliu.config.supervisor.run import Opened
from keliu.config.supervisor.service import inherited
from keliu.config.supervisor.services import run_once
from keliu.config.supervisor.setting import NOTICE_TEMPLATE

PER_SECOND = 50
LINES = 16
MESSAGES = 50_000
PEOPLE = 2_000  # of the crowd, who write while the others are written to
ROUND = 10.0  # seconds: pushes are sealed before a round, and must be fresh
LONGEST = 900.0
SENT = """
SELECT count(*) FROM outreach_persondelivery
WHERE merchant_id = %s AND account_id = %s AND state = 'done'
"""
MODULE = "keliu.config.bench.campaign"
TEXT = "<xml><ToUserName>{to}</ToUserName><FromUserName>{who}</FromUserName><CreateTime>{at}</CreateTime><MsgType>text</MsgType><Content>请问价格多少</Content><MsgId>{number}</MsgId></xml>"  # noqa: E501 - one message as it comes


@dataclass
class Heard:
    """Seconds from when a push was due to its answer, and what was no answer."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    elapsed: float = 0.0
    messages: int = 0  # of the campaign, delivered meanwhile
    planned: int = 0

    def add(self, other: "Heard") -> None:
        """Another round."""
        self.seconds += other.seconds
        self.errors += other.errors
        self.elapsed += other.elapsed

    @property
    def whole(self) -> bool:
        """Whether the campaign is through."""
        return self.messages >= self.planned


@dataclass(frozen=True)
class Callback:
    """The servers, the folder, and WeChat's side of the account."""

    opened: Opened
    data: Path
    logs: Path

    def run(self, seconds: float, *, campaign: int = MESSAGES) -> Heard:
        """Push until so many messages are delivered, at least `seconds`, at most LONGEST."""
        known = secrets_of(self.data)
        self._box("/box/apps", {
            "appid": known.oa_appid, "secret": known.oa_secret, "kind": "oa", "name": "压测服务号",
            "original_id": ORIGINAL, "type": "service", "verified": True, "followers": [],
            "templates": [NOTICE_TEMPLATE], "redirect_domains": ["localhost"],
        })  # fmt: skip
        self._box("/box/crowd", {"appid": known.oa_appid, "count": max(campaign, PEOPLE)})
        keys = json.loads(self._told("prepare", known.oa_appid, known.oa_secret))
        self._pushed(keys, known.oa_appid, 3.0)  # warm
        heard, before = Heard(planned=campaign), self._sent(keys)
        with self._campaign(known.oa_appid, campaign):
            while heard.elapsed < seconds or not (heard.whole or heard.elapsed > LONGEST):
                heard.add(self._pushed(keys, known.oa_appid, ROUND))
                heard.messages = self._sent(keys) - before
        return heard

    def _sent(self, keys: dict[str, str]) -> int:
        """How many messages the account has delivered so far."""
        with psycopg.connect(self.opened.environment["KELIU_DATABASE_URL"]) as line:
            line.execute("SELECT set_config('keliu.merchant_id', %s, true)", [keys["merchant"]])
            row = line.execute(SENT, [keys["merchant"], keys["account"]]).fetchone()
        return int(row[0]) if row else 0

    def _box(self, path: str, body: dict[str, Any]) -> None:
        key = secrets_of(self.data).box_key
        request = Request(  # noqa: S310 - our own box on this machine
            f"http://127.0.0.1:{self.opened.ports.box}{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "X-Box-Key": key},
        )
        urlopen(request, timeout=60).close()  # noqa: S310 - as above

    def _told(self, *words: str) -> str:
        environment = {**self.opened.environment, "KELIU_NODE": "5"}
        said = run_once(["-m", MODULE, *words], environment, self.logs / "bench.log", "准备群发")
        return said.strip().splitlines()[-1]

    @contextmanager
    def _campaign(self, appid: str, count: int) -> Iterator[None]:
        """Somebody puts `count` messages on their way; the worker delivers them."""
        environment = {**inherited(), **self.opened.environment, "KELIU_NODE": "6"}
        command = [sys.executable, "-m", MODULE, "say", appid, str(count)]
        with (self.logs / "bench.log").open("a") as log:
            sayer = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            sayer.terminate()
            sayer.wait(10)

    def _pushed(self, keys: dict[str, str], appid: str, seconds: float) -> Heard:
        """PER_SECOND pushes a second, each when it is due, whatever became of those before."""
        total = int(PER_SECOND * seconds)
        ready = [self._push(keys, appid, nth) for nth in range(total)]
        heard, began = Heard(), time.perf_counter()
        with ThreadPoolExecutor(LINES) as pool:
            lines = [_Line(self.opened.ports.web) for _ in range(LINES)]
            shares = [[(nth, ready[nth]) for nth in range(at, total, LINES)] for at in range(LINES)]
            for line, share in zip(lines, shares, strict=True):
                pool.submit(line.go, share, began)
        heard.elapsed = time.perf_counter() - began
        for line in lines:
            heard.seconds += line.seconds
            heard.errors += line.errors
        return heard

    @staticmethod
    def _push(keys: dict[str, str], appid: str, nth: int) -> tuple[str, bytes]:
        """A sealed push with its address."""
        from keliu.box.people import openid
        from keliu.wechat.pushes import seals

        now, nonce = int(time.time()), secrets.token_hex(5)
        who = openid(appid, f"c{nth % PEOPLE + 1}")
        number = time.time_ns() // 1000 + nth
        text = TEXT.format(to=ORIGINAL, who=who, at=now, number=number)
        mine = seals.Keys(keys["token"], appid, (keys["aes_key"],))
        sealed = seals.sealed(mine, text, timestamp=now, nonce=nonce)
        query = {"signature": seals.mark(keys["token"], str(now), nonce), "timestamp": now,
                 "nonce": nonce, "encrypt_type": "aes", "msg_signature": sealed.mark}  # fmt: skip
        body = f"<xml><ToUserName>{ORIGINAL}</ToUserName><Encrypt>{sealed.encrypt}</Encrypt></xml>"
        return f"/wx/push/{keys['key']}?{urlencode(query)}", body.encode()


class _Line:
    """One kept-alive connection and its share of the pushes."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.headers = {"Host": f"localhost:{port}", "Content-Type": "text/xml"}
        self.seconds: list[float] = []
        self.errors = 0

    def go(self, share: list[tuple[int, tuple[str, bytes]]], began: float) -> None:
        for nth, (address, body) in share:
            due = began + nth / PER_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                self.line.request("POST", address, body, self.headers)
                answer = self.line.getresponse()
                answer.read()
                self.errors += answer.status != 200
            except OSError:
                self.line.close()
                self.errors += 1
            self.seconds.append(time.perf_counter() - due)
        self.line.close()
