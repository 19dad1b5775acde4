"""The process that recognises: pictures come in on stdin, lines go out on stdout.

Each message is its length in four bytes and then itself. After two idle minutes, or when the
other side is gone, it ends and gives its memory back.
"""

import json
import os
import select
import struct
import sys
from typing import Any

IDLE_SECONDS = 120.0
MOST_MEMORY = 4 << 30
LENGTH = struct.Struct(">I")
THREADS = 2


def main() -> int:
    """Answer until nobody asks any more."""
    out = os.dup(1)
    os.dup2(2, 1)  # what libraries print must not get between our answers
    _bounds()
    engine: Any = None
    while True:
        picture = _picture()
        if picture is None:
            return 0
        engine = engine or _engine()
        answer = json.dumps(_lines(engine, picture), ensure_ascii=False).encode()
        _write(out, LENGTH.pack(len(answer)) + answer)


def _bounds() -> None:
    """Behind everybody else in line for the processor, and never more than four gigabytes."""
    import resource

    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _picture() -> bytes | None:
    if not select.select([0], [], [], IDLE_SECONDS)[0]:
        return None
    head = _read(LENGTH.size)
    return None if head is None else _read(LENGTH.unpack(head)[0])


def _read(size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(0, size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)


def _write(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _engine() -> Any:
    """The recogniser with the models of its own package: nothing is fetched."""
    import logging

    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.WARNING)
    return RapidOCR(
        params={
            "Global.log_level": "warning",
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _lines(engine: Any, picture: bytes) -> list[tuple[str, float, float, float, float, float]]:
    seen = engine(picture)
    if seen.boxes is None or seen.txts is None:
        return []
    lines = []
    for box, text, score in zip(seen.boxes, seen.txts, seen.scores, strict=True):
        across, down = [float(point[0]) for point in box], [float(point[1]) for point in box]
        lines.append((str(text), min(across), min(down), max(across), max(down), float(score)))
    return lines


if __name__ == "__main__":
    sys.exit(main())
