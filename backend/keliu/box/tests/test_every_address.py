"""Every address of WeChat: troubles on request, refusals in WeChat's words, never a crash."""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from keliu.box.app import Application, create_app
from keliu.box.asgi import Route
from keliu.box.box import Box
from keliu.box.config import BoxConfig
from keliu.box.tests.conftest import KEY, MINI, OA, SECRET, registrations
from keliu.box.wire.table import ROUTES

ODD: tuple[Any, ...] = (
    {}, [], "x", 7, None, {"tag": 1}, {"tag": {"id": {}, "name": []}},
    {"button": [1, {"name": {}}]},
    {"touser": [], "msgtype": {}, "text": 1}, {"openid_list": [[]], "tagid": {}},
    {"user_list": [1, {"openid": []}]}, {"action_name": [], "action_info": 3},
    {"action_name": "QR_SCENE", "action_info": {"scene": 5}, "expire_seconds": 60},
    {"filter": {"is_to_all": 1, "tag_id": {}}, "msgtype": "text", "text": []},
    {"media_id": {}, "index": {}, "articles": [{}], "offset": [], "count": {}},
    {"tid": [], "kidList": {}, "sceneDesc": 1}, {"cgi_path": []}, {"rid": {}}, {"code": []},
    {"jump_wxa": 1, "path": [], "query": {}, "expire_type": [], "expire_time": "x"},
    {"content": {}, "openid": [], "scene": {}, "version": 2}, {"appid": {}, "secret": []},
)  # fmt: skip


@dataclass
class Direct:
    """A box without a network: requests go straight into the application."""

    app: Application
    tokens: dict[str, str]

    async def ask(self, method: str, path: str, query: str = "", body: Any = None) -> Any:
        """Status and body."""
        sent: list[Any] = []
        data = b"" if method == "GET" else json.dumps(body, ensure_ascii=False).encode()

        async def receive() -> Any:
            return {"type": "http.request", "body": data}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"x-box-key", KEY.encode())]
        scope = {"type": "http", "method": method, "path": path, "headers": headers,
                 "query_string": query.encode()}  # fmt: skip
        await self.app(scope, receive, send)
        return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:])

    async def start(self) -> None:
        """Both apps and their tokens."""
        for given in registrations():
            await self.ask("POST", "/box/apps", body=given)
        for appid in (OA, MINI):
            body = {"grant_type": "client_credential", "appid": appid, "secret": SECRET}
            _, answer = await self.ask("POST", "/cgi-bin/stable_token", body=body)
            self.tokens[appid] = json.loads(answer)["access_token"]


@pytest.fixture(scope="module")
def direct(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Direct]:
    data = tmp_path_factory.mktemp("direct") / "box.sqlite3"
    made = Direct(create_app(BoxConfig(1, data, KEY)), {})
    run(made.start())
    yield made
    made.app.box.store.close()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def name(route: Route[Box]) -> str:
    return route.pattern


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_trouble_comes_on_every_address(direct: Direct, route: Route[Box]) -> None:
    async def asked() -> list[Any]:
        answers = []
        for fault in ({"kind": "errcode", "errcode": 45009}, {"kind": "html"}, {"kind": "reset"}):
            given = {"path": route.pattern, "times": 1, **fault}
            await direct.ask("POST", "/box/faults", body=given)
            answers.append(await direct.ask(route.method, route.pattern, body={}))
        return answers

    wrong, html, cut = run(asked())
    assert json.loads(wrong[1])["errcode"] == 45009
    assert (html[0], html[1][:6]) == (502, b"<html>")
    assert cut[1] == b""  # a length was promised, and nothing came


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_odd_bodies_are_refused_and_never_crash(
    direct: Direct, route: Route[Box], capsys: pytest.CaptureFixture[str]
) -> None:
    async def asked() -> list[Any]:
        bodies = ODD if route.method == "POST" else (None,)
        queries = [f"access_token={token}" for token in direct.tokens.values()]
        return [
            await direct.ask(route.method, route.pattern, query, body)
            for query in (*queries, "access_token=dead", "")
            for body in bodies
        ]

    answers = run(asked())
    assert capsys.readouterr().err == ""
    assert all(status in (200, 404) for status, _ in answers)


def test_the_wrong_method_is_told_in_wechats_words(direct: Direct) -> None:
    for route in ROUTES:
        other = "GET" if route.method == "POST" else "POST"
        status, body = run(direct.ask(other, route.pattern, body={}))
        expected = 43002 if other == "GET" else 43001
        assert (status, json.loads(body)["errcode"]) == (200, expected), route.pattern
