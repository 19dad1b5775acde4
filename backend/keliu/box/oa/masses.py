"""Mass messages: who received them this month, and what became of each job."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from keliu.box.clock import Clock
from keliu.box.errors import WeChatError
from keliu.box.store import Row, Store

A_MONTH, A_DAY = 4, 1
AGAIN_SECONDS = 60
BEIJING = timedelta(hours=8)
SCHEMA = """
CREATE TABLE IF NOT EXISTS masses (
    id INTEGER PRIMARY KEY, appid TEXT NOT NULL, client_id TEXT NOT NULL, at REAL NOT NULL,
    period TEXT NOT NULL, status TEXT NOT NULL, everybody INTEGER NOT NULL,
    kind TEXT NOT NULL, fields TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS masses_of_app ON masses (appid, period);
CREATE TABLE IF NOT EXISTS mass_counts (
    appid TEXT NOT NULL, openid TEXT NOT NULL, month TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (appid, openid, month));
"""
WIPE = "DELETE FROM masses; DELETE FROM mass_counts;"


@dataclass(frozen=True)
class Mass:
    """One job."""

    id: int
    appid: str
    client_id: str
    at: float
    status: str
    kind: str
    fields: dict[str, Any]


class Masses:
    """The jobs of every account."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        store.script(SCHEMA)

    def known(self, appid: str, client_id: str) -> Mass | None:
        """The job that was already made under this number. Raises 45066 within a minute."""
        if not client_id:
            return None
        row = self._store.one(
            "SELECT * FROM masses WHERE appid = ? AND client_id = ? AND at > ?",
            *(appid, client_id, self._clock.now() - 86_400),
        )
        if row is not None and self._clock.now() - row["at"] < AGAIN_SECONDS:
            raise WeChatError(45066)
        return None if row is None else _mass(row)

    def start(
        self,
        appid: str,
        *,
        service: bool,
        everybody: bool,
        client_id: str,
        kind: str,
        fields: dict[str, Any],
    ) -> Mass:
        """A new job. Raises 45028 when the account has none left: 1 a day, or 4 to everybody."""
        period = self._month() if service else self._today()
        most = A_MONTH if service else A_DAY
        row = self._store.one(
            "SELECT count(*) AS n FROM masses WHERE appid = ? AND period = ? AND everybody >= ?",
            *(appid, period, int(service)),
        )
        limited = everybody or not service
        if limited and row is not None and row["n"] >= most:
            raise WeChatError(45028)
        number = secrets.randbelow(1 << 52) + 1
        self._store.run(
            "INSERT INTO masses VALUES (?, ?, ?, ?, ?, 'SENDING', ?, ?, ?)",
            *(number, appid, client_id, self._clock.now(), period, everybody, kind),
            json.dumps(fields, ensure_ascii=False),
        )
        return self.find(appid, number)

    def receivers(self, appid: str, openids: Sequence[str]) -> list[str]:
        """Who may still receive this month; each of them has one less from now on."""
        month, good = self._month(), []
        with self._store.together():
            for open_id in openids:
                row = self._store.one(
                    "INSERT INTO mass_counts VALUES (?, ?, ?, 1) ON CONFLICT "
                    "(appid, openid, month) DO UPDATE SET count = count + 1 RETURNING count",
                    *(appid, open_id, month),
                )
                if row is not None and row["count"] <= A_MONTH:
                    good.append(open_id)
        return good

    def finish(self, number: int) -> None:
        """The job is done."""
        self._store.run("UPDATE masses SET status = 'SEND_SUCCESS' WHERE id = ?", number)

    def find(self, appid: str, number: object) -> Mass:
        """One job. Raises 40097."""
        row = self._store.one("SELECT * FROM masses WHERE appid = ? AND id = ?", appid, str(number))
        if row is None:
            raise WeChatError(40097)
        return _mass(row)

    def drop(self, appid: str, number: object) -> None:
        """Take a job back: it disappears for everybody."""
        found = self.find(appid, number)
        self._store.run("UPDATE masses SET status = 'DELETE' WHERE id = ?", found.id)

    def wipe(self) -> None:
        """Forget every job."""
        self._store.script(WIPE)

    def _here(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), UTC) + BEIJING

    def _month(self) -> str:
        return f"{self._here():%Y-%m}"

    def _today(self) -> str:
        return f"{self._here():%Y-%m-%d}"


def _mass(row: Row) -> Mass:
    names = ("id", "appid", "client_id", "at", "status", "kind")
    return Mass(**{name: row[name] for name in names}, fields=json.loads(row["fields"]))
