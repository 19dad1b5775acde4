"""Time-ordered 63-bit ids made by the application.

41 bits of milliseconds since 2024, 10 bits of node, 12 bits of sequence. The node is KELIU_NODE
(set it per process where several machines share a database) or the process id, so that the
processes of one machine never meet; a clock that goes back keeps counting from its last value.
"""

import os
import threading

from keliu.kit import clock

EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z
NODE_BITS, SEQUENCE_BITS = 10, 12
SHIFT = NODE_BITS + SEQUENCE_BITS

_lock = threading.Lock()
_last_ms = 0
_sequence = 0


def _node() -> int:
    return int(os.environ.get("KELIU_NODE") or os.getpid()) % (1 << NODE_BITS)


def new() -> int:
    """A new id, larger than every id this process made before."""
    return some(1)[0]


def some(many: int) -> list[int]:
    """So many new ids, each larger than every id this process made before it."""
    global _last_ms, _sequence  # noqa: PLW0603  one counter per process is the point
    node, found = _node() << SEQUENCE_BITS, list[int]()
    with _lock:
        now_ms = max(clock.now_ms() - EPOCH_MS, _last_ms)
        for _ in range(many):
            _sequence = _sequence + 1 if now_ms == _last_ms else 0
            if _sequence >> SEQUENCE_BITS:
                now_ms, _sequence = now_ms + 1, 0
            _last_ms = now_ms
            found.append((now_ms << SHIFT) | node | _sequence)
    return found


def at_ms(milliseconds: int) -> int:
    """The smallest id of a moment; bounds partitions and time ranges."""
    return max(milliseconds - EPOCH_MS, 0) << SHIFT


def ms_of(identifier: int) -> int:
    """When an id was made, in milliseconds since 1970."""
    return (identifier >> SHIFT) + EPOCH_MS


def parse(text: str | int | None) -> int | None:
    """An id from the wire, or None when it can not be one."""
    try:
        value = int(text)  # type: ignore[arg-type]  # None and rubbish raise below
    except (TypeError, ValueError):
        return None
    return value if 0 < value < 1 << 63 else None
