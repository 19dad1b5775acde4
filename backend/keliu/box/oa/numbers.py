"""Telephone numbers of the people here, and the codes by which a mini program learns one."""

import secrets

from keliu.box.clock import Clock
from keliu.box.errors import WeChatError
from keliu.box.store import Store

LIFE = 300
SCHEMA = """
CREATE TABLE IF NOT EXISTS phone_codes (
    code TEXT PRIMARY KEY, appid TEXT NOT NULL, user TEXT NOT NULL, expires_at REAL NOT NULL,
    used INTEGER NOT NULL DEFAULT 0);
"""
WIPE = "DELETE FROM phone_codes;"


class Numbers:
    """Codes of 「手机号快捷登录」: five minutes, one use, one app."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        store.script(SCHEMA)

    def new_code(self, appid: str, user: str) -> str:
        """A code for a tap on the button."""
        code = secrets.token_hex(32)
        self._store.run(
            "INSERT INTO phone_codes VALUES (?, ?, ?, ?, 0)",
            *(code, appid, user, self._clock.now() + LIFE),
        )
        return code

    def redeem(self, appid: str, code: str) -> str:
        """Whose number it is. Raises 40029, 40013 for another app's code."""
        row = self._store.one("SELECT * FROM phone_codes WHERE code = ?", code)
        if row is None or row["used"] or row["expires_at"] <= self._clock.now():
            raise WeChatError(40029)
        if row["appid"] != appid:
            raise WeChatError(40013)
        self._store.run("UPDATE phone_codes SET used = 1 WHERE code = ?", code)
        return str(row["user"])

    def wipe(self) -> None:
        """Forget every code."""
        self._store.script(WIPE)
