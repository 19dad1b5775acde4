"""Links into mini programs, and when they end."""

import secrets

from keliu.box.clock import Clock
from keliu.box.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS mini_links (
    token TEXT PRIMARY KEY, appid TEXT NOT NULL, kind TEXT NOT NULL, page TEXT NOT NULL,
    expires_at REAL, opened INTEGER NOT NULL DEFAULT 0);
"""
WIPE = "DELETE FROM mini_links;"


class Links:
    """Every link the box has given out."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        store.script(SCHEMA)

    def make(self, appid: str, kind: str, page: str, until: float | None) -> str:
        """A new link's token."""
        token = secrets.token_urlsafe(12)
        self._store.run(
            "INSERT INTO mini_links VALUES (?, ?, ?, ?, ?, 0)", token, appid, kind, page, until
        )
        return token

    def open(self, token: str) -> tuple[str, str] | None:
        """(appid, page) of a link that still works."""
        row = self._store.one("SELECT * FROM mini_links WHERE token = ?", token)
        if row is None or (row["expires_at"] or self._clock.now() + 1) <= self._clock.now():
            return None
        self._store.run("UPDATE mini_links SET opened = opened + 1 WHERE token = ?", token)
        return row["appid"], row["page"]

    def wipe(self) -> None:
        """Forget every link."""
        self._store.script(WIPE)
