"""The box as a process of its own: its ready line, its refusals, and what survives a kill."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from keliu.box.tests.conftest import KEY, OA, SECRET, registrations
from tests.ports import free_port


def command(port: int, data: Path, key: str = KEY) -> list[str]:
    options = ["--port", str(port), "--data", str(data), "--key", key]
    return [sys.executable, "-m", "keliu.box", *options]


@contextmanager
def started(port: int, data: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command(port, data), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"微信盒子已就绪 http://localhost:{port}/\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_killed_box_comes_back_with_tokens_chats_and_time(tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "new" / "box.sqlite3"
    body = {"grant_type": "client_credential", "appid": OA, "secret": SECRET}
    base = f"http://127.0.0.1:{port}"
    with started(port, data) as process, httpx.Client(base_url=base, trust_env=False) as client:
        key = {"X-Box-Key": KEY}
        client.post("/box/apps", json=registrations()[0], headers=key).raise_for_status()
        client.post("/box/clock", json={"advance": 3600}, headers=key).raise_for_status()
        token = client.post("/cgi-bin/stable_token", json=body).json()["access_token"]
        said = {"text": "还在吗", "client_id": "tap-00000001"}
        phone = {"Host": f"u1.localhost:{port}"}
        client.post("/phone/api/chats/u2", json=said, headers=phone).raise_for_status()
        process.send_signal(signal.SIGKILL)
        process.wait(5)

    with started(port, data), httpx.Client(base_url=base, trust_env=False) as client:
        again = client.post("/cgi-bin/stable_token", json=body).json()
        state = client.get("/box/state", headers={"X-Box-Key": KEY}).json()

    assert again["access_token"] == token
    assert state["clock"]["offset_seconds"] == 3600
    assert [m["text"] for m in state["messages"]] == ["还在吗"]
    assert data.stat().st_mode & 0o777 == 0o600


def test_a_stop_is_quick_and_clean_with_a_phone_listening(tmp_path: Path) -> None:
    port = free_port()
    with started(port, tmp_path / "box.sqlite3") as process:
        phone = {"Host": f"u1.localhost:{port}"}
        with httpx.stream("GET", f"http://127.0.0.1:{port}/phone/api/live", headers=phone):
            process.terminate()
            process.wait(5)

    assert process.returncode in (0, -signal.SIGTERM)


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            command(port, tmp_path / "box.sqlite3"), capture_output=True, text=True, check=False
        )

    assert done.returncode == 1
    assert done.stderr == f"端口 {port} 已被占用,请换一个:--port\n"


def test_a_box_without_a_key_does_not_start(tmp_path: Path) -> None:
    done = subprocess.run(
        command(free_port(), tmp_path / "box.sqlite3", key=""),
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )

    assert done.returncode == 2
    assert "需要一把钥匙" in done.stderr
    assert not (tmp_path / "box.sqlite3").exists()
