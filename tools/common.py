"""What the tools share. Standard library only: they run before anything is installed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STAMPS = ROOT / ".stamps"
NODE_PROJECTS = ("console", "mobile", "packages/miniprogram-host", "packages/pay-client")
OLDEST_NODE = (20, 19)


class Stop(Exception):
    """Something a person has to do; the message is the whole explanation."""


def environment() -> dict[str, str]:
    """Ours, with .venv's programs first: `node` may live there."""
    ours = {**os.environ, "PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', '')}"}
    ours.pop("PYTHONDONTWRITEBYTECODE", None)  # a dozen processes would compile everything anew
    return ours


def run(*command: str | Path, cwd: Path = ROOT, quiet: bool = False) -> None:
    """Run a command in sight (or show its output only when it fails); Stop when it fails."""
    words = [str(word) for word in command]
    print(f"$ {' '.join(words)}", flush=True)
    output = subprocess.PIPE if quiet else None
    done = subprocess.run(
        words, cwd=cwd, env=environment(), stdout=output, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        if quiet:
            print(done.stdout.decode(errors="replace"), flush=True)
        raise Stop(f"这一步没有成功:{' '.join(words)}(在 {cwd})。原因见上面的输出")


def node_version() -> tuple[int, ...] | None:
    """The version of the `node` that would run, None without node or npm."""
    path = environment()["PATH"]
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.findall(r"\d+", said)
    return tuple(map(int, found)) if found else None


def digest(files: Iterable[Path]) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(str(file.relative_to(ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def is_fresh(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def mark(stamp: Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)


def finish(main: object) -> None:
    """Call `main`, turning Stop into one sentence and exit code 1."""
    assert callable(main)
    try:
        sys.exit(main())
    except Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
