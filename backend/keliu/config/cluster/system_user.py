"""Who the database runs as: PostgreSQL refuses root, so root steps down to a system user."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keliu.config.trouble import Trouble

SYSTEM_USER = "keliu"
SPARE_USER = "nobody"
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Runner:
    """The user that runs PostgreSQL; `drops` says whether we must step down to it."""

    uid: int
    gid: int
    drops: bool

    def popen_options(self) -> dict[str, Any]:
        if not self.drops:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path, mode: int) -> None:
        path.chmod(mode)
        if self.drops:
            os.chown(path, self.uid, self.gid)


def runner_for(pgdata: Path) -> Runner:
    """Ourselves, or as root whoever owns the cluster already, else the system user."""
    if os.geteuid() != 0:
        return Runner(os.geteuid(), os.getegid(), drops=False)
    if pgdata.exists() and pgdata.stat().st_uid != 0:
        owner = pgdata.stat()
        return Runner(owner.st_uid, owner.st_gid, drops=True)
    entry = _system_user()
    return Runner(entry.pw_uid, entry.pw_gid, drops=True)


def _system_user() -> pwd.struct_passwd:
    found = _look_up(SYSTEM_USER) or _create_system_user() or _look_up(SPARE_USER)
    if found is None:
        raise Trouble(
            "PostgreSQL 不能以 root 身份运行,而这台机器上没有可用的普通用户",
            f"请执行 useradd --system {SYSTEM_USER} 后再启动",
        )
    return found


def _look_up(name: str) -> pwd.struct_passwd | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return entry if entry.pw_uid != 0 else None


def _create_system_user() -> pwd.struct_passwd | None:
    tool = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if tool is None:
        return None
    options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "--user-group"]
    subprocess.run([tool, *options, SYSTEM_USER], check=False, capture_output=True)
    return _look_up(SYSTEM_USER)


def reachable(path: Path, runner: Runner) -> bool:
    """Whether `runner` can walk down to `path` (which may not exist yet)."""
    if not runner.drops:
        return True
    walk = [path.resolve(), *path.resolve().parents]
    return all(_may_enter(step, runner) for step in walk if step.is_dir())


def _may_enter(folder: Path, runner: Runner) -> bool:
    status = folder.stat()
    if status.st_uid == runner.uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == runner.gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)


def dies_with_parent(sent: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn`: the kernel sends `sent` when the starting thread dies; no orphans.

    The parent is the *thread* that forks: it must live as long as its children should.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def arm() -> None:
        prctl(_PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
        if os.getppid() != parent:  # it died between the fork and the line above
            os.kill(os.getpid(), sent)

    return arm
