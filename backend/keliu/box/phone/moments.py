"""朋友圈: links that people have put where all their friends see them."""

from typing import Any

from keliu.box.clock import Clock, iso
from keliu.box.phone.chats import Draft
from keliu.box.store import Row, Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS moments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id TEXT NOT NULL, user TEXT NOT NULL,
    text TEXT NOT NULL, title TEXT NOT NULL, picture TEXT NOT NULL, link TEXT NOT NULL,
    at INTEGER NOT NULL, UNIQUE (user, client_id));
"""
WIPE = "DELETE FROM moments;"
SHOWN = 100


class Moments:
    """Everybody here is everybody's friend, so all see all of them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        store.script(SCHEMA)

    def put(self, user: str, draft: Draft) -> bool:
        """Show a link to all friends, once per tap; whether it is new."""
        return bool(
            self._store.run(
                "INSERT OR IGNORE INTO moments (client_id, user, text, title, picture, link, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(draft.client_id, user, draft.text, draft.title, draft.picture, draft.link),
                self._clock.now_ms(),
            )
        )

    def all(self) -> list[dict[str, Any]]:
        """The newest first."""
        rows = self._store.all("SELECT * FROM moments ORDER BY id DESC LIMIT ?", SHOWN)
        return [_shown(row) for row in rows]

    def wipe(self) -> None:
        """Take all of them away."""
        self._store.script(WIPE)


def _shown(row: Row) -> dict[str, Any]:
    names = ("id", "user", "text", "title", "picture", "link")
    return {**{name: row[name] for name in names}, "at": iso(row["at"] / 1000)}
