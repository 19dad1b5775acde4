"""Pushes at a steady rate while a campaign goes out: how long WeChat waits for its answer."""

import http.client
import json
import secrets
import signal
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

from keliu.config.bench import halt
from keliu.config.bench.campaign import ORIGINAL, SEND
from keliu.config.cluster.system_user import dies_with_parent
from keliu.config.cluster.vault import secrets_of
from keliu.config.supervisor.run import Opened
from keliu.config.supervisor.service import inherited
from keliu.config.supervisor.services import run_once
from keliu.config.supervisor.setting import NOTICE_TEMPLATE
from keliu.config.trouble import Trouble

PER_SECOND = 50
LINES = 16
MESSAGES = 50_000
PEOPLE = 2_000  # of the crowd, who write while the others are written to
ROUND = 10.0  # seconds: pushes are sealed before a round, and must be fresh
LONGEST = 900.0  # seconds of a campaign, whatever is left of it then
STUCK = 120.0  # seconds in which nothing more of it was delivered
PLENTY = 1_000_000_000  # messages a day; usual are two campaigns
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


class Pace:
    """Whether a campaign is still worth waiting for."""

    def __init__(self) -> None:
        self.began = self.moved = time.monotonic()
        self.messages = 0

    def note(self, messages: int) -> None:
        """So many were delivered by now."""
        if messages > self.messages:
            self.messages, self.moved = messages, time.monotonic()

    @property
    def over(self) -> bool:
        now = time.monotonic()
        return now - self.began > LONGEST or now - self.moved > STUCK


@dataclass(frozen=True)
class Callback:
    """The servers, the folder, and WeChat's side of the account."""

    opened: Opened
    data: Path
    logs: Path

    def run(self, seconds: float, *, campaign: int = MESSAGES) -> Heard:
        """Push until so many messages are delivered, at least `seconds`, at most LONGEST.

        What is left of a campaign that does not move for STUCK seconds is not waited for. Raises
        Trouble when its messages could not be put on their way.
        """
        known = secrets_of(self.data)
        self._box("/box/apps", {
            "appid": known.oa_appid, "secret": known.oa_secret, "kind": "oa", "name": "压测服务号",
            "original_id": ORIGINAL, "type": "service", "verified": True, "followers": [],
            "templates": [NOTICE_TEMPLATE], "redirect_domains": ["localhost"],
        })  # fmt: skip
        # Else the second run of a day on the same folder would wait for tomorrow.
        self._box("/box/quotas", {"appid": known.oa_appid, "path": SEND, "daily": PLENTY})
        self._box("/box/crowd", {"appid": known.oa_appid, "count": max(campaign, PEOPLE)})
        keys = json.loads(self._told("prepare", known.oa_appid, known.oa_secret))
        self._pushed(keys, known.oa_appid, 3.0)  # warm
        heard, before, pace = Heard(planned=campaign), self._sent(keys), Pace()
        with self._campaign(known.oa_appid, campaign) as sayer:
            while heard.elapsed < seconds or not (heard.whole or pace.over):
                heard.add(self._pushed(keys, known.oa_appid, ROUND))
                heard.messages = self._sent(keys) - before
                pace.note(heard.messages)
                if sayer.poll():
                    raise Trouble("群发的消息没有放出去", f"日志在 {self.logs / 'bench.log'}")
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
    def _campaign(self, appid: str, count: int) -> Iterator[subprocess.Popen[bytes]]:
        """Somebody puts `count` messages on their way; the worker delivers them.

        What is not delivered at the end is taken back, so that nothing runs on behind the next.
        """
        environment = {**inherited(), **self.opened.environment, "KELIU_NODE": "6"}
        command = [sys.executable, "-m", MODULE, "say", appid, str(count)]
        with (self.logs / "bench.log").open("a") as log:
            sayer = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=dies_with_parent(signal.SIGKILL),
            )  # fmt: skip
        try:
            yield sayer
        finally:
            sayer.kill()  # a portion is one transaction: what it had begun is not there
            sayer.wait()
        self._told("forget", appid, str(count))

    def _pushed(self, keys: dict[str, str], appid: str, seconds: float) -> Heard:
        """PER_SECOND pushes a second, each when it is due, whatever became of those before."""
        total = int(PER_SECOND * seconds)
        ready = [self._push(keys, appid, nth) for nth in range(total)]
        heard, began = Heard(), time.perf_counter()
        with ThreadPoolExecutor(LINES) as pool:
            lines = [_Line(self.opened.ports.web) for _ in range(LINES)]
            shares = [[(nth, ready[nth]) for nth in range(at, total, LINES)] for at in range(LINES)]
            going = [
                pool.submit(line.go, share, began)
                for line, share in zip(lines, shares, strict=True)
            ]
        for one in going:
            one.result()
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
            if halt.over.wait(max(0.0, due - time.perf_counter())):
                break
            try:
                self.line.request("POST", address, body, self.headers)
                answer = self.line.getresponse()
                answer.read()
                self.errors += answer.status != 200
            except (OSError, http.client.HTTPException):
                self.line.close()
                self.errors += 1
            self.seconds.append(time.perf_counter() - due)
        self.line.close()
