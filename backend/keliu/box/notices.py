"""Template messages of official accounts, and who follows which account."""

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

from keliu.box.clock import Clock, iso
from keliu.box.errors import Refused, WeChatError
from keliu.box.store import Row, Store

FIELD = re.compile(r"([^\n{}::]*)[::]?\s*{{([a-z_]+\d*)\.DATA}}")
KIND = re.compile(r"[a-z_]+")
AGAIN_SECONDS = 600
MOST_TEMPLATES = 25
SCHEMA = """
CREATE TABLE IF NOT EXISTS templates (
    appid TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (appid, id));
CREATE TABLE IF NOT EXISTS notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT, msgid INTEGER NOT NULL, appid TEXT NOT NULL,
    user TEXT NOT NULL, title TEXT NOT NULL, lines TEXT NOT NULL, url TEXT NOT NULL,
    client_id TEXT NOT NULL, at INTEGER NOT NULL, seen INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS notices_of_user ON notices (user, appid, id);
CREATE TABLE IF NOT EXISTS standings (
    appid TEXT NOT NULL, user TEXT NOT NULL, follows INTEGER NOT NULL, takes INTEGER NOT NULL,
    PRIMARY KEY (appid, user));
CREATE TABLE IF NOT EXISTS callbacks (
    appid TEXT PRIMARY KEY, url TEXT NOT NULL, token TEXT NOT NULL);
"""
WIPE = "DELETE FROM notices; DELETE FROM standings;"
WIPE_APPS = "DELETE FROM templates; DELETE FROM callbacks;"


@dataclass(frozen=True)
class Template:
    """A template of an account; `fields` are (key, label) in the order people read them."""

    id: str
    title: str
    content: str

    @property
    def fields(self) -> list[tuple[str, str]]:
        return [(key, label.strip()) for label, key in FIELD.findall(self.content)]

    def json(self) -> dict[str, str]:
        """As get_all_private_template lists it."""
        return {
            "template_id": self.id,
            "title": self.title,
            "primary_industry": "IT科技",
            "deputy_industry": "互联网|电子商务",
            "content": self.content,
            "example": "",
        }


@dataclass(frozen=True)
class Standing:
    """A person's relation to an account: follows it, and takes its notices."""

    follows: bool = True
    takes: bool = True


class Notices:
    """What accounts have sent, what people have seen."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        store.script(SCHEMA)

    # -- templates

    def keep_templates(self, appid: str, given: object) -> None:
        """The templates of an account as they were registered: [{id, title, content}]."""
        if given is None:
            return
        if not isinstance(given, list) or not all(_is_template(one) for one in given):
            raise Refused(422, "invalid", "templates 要写成 [{id, title, content}]")
        for one in given:
            self._store.run(
                "INSERT INTO templates VALUES (?, ?, ?, ?) ON CONFLICT (appid, id) DO UPDATE SET "
                "title = excluded.title, content = excluded.content",
                *(appid, one["id"], one["title"], one["content"]),
            )

    def add_template(self, appid: str, title: str, content: str) -> str:
        """A template out of the library. Raises 45026 when the account has too many."""
        if len(self.templates(appid)) >= MOST_TEMPLATES:
            raise WeChatError(45026)
        identifier = secrets.token_urlsafe(32)[:43]
        self.keep_templates(appid, [{"id": identifier, "title": title, "content": content}])
        return identifier

    def templates(self, appid: str) -> list[Template]:
        rows = self._store.all("SELECT * FROM templates WHERE appid = ? ORDER BY rowid", appid)
        return [Template(row["id"], row["title"], row["content"]) for row in rows]

    def template(self, appid: str, identifier: str) -> Template:
        """One template of an account. Raises 40037."""
        for one in self.templates(appid):
            if one.id == identifier:
                return one
        raise WeChatError(40037)

    def drop_template(self, appid: str, identifier: str) -> None:
        self.template(appid, identifier)
        self._store.run("DELETE FROM templates WHERE appid = ? AND id = ?", appid, identifier)

    # -- who follows

    def standing(self, appid: str, user: str) -> Standing:
        """Everybody follows every account of this box until they leave it."""
        row = self._store.one("SELECT * FROM standings WHERE appid = ? AND user = ?", appid, user)
        return Standing() if row is None else Standing(bool(row["follows"]), bool(row["takes"]))

    def stand(self, appid: str, user: str, now: Standing) -> None:
        self._store.run(
            "INSERT INTO standings VALUES (?, ?, ?, ?) ON CONFLICT (appid, user) DO UPDATE SET "
            "follows = excluded.follows, takes = excluded.takes",
            *(appid, user, now.follows, now.takes),
        )

    # -- messages

    def send(
        self, appid: str, user: str, title: str, lines: list[dict[str, str]], url: str, once: str
    ) -> tuple[int, bool]:
        """(msgid, whether it is new): the same client_msg_id within ten minutes is one message."""
        now = self._clock.now_ms()
        known = self._store.one(
            "SELECT msgid FROM notices WHERE appid = ? AND user = ? AND client_id = ? AND at > ?",
            *(appid, user, once, now - AGAIN_SECONDS * 1000),
        )
        if once and known is not None:
            return int(known["msgid"]), False
        msgid = secrets.randbelow(1 << 62)
        self._store.run(
            "INSERT INTO notices (msgid, appid, user, title, lines, url, client_id, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(msgid, appid, user, title, json.dumps(lines, ensure_ascii=False), url, once, now),
        )
        return msgid, True

    def of_user(self, user: str, appid: str) -> list[dict[str, Any]]:
        """The newest notices of one account, oldest first."""
        rows = self._store.all(
            "SELECT * FROM notices WHERE user = ? AND appid = ? ORDER BY id DESC LIMIT 50",
            *(user, appid),
        )
        return [_shown(row) for row in reversed(rows)]

    def summaries(self, user: str) -> list[dict[str, Any]]:
        """One line per account that has written to this person."""
        rows = self._store.all(
            "SELECT n.*, (SELECT count(*) FROM notices u WHERE u.user = n.user "
            "AND u.appid = n.appid AND NOT u.seen) AS unread FROM notices n WHERE n.id IN "
            "(SELECT max(id) FROM notices WHERE user = ? GROUP BY appid) ORDER BY n.id DESC",
            user,
        )
        return [
            {"appid": row["appid"], "last": _shown(row), "unread": row["unread"]} for row in rows
        ]

    def mark_seen(self, user: str, appid: str) -> None:
        self._store.run("UPDATE notices SET seen = 1 WHERE user = ? AND appid = ?", user, appid)

    def everything(self) -> list[dict[str, Any]]:
        """Every notice of the box, oldest first, with whose it is."""
        rows = self._store.all("SELECT * FROM notices ORDER BY id")
        return [{**_shown(row), "appid": row["appid"], "user": row["user"]} for row in rows]

    # -- where events go

    def keep_callback(self, appid: str, given: object) -> None:
        """The push address of an account: {url, token}; null takes it away."""
        if given is None:
            return
        if not isinstance(given, dict) or not {"url", "token"} <= given.keys():
            raise Refused(422, "invalid", "callback 要写成 {url, token}")
        self._store.run(
            "INSERT INTO callbacks VALUES (?, ?, ?) ON CONFLICT (appid) DO UPDATE SET "
            "url = excluded.url, token = excluded.token",
            *(appid, str(given["url"]), str(given["token"])),
        )

    def callback(self, appid: str) -> tuple[str, str] | None:
        """(address, token) of an account's pushes."""
        row = self._store.one("SELECT * FROM callbacks WHERE appid = ?", appid)
        return None if row is None else (row["url"], row["token"])

    def wipe(self, *, apps: bool) -> None:
        """Forget what was sent and who left; templates and addresses stay unless asked."""
        self._store.script(WIPE + (WIPE_APPS if apps else ""))


def kind_of(key: str) -> str:
    """`thing1` is of the kind `thing`."""
    found = KIND.match(key)
    return found[0] if found else ""


def _is_template(one: object) -> bool:
    return isinstance(one, dict) and all(
        isinstance(one.get(name), str) and one[name] for name in ("id", "title", "content")
    )


def _shown(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "msgid": str(row["msgid"]),
        "title": row["title"],
        "lines": json.loads(row["lines"]),
        "url": row["url"],
        "at": iso(row["at"] / 1000),
    }
