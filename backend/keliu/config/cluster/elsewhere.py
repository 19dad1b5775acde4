"""A home for the cluster of a data folder the database's user cannot reach (root's own home)."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from pathlib import Path

from keliu.config.cluster.system_user import Runner

HOMES = Path("/var/lib/keliu")
ORIGIN = "belongs-to"


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

    Others are never touched: their disk may only be unplugged for the moment.
    """
    temporary = Path(tempfile.gettempdir())
    for home in HOMES.iterdir():
        origin = home / ORIGIN
        if not origin.is_file():
            continue
        link = Path(origin.read_text())
        if link.is_relative_to(temporary) and not link.is_symlink():
            shutil.rmtree(home, ignore_errors=True)
