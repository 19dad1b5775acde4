"""The command line: quick, in words, and careful with folders that are not its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from keliu.config import demo
from keliu.config.cli.places import folder_of
from keliu.config.supervisor.setting import external_database
from keliu.config.trouble import Trouble, from_os_error
from tests.ports import free_port
from tests.runtime.conftest import clean_environment

KELIU = [sys.executable, "-m", "keliu.config.cli"]


def keliu(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KELIU, *words],
        env=clean_environment(COLUMNS="200", **environment),
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def test_every_command_is_listed_with_a_sentence() -> None:
    said = keliu("--help").stdout
    processes = ["demo", "serve", "web", "gateway", "worker", "box"]
    for command in [*processes, "migrate", "seed", "doctor", "openapi"]:
        assert f" {command} " in said


@pytest.mark.parametrize("module", ["keliu.config.cli.main", "keliu.config.gateway.run"])
def test_starting_does_not_load_django(module: str) -> None:
    check = f"import sys, {module}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_a_command_without_a_database_says_what_to_do(tmp_path: Path) -> None:
    done = keliu("worker")
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "没有设置 KELIU_DATABASE_URL。请用 keliu serve 启动,或设置这个环境变量"
    )
    done = keliu("migrate", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "请先运行 keliu serve 或 keliu demo" in done.stderr


def test_a_database_half_described_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KELIU_DATABASE_URL", "postgresql://keliu_app@db/keliu")
    monkeypatch.delenv("KELIU_OWNER_DATABASE_URL", raising=False)
    monkeypatch.setenv("KELIU_RELAY_DATABASE_URL", "postgresql://keliu_relay@db/keliu")
    with pytest.raises(Trouble, match="缺少 KELIU_OWNER_DATABASE_URL"):
        external_database()
    monkeypatch.setenv("KELIU_OWNER_DATABASE_URL", "postgresql://keliu_owner@db/keliu")
    monkeypatch.delenv("KELIU_MASTER_KEY", raising=False)
    with pytest.raises(Trouble, match="KELIU_MASTER_KEY"):
        external_database()


def test_serving_without_programs_is_one_sentence(tmp_path: Path) -> None:
    done = keliu(
        "serve", "--data", str(tmp_path / "d"), "--port", str(free_port()), KELIU_PG_BIN="/nowhere"
    )
    assert done.returncode == 1
    assert done.stderr.strip().startswith("/nowhere 里没有 PostgreSQL")
    assert "Traceback" not in done.stdout + done.stderr


def test_a_folder_that_cannot_be_written_is_one_sentence() -> None:
    done = keliu("serve", "--data", "/proc/keliu", "--port", str(free_port()))
    assert done.returncode == 1
    assert "/proc/keliu" in done.stderr
    assert "Traceback" not in done.stderr


def test_disk_trouble_is_said_in_words() -> None:
    assert "磁盘已满" in str(from_os_error(OSError(28, "No space left on device"), "/data"))
    assert "只读" in str(from_os_error(OSError(30, "Read-only file system"), "/data"))
    assert "没有权限" in str(from_os_error(PermissionError(13, "Permission denied"), "/data"))


def test_reset_empties_only_a_folder_of_ours(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "family.jpg").write_text("…")
    with pytest.raises(Trouble, match="不会清空"):
        demo.reset(photos)
    assert (photos / "family.jpg").exists()
    ours = tmp_path / "ours"
    (ours / "postgres/data").mkdir(parents=True)
    (ours / "secrets.json").write_text("{}")
    (ours / "demo.json").write_text("{}")
    demo.reset(ours)
    assert [entry.name for entry in ours.iterdir()] == ["keliu.lock"]
    demo.reset(tmp_path / "not there yet")


def test_reset_takes_a_cluster_that_lies_elsewhere_with_it(tmp_path: Path) -> None:
    ours, elsewhere = tmp_path / "ours", tmp_path / "elsewhere"
    ours.mkdir()
    elsewhere.mkdir()
    (ours / "secrets.json").write_text("{}")
    (ours / "postgres").symlink_to(elsewhere)
    demo.reset(ours)
    assert not elsewhere.exists()


def test_which_folder_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KELIU_DATA", str(tmp_path / "from environment"))
    assert folder_of(None) == tmp_path / "from environment"
    assert folder_of(tmp_path / "named") == tmp_path / "named"
    monkeypatch.delenv("KELIU_DATA")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert folder_of(None) == tmp_path / "keliu/main"
    (tmp_path / "keliu/demo").mkdir(parents=True)
    assert folder_of(None) == tmp_path / "keliu/demo"
