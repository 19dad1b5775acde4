"""Talks between a person and an account, as both sides see them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keliu.box.clock import Clock, iso
from keliu.box.hub import Hub
from keliu.box.store import Row, Store

AWAY = "该公众号暂时无法提供服务，请稍后再试"
SCHEMA = """
CREATE TABLE IF NOT EXISTS talks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, appid TEXT NOT NULL, user TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('user', 'account', 'event', 'system')),
    kind TEXT NOT NULL, fields TEXT NOT NULL, at INTEGER NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS talks_of_user ON talks (user, appid, id);
CREATE INDEX IF NOT EXISTS talks_of_app ON talks (appid, id);
"""
WIPE = "DELETE FROM talks;"


@dataclass(frozen=True)
class Line:
    """One line: said by the person, by the account, an event (not shown), or WeChat's own word."""

    id: int
    appid: str
    user: str
    side: str
    kind: str
    fields: dict[str, Any]
    at: str
    seen: bool

    def json(self) -> dict[str, Any]:
        """For the wire, the fields beside the rest."""
        head = {"id": self.id, "side": self.side, "kind": self.kind, "at": self.at}
        return {**self.fields, **head}


class Talks:
    """Every talk of the box."""

    def __init__(self, store: Store, clock: Clock, hub: Hub) -> None:
        self._store, self._clock, self._hub = store, clock, hub
        store.script(SCHEMA)

    def add(
        self, appid: str, user: str, side: str, kind: str, fields: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Write a line and tell the phone; the line."""
        now = self._clock.now_ms()
        self._store.run(
            "INSERT INTO talks (appid, user, side, kind, fields, at, seen) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(appid, user, side, kind, json.dumps(fields, ensure_ascii=False), now),
            side in ("user", "event"),
        )
        row = self._store.one("SELECT * FROM talks WHERE id = last_insert_rowid()")
        assert row is not None
        line = _line(row).json()
        if side != "event":
            self._hub.tell(user, {"type": "talk", "appid": appid, "line": line})
        return line

    def between(self, appid: str, user: str, limit: int = 200) -> list[dict[str, Any]]:
        """The newest lines of one talk, oldest first, events among them."""
        rows = self._store.all(
            "SELECT * FROM talks WHERE user = ? AND appid = ? ORDER BY id DESC LIMIT ?",
            *(user, appid, limit),
        )
        return [_line(row).json() for row in reversed(rows)]

    def of_app(self, appid: str, *, after: int, limit: int, side: str) -> list[dict[str, Any]]:
        """Lines of every talk of an account, with whose they are."""
        rows = self._store.all(
            "SELECT * FROM talks WHERE appid = ? AND id > ? AND side = ? ORDER BY id LIMIT ?",
            *(appid, after, side, limit),
        )
        return [{**_line(row).json(), "user": row["user"]} for row in rows]

    def notices(self) -> list[dict[str, Any]]:
        """Every template and subscribe message of the box, with whose it is."""
        rows = self._store.all(
            "SELECT * FROM talks WHERE kind IN ('template', 'subscribe') AND side = 'account' "
            "ORDER BY id LIMIT 1000"
        )
        return [{**_line(row).json(), "appid": row["appid"], "user": row["user"]} for row in rows]

    def summaries(self, user: str) -> list[dict[str, Any]]:
        """One line per account this person has talked with, newest first, with the unread count."""
        rows = self._store.all(
            "SELECT t.*, (SELECT count(*) FROM talks u WHERE u.user = t.user "
            "AND u.appid = t.appid AND NOT u.seen) AS unread FROM talks t WHERE t.id IN "
            "(SELECT max(id) FROM talks WHERE user = ? AND side <> 'event' GROUP BY appid) "
            "ORDER BY t.id DESC",
            user,
        )
        return [
            {"appid": row["appid"], "last": _line(row).json(), "unread": row["unread"]}
            for row in rows
        ]

    def mark_seen(self, appid: str, user: str) -> None:
        """The person has looked."""
        self._store.run(
            "UPDATE talks SET seen = 1 WHERE user = ? AND appid = ? AND NOT seen", user, appid
        )

    def wipe(self) -> None:
        """Forget every word."""
        self._store.script(WIPE)


def _line(row: Row) -> Line:
    return Line(
        id=row["id"],
        appid=row["appid"],
        user=row["user"],
        side=row["side"],
        kind=row["kind"],
        fields=json.loads(row["fields"]),
        at=iso(row["at"] / 1000),
        seen=bool(row["seen"]),
    )
