"""The recogniser's process: answers, is killed when it hangs, starts again when it fell."""

import sys
import time
from collections.abc import Iterator

import pytest

from keliu.platform.ocr import Unreadable
from keliu.platform.ocr.reader import Reader

ECHO = """
import json, os, struct, sys
while head := os.read(0, 4):
    left, size = struct.unpack(">I", head)[0], 0
    while size < left:
        size += len(os.read(0, left - size))
    answer = json.dumps([[f"{size} {os.getpid()}", 0, 1, 2, 3, 0.5]]).encode()
    os.write(1, struct.pack(">I", len(answer)) + answer)
"""
HANG = "import time; time.sleep(60)"
FALL = "import os; os.read(0, 4); os._exit(3)"
BABBLE = "import os, struct; os.read(0, 4); os.write(1, struct.pack('>I', 1 << 31) + b'x' * 99)"
SECRETS = """
import json, os, struct
os.read(0, 4)
names = [name for name in os.environ if name.startswith("KELIU_")]
answer = json.dumps([[" ".join(names), 0, 0, 0, 0, 1]]).encode()
os.write(1, struct.pack(">I", len(answer)) + answer)
"""


@pytest.fixture
def made() -> Iterator[list[Reader]]:
    readers: list[Reader] = []
    yield readers
    for reader in readers:
        reader.close()


def reader(made: list[Reader], program: str, seconds: float = 5) -> Reader:
    made.append(Reader([sys.executable, "-c", program], seconds))
    return made[-1]


def test_large_pictures_pass_and_one_child_serves_many(made: list[Reader]) -> None:
    one = reader(made, ECHO)
    size, first = one.read(b"x" * 3_000_000)[0].text.split()
    assert size == "3000000"
    again = one.read(b"small")[0]
    assert again.text == f"5 {first}"
    assert (again.left, again.top, again.right, again.bottom, again.score) == (0, 1, 2, 3, 0.5)


def test_a_child_that_hangs_is_killed(made: list[Reader]) -> None:
    one = reader(made, HANG, seconds=0.3)
    began = time.monotonic()
    with pytest.raises(Unreadable, match="timeout"):
        one.read(b"x" * 1_000_000)
    assert time.monotonic() - began < 20  # it would have slept for sixty
    assert one._child is None


@pytest.mark.parametrize("program", [FALL, BABBLE])
def test_a_child_that_falls_or_babbles_is_replaced(made: list[Reader], program: str) -> None:
    one = reader(made, program)
    for _ in range(2):
        with pytest.raises(Unreadable, match="broken"):
            one.read(b"x")
    one.command = [sys.executable, "-c", ECHO]
    assert one.read(b"xy")[0].text.startswith("2 ")


def test_a_child_that_went_to_sleep_is_woken(made: list[Reader]) -> None:
    one = reader(made, ECHO)
    first = one.read(b"x")[0].text
    assert one._child is not None
    one._child.kill()
    one._child.wait()
    assert one.read(b"x")[0].text != first


def test_the_child_gets_none_of_our_secrets(
    made: list[Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KELIU_MASTER_KEY", "secret")
    assert reader(made, SECRETS).read(b"x")[0].text == ""


def test_what_is_too_large_is_not_even_handed_over(made: list[Reader]) -> None:
    one = reader(made, HANG)
    with pytest.raises(Unreadable, match="broken"):
        one.read(b"x" * (20 * 1024 * 1024 + 1))
    assert one._child is None
