"""How often somebody may knock: a count per key and window, in this process's memory.

For doors that stand open to everybody. It keeps one sender from taking all the time of a process;
it is no ledger: every process counts for itself, and a restart forgets.
"""

import time
from collections import OrderedDict
from threading import Lock

MOST_KEYS = 20_000


class Pace:
    """At most `most` knocks per key in `seconds`; the window starts with the first."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def allows(self, key: str) -> bool:
        """Count a knock; False when there were too many."""
        now = time.monotonic()
        with self._lock:
            began, count = self._seen.pop(key, (now, 0))
            if now - began >= self._seconds:
                began, count = now, 0
            self._seen[key] = began, count + 1
            if len(self._seen) > MOST_KEYS:
                self._seen.popitem(last=False)
            return count < self._most
