"""Who follows which official account, since when, and how they came."""

from collections.abc import Sequence
from dataclasses import dataclass

from keliu.box.clock import Clock
from keliu.box.oa.accounts import Account
from keliu.box.people import SEED, openid
from keliu.box.store import Row, Store

PAGE = 10_000
SCHEMA = """
CREATE TABLE IF NOT EXISTS followers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, appid TEXT NOT NULL, user TEXT NOT NULL,
    openid TEXT NOT NULL, subscribed INTEGER NOT NULL, at INTEGER NOT NULL,
    scene TEXT NOT NULL DEFAULT '', code TEXT NOT NULL DEFAULT '',
    remark TEXT NOT NULL DEFAULT '', takes INTEGER NOT NULL DEFAULT 1,
    blocked INTEGER NOT NULL DEFAULT 0, spoke INTEGER NOT NULL DEFAULT 0,
    UNIQUE (appid, user), UNIQUE (appid, openid));
"""
WIPE = "DELETE FROM followers;"


@dataclass(frozen=True)
class Follower:
    """One person's relation to one account; `code` is the scene that brought them."""

    id: int
    appid: str
    user: str
    openid: str
    subscribed: bool
    at: int
    scene: str
    code: str
    remark: str
    takes: bool
    blocked: bool
    spoke: int


class Followers:
    """The lists of followers."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        store.script(SCHEMA)

    def start(self, account: Account) -> None:
        """The people who follow from the beginning; who has a history keeps it."""
        if account.type == "mini":
            return
        for user, _ in SEED:
            if account.first_followers is None or user in account.first_followers:
                self._add(account.appid, user, subscribed=True, scene="ADD_SCENE_SEARCH")

    def crowd(self, appid: str, count: int) -> int:
        """So many more followers without a phone: c1, c2, … ; the number there are now."""
        now = int(self._clock.now())
        rows = [(appid, f"c{n}", openid(appid, f"c{n}"), now) for n in range(1, count + 1)]
        with self._store.together():
            for row in rows:
                self._store.run(
                    "INSERT OR IGNORE INTO followers (appid, user, openid, subscribed, at, scene) "
                    "VALUES (?, ?, ?, 1, ?, 'ADD_SCENE_QR_CODE')",
                    *row,
                )
        return self.count(appid)

    def of(self, appid: str, user: str) -> Follower | None:
        """The relation, whether it still holds or not; None when there never was one."""
        row = self._store.one("SELECT * FROM followers WHERE appid = ? AND user = ?", appid, user)
        return None if row is None else _follower(row)

    def by_openid(self, appid: str, open_id: str) -> Follower | None:
        """The relation of whoever has this openid."""
        row = self._store.one(
            "SELECT * FROM followers WHERE appid = ? AND openid = ?", appid, open_id
        )
        return None if row is None else _follower(row)

    def user_of(self, appid: str, open_id: str) -> str | None:
        """The person behind an openid of this app, follower or not."""
        known = self.by_openid(appid, open_id)
        if known is not None:
            return known.user
        return next((user for user, _ in SEED if openid(appid, user) == open_id), None)

    def follows(self, appid: str, user: str) -> bool:
        """Whether the person follows now."""
        known = self.of(appid, user)
        return known is not None and known.subscribed

    def follow(self, appid: str, user: str, *, scene: str, code: str = "") -> bool:
        """Follow; whether that is new."""
        if self.follows(appid, user):
            return False
        self._add(appid, user, subscribed=True, scene=scene, code=code)
        self._store.run(
            "UPDATE followers SET subscribed = 1, at = ?, scene = ?, code = ? "
            "WHERE appid = ? AND user = ?",
            *(int(self._clock.now()), scene, code, appid, user),
        )
        return True

    def leave(self, appid: str, user: str) -> bool:
        """Stop following; whether the person did follow. Remark and tags are WeChat's to forget."""
        return bool(
            self._store.run(
                "UPDATE followers SET subscribed = 0, remark = '' "
                "WHERE appid = ? AND user = ? AND subscribed",
                *(appid, user),
            )
        )

    def takes(self, appid: str, user: str) -> bool:
        """Whether the person lets the account send notices."""
        known = self.of(appid, user)
        return known is None or known.takes

    def set_takes(self, appid: str, user: str, takes: bool) -> None:  # noqa: FBT001  the value itself
        """Let notices through, or not."""
        self._add(appid, user, subscribed=False, scene="")
        self._store.run(
            "UPDATE followers SET takes = ? WHERE appid = ? AND user = ?", takes, appid, user
        )

    def spoke(self, appid: str, user: str) -> None:
        """The person did something in the account; some calls only work soon after."""
        self._add(appid, user, subscribed=False, scene="")
        self._store.run(
            "UPDATE followers SET spoke = ? WHERE appid = ? AND user = ?",
            *(int(self._clock.now()), appid, user),
        )

    def remark(self, appid: str, open_id: str, text: str) -> bool:
        """The account's own name for a follower; whether there is such a follower."""
        return bool(
            self._store.run(
                "UPDATE followers SET remark = ? WHERE appid = ? AND openid = ? AND subscribed",
                *(text, appid, open_id),
            )
        )

    def block(self, appid: str, openids: Sequence[str], *, blocked: bool) -> None:
        """Put on the blacklist, or take off it."""
        for open_id in openids:
            self._store.run(
                "UPDATE followers SET blocked = ? WHERE appid = ? AND openid = ?",
                *(blocked, appid, open_id),
            )

    def count(self, appid: str) -> int:
        """How many follow now."""
        row = self._store.one(
            "SELECT count(*) AS n FROM followers WHERE appid = ? AND subscribed", appid
        )
        return int(row["n"]) if row else 0

    def page(self, appid: str, after: int = 0, limit: int = PAGE) -> list[Follower]:
        """Followers in the order they first came, from one on."""
        rows = self._store.all(
            "SELECT * FROM followers WHERE appid = ? AND subscribed AND id > ? ORDER BY id LIMIT ?",
            *(appid, after, limit),
        )
        return [_follower(row) for row in rows]

    def blocked(self, appid: str) -> list[Follower]:
        """The blacklist."""
        rows = self._store.all(
            "SELECT * FROM followers WHERE appid = ? AND blocked ORDER BY id", appid
        )
        return [_follower(row) for row in rows]

    def forget(self, appid: str) -> None:
        """An account without any followers, as on its first day."""
        self._store.run("DELETE FROM followers WHERE appid = ?", appid)

    def wipe(self, accounts: Sequence[Account]) -> None:
        """Back to those who follow from the beginning."""
        self._store.script(WIPE)
        for account in accounts:
            self.start(account)

    def _add(self, appid: str, user: str, *, subscribed: bool, scene: str, code: str = "") -> None:
        self._store.run(
            "INSERT OR IGNORE INTO followers (appid, user, openid, subscribed, at, scene, code) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(appid, user, openid(appid, user), subscribed, int(self._clock.now()), scene, code),
        )


def _follower(row: Row) -> Follower:
    names = ("id", "appid", "user", "openid", "at", "scene", "code", "remark", "spoke")
    return Follower(
        **{name: row[name] for name in names},
        subscribed=bool(row["subscribed"]),
        takes=bool(row["takes"]),
        blocked=bool(row["blocked"]),
    )
