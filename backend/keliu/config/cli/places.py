"""Which data folder a command means, and the environment that leads to its database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from keliu.config.supervisor.setting import (
    database_environment,
    external_database,
    open_database,
)
from keliu.config.trouble import Trouble

MAIN, DEMO, BENCH = "main", "demo", "bench"


def usual_folder(kind: str) -> Path:
    """/var/lib/keliu for root, ~/.local/share/keliu for everyone else."""
    if os.geteuid() == 0:
        return Path("/var/lib/keliu") / kind
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(home) / "keliu" / kind


def folder_of(named: Path | None) -> Path:
    """`named`, else KELIU_DATA, else the main folder or, where only that exists, the demo's."""
    if named is not None:
        return named.absolute()
    if os.environ.get("KELIU_DATA"):
        return Path(os.environ["KELIU_DATA"]).absolute()
    main, demo = usual_folder(MAIN), usual_folder(DEMO)
    return demo if demo.exists() and not main.exists() else main


@contextmanager
def database_of(data: Path) -> Iterator[None]:
    """Put the database's addresses into our environment; start our own cluster if it is down."""
    if external_database() is None and not (data / "secrets.json").exists():
        raise Trouble(
            f"{data} 里还没有 Keliu 的数据",
            "请先运行 keliu serve 或 keliu demo,或用 --data 指出目录",
        )
    cluster, database = open_database(data)
    try:
        os.environ.update(database_environment(data, database))
        os.environ.setdefault("KELIU_NODE", "3")
        yield
    finally:
        if cluster is not None:
            cluster.stop()


def as_owner() -> None:
    """From here on Django works as the role that owns the schema."""
    os.environ["KELIU_DATABASE_URL"] = os.environ["KELIU_OWNER_DATABASE_URL"]
