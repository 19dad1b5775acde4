"""Pushes that nobody waits for, until they are delivered: they are there again after a restart."""

import json
from typing import Any, NamedTuple

from keliu.box.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS waiting_pushes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, appid TEXT NOT NULL, user TEXT NOT NULL,
    words TEXT NOT NULL, speaks INTEGER NOT NULL);
"""
WIPE = "DELETE FROM waiting_pushes;"


class Waiting(NamedTuple):
    """One of them."""

    id: int
    appid: str
    user: str
    words: dict[str, Any]
    speaks: bool


class WaitingPushes:
    """The list, oldest first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.script(SCHEMA)

    def put(self, appid: str, user: str, words: dict[str, Any], *, speaks: bool) -> Waiting:
        """Remember one before it goes out."""
        text = json.dumps(words, ensure_ascii=False)
        row = self._store.one(
            "INSERT INTO waiting_pushes (appid, user, words, speaks) VALUES (?, ?, ?, ?) "
            "RETURNING id",
            *(appid, user, text, int(speaks)),
        )
        return Waiting(int(row["id"]) if row else 0, appid, user, words, speaks)

    def all(self) -> list[Waiting]:
        """What a box that went away had not delivered."""
        return [
            Waiting(
                row["id"], row["appid"], row["user"], json.loads(row["words"]), bool(row["speaks"])
            )
            for row in self._store.all("SELECT * FROM waiting_pushes ORDER BY id")
        ]

    def done(self, waiting_id: int) -> None:
        """It was delivered, or given up."""
        self._store.run("DELETE FROM waiting_pushes WHERE id = ?", waiting_id)

    def wipe(self) -> None:
        """Forget them."""
        self._store.script(WIPE)
