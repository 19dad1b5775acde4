"""The box's own time: real time plus an offset that tests and the control panel may move."""

import time
from datetime import UTC, datetime

from keliu.box.store import Store

_KEY = "clock_offset"


class Clock:
    """Virtual time. The offset is stored, so a restarted box does not travel back."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._offset = float(store.meta(_KEY) or 0)

    @property
    def offset(self) -> float:
        """Seconds the box is ahead of the real clock."""
        return self._offset

    def now(self) -> float:
        """Seconds since 1970 in the box's time."""
        return time.time() + self._offset

    def now_ms(self) -> int:
        """The same in whole milliseconds."""
        return int(self.now() * 1000)

    def advance(self, seconds: float) -> None:
        """Move time; negative seconds move it back."""
        self._set(self._offset + seconds)

    def reset(self) -> None:
        """Return to real time."""
        self._set(0.0)

    def iso(self) -> str:
        """Now as UTC text for JSON."""
        return iso(self.now())

    def _set(self, offset: float) -> None:
        self._offset = offset
        self._store.set_meta(_KEY, repr(offset))


def iso(seconds: float) -> str:
    """UTC text with milliseconds and a Z."""
    return (
        datetime.fromtimestamp(seconds, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )
