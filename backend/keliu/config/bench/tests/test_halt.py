"""Every wait of the bench ends: by a signal, by a limit, and before a scenario by itself."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from keliu.box.oa.quotas import DAILY
from keliu.config.bench import callback, calm, client, halt
from keliu.config.bench.callback import Callback, Pace
from keliu.config.trouble import Trouble
from keliu.kit import clock

LONG = 60.0
JOB = """INSERT INTO procrastinate_jobs (queue_name, task_name, args, scheduled_at)
 VALUES ('default', 'nothing', '{}', %s::timestamptz)"""


async def _asleep() -> None:
    await asyncio.sleep(LONG)


def _in_a_pool() -> None:
    """As the lines of a scenario: the pool's end waits for a thread that looks at `over`."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(halt.over.wait, LONG).result()


WAITS: dict[str, Callable[[], object]] = {
    "sleep": lambda: time.sleep(LONG),
    "process": lambda: subprocess.run([sys.executable, "-c", f"import time;time.sleep({LONG})"],
                                      check=False),
    "loop": lambda: asyncio.run(_asleep()),
    "threads": _in_a_pool,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    """As in a terminal: a shell starts what runs in its background deaf to SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
    halt.over.clear()


def _heeding(work: Callable[[], object]) -> None:
    with halt.on_signals() as listen:
        listen()
        work()


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_any_wait(wait: Callable[[], object], number: signal.Signals) -> None:
    before, began = signal.getsignal(number), time.monotonic()
    threading.Timer(0.3, os.kill, [os.getpid(), number]).start()
    with pytest.raises(Trouble, match="收到停止的信号"):
        _heeding(wait)
    assert time.monotonic() - began < 10
    assert halt.over.is_set()
    assert signal.getsignal(number) == before


def test_a_second_signal_does_not_disturb_the_end() -> None:
    ended = []

    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(LONG)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.05)
            ended.append("in order")

    with pytest.raises(Trouble):
        _heeding(work)
    assert ended == ["in order"]


def test_a_limit_ends_any_wait_and_says_what_waited() -> None:
    with (
        pytest.raises(Trouble, match=r"场景 live 在 0 秒内没有结束.*日志在 /logs"),
        halt.within(0.2, "场景 live ", "/logs"),
    ):
        asyncio.run(_asleep())
    with halt.within(0.2, "场景 live ", "/logs"):
        pass
    time.sleep(0.3)  # nothing rings afterwards


def test_servers_that_never_answer_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SILENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        asked = cycle([client.request("GET", "/", host="x", token=None)])
        with pytest.raises(Trouble, match="没有任何回答"):
            client.drive(deaf.getsockname(), asked, connections=2, seconds=0.1)


def test_a_scenario_begins_when_nothing_is_left_twice() -> None:
    looks = iter([{"事件": 3}, {}, {"任务": 1}, {}, {}])
    assert calm.wait(lambda: next(looks), limit=5, pause=0) == {}
    assert next(looks, None) is None


def test_what_is_left_in_the_end_is_told() -> None:
    rest = {"事件": 3, "任务": 1_200}
    assert calm.wait(lambda: rest, limit=0.05, pause=0.01) == rest
    assert calm.told(rest) == "后台等了 120 秒还没有做完(事件 3、任务 1,200),下面的数字会受它影响"


def test_what_waits_is_seen(transactional_db: None) -> None:
    with psycopg.connect(os.environ["KELIU_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("TRUNCATE platform_outbox, platform_push_out, procrastinate_jobs CASCADE")
        assert "任务" not in calm.left(os.environ)
        for when in (None, clock.now() + timedelta(hours=1)):
            owner.execute(JOB, [when])
        assert calm.left(os.environ)["任务"] == 1
        owner.execute("TRUNCATE procrastinate_jobs CASCADE")


def test_a_campaign_that_stands_still_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    at = 100.0
    monkeypatch.setattr("keliu.config.bench.callback.time.monotonic", lambda: at)
    pace = Pace()
    at += callback.STUCK
    pace.note(25)
    assert not pace.over
    at += callback.STUCK + 1
    pace.note(25)
    assert pace.over
    pace = Pace()
    at += callback.LONGEST + 1
    pace.note(10_000)
    assert pace.over


def test_lines_stop_when_the_bench_does() -> None:
    halt.over.set()
    line = callback._Line(1)
    line.go([(nth, ("/", b"")) for nth in range(100_000)], time.perf_counter())
    assert line.seconds == []


class _Stage(Callback):
    """A campaign whose process is somebody else's."""

    def _told(self, *words: str) -> str:
        self.logs.joinpath("told").write_text(" ".join(words))
        return "0"


def test_the_sayer_ends_with_the_campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callback, "MODULE", "http.server")  # something that goes on and on
    opened = SimpleNamespace(environment={})
    stage = _Stage(opened, tmp_path, tmp_path)  # type: ignore[arg-type]  # no more is asked of it
    with pytest.raises(halt.BrokenOff), stage._campaign("0", 5) as sayer:
        raise halt.BrokenOff
    assert sayer.poll() is not None
    assert not (tmp_path / "told").exists()  # the next run takes back what is left
    with stage._campaign("0", 5) as sayer:
        pass
    assert (tmp_path / "told").read_text() == "forget 0 5"


def test_a_folder_may_be_used_more_than_once_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = SimpleNamespace(oa_appid="wx1", oa_secret="s", box_key="k")
    monkeypatch.setattr(callback, "secrets_of", lambda _: secrets)
    asked: dict[str, dict[str, object]] = {}

    class Reached(Exception):
        pass

    class Told(Callback):
        def _box(self, path: str, body: dict[str, object]) -> None:
            asked[path] = body

        def _told(self, *words: str) -> str:
            raise Reached

    with pytest.raises(Reached):
        Told(SimpleNamespace(), tmp_path, tmp_path).run(1)  # type: ignore[arg-type]  # as above
    assert asked["/box/quotas"]["path"] in DAILY
    assert asked["/box/quotas"]["daily"] == callback.PLENTY
