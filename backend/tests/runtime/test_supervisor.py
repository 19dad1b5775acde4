"""`keliu serve` keeps an installation up: whatever is killed is back within three seconds."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from keliu.config.cluster.server import Cluster
from keliu.config.doctor.processes import family, running
from keliu.config.supervisor.ports import answers as answers_as
from keliu.config.supervisor.services import relays_lead
from tests import proofs
from tests.ports import free_port
from tests.runtime.conftest import answers, clean_environment, quickest, wait_for

pytestmark = pytest.mark.timeout(420)
PATIENCE = 150
"""Seconds a first start may take beside other tests; alone it takes thirteen."""
KELIU = [sys.executable, "-m", "keliu.config.cli"]


class Installation:
    """A running `keliu serve` on a folder of its own."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        command = [*KELIU, "serve", "--data", str(data), "--port", str(port)]
        self.process = subprocess.Popen(
            command, env=clean_environment(), stdout=subprocess.PIPE, text=True
        )
        try:
            wait_for(lambda: self.known() or self.ended, PATIENCE, "the schema")
            self.facts = running(data) or {}
            for what, up in self.parts():
                wait_for(partial(self.ended_or, up), PATIENCE, what)
            assert not self.ended, "serve gave up"
        except AssertionError as error:
            self.stop()
            raise AssertionError(f"{error}\n{self.last_words()}") from None
        except BaseException:
            self.stop()
            raise

    def parts(self) -> list[tuple[str, Callable[[], bool]]]:
        return [("web", self.web_up), ("gateway", self.gateway_up), ("worker", self.worker_up)]

    def ended_or(self, up: Callable[[], bool]) -> bool:
        return self.ended or up()

    def last_words(self) -> str:
        """The end of every log of it."""
        logs = sorted((self.data / "logs").glob("*.log"))
        return "\n".join(f"{log.name}: {log.read_text()[-1500:]}" for log in logs)

    def known(self) -> bool:
        return (running(self.data) or {}).get("pid") == self.process.pid

    def stop(self) -> None:
        if not self.ended:
            self.process.terminate()
        self.process.wait(30)  # how long it may take is asked elsewhere

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def pids(self, label: str) -> list[int]:
        return [p.pid for p in family(self.process.pid) if p.label == label]

    def web_up(self) -> bool:
        host = f"localhost:{self.port}"
        return answers_as(f"http://127.0.0.1:{self.port}/readyz", host)

    def gateway_up(self) -> bool:
        return answers(f"http://127.0.0.1:{self.facts['gateway']}/healthz")

    def worker_up(self) -> bool:
        return relays_lead(Cluster(self.data).urls().relay)


@pytest.fixture(scope="module")
def house() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="kt-"))
    folder.chmod(0o755)
    installation = Installation(folder / "d", free_port())
    yield installation
    installation.stop()
    shutil.rmtree(folder, ignore_errors=True)


def killed(house: Installation, label: str, pid: int) -> float:
    """Kill a process hard; seconds until another has taken its place, which must then work."""
    before = len(house.pids(label))
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()

    def replaced() -> bool:
        now = house.pids(label)
        return pid not in now and len(now) >= before

    wait_for(replaced, 30, f"a new {label}")
    took = time.monotonic() - began
    check = {"web": house.web_up, "gateway": house.gateway_up, "worker": house.worker_up}[label]
    wait_for(check, 60, f"{label} at work")
    return took


def test_a_killed_gateway_is_back(house: Installation) -> None:
    assert quickest(lambda: killed(house, "gateway", house.pids("gateway")[0]), 3) < 3


def test_a_killed_worker_is_back_and_relays_again(house: Installation) -> None:
    assert quickest(lambda: killed(house, "worker", house.pids("worker")[0]), 3) < 3


def test_a_killed_web_server_is_back(house: Installation) -> None:
    assert quickest(lambda: killed(house, "web", house.pids("web")[0]), 3) < 3


def test_a_killed_web_worker_is_back(house: Installation) -> None:
    assert quickest(lambda: killed(house, "web", house.pids("web")[-1]), 3) < 3


def database_killed(house: Installation) -> float:
    """Kill PostgreSQL hard; seconds until there is another one."""
    pid = Cluster(house.data).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    wait_for(lambda: Cluster(house.data).pid not in {None, pid}, 10, "a new database")
    return time.monotonic() - began


def test_a_killed_database_is_back_with_every_committed_row(house: Installation) -> None:
    urls = Cluster(house.data).urls()
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE kill_drill (n int)")
        for n in range(200):
            owner.execute("INSERT INTO kill_drill VALUES (%s)", [n])
        assert quickest(lambda: database_killed(house), 3) < 3
    wait_for(lambda: _count(urls.owner) == 200, 20, "the rows")
    wait_for(house.web_up, 60, "web after the database")
    wait_for(house.gateway_up, 60, "gateway after the database")
    wait_for(house.worker_up, 60, "worker after the database")


def _count(url: str) -> int:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            row = connection.execute("SELECT count(*) FROM kill_drill").fetchone()
            return int(row[0]) if row else 0
    except psycopg.Error:
        return 0


def test_a_second_supervisor_on_the_folder_is_refused(house: Installation) -> None:
    done = _run("serve", "--data", str(house.data), "--port", str(free_port()))
    assert done.returncode == 1
    assert "正被另一个 keliu 使用" in done.stderr
    assert str(house.process.pid) in done.stderr


def test_a_taken_port_is_said_in_words(house: Installation, tmp_path: Path) -> None:
    done = _run("serve", "--data", str(tmp_path / "other"), "--port", str(house.port))
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"端口 {house.port} 已被别的程序占用。请关掉那个程序,或用 --port 换一个端口"
    )


def test_the_doctor_sees_a_healthy_installation(house: Installation) -> None:
    words = ("doctor", "--json", "--data", str(house.data))
    runs: list[subprocess.CompletedProcess[str]] = []

    def well() -> bool:
        runs.append(_run(*words))
        return runs[-1].returncode == 0

    # A worker that lost its database begins anew, a moment after its relays were back: between
    # the two nobody relays, and the doctor says so.
    wait_for(well, 60, "a clean bill of health")
    checks = {check["name"]: check for check in json.loads(runs[-1].stdout)}
    assert {check["state"] for check in checks.values()} <= {"good", "note"}
    assert {"数据库", "角色", "商户围栏", "表结构", "任务", "事件转发", "进程间通知"} <= set(checks)
    assert "gateway" in checks["内存"]["found"]


def test_the_doctor_names_a_missing_fence(house: Installation) -> None:
    urls = Cluster(house.data).urls()
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE platform_audit NO FORCE ROW LEVEL SECURITY")
        try:
            done = _run("doctor", "--data", str(house.data))
        finally:
            owner.execute("ALTER TABLE platform_audit FORCE ROW LEVEL SECURITY")
    assert done.returncode == 1
    assert "platform_audit" in done.stdout


@pytest.mark.proof
def test_stopping_ends_everything_within_five_seconds(house: Installation) -> None:
    everyone = [p.pid for p in family(house.process.pid)]
    assert len(everyone) > 5
    began = time.monotonic()
    house.process.terminate()
    assert house.process.wait(30) == 0
    assert time.monotonic() - began < proofs.seconds(5)
    assert [pid for pid in everyone if Path(f"/proc/{pid}").exists()] == []
    assert not (house.data / "running.json").exists()
    done = _run("doctor", "--data", str(house.data))
    assert done.returncode == 1
    assert "没有运行" in done.stdout


def test_a_killed_supervisor_leaves_nothing_and_starts_again(house: Installation) -> None:
    house.stop()
    again = Installation(house.data, free_port())
    everyone = {p.pid: p.label for p in family(again.process.pid)}
    again.process.kill()
    again.process.wait()
    wait_for(lambda: not _alive(everyone), 20, f"the end of {_alive(everyone)}")
    Installation(house.data, free_port()).stop()


def _alive(pids: dict[int, str]) -> list[str]:
    return [label for pid, label in pids.items() if Path(f"/proc/{pid}").exists()]


def test_ports_move_on_when_nobody_named_them() -> None:
    from keliu.config.supervisor.ports import choose

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert choose(port, given=False, option="--port", taken=set()) > port


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KELIU, *words],
        env=clean_environment(COLUMNS="200"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
