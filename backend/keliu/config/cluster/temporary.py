"""Clusters that live as long as a test run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from keliu.config.cluster.server import Cluster, Urls


@contextmanager
def temporary_cluster(
    *, binaries: Path | None = None, like: Path | None = None, keep: Path | None = None
) -> Iterator[Urls]:
    """A throw-away cluster for tests: no fsync, gone afterwards. The owner may create databases.

    It begins as a copy of `like`, a folder that an earlier one left at `keep`, if that is given.
    """
    folder = Path(tempfile.mkdtemp(prefix="keliu-test-"))
    if like is not None:
        _copy(like, folder)
    cluster = Cluster(folder, binaries=binaries, durable=False)
    try:
        urls = cluster.start()
        with psycopg.connect(urls.admin, autocommit=True) as admin:
            admin.execute("ALTER ROLE keliu_owner CREATEDB")
        yield urls
        if keep is not None:
            cluster.stop()
            (folder / "postgres.port").unlink()  # copies must not compete for one port
            _copy(folder, keep)
    finally:
        home = cluster.home
        cluster.stop()
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """A stopped cluster's data folder with owners and rights."""
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", "--reflink=auto", f"{source}/.", str(target)], check=True)
