"""A home for the cluster of a data folder the database's user cannot reach (root's own home)."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from keliu.config.cluster.system_user import Runner

HOMES = Path("/var/lib/keliu")
ORIGIN = "belongs-to"
YOUNG_SECONDS = 3600


def place_elsewhere(link: Path, runner: Runner) -> Path:
    """A new folder for the runner, which `link` will lead to."""
    HOMES.mkdir(parents=True, exist_ok=True, mode=0o755)
    _tidy()
    home = HOMES / f"{link.parent.name}-{secrets.token_hex(4)}"
    home.mkdir()
    (home / ORIGIN).write_text(str(link))
    runner.own(home, 0o700)
    return home


def _tidy() -> None:
    """Remove clusters whose data folder was a temporary one and is gone.

    Others are never touched: their disk may only be unplugged for the moment. Nor are young ones:
    somebody who starts at the same time may not have made the link yet.
    """
    temporary, lately = Path(tempfile.gettempdir()), time.time() - YOUNG_SECONDS
    for home in HOMES.iterdir():
        with suppress(OSError):  # no home of ours, or somebody else removes it just now
            origin = home / ORIGIN
            link = Path(origin.read_text())
            old = origin.stat().st_mtime < lately
            if old and link.is_relative_to(temporary) and not link.is_symlink():
                shutil.rmtree(home, ignore_errors=True)
