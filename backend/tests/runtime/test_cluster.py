"""The private PostgreSQL: made, found again, healed, and honest about what is in its way."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from keliu.config.cluster import Cluster, elsewhere, temporary_cluster
from keliu.config.cluster.binaries import find_binaries
from keliu.config.supervisor.setting import fitting
from keliu.config.trouble import Trouble
from tests.runtime.conftest import wait_for

MACHINE = sorted(Path("/usr/lib/postgresql").glob("1[5-9]/bin/postgres"))
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path, because of the socket, that everyone may walk through."""
    with tempfile.TemporaryDirectory(prefix="kt-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    made = Cluster(folder / "d", durable=False)
    yield made
    made.stop(adopted=True)


def one(url: str, sql: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(sql.encode()).fetchone()
        assert row is not None
        return row[0]


def test_the_three_roles_have_their_rights(cluster: Cluster) -> None:
    urls = cluster.start()
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE thing (id bigserial PRIMARY KEY, name text)")
    with psycopg.connect(urls.app, autocommit=True) as app:
        app.execute("INSERT INTO thing (name) VALUES ('中秋礼盒')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine (id int)")
    with (
        psycopg.connect(urls.relay) as relay,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        relay.execute("SELECT * FROM thing")
    assert one(urls.app_tcp, "SELECT name FROM thing") == "中秋礼盒"
    assert one(urls.app, "SHOW plan_cache_mode") == "force_generic_plan"
    bypass = "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert [one(url, bypass) for url in (urls.owner, urls.app, urls.relay)] == [True, False, True]
    assert one(urls.admin, "SELECT extname FROM pg_extension WHERE extname = 'btree_gin'")
    assert one(urls.admin, "SHOW shared_buffers") == "32MB"


def test_pages_kept_in_memory_grow_with_the_data(tmp_path: Path) -> None:
    assert fitting(tmp_path) == "32MB"
    base = tmp_path / "postgres" / "data" / "base" / "5"
    base.mkdir(parents=True)
    with (base / "16384").open("wb") as table:
        table.truncate(600 << 20)  # takes no room on the disk
    assert fitting(tmp_path) == "100MB"


def test_secrets_are_private_and_no_password_is_guessed(cluster: Cluster, folder: Path) -> None:
    urls = cluster.start()
    assert stat.S_IMODE((folder / "d" / "secrets.json").stat().st_mode) == 0o600
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(urls.app_tcp.replace(":", ":x", 2).replace(":x//", "://", 1))


def test_starting_again_keeps_data_and_addresses(cluster: Cluster) -> None:
    first = cluster.start()
    with psycopg.connect(first.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE kept (id int)")
    cluster.stop()
    assert cluster.pid is None
    again = cluster.start()
    assert again == first
    assert one(again.owner, "SELECT count(*) FROM kept") == 0


def test_a_running_server_is_adopted_and_left_alone(cluster: Cluster, folder: Path) -> None:
    urls = cluster.start()
    second = Cluster(folder / "d")
    assert second.start() == urls
    assert second.pid == cluster.pid
    second.stop()
    assert one(urls.app, "SELECT 1") == 1


def test_a_killed_server_starts_again(folder: Path) -> None:
    cluster = Cluster(folder / "d")
    urls = cluster.start()
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE kept (id int)")
        assert cluster.pid is not None
        os.kill(cluster.pid, signal.SIGKILL)
        wait_for(lambda: cluster.pid is None)
        assert cluster.start() == urls  # while a client still holds its old connection
    assert one(urls.owner, "SELECT count(*) FROM kept") == 0
    cluster.stop()


def test_a_pid_file_that_names_a_stranger_is_cleared(cluster: Cluster) -> None:
    cluster.start()
    pid_file = cluster.pgdata / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    cluster.stop()
    stranger = subprocess.Popen(["sleep", "30"])
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        urls = cluster.start()
        assert one(urls.app, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_initdb_that_was_cut_short_is_done_again(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.pgdata / "PG_VERSION").unlink()
    assert one(cluster.start().app, "SELECT 1") == 1


def test_a_folder_with_chinese_blanks_and_a_long_path(folder: Path) -> None:
    deep = folder / "客流 数据 100%" / ("长" * 30) / "d"
    cluster = Cluster(deep, durable=False)
    try:
        urls = cluster.start()
        assert one(urls.app, "SELECT 1") == 1
        cluster.stop()
        assert cluster.start() == urls
    finally:
        cluster.stop()


@as_root
def test_a_home_closed_to_others_gets_its_cluster_elsewhere(folder: Path) -> None:
    closed = folder / "root"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "d", durable=False)
    try:
        assert one(cluster.start().app, "SELECT 1") == 1
        assert (closed / "d" / "postgres").is_symlink()
        assert not cluster.home.is_relative_to(closed)
        assert cluster.home.stat().st_uid != 0
        left_behind = cluster.home
    finally:
        cluster.stop()
    shutil.rmtree(closed)
    os.utime(left_behind / elsewhere.ORIGIN, (0, 0))
    young = elsewhere.HOMES / f"young-{secrets.token_hex(4)}"  # somebody is about to make its link
    young.mkdir()
    (young / elsewhere.ORIGIN).write_text(str(folder / "young" / "postgres"))
    second = folder / "root"
    second.mkdir(mode=0o700)
    other = Cluster(second / "d", durable=False)
    try:
        other.start()
        assert not left_behind.exists()
        assert young.exists()
    finally:
        shutil.rmtree(young)
        other.stop()
        shutil.rmtree(other.home)


@as_root
def test_the_server_never_runs_as_root(cluster: Cluster) -> None:
    cluster.start()
    assert Path(f"/proc/{cluster.pid}").stat().st_uid != 0
    assert cluster.pgdata.stat().st_uid != 0


@pytest.mark.skipif(not MACHINE, reason="no other PostgreSQL on this machine")
def test_a_postgresql_of_the_machine_does_as_well() -> None:
    with temporary_cluster(binaries=MACHINE[0].parent) as urls:
        assert one(urls.app, "SELECT upper('ä') || '客'") is not None
        assert str(one(urls.app, "SHOW server_version")).startswith(MACHINE[0].parts[4])


@pytest.mark.skipif(not MACHINE, reason="no other PostgreSQL on this machine")
def test_data_of_another_version_is_opened_by_that_version(folder: Path) -> None:
    made = Cluster(folder / "d", binaries=MACHINE[0].parent, durable=False)
    made.start()
    made.stop()
    again = Cluster(folder / "d", durable=False)
    try:
        urls = again.start()
        assert str(one(urls.app, "SHOW server_version")).startswith(MACHINE[0].parts[4])
    finally:
        again.stop()


def test_secrets_that_do_not_fit_are_said_in_words(cluster: Cluster, folder: Path) -> None:
    cluster.start()
    (folder / "d" / "secrets.json").unlink()
    with pytest.raises(Trouble, match="对不上"):
        Cluster(folder / "d").start()


def test_no_programs_is_said_in_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KELIU_PG_BIN", str(folder))
    with pytest.raises(Trouble, match="initdb 和 postgres"):
        Cluster(folder / "d").start()
    monkeypatch.delenv("KELIU_PG_BIN")
    monkeypatch.setattr("keliu.config.cluster.binaries._candidates", lambda: iter(()))
    with pytest.raises(Trouble, match="没有找到 PostgreSQL"):
        find_binaries()


def test_a_file_where_the_folder_should_be_is_said_in_words(folder: Path) -> None:
    (folder / "d").write_text("")
    with pytest.raises(Trouble, match="请"):
        Cluster(folder / "d").start()


@as_root
def test_a_full_disk_is_said_in_words(folder: Path) -> None:
    small = folder / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "none", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this container may not mount")
    try:
        with pytest.raises(Trouble, match=r"磁盘已满.*请清理"):
            Cluster(small / "d").start()
    finally:
        subprocess.run(["umount", str(small)], check=True)
