"""Our side of the recogniser: one child process, one picture at a time, an end to waiting."""

import atexit
import importlib.util
import os
import select
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Literal

import msgspec

CHILD = "keliu.platform.ocr.child"
MOST_BYTES = 20 * 1024 * 1024
MOST_ANSWER = 4 * 1024 * 1024
SECONDS = 30.0
LENGTH = struct.Struct(">I")
Cause = Literal["timeout", "broken"]


@dataclass(frozen=True)
class SeenLine:
    """A line of text and its box in the picture; `score` is how sure the recogniser was."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float


class Unreadable(Exception):
    """No answer: it took too long, or the recogniser fell over."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause: Cause = cause


def installed() -> bool:
    """Whether this installation has the recogniser."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


class Reader:
    """The child process: started by the first picture, ended by its own idleness or by us."""

    def __init__(self, command: list[str], seconds: float = SECONDS) -> None:
        self.command, self.seconds = command, seconds
        self._one_at_a_time = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, picture: bytes) -> list[SeenLine]:
        """The lines of a picture. Raises Unreadable."""
        if len(picture) > MOST_BYTES:
            raise Unreadable("broken")
        with self._one_at_a_time:
            return [SeenLine(*line) for line in self._ask(picture)]

    def close(self) -> None:
        """End the child, whatever it is doing."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()

    def _ask(self, picture: bytes) -> list[tuple[str, float, float, float, float, float]]:
        until = time.monotonic() + self.seconds
        try:
            answer = self._exchange(picture, until)
            return msgspec.json.decode(
                answer, type=list[tuple[str, float, float, float, float, float]]
            )
        except TimeoutError as slow:
            self.close()
            raise Unreadable("timeout") from slow
        except (OSError, EOFError, msgspec.DecodeError) as broken:
            self.close()
            raise Unreadable("broken") from broken

    def _exchange(self, picture: bytes, until: float) -> bytes:
        child = self._running()
        assert child.stdin is not None, "the child was started with pipes"
        assert child.stdout is not None, "the child was started with pipes"
        _write(child.stdin.fileno(), LENGTH.pack(len(picture)) + picture, until)
        (length,) = LENGTH.unpack(_read(child.stdout.fileno(), LENGTH.size, until))
        if length > MOST_ANSWER:
            raise EOFError
        return _read(child.stdout.fileno(), length, until)

    def _running(self) -> subprocess.Popen[bytes]:
        """The child; a new one when there is none or it has gone to sleep."""
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(  # noqa: S603  our own module, no shell, no input in it
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                env={**_calm(), "OMP_NUM_THREADS": "2"},
            )
            assert self._child.stdin is not None, "the child was started with pipes"
            os.set_blocking(self._child.stdin.fileno(), False)
        return self._child


def _calm() -> dict[str, str]:
    """Our environment without its secrets: the child needs none of them."""
    return {name: text for name, text in os.environ.items() if not name.startswith("KELIU_")}


def _wait(until: float, *, reading: int | None = None, writing: int | None = None) -> None:
    readers, writers = ([] if one is None else [one] for one in (reading, writing))
    left = until - time.monotonic()
    if left <= 0 or not any(select.select(readers, writers, [], left)[:2]):
        raise TimeoutError


def _write(fd: int, data: bytes, until: float) -> None:
    view = memoryview(data)
    while view:
        _wait(until, writing=fd)
        view = view[os.write(fd, view) :]


def _read(fd: int, size: int, until: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        _wait(until, reading=fd)
        part = os.read(fd, size - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


_reader = Reader([sys.executable, "-m", CHILD])
atexit.register(_reader.close)


def read_lines(picture: bytes) -> list[SeenLine]:
    """The lines of text in a picture. Raises Unreadable."""
    return _reader.read(picture)
