"""The list of requests the box has answered, without anything secret in it."""

from collections import deque
from dataclasses import asdict, dataclass

_HIDDEN = frozenset(
    {
        "secret",
        "access_token",
        "code",
        "js_code",
        "refresh_token",
        "ticket",
        "signature",
        "session_key",
        "key",
    }
)
_ROOM = 500


@dataclass(frozen=True)
class Entry:
    """One answered request."""

    at: str
    method: str
    path: str
    query: dict[str, str]
    status: int
    errcode: int
    rid: str
    ms: float
    fault: str


class Journal:
    """The newest requests; older ones fall off."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_ROOM)

    def add(self, entry: Entry) -> None:
        """Note one request."""
        self._entries.append(entry)

    def newest(self, limit: int = _ROOM, path: str = "") -> list[dict[str, object]]:
        """Newest first, of one path if asked."""
        chosen = [asdict(e) for e in reversed(self._entries) if not path or e.path == path]
        return chosen[:limit]

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()


def shown(query: dict[str, str]) -> dict[str, str]:
    """Query values with the secret ones covered."""
    return {name: "***" if name in _HIDDEN else value[:200] for name, value in query.items()}
