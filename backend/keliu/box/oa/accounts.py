"""What an app is beyond its secret: its kind of account, and where its pushes go."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keliu.box.clock import Clock
from keliu.box.errors import Refused
from keliu.box.store import Row, Store
from keliu.kit import networks

TYPES = ("service", "subscription", "mini")
MODES = ("safe", "compatible", "plain")
FORMATS = ("xml", "json")
OLD_KEY_SECONDS = 60  # so long pushes may still come under the key that was just replaced
PATIENCE = 5.0
TOKEN = re.compile(r"[0-9A-Za-z_-]{3,64}")
SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    appid TEXT PRIMARY KEY, original_id TEXT NOT NULL, type TEXT NOT NULL,
    verified INTEGER NOT NULL, first_followers TEXT, push TEXT);
"""
WIPE_APPS = "DELETE FROM accounts;"


@dataclass(frozen=True)
class PushTo:
    """Where pushes of an app go, and how they are written."""

    url: str
    token: str
    aes_key: str = ""
    mode: str = "safe"
    format: str = "xml"
    seconds: float = PATIENCE
    old_key: str = ""
    old_until: float = 0.0


@dataclass(frozen=True)
class Account:
    """An app's standing with WeChat; `first_followers` None means everybody of the box."""

    appid: str
    original_id: str
    type: str
    verified: bool
    first_followers: tuple[str, ...] | None
    push: PushTo | None


class Accounts:
    """The register of accounts, beside the register of apps."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        store.script(SCHEMA)

    def register(self, appid: str, kind: str, given: Mapping[str, Any]) -> Account:
        """Keep what was said; what is left out stays as it was."""
        before = self.find(appid)
        account = Account(
            appid=appid,
            original_id=_original(given, before, appid),
            type=_type(given, before, kind),
            verified=_verified(given, before),
            first_followers=_people(given, before),
            push=self._push(given, before),
        )
        self._store.run(
            "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (appid) DO UPDATE SET "
            "original_id = excluded.original_id, type = excluded.type, "
            "verified = excluded.verified, first_followers = excluded.first_followers, "
            "push = excluded.push",
            *(appid, account.original_id, account.type, account.verified),
            None if account.first_followers is None else json.dumps(account.first_followers),
            None if account.push is None else json.dumps(account.push.__dict__),
        )
        return account

    def find(self, appid: str) -> Account | None:
        """The account of an app."""
        row = self._store.one("SELECT * FROM accounts WHERE appid = ?", appid)
        return None if row is None else _account(row)

    def all(self) -> list[Account]:
        """In the order they were registered."""
        return [_account(row) for row in self._store.all("SELECT * FROM accounts ORDER BY rowid")]

    def wipe(self, *, apps: bool) -> None:
        """Only a whole reset forgets accounts."""
        if apps:
            self._store.script(WIPE_APPS)

    def _push(self, given: Mapping[str, Any], before: Account | None) -> PushTo | None:
        known = before.push if before else None
        if "push" not in given:
            return known
        if given["push"] is None:
            return None
        now = _push(given["push"])
        if known is None or not known.aes_key or known.aes_key == now.aes_key:
            return now
        until = self._clock.now() + OLD_KEY_SECONDS
        return PushTo(**{**now.__dict__, "old_key": known.aes_key, "old_until": until})


def _account(row: Row) -> Account:
    first = row["first_followers"]
    return Account(
        appid=row["appid"],
        original_id=row["original_id"],
        type=row["type"],
        verified=bool(row["verified"]),
        first_followers=None if first is None else tuple(json.loads(first)),
        push=None if row["push"] is None else PushTo(**json.loads(row["push"])),
    )


def _original(given: Mapping[str, Any], before: Account | None, appid: str) -> str:
    known = before.original_id if before else f"gh_{appid[2:14].lower():0<12}"
    value = given.get("original_id") or known
    if not isinstance(value, str) or not value.startswith("gh_") or len(value) > 40:
        raise Refused(422, "invalid", "original_id 以 gh_ 开头")
    return value


def _type(given: Mapping[str, Any], before: Account | None, kind: str) -> str:
    usual = "mini" if kind == "mini" else "service"
    value = given.get("type") or (before.type if before else usual)
    if value not in TYPES or (value == "mini") != (kind == "mini"):
        raise Refused(422, "invalid", f"type 只能是 {'、'.join(TYPES)},并且和 kind 一致")
    return str(value)


def _verified(given: Mapping[str, Any], before: Account | None) -> bool:
    value = given.get("verified", before.verified if before else True)
    if not isinstance(value, bool):
        raise Refused(422, "invalid", "verified 只能是 true 或 false")
    return value


def _people(given: Mapping[str, Any], before: Account | None) -> tuple[str, ...] | None:
    if "followers" not in given:
        return before.first_followers if before else None
    value = given["followers"]
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refused(422, "invalid", "followers 要写成人的编号的列表,如 ['u1']")
    return tuple(value)


def _push(given: object) -> PushTo:
    if not isinstance(given, dict):
        raise Refused(422, "invalid", "push 要写成 {url, token, aes_key, mode, format}")
    url, token = str(given.get("url", "")), str(given.get("token", ""))
    if networks.split(url).scheme not in {"http", "https"}:
        raise Refused(422, "invalid", "push.url 要是网址")
    if not TOKEN.fullmatch(token):
        raise Refused(422, "invalid", "push.token 是 3 到 64 位字母数字")
    mode, form = given.get("mode", "safe"), given.get("format", "xml")
    if mode not in MODES or form not in FORMATS:
        raise Refused(
            422, "invalid", "push.mode 是 safe、compatible 或 plain,format 是 xml 或 json"
        )
    key = str(given.get("aes_key") or "")
    if (key or mode != "plain") and not _sound(key):
        raise Refused(422, "invalid", "push.aes_key 是 43 位的 EncodingAESKey")
    seconds = given.get("seconds", PATIENCE)
    if type(seconds) not in (int, float) or not 0 < seconds <= PATIENCE:
        raise Refused(422, "invalid", "push.seconds 是 5 以内的秒数")
    return PushTo(url, token, key, str(mode), str(form), float(seconds))


def _sound(key: str) -> bool:
    try:
        return len(key) == 43 and len(base64.b64decode(key + "=", validate=True)) == 32
    except ValueError:
        return False
