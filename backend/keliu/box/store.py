"""The box's SQLite file: one connection, short statements, write-ahead log."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Row = sqlite3.Row

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS apps (
    appid TEXT PRIMARY KEY, secret TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('oa', 'mini')),
    name TEXT NOT NULL, subject TEXT NOT NULL, redirect_domains TEXT NOT NULL,
    js_domains TEXT NOT NULL, paths TEXT);
CREATE TABLE IF NOT EXISTS users (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, appid TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('stable', 'classic')), created_at REAL NOT NULL,
    expires_at REAL NOT NULL, replaced INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS tokens_by_app ON tokens (appid, kind, created_at);
CREATE TABLE IF NOT EXISTS forced (appid TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS tickets (
    ticket TEXT PRIMARY KEY, appid TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS asks (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, appid TEXT NOT NULL, redirect_uri TEXT NOT NULL,
    scope TEXT NOT NULL, state TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('oauth', 'login')),
    appid TEXT NOT NULL, user TEXT NOT NULL, scope TEXT NOT NULL, expires_at REAL NOT NULL,
    used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS grants (
    access_token TEXT PRIMARY KEY, refresh_token TEXT NOT NULL UNIQUE, appid TEXT NOT NULL,
    user TEXT NOT NULL, scope TEXT NOT NULL, expires_at REAL NOT NULL,
    refresh_expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    appid TEXT NOT NULL, user TEXT NOT NULL, session_key TEXT NOT NULL, PRIMARY KEY (appid, user));
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id TEXT NOT NULL, sender TEXT NOT NULL,
    receiver TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('text', 'link')), text TEXT NOT NULL,
    title TEXT NOT NULL, summary TEXT NOT NULL, picture TEXT NOT NULL, link TEXT NOT NULL,
    at INTEGER NOT NULL, UNIQUE (sender, client_id));
CREATE INDEX IF NOT EXISTS messages_by_pair ON messages (sender, receiver, id);
CREATE TABLE IF NOT EXISTS reads (
    user TEXT NOT NULL, peer TEXT NOT NULL, message_id INTEGER NOT NULL, PRIMARY KEY (user, peer));
CREATE TABLE IF NOT EXISTS visits (
    user TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (user, url));
"""

_WIPE = """
DELETE FROM tokens; DELETE FROM forced; DELETE FROM tickets; DELETE FROM asks; DELETE FROM codes;
DELETE FROM grants; DELETE FROM sessions; DELETE FROM messages; DELETE FROM reads;
DELETE FROM visits;
"""

_COUNTS = """
SELECT (SELECT count(*) FROM tokens) AS tokens, (SELECT count(*) FROM tickets) AS tickets,
    (SELECT count(*) FROM codes) AS codes, (SELECT count(*) FROM grants) AS grants,
    (SELECT count(*) FROM sessions) AS sessions
"""


class Store:
    """The only holder of the connection; callers see rows and plain statements."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA busy_timeout = 3000")
        self._db.executescript(_SCHEMA)

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row, or None."""
        row: Row | None = self._db.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> Sequence[Row]:
        """Every row."""
        return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        """Run one statement; the number of rows it changed."""
        return self._db.execute(sql, values).rowcount

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several statements, all or none."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def script(self, statements: str) -> None:
        """Run several statements without values."""
        self._db.executescript(statements)

    def meta(self, key: str) -> str | None:
        """A remembered setting."""
        row = self.one("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else str(row["value"])

    def set_meta(self, key: str, value: str) -> None:
        """Remember a setting."""
        self.run(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            key,
            value,
        )

    def wipe(self, *, apps: bool) -> None:
        """Forget everything that happened; registered apps stay unless asked."""
        forget_apps = "DELETE FROM apps;" if apps else ""
        self._db.executescript(f"BEGIN IMMEDIATE; {_WIPE} {forget_apps} COMMIT;")

    def counts(self) -> dict[str, int]:
        """How many of each kind of token there are."""
        row = self.one(_COUNTS)
        return {} if row is None else dict(row)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
