"""The bench counts what really came back, and asks what people ask."""

import json
import os
import socketserver
import threading
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import parse_qs, urlsplit

import pytest

from keliu.config.bench import SCENARIOS, client, live, meter, scenarios
from keliu.config.bench.callback import Callback
from keliu.config.bench.prepare import COLON, SPLIT
from keliu.config.bench.run import Asked, bench
from keliu.config.bench.till import Sold
from keliu.config.trouble import Trouble
from keliu.wechat.pushes import reading, seals

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
REFUSED = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
FACTS = {
    "tokens": {"owner": "o", "manager": "m", "sales": "s"},
    "customers": ["1", "2"],
    "words": ["张伟", "zw"],
    "visitors": [{"token": "v", "code": "c"}],
    "products": ["7"],
}


class Handler(socketserver.BaseRequestHandler):
    """Answers by path: whole, in chunks and in pieces, or with a refusal."""

    def handle(self) -> None:
        while asked := self.request.recv(4096):
            if b"/chunked" in asked:
                for at in range(0, len(CHUNKED), 7):
                    self.request.sendall(CHUNKED[at : at + 7])
            else:
                self.request.sendall(REFUSED if b"/refused" in asked else WHOLE)


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield ("127.0.0.1", int(server.server_address[1]))
        server.shutdown()


def _asked(*paths: str) -> Iterator[bytes]:
    return cycle([client.request("GET", path, host="x", token="t") for path in paths])


def test_whole_and_chunked_answers_are_counted_once(address: tuple[str, int]) -> None:
    stream = _asked("/whole", "/chunked")
    answers = client.drive(address, stream, connections=3, seconds=0.2)
    assert len(answers.seconds) > 10
    assert answers.errors == 0
    assert 0.2 <= answers.elapsed < 2


def test_refusals_are_errors(address: tuple[str, int]) -> None:
    answers = client.drive(address, _asked("/whole", "/refused"), connections=1, seconds=0.1)
    assert abs(answers.errors - len(answers.seconds) / 2) <= 1
    assert answers.first_error.startswith("HTTP/1.1 404")


def test_shares_of_times() -> None:
    times = [number / 1000 for number in range(1, 101)]
    assert client.share_of(times, 0.50) == 51.0
    assert client.share_of(times, 0.99) == 100.0
    assert client.share_of([], 0.5) == 0.0


def test_cpu_time_of_our_own_process_grows() -> None:
    before = meter.cpu_seconds([os.getpid()])
    sum(number * number for number in range(2_000_000))
    assert meter.cpu_seconds([os.getpid()]) > before
    assert meter.machine()["cores"] == os.cpu_count()


@pytest.mark.parametrize("name", list(scenarios.READS))
def test_reading_scenarios_are_ready_requests(name: str) -> None:
    stream = scenarios.reads(name, FACTS, "localhost:8000")
    first = next(stream)
    assert first.startswith(b"GET /api/v1/")
    assert b"Authorization: Bearer " in first
    first.decode("ascii")


def test_every_new_customer_is_another_one() -> None:
    stream = scenarios.creates(FACTS, "localhost:8000")
    bodies = [json.loads(next(stream).partition(b"\r\n\r\n")[2]) for _ in range(500)]
    assert len({body["phone"] for body in bodies}) == 500
    assert all(len(body["phone"]) == 11 and body["phone"].startswith("1") for body in bodies)


def test_every_event_is_new() -> None:
    stream = scenarios.ingests(FACTS, "localhost:8000")
    events = [
        event
        for _ in range(20)
        for event in json.loads(next(stream).partition(b"\r\n\r\n")[2])["events"]
    ]
    assert len({event["id"] for event in events}) == 20 * scenarios.BATCH
    assert {len(event["id"]) for event in events} == {32}


def test_colons_in_texts_are_no_variables_of_pgbench() -> None:
    statement = "SELECT to_char(x::timestamptz, 'HH24:MI:SS')"
    assert COLON.sub(SPLIT, statement) == "SELECT to_char(x::timestamptz, 'HH24:'||'MI:'||'SS')"


def test_an_unknown_scenario_is_named(tmp_path: object) -> None:
    with pytest.raises(Trouble, match="没有“fly”这个场景"):
        bench(Asked(data=tmp_path, names=("fly",)), print, lambda *_: None)  # type: ignore[arg-type]  # nobody watches
    assert "board" in SCENARIOS


def test_pushes_are_sealed_as_wechat_seals_them() -> None:
    keys = {"key": "k1", "token": "t", "aes_key": "A" * 43}
    address, body = Callback._push(keys, "wx1", 7)
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    mark, at = query["msg_signature"], (query["timestamp"], query["nonce"])
    sealed = reading.unwrapped(body)["Encrypt"]
    inside = seals.opened(seals.Keys("t", "wx1", ("A" * 43,)), sealed, mark, *at)
    assert reading.read(inside).text("Content") == "请问价格多少"
    assert address.startswith("/wx/push/k1?")


def test_steps_of_orders_are_told_by_their_slowest() -> None:
    sold = Sold(steps={"place": [0.1] * 98 + [0.2, 0.9], "pay": [0.5]})
    assert sold.p99() == {"place": 0.9, "pay": 0.5}


def test_a_batch_is_on_a_screen_with_the_first_line_that_is_as_new() -> None:
    """One line may tell of several batches; what no line tells of is missing."""
    batches = [live.Sent(at_ms, at_ms / 1000) for at_ms in (1_000, 1_100, 2_000, 3_000)]
    found = live.Live()
    live._match(batches, [(1.3, 1_100), (2.4, 2_000)], found)
    assert [round(one, 3) for one in found.seconds] == [0.3, 0.2, 0.4]
    assert found.missing == 1
