"""A WeChat in a few lines for tests of what we ask it: answers by path, and a list of what came."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec

from keliu.wechat import client

Answer = Callable[[httpx.Request], Any]


class Fake:
    """`answers[path]` is a value or a function of the request; unknown paths answer errcode 0."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {
            "/cgi-bin/stable_token": self._token,
            "/cgi-bin/qrcode/create": self._code,
            "/cgi-bin/tags/create": {"tag": {"id": 134, "name": "新客"}},
        }
        self.asked: list[httpx.Request] = []
        self.tokens = 0
        self.live: set[str] = set()
        self._lock = threading.Lock()

    def _token(self, request: httpx.Request) -> Any:
        with self._lock:
            if msgspec.json.decode(request.content)["force_refresh"] or not self.live:
                self.live = {f"t{self.tokens + 1}"}
            self.tokens += 1
            return {"access_token": min(self.live), "expires_in": 7200}

    def _code(self, request: httpx.Request) -> Any:
        made = f"http://weixin.test/q/{len(self.asked)}"
        seconds = msgspec.json.decode(request.content).get("expire_seconds")
        return {"ticket": f"t{len(self.asked)}", "url": made, "expire_seconds": seconds}

    def counts(self) -> Counter[str]:
        """How often each path was asked."""
        return Counter(request.url.path for request in self.asked)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.get(request.url.path, {"errcode": 0, "errmsg": "ok"})
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, httpx.Response):
            return answer
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(200, json=answer)


def refusal(code: int, rid: str = "6172-abcd") -> dict[str, Any]:
    """WeChat's way of saying no."""
    return {"errcode": code, "errmsg": f"no hint: [x] rid: {rid}"}


@contextmanager
def fake_wechat(monkeypatch: Any) -> Iterator[Fake]:
    """Everything the client sends goes to a Fake."""
    fake = Fake()
    with httpx.Client(base_url="https://wx.test", transport=httpx.MockTransport(fake)) as made:
        monkeypatch.setattr(client, "_client", lambda _: made)
        yield fake
