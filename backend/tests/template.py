"""A migrated cluster, made once for each state of the migrations and kept for the next runs.

It lies in .stamps/templates under a digest of all that shapes it, stopped, as a plain data folder;
runs work on copies. The three used last are kept.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

BACKEND = Path(__file__).resolve().parent.parent
TEMPLATES = BACKEND.parent / ".stamps/templates"
SHAPING = (
    "keliu/*/migrations/*.py",
    "keliu/platform/postgresql/**/*.py",
    "keliu/config/cluster/*.py",
    "keliu/config/settings/*.py",
    "keliu/accounts/rules.py",  # a migration reads its presets
    "requirements.lock",
    "tests/template.py",
)
KEPT = 3


def migrated() -> Path:
    """The data folder of a stopped cluster whose database has today's tables."""
    place = TEMPLATES / _digest()
    with _alone():
        if not place.exists():
            _make(place)
        os.utime(place)
        _forget_old()
    return place


def _digest() -> str:
    found = hashlib.sha256()
    for pattern in SHAPING:
        for path in sorted(BACKEND.glob(pattern)):
            found.update(str(path.relative_to(BACKEND)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(place: Path) -> None:
    """Migrate as keliu_owner in a process of its own; the copy appears whole or not at all."""
    from keliu.config.cluster import temporary_cluster

    half = place.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    with TemporaryDirectory() as folder, temporary_cluster(keep=half) as urls:
        env = {**os.environ, "KELIU_DATABASE_URL": urls.owner, "KELIU_DATA": folder}
        command = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(command, check=True, cwd=BACKEND, env=env)
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            owner.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO keliu_app")
    half.rename(place)


def _forget_old() -> None:
    known = [one for one in TEMPLATES.iterdir() if one.is_dir()]
    for old in sorted(known, key=lambda one: one.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
