"""Chats between the people of this box, and the links each of them has opened."""

from dataclasses import asdict, dataclass
from typing import Any

from keliu.box.clock import Clock, iso
from keliu.box.store import Row, Store

_HISTORY = 50


@dataclass(frozen=True)
class Draft:
    """What someone sends: a text, or a link card. `client_id` makes a double tap one message."""

    client_id: str
    kind: str
    text: str = ""
    title: str = ""
    summary: str = ""
    picture: str = ""
    link: str = ""


@dataclass(frozen=True)
class Message:
    """One line of a chat."""

    id: int
    sender: str
    receiver: str
    kind: str
    text: str
    title: str
    summary: str
    picture: str
    link: str
    at: str

    def json(self) -> dict[str, Any]:
        """For the wire."""
        return asdict(self)


class Chats:
    """Messages, what has been read, and the history of opened links."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def send(self, sender: str, receiver: str, draft: Draft) -> tuple[Message, bool]:
        """Store a message once; the message and whether it is new."""
        new = self._store.run(
            "INSERT OR IGNORE INTO messages (client_id, sender, receiver, kind, text, title, "
            "summary, picture, link, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(
                draft.client_id,
                sender,
                receiver,
                draft.kind,
                draft.text,
                draft.title,
                draft.summary,
            ),
            *(draft.picture, draft.link, self._clock.now_ms()),
        )
        row = self._store.one(
            "SELECT * FROM messages WHERE sender = ? AND client_id = ?", sender, draft.client_id
        )
        if row is None:
            raise LookupError(draft.client_id)
        return _message(row), bool(new)

    def between(
        self, user: str, peer: str, *, before: int | None = None, limit: int = 50
    ) -> list[Message]:
        """The newest messages of one chat, oldest first."""
        rows = self._store.all(
            "SELECT * FROM messages WHERE ((sender = ?1 AND receiver = ?2) "
            "OR (sender = ?2 AND receiver = ?1)) AND id < ?3 ORDER BY id DESC LIMIT ?4",
            *(user, peer, before if before is not None else 1 << 62, limit),
        )
        return [_message(row) for row in reversed(rows)]

    def summaries(self, user: str) -> list[dict[str, Any]]:
        """One line per chat of this person: the last message and how many are unread."""
        rows = self._store.all(
            "SELECT m.*, CASE m.sender WHEN ?1 THEN m.receiver ELSE m.sender END AS peer "
            "FROM messages m "
            "WHERE m.id IN (SELECT max(id) FROM messages WHERE sender = ?1 OR receiver = ?1 "
            "GROUP BY CASE sender WHEN ?1 THEN receiver ELSE sender END) ORDER BY m.id DESC",
            user,
        )
        return [
            {
                "peer": row["peer"],
                "last": _message(row).json(),
                "unread": self._unread(user, row["peer"]),
            }
            for row in rows
        ]

    def mark_read(self, user: str, peer: str) -> None:
        """Everything from this person has been seen."""
        self._store.run(
            "INSERT INTO reads SELECT ?1, ?2, coalesce(max(id), 0) FROM messages "
            "WHERE sender = ?2 AND receiver = ?1 "
            "ON CONFLICT (user, peer) DO UPDATE SET message_id = excluded.message_id",
            *(user, peer),
        )

    def everything(self) -> list[dict[str, Any]]:
        """Every message of the box, oldest first."""
        return [
            _message(row).json() for row in self._store.all("SELECT * FROM messages ORDER BY id")
        ]

    def visited(self, user: str, url: str, title: str) -> None:
        """Remember an opened link; opened again it moves up and keeps the title it had."""
        self._store.run(
            "INSERT INTO visits VALUES (?, ?, ?, ?) ON CONFLICT (user, url) DO UPDATE SET "
            "at = excluded.at, "
            "title = CASE excluded.title WHEN '' THEN title ELSE excluded.title END",
            *(user, url, title, self._clock.now_ms()),
        )

    def history(self, user: str) -> list[dict[str, Any]]:
        """Opened links, newest first."""
        rows = self._store.all(
            "SELECT * FROM visits WHERE user = ? ORDER BY at DESC, rowid DESC LIMIT ?",
            user,
            _HISTORY,
        )
        return [
            {"url": row["url"], "title": row["title"], "at": iso(row["at"] / 1000)} for row in rows
        ]

    def forget_history(self, user: str) -> None:
        """Clear the list of opened links."""
        self._store.run("DELETE FROM visits WHERE user = ?", user)

    def _unread(self, user: str, peer: str) -> int:
        row = self._store.one(
            "SELECT count(*) AS n FROM messages WHERE sender = ?2 AND receiver = ?1 "
            "AND id > coalesce("
            "(SELECT message_id FROM reads WHERE user = ?1 AND peer = ?2), 0)",
            *(user, peer),
        )
        return 0 if row is None else int(row["n"])


def _message(row: Row) -> Message:
    fields = {
        name: row[name] for name in ("id", "sender", "receiver", "kind", "text", "title", "summary")
    }
    return Message(**fields, picture=row["picture"], link=row["link"], at=iso(row["at"] / 1000))
