"""Fail when a model changed without its migration. Starts a database of its own for a moment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from keliu.config.cluster import temporary_cluster

BACKEND = Path(__file__).resolve().parents[1] / "backend"


def main() -> int:
    with temporary_cluster() as urls:
        environment = {**os.environ, "KELIU_DATABASE_URL": urls.owner, "KELIU_ENV": "test"}
        command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
        return subprocess.run(command, cwd=BACKEND, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
