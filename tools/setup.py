"""Install everything the project needs, and nothing it has already: `make setup`.

Everything goes into .venv and node_modules; only `--browser` asks the system's package manager, and
only as root. `--ocr` adds what reads paper cards (400 MB), which nothing else needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from common import (
    NODE_PROJECTS,
    OLDEST_NODE,
    PYTHON,
    ROOT,
    STAMPS,
    VENV,
    Stop,
    digest,
    finish,
    is_fresh,
    mark,
    node_version,
    run,
)

OLDEST_PYTHON = (3, 11)
CLEARLY = 1.15  # times quicker: less is chance
NEVER = float("inf")
LOOP = """
import ensurepip, timeit, venv
loop = timeit.Timer("for i in range(200_000): total += i * i", "total = 0")
print(min(loop.repeat(repeat=5, number=1)))
"""
LOCK = ROOT / "backend/requirements-dev.lock"
OCR_LOCK = ROOT / "backend/requirements-ocr.lock"
PIP_INSTALL = (PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet")
BROWSER_PACKAGES = ["chromium", "fonts-noto-cjk"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    _newer_python()
    _virtual_environment()
    _python_packages()
    if "--ocr" in sys.argv:
        return _ocr()
    _node()
    for project in NODE_PROJECTS:
        _node_packages(ROOT / project)
    if "--browser" in sys.argv:
        _browser()
    return 0


def _newer_python() -> None:
    """Go on under Python 3.11 or newer, wherever it is on the PATH."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(20, OLDEST_PYTHON[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])
    raise Stop(
        f"Python {sys.version.split()[0]} 太旧,需要 3.11 以上。Debian/Ubuntu 请执行 "
        "apt-get install python3.11 python3.11-venv"
    )


def _virtual_environment() -> None:
    if _works(PYTHON):
        return
    if VENV.exists():
        if not (VENV / "pyvenv.cfg").exists():
            raise Stop(f"{VENV} 不是虚拟环境,请移走它再试")
        shutil.rmtree(VENV)  # made by a Python that is gone or too old
    done = subprocess.run([_quickest_python(), "-m", "venv", str(VENV)], check=False)
    if done.returncode or not _works(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        package = f"python3.{sys.version_info.minor}-venv"
        raise Stop(f"建不了虚拟环境。Debian/Ubuntu 请执行 apt-get install {package}")


def _quickest_python() -> str:
    """Ours, or another one of the same version on this machine that is clearly quicker.

    A Python compiled by hand or by pyenv usually lacks the optimisations of the distribution's own,
    and everything here would take half as long again.
    """
    name = f"python3.{sys.version_info.minor}"
    folders = [*os.environ.get("PATH", "").split(os.pathsep), "/usr/bin", "/usr/local/bin"]
    found = {Path(folder, name).resolve() for folder in folders if (Path(folder) / name).exists()}
    seconds = {str(one): _seconds(str(one)) for one in found - {Path(sys.executable).resolve()}}
    best = min(seconds, key=lambda one: seconds[one], default=None)
    if best is None or seconds[best] * CLEARLY >= _seconds(sys.executable):
        return sys.executable
    print(f"用 {best} 建虚拟环境:比 {sys.executable} 快得多", flush=True)
    return best


def _seconds(python: str) -> float:
    """What the interpreter needs for a small loop, at best; NEVER when it can make no .venv."""
    done = subprocess.run(
        [python, "-Ic", LOOP], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    return NEVER if done.returncode else float(done.stdout)


def _works(python: Path) -> bool:
    check = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    if not python.exists():
        return False
    return subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0


def _python_packages() -> None:
    """The locked packages by their hashes, then ourselves from the source folder."""
    project = ROOT / "backend/pyproject.toml"
    wanted = digest([LOCK, project]) + str(VENV)
    stamp = VENV / ".keliu-packages"
    if is_fresh(stamp, wanted) or _installed_by_hand(stamp, wanted):
        return
    run(*PIP_INSTALL, "--require-hashes", "-r", LOCK)
    run(*PIP_INSTALL, "--no-deps", "--editable", ROOT / "backend")
    mark(stamp, wanted)


def _ocr() -> int:
    """The recogniser of paper cards, by its own lock."""
    wanted = digest([OCR_LOCK]) + str(VENV)
    stamp = VENV / ".keliu-ocr"
    if not is_fresh(stamp, wanted):
        run(*PIP_INSTALL, "--require-hashes", "-r", OCR_LOCK)
        mark(stamp, wanted)
    print("名片识别已装好,重新启动后可用", flush=True)
    return 0


def _installed_by_hand(stamp: Path, wanted: str) -> bool:
    """Whether a .venv without our mark holds exactly the locked versions already."""
    if stamp.exists():
        return False
    said = subprocess.run(
        [PYTHON, "-m", "pip", "freeze", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    have = {line.strip().lower().replace("_", "-") for line in said.splitlines()}
    pinned = [line.split(" ")[0].split(";")[0] for line in LOCK.read_text().splitlines()]
    locked = {line.lower().replace("_", "-") for line in pinned if "==" in line}
    ours = (VENV / "bin/keliu").exists()
    if ours and locked <= have:
        mark(stamp, wanted)
        return True
    return False


def _node() -> None:
    """A Node of the machine when it is new enough, else one inside .venv."""
    version = node_version()
    if version is not None and version >= OLDEST_NODE:
        return
    had = ".".join(map(str, version)) if version else "没有"
    print(f"Node {had},需要 {'.'.join(map(str, OLDEST_NODE))} 以上:装一份到 .venv", flush=True)
    run(*PIP_INSTALL, "--require-hashes", "-r", ROOT / "tools/node.lock")
    version = node_version()
    if version is None or version < OLDEST_NODE:
        raise Stop("装不上 Node,请自己装好 Node 20.19 以上(包括 npm)再试")


def _node_packages(project: Path) -> None:
    lock = project / "package-lock.json"
    version = node_version() or (0,)
    wanted = digest([lock, project / "package.json"]) + f" node {version[0]}"
    stamp = project / "node_modules/.keliu-packages"
    if is_fresh(stamp, wanted) or _same_lock(project, lock, stamp, wanted):
        return
    run(
        "npm",
        "ci",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
        cwd=project,
    )
    mark(stamp, wanted)


def _same_lock(project: Path, lock: Path, stamp: Path, wanted: str) -> bool:
    """Whether node_modules without our mark came from an install newer than the lock."""
    inner = project / "node_modules/.package-lock.json"
    if stamp.exists() or not inner.exists() or inner.stat().st_mtime < lock.stat().st_mtime:
        return False
    mark(stamp, wanted)
    return True


def _browser() -> None:
    """Chromium and Chinese fonts, for the tests that look at pages."""
    missing = _missing_browser_packages()
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Stop(f"测试页面需要浏览器和中文字体,请执行:sudo {' '.join(install)}")
    run("apt-get", "update", "-q")
    run(*install)
    STAMPS.mkdir(exist_ok=True)


def _missing_browser_packages() -> list[str]:
    missing = []
    if not any(map(shutil.which, BROWSERS)):
        missing.append(BROWSER_PACKAGES[0])
    fonts = shutil.which("fc-list")
    shown = [fonts, ":lang=zh"] if fonts else ["false"]
    said = subprocess.run(shown, capture_output=True, text=True, check=False).stdout
    if not said.strip():
        missing.append(BROWSER_PACKAGES[1])
    return missing


finish(main)
