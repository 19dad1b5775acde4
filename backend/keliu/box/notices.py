"""Template messages of official accounts: the templates, and what was sent."""

import re
import secrets
from dataclasses import dataclass

from keliu.box.clock import Clock
from keliu.box.errors import Refused, WeChatError
from keliu.box.store import Store

FIELD = re.compile(r"([^\n{}::]*)[::]?\s*{{([a-z_]+\d*)\.DATA}}")
KIND = re.compile(r"[a-z_]+")
AGAIN_SECONDS = 600
MOST_TEMPLATES = 25
SCHEMA = """
CREATE TABLE IF NOT EXISTS templates (
    appid TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (appid, id));
CREATE TABLE IF NOT EXISTS sendings (
    msgid INTEGER PRIMARY KEY, appid TEXT NOT NULL, user TEXT NOT NULL,
    client_id TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS sendings_by_client ON sendings (appid, user, client_id, at);
"""
WIPE = "DELETE FROM sendings;"
WIPE_APPS = "DELETE FROM templates;"


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


class Notices:
    """The templates of every account, and which messages were sent already."""

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

    # -- messages

    def once(self, appid: str, user: str, client_id: str) -> tuple[int, bool]:
        """(msgid, whether it is new): the same client_msg_id within ten minutes is one message."""
        now = self._clock.now_ms()
        if client_id:
            known = self._store.one(
                "SELECT msgid FROM sendings WHERE appid = ? AND user = ? AND client_id = ? "
                "AND at > ?",
                *(appid, user, client_id, now - AGAIN_SECONDS * 1000),
            )
            if known is not None:
                return int(known["msgid"]), False
        msgid = secrets.randbelow(1 << 62)
        if client_id:
            self._store.run(
                "INSERT INTO sendings VALUES (?, ?, ?, ?, ?)", msgid, appid, user, client_id, now
            )
        return msgid, True

    def wipe(self, *, apps: bool) -> None:
        """Forget what was sent; templates stay unless asked."""
        self._store.script(WIPE + (WIPE_APPS if apps else ""))


def kind_of(key: str) -> str:
    """`thing1` is of the kind `thing`."""
    found = KIND.match(key)
    return found[0] if found else ""


def _is_template(one: object) -> bool:
    return isinstance(one, dict) and all(
        isinstance(one.get(name), str) and one[name] for name in ("id", "title", "content")
    )
