"""What is run: the commands of web, gateway, worker and box, and how each is seen to be ready."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from keliu.config.built import folder
from keliu.config.relay import LOCK_SPACE
from keliu.config.supervisor.ports import answers
from keliu.config.supervisor.service import Service, inherited
from keliu.config.supervisor.setting import Ports
from keliu.config.trouble import Trouble

RELAYS_LEAD = """
SELECT count(*) = 2 FROM pg_locks
WHERE locktype = 'advisory' AND granted AND classid = %s AND objid IN (1, 2)
"""

Environment = Mapping[str, str]
PACKAGE = Path(__file__).resolve().parents[2]


def web_command(host: str, port: int, workers: int, threads: int) -> list[str]:
    """granian with our WSGI application; a worker that dies is started again at once."""
    options = {
        "--interface": "wsgi",
        "--http": "1",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(threads),
        "--respawn-interval": "0.2",
        "--workers-kill-timeout": "2",
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    return [
        sys.executable, "-m", "granian", *words,
        "--no-ws", "--respawn-failed-workers", "keliu.config.wsgi:application",
    ]  # fmt: skip


def web(
    logs: Path, environment: Environment, ports: Ports, *, host: str, workers: int, threads: int
) -> Service:
    host_header = urlsplit(environment["KELIU_BASE_URL"]).netloc
    # One process can carry a fixed node number for its ids; several count on their process ids.
    node = {"KELIU_NODE": str(first_node() + 1)} if workers == 1 else {}
    return Service(
        "web",
        web_command(host, ports.web, workers, threads),
        {**environment, **node},
        logs / "web.log",
        partial(answers, f"http://{_near(host)}:{ports.web}/readyz", host_header),
    )


def gateway(logs: Path, environment: Environment, ports: Ports, *, host: str) -> Service:
    return Service(
        "gateway",
        [sys.executable, "-m", "keliu.config.gateway.run"],
        {**environment, "KELIU_GATEWAY_HOST": host},
        logs / "gateway.log",
        partial(answers, f"http://{_near(host)}:{ports.gateway}/healthz"),
    )


def worker(logs: Path, environment: Environment) -> Service:
    return Service(
        "worker",
        [sys.executable, "-m", "keliu.config.worker"],
        {**environment, "KELIU_NODE": str(first_node() + 2)},
        logs / "worker.log",
        partial(relays_lead, environment["KELIU_RELAY_DATABASE_URL"]),
    )


def box(logs: Path, environment: Environment, port: int) -> Service:
    """The key travels in the environment, where other users of the machine cannot read it."""
    words = ["--port", str(port), "--data", str(Path(environment["KELIU_DATA"]) / "box.sqlite3")]
    words += ["--product-base", environment["KELIU_BASE_URL"], "--mini", str(folder("phone"))]
    return Service(
        "box",
        [sys.executable, "-m", "keliu.box", *words],
        environment,
        logs / "box.log",
        partial(answers, f"http://127.0.0.1:{port}/healthz"),
    )


def first_node() -> int:
    """Where this machine's node numbers begin; machines that share a database begin apart."""
    return int(os.environ.get("KELIU_NODE") or 0)


def relays_lead(relay_url: str) -> bool:
    """Whether both relays hold their lock, on this machine or another."""
    try:
        with psycopg.connect(relay_url, connect_timeout=2) as connection:
            row = connection.execute(RELAYS_LEAD, [LOCK_SPACE]).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def run_once(command: list[str], environment: Environment, log_file: Path, what: str) -> str:
    """Run a command of ours to its end and return what it printed; Trouble when it fails."""
    log_file.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, *command],
        env={**inherited(), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    with log_file.open("a") as file:
        file.write(done.stderr)
    if done.returncode:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise Trouble(f"{what}没有成功:{lines[-1].strip() if lines else ''}", f"日志在 {log_file}")
    return done.stdout


def schema_is_current(owner_url: str) -> bool:
    """Whether every migration on disk is in the database's own list.

    Saves the start of a Django process that would find nothing to do.
    """
    packages = {path.parent.parent.name: path.parent for path in PACKAGE.glob("*/migrations/0*.py")}
    jobs = importlib.util.find_spec("procrastinate")
    if jobs is None or jobs.origin is None:
        return False
    packages["procrastinate"] = Path(jobs.origin).parent / "contrib/django/migrations"
    wanted = {(app, file.stem) for app, path in packages.items() for file in path.glob("0*.py")}
    try:
        with psycopg.connect(owner_url, connect_timeout=5) as owner:
            applied = set(owner.execute("SELECT app, name FROM django_migrations").fetchall())
    except psycopg.errors.UndefinedTable:
        return False
    return wanted <= applied


def migrate(environment: Environment, logs: Path) -> None:
    """Bring the schema up to date as its owner."""
    if schema_is_current(environment["KELIU_OWNER_DATABASE_URL"]):
        return
    owner = {"KELIU_DATABASE_URL": environment["KELIU_OWNER_DATABASE_URL"]}
    command = ["-m", "django", "migrate", "--no-input", "--verbosity", "1"]
    run_once(command, {**environment, **owner}, logs / "migrate.log", "升级数据库")


def _near(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", ""} else host  # noqa: S104 - compared, not bound
