"""Pushes on the disk while the database can not take them: nothing that WeChat told us is lost.

One file per push, written through to the disk before WeChat hears `success`; one folder per
person, so that what somebody did stays in its order. Contents are sealed with the master key.
"""

import fcntl
import hashlib
import hmac
import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
import structlog
from django.conf import settings

from keliu.kit.sealing import BadSeal
from keliu.platform import keys

log = structlog.get_logger()

WHERE = "wechat_spool"
MOST_FILES = 50_000
LEAST_FREE = 200 * 1024 * 1024  # bytes that stay free on the disk
COUNTED_FOR = 1.0  # seconds that a count is good for
ENDING = ".push"

_serial = itertools.count()
_counted: tuple[float, int] = (0.0, 0)


class Kept(msgspec.Struct, frozen=True):
    """A genuine push, opened, as it lies on the disk."""

    key: str  # of the address it came to
    sender: str
    body: bytes
    at_ms: int  # when it came


class Full(Exception):
    """There is no more room: the sender has to come again."""


def _home() -> Path:
    home: Path = settings.DATA / "wechat-spool" / "waiting"
    return home


def _folder(key: str, sender: str) -> Path:
    name = hmac.digest(settings.MASTER_KEYS[0], f"{key}|{sender}".encode(), hashlib.sha256)
    return _home() / name.hex()[:32]


def behind(key: str, sender: str) -> bool:
    """Whether something of this person waits, so that what comes now has to wait behind it."""
    return _folder(key, sender).exists()


def waiting() -> int:
    """How many pushes wait."""
    return sum(1 for _ in _files())


def _files() -> Iterator[Path]:
    with suppress(FileNotFoundError):
        for folder in _home().iterdir():
            with suppress(FileNotFoundError, NotADirectoryError):
                yield from (one for one in folder.iterdir() if one.suffix == ENDING)


def put(kept: Kept) -> None:
    """Write a push through to the disk. Raises Full or OSError."""
    _assert_room()
    sealed = keys.wrap_secret(msgspec.json.encode(kept).decode(), WHERE)
    folder = _folder(kept.key, kept.sender)
    name = f"{time.time_ns():020}-{os.getpid()}-{next(_serial):08}{ENDING}"
    fresh = _written(name, sealed)
    while True:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            fresh.rename(folder / name)
            _sync(folder)
        except FileNotFoundError:  # the folder was empty and has just been taken away
            if not fresh.exists():
                break  # and what was put there with it: it has been replayed
            continue
        break
    _sync(folder.parent)


def _written(name: str, content: bytes) -> Path:
    """The file, whole and on the disk, where nobody looks for it yet."""
    place = _home().parent / "fresh" / name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with place.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return place


def _sync(folder: Path) -> None:
    """A name is on the disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _assert_room() -> None:
    global _counted  # noqa: PLW0603  one count per process is the point
    moment, count = _counted
    if time.monotonic() - moment > COUNTED_FOR:
        settings.DATA.mkdir(parents=True, exist_ok=True)
        count = MOST_FILES if shutil.disk_usage(settings.DATA).free < LEAST_FREE else waiting()
        moment = time.monotonic()
    if count >= MOST_FILES:
        raise Full
    _counted = (moment, count + 1)


def replay(take: Callable[[Kept], bool]) -> int:
    """Hand on what waits, everybody's in its order; returns how many. One process at a time.

    What `take` does not take stays, with what is behind it. It raises when the database is away
    again: then everything stays.
    """
    done = 0
    with _alone() as mine:
        while mine and _home().exists():
            folders = sorted(_home().iterdir(), key=_oldest)
            now = sum(_folder_replayed(folder, take) for folder in folders)
            if not now:
                break
            done += now
    return done


def _oldest(folder: Path) -> str:
    return min((one.name for one in folder.iterdir()), default="")


def _folder_replayed(folder: Path, take: Callable[[Kept], bool]) -> int:
    done = 0
    for place in sorted(folder.glob(f"*{ENDING}")):
        kept = _read(place)
        if kept is None:
            _put_aside(place)
            continue
        if not take(kept):
            return done
        place.unlink()
        done += 1
    with suppress(OSError):  # something has come meanwhile
        folder.rmdir()
    return done


def _read(place: Path) -> Kept | None:
    try:
        return msgspec.json.decode(keys.unwrap_secret(place.read_bytes(), WHERE), type=Kept)
    except (BadSeal, ValueError):  # torn, or not ours
        return None


def _put_aside(place: Path) -> None:
    """Something that is no push of ours must not stop the others."""
    log.error("push_unreadable", file=place.name)
    aside = _home().parent / "unreadable"
    aside.mkdir(exist_ok=True)
    place.rename(aside / place.name)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else replays; true for one process (and thread) until the body ends."""
    home = _home().parent
    if not home.exists():
        yield False
        return
    with (home / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
