"""A running box for every test, with an official account and a mini program of one subject."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from keliu.box.app import create_app
from keliu.box.box import Box
from keliu.box.config import BoxConfig
from keliu.box.server import BoxProtocol, BoxServer, listen, make_server
from keliu.box.tests.product import Product, product_running

KEY = "test-key"
OA = "wx0a0a0a0a0a0a0a0a"
MINI = "wx1b1b1b1b1b1b1b1b"
SECRET = "a-secret-nobody-knows"


@dataclass
class Running:
    """A box that listens on a real port, and a client that asks it."""

    box: Box
    port: int
    client: httpx.Client
    server: BoxServer

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """A GET on the wire, as JSON."""
        value: dict[str, Any] = self.client.get(path, params=query).json()
        return value

    def post(self, path: str, body: object, **query: str) -> dict[str, Any]:
        """A POST on the wire, as JSON."""
        value: dict[str, Any] = self.client.post(path, json=body, params=query).json()
        return value

    def admin(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Administration with the key."""
        return self.client.request(method, path, json=body, headers={"X-Box-Key": KEY})

    def phone(self, user: str, method: str, path: str, body: object = None) -> httpx.Response:
        """A call from a phone's own page."""
        host = f"{user}.localhost:{self.port}"
        headers = {"Host": host, "Origin": f"http://{host}"}
        return self.client.request(method, f"/phone/api{path}", json=body, headers=headers)

    def token(self, appid: str = OA) -> str:
        """The app's stable token."""
        body = {"grant_type": "client_credential", "appid": appid, "secret": SECRET}
        return str(self.post("/cgi-bin/stable_token", body)["access_token"])

    def cut(self) -> None:
        """Break every connection, as a sleeping laptop does."""
        for connection in list(self.server.server_state.connections):
            assert isinstance(connection, BoxProtocol)
            connection.loop.call_soon_threadsafe(connection.transport.abort)

    def settled(self) -> None:
        """Wait until the pushes nobody waits for have been delivered."""
        until = time.monotonic() + 10
        while self.box.oa.pusher.waiting and time.monotonic() < until:
            time.sleep(0.005)

    def advance(self, seconds: float) -> None:
        """Move the box's time."""
        self.box.clock.advance(seconds)


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """A small product beside the box."""
    with product_running() as made:
        yield made


@pytest.fixture(scope="session")
def listening(tmp_path_factory: pytest.TempPathFactory, product: Product) -> Iterator[Running]:
    """One box for the whole run; starting and stopping it costs more than any test."""
    listener = listen(0)
    port = listener.getsockname()[1]
    data = tmp_path_factory.mktemp("box") / "box.sqlite3"
    mini = Path(__file__).parent / "minihost"
    app = create_app(BoxConfig(port, data, KEY, product_base=product.base, mini=mini))
    server = make_server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10) as client:
        yield Running(app.box, port, client, server)
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def running(listening: Running) -> Running:
    """The box as on its first day, with 远航's two apps registered."""
    listening.admin("POST", "/box/reset", {"apps": True}).raise_for_status()
    for given in registrations():
        listening.admin("POST", "/box/apps", given).raise_for_status()
    return listening


def registrations() -> list[dict[str, Any]]:
    """What the product would register."""
    common = {"secret": SECRET, "subject": "远航集团有限公司"}
    domains = {"redirect_domains": ["localhost:8000"]}
    return [
        {"appid": OA, "kind": "oa", "name": "远航集团", **common, **domains},
        {
            "appid": MINI,
            "kind": "mini",
            "name": "远航名片",
            **common,
            "paths": ["pages/card/index"],
        },
    ]
