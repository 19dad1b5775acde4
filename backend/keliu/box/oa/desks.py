"""Accounts of an app's own service desk, to which talks can be handed."""

import re
from typing import Any

from keliu.box.errors import WeChatError
from keliu.box.store import Store

MOST, MOST_NAME = 100, 16
ACCOUNT = re.compile(r"[0-9A-Za-z_]{1,10}@[0-9A-Za-z_-]+")
SCHEMA = """
CREATE TABLE IF NOT EXISTS desks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, appid TEXT NOT NULL, account TEXT NOT NULL,
    nickname TEXT NOT NULL, UNIQUE (appid, account));
"""
WIPE = "DELETE FROM desks;"


class Desks:
    """The desks of every account."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.script(SCHEMA)

    def add(self, appid: str, account: object, nickname: object) -> None:
        """A new desk. Raises 65403, 65404, 65405, 65406."""
        good, name = _account(account), _nickname(nickname)
        if len(self.all(appid)) >= MOST:
            raise WeChatError(65405)
        if self.known(appid, good):
            raise WeChatError(65406)
        self._store.run(
            "INSERT INTO desks (appid, account, nickname) VALUES (?, ?, ?)", appid, good, name
        )

    def rename(self, appid: str, account: object, nickname: object) -> None:
        """Another name. Raises 65401, 65403."""
        if not self._store.run(
            "UPDATE desks SET nickname = ? WHERE appid = ? AND account = ?",
            *(_nickname(nickname), appid, str(account)),
        ):
            raise WeChatError(65401)

    def drop(self, appid: str, account: str) -> None:
        """Delete a desk. Raises 65401."""
        if not self._store.run("DELETE FROM desks WHERE appid = ? AND account = ?", appid, account):
            raise WeChatError(65401)

    def known(self, appid: str, account: str) -> bool:
        """Whether there is such a desk."""
        return any(one["kf_account"] == account for one in self.all(appid))

    def all(self, appid: str) -> list[dict[str, Any]]:
        """As getkflist shows them."""
        rows = self._store.all("SELECT * FROM desks WHERE appid = ? ORDER BY id", appid)
        return [
            {
                "kf_account": row["account"],
                "kf_id": str(1000 + row["id"]),
                "kf_nick": row["nickname"],
                "kf_headimgurl": "",
            }
            for row in rows
        ]

    def wipe(self) -> None:
        """Forget every desk."""
        self._store.script(WIPE)


def _account(value: object) -> str:
    if not isinstance(value, str) or not ACCOUNT.fullmatch(value):
        raise WeChatError(65404)
    return value


def _nickname(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= MOST_NAME:
        raise WeChatError(65403)
    return value
