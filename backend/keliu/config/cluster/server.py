"""A private PostgreSQL in one data folder: made, started, adopted, stopped."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import make_conninfo

from keliu.config.cluster import bootstrap as roles
from keliu.config.cluster.binaries import Binaries, find_binaries, within_reach
from keliu.config.cluster.elsewhere import place_elsewhere
from keliu.config.cluster.postmaster import (
    Postmaster,
    explain_log,
    running_postmaster,
    stop_stranger,
)
from keliu.config.cluster.system_user import Runner, dies_with_parent, reachable, runner_for
from keliu.config.cluster.vault import Secrets, secrets_of
from keliu.config.trouble import Trouble, from_os_error

ADMIN = "keliu_admin"
SOCKET_PATH_LIMIT = 107
START_SECONDS = 60.0
STOP_SECONDS = 4.0
STILL_IN_USE = "is still in use"

_SMALL = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "min_wal_size": "64MB",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %u ",
    "password_encryption": "scram-sha-256",
}
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Urls:
    """Connection strings of one database, a role each; `app_tcp` is the app role over loopback."""

    app: str
    owner: str
    relay: str
    admin: str
    app_tcp: str

    def of(self, database: str) -> Urls:
        """The same roles on another database of the cluster."""
        here, there = f"/{roles.DATABASE}?", f"/{database}?"
        app, owner, relay, admin = (
            url.replace(here, there, 1) for url in (self.app, self.owner, self.relay, self.admin)
        )
        tcp = f"{self.app_tcp.rpartition('/')[0]}/{database}"
        return Urls(app=app, owner=owner, relay=relay, admin=admin, app_tcp=tcp)


class Cluster:
    """The cluster of data folder `data`. `start()` adopts one that already runs there."""

    def __init__(
        self,
        data: Path,
        *,
        binaries: Path | None = None,
        shared_buffers: str = "32MB",
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.data = data.absolute()
        self._named_binaries = binaries
        self._settings = {**_SMALL, "shared_buffers": shared_buffers, **(settings or {})}
        if not durable:
            self._settings |= _CARELESS
        self.meanwhile: Callable[[], None] = lambda: None  # called again and again during a wait
        self._far: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._secrets: Secrets | None = None

    # -- life ---------------------------------------------------------------

    def start(self) -> Urls:
        """Make the cluster if it is new, start it unless it runs, prepare roles and database."""
        self._prepare_folder()
        found = self._settled_postmaster()
        if found is None:
            found = self._launch()
        urls = self._urls(found)
        roles.bootstrap(self._admin_url(found, "postgres"), urls.admin, self._known_secrets())
        return urls

    def stop(self, *, adopted: bool = False) -> None:
        """Stop the server this object started; one it found running only if `adopted` says so."""
        process, self._process = self._process, None
        if process is not None:
            self._stop_child(process)
        elif adopted and (found := running_postmaster(self.pgdata)):
            stop_stranger(found.pid, STOP_SECONDS)
        if self._far is not None:
            with suppress(OSError):
                self._far.rmdir()

    @staticmethod
    def _stop_child(process: subprocess.Popen[bytes]) -> None:
        for sent, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 2.0)):
            if process.poll() is None:
                process.send_signal(sent)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            return
        process.kill()
        process.wait()

    def urls(self) -> Urls:
        """The addresses of a running server, without starting or changing anything."""
        found = running_postmaster(self.pgdata)
        if found is None:
            raise Trouble(f"{self.data} 的数据库没有运行", "请运行 keliu serve 或 keliu demo")
        return self._urls(found)

    @property
    def pid(self) -> int | None:
        """The postmaster's process, also of an adopted one."""
        if self._process is not None and self._process.poll() is None:
            return self._process.pid
        found = running_postmaster(self.pgdata)
        return found.pid if found else None

    # -- places -------------------------------------------------------------

    @property
    def home(self) -> Path:
        """Where the cluster lies: DIR/postgres, which may be a link (see `_choose_home`)."""
        return (self.data / "postgres").resolve()

    @property
    def pgdata(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.data / "logs" / "postgres.log"

    def _prepare_folder(self) -> None:
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o711)
            self.log.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise from_os_error(error, self.data) from error

    def _choose_home(self, runner: Runner) -> None:
        """Make DIR/postgres; a link elsewhere when the runner cannot get there (root's home)."""
        place = self.data / "postgres"
        if place.is_symlink() or place.exists():
            return
        if runner.drops and not reachable(self.data, runner) and self.data.stat().st_uid == 0:
            # Our own folder may be walked through; what lies in it keeps its own rights.
            self.data.chmod(self.data.stat().st_mode | 0o011)
        if reachable(self.data, runner):
            place.mkdir()
            runner.own(place, 0o700)
            return
        place.symlink_to(place_elsewhere(place, runner))

    def _socket_folder(self, runner: Runner) -> Path:
        """A folder for the socket whose path fits the kernel's limit."""
        near = self.home / "run"
        if len(os.fsencode(near / ".s.PGSQL.65535")) < SOCKET_PATH_LIMIT:
            near.mkdir(exist_ok=True)
            # The home itself is closed to others, so other users of the machine stay out.
            runner.own(near, 0o700)
            return near
        # The same place after every restart: other processes hold connection strings with it.
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        far = Path("/tmp") / f"keliu-{digest}"  # noqa: S108 - checked below, and /tmp is short
        if far.is_symlink() or (far.exists() and far.stat().st_uid != runner.uid):
            raise Trouble(
                f"{far} 不是 Keliu 自己的目录", "请删掉它,或用 --data 换一个路径短些的目录"
            )
        far.mkdir(exist_ok=True)
        self._far = far
        runner.own(far, 0o700)
        return far

    # -- starting -----------------------------------------------------------

    def _settled_postmaster(self) -> Postmaster | None:
        """A server that runs here and takes connections; one that is going down is waited for."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            found = running_postmaster(self.pgdata)
            if found is None:
                return None
            if found.ready and self._answers(found):
                return found
            self.meanwhile()
            time.sleep(0.05)
        raise Trouble(
            f"这个数据目录里的 PostgreSQL 没有反应(日志在 {self.log})", "请结束它的进程后再启动一次"
        )

    def _launch(self) -> Postmaster:
        runner = runner_for(self.pgdata)
        try:
            found = find_binaries(self._named_binaries, major=self._made_with())
            self._choose_home(runner)
            binaries = within_reach(found, runner, self.home)
            if self._made_with() is None:
                self._initialise(binaries, runner)
            return self._serve(binaries, runner)
        except OSError as error:
            raise from_os_error(error, self.data) from error

    def _made_with(self) -> int | None:
        version = self.pgdata / "PG_VERSION"
        return int(version.read_text().split(".")[0]) if version.exists() else None

    def _initialise(self, binaries: Binaries, runner: Runner) -> None:
        if self.pgdata.exists():
            # No PG_VERSION: an earlier initdb was cut short, nothing in it was ever used.
            shutil.rmtree(self.pgdata)
        password_file = self.home / "password"
        password_file.write_text(self._known_secrets().admin)
        runner.own(password_file, 0o600)
        options = ["--encoding=UTF8", "--locale=C", f"--username={ADMIN}"]
        options += [f"--pwfile={password_file}", "--auth=scram-sha-256", "--no-instructions"]
        options.append(f"--pgdata={self.pgdata}")
        if binaries.major >= 17:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if "fsync" in self._settings:
            options.append("--no-sync")
        try:
            done = subprocess.run(
                [binaries.program("initdb"), *options],
                capture_output=True,
                text=True,
                check=False,
                cwd=self.home,
                env=_plain_environment(),
                **runner.popen_options(),
            )
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode:
            raise explain_log(done.stdout + done.stderr, self.data, "PostgreSQL 建不了数据库")

    def _serve(self, binaries: Binaries, runner: Runner) -> Postmaster:
        """Start the server, again while the remains of a killed one are still going away."""
        patience = time.monotonic() + STOP_SECONDS
        while True:
            found = self._serve_once(binaries, runner, patience)
            if found is not None:
                return found
            time.sleep(0.1)

    def _serve_once(self, binaries: Binaries, runner: Runner, patience: float) -> Postmaster | None:
        port = _free_port(self._last_port())
        settings = {**self._settings, "unix_socket_directories": str(self._socket_folder(runner))}
        if binaries.major >= 18:
            # The default's worker processes cost memory that a small box lacks.
            settings.setdefault("io_method", "sync")
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with self.log.open("ab") as log:
            begin = log.tell()
            self._process = subprocess.Popen(
                [binaries.program("postgres"), "-D", str(self.pgdata), "-p", str(port), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                env=_plain_environment(),
                # Its own session: Ctrl-C must reach it after the processes that use it.
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT),
                **runner.popen_options(),
            )
        (self.data / "postgres.port").write_text(str(port))
        return self._wait_until_ready(self._process, begin, patience)

    def _wait_until_ready(
        self, process: subprocess.Popen[bytes], log_begin: int, patience: float
    ) -> Postmaster | None:
        """The ready server; None when one that was killed still holds its memory."""
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            found = running_postmaster(self.pgdata)
            if found and found.pid == process.pid and found.ready and self._answers(found):
                return found
            self.meanwhile()
            time.sleep(0.02)
        said = self.log.read_bytes()[log_begin:].decode(errors="replace")
        self.stop()
        if STILL_IN_USE in said and time.monotonic() < patience:
            return None
        raise explain_log(said, self.data, f"PostgreSQL 没有启动起来(日志在 {self.log})")

    def _answers(self, found: Postmaster) -> bool:
        try:
            psycopg.connect(self._admin_url(found, "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Trouble(
                    f"{self.data}/secrets.json 与数据库对不上",
                    "请从备份恢复这个文件,或用 --reset 重建",
                ) from error
            return False
        return True

    def _last_port(self) -> int | None:
        remembered = self.data / "postgres.port"
        return int(remembered.read_text()) if remembered.exists() else None

    # -- connection strings -------------------------------------------------

    def _known_secrets(self) -> Secrets:
        if self._secrets is None:
            self._secrets = secrets_of(self.data)
        return self._secrets

    def _urls(self, found: Postmaster) -> Urls:
        known = self._known_secrets()
        return Urls(
            app=_url(roles.APP, known.app, found),
            owner=_url(roles.OWNER, known.owner, found),
            relay=_url(roles.RELAY, known.relay, found),
            admin=_url(ADMIN, known.admin, found),
            app_tcp=f"postgresql://{roles.APP}:{known.app}@127.0.0.1:{found.port}/{roles.DATABASE}",
        )

    def _admin_url(self, found: Postmaster, database: str) -> str:
        return make_conninfo(_url(ADMIN, self._known_secrets().admin, found), dbname=database)


def _url(role: str, password: str, found: Postmaster) -> str:
    folder = quote(found.socket_folder)
    return f"postgresql://{role}:{password}@/{roles.DATABASE}?host={folder}&port={found.port}"


def _plain_environment() -> dict[str, str]:
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _free_port(wanted: int | None) -> int:
    """`wanted` if it is free, else a port below the range that outgoing connections are given."""
    tries = [wanted] if wanted else []
    tries += [20000 + secrets.randbelow(12000) for _ in range(50)]
    for port in tries:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Trouble("找不到空闲的本机端口给 PostgreSQL", "请关掉一些程序再试")
