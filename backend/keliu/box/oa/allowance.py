"""How many messages an account may send to a person, and until when."""

from keliu.box.clock import Clock
from keliu.box.errors import WeChatError
from keliu.box.store import Store

DAYS = 86_400
#: What a person does opens a window: seconds and messages, for each kind of app.
WINDOWS = {
    ("oa", "message"): (2 * DAYS, 5),
    ("oa", "menu"): (60, 3),
    ("oa", "follow"): (60, 3),
    ("oa", "scan"): (60, 3),
    ("oa", "pay"): (2 * DAYS, 20),
    ("mini", "message"): (2 * DAYS, 5),
    ("mini", "enter"): (60, 2),
}
SCHEMA = """
CREATE TABLE IF NOT EXISTS windows (
    appid TEXT NOT NULL, user TEXT NOT NULL, cause TEXT NOT NULL, until REAL NOT NULL,
    remaining INTEGER NOT NULL, PRIMARY KEY (appid, user, cause));
"""
WIPE = "DELETE FROM windows;"


class Allowance:
    """The ledger of customer messages."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        store.script(SCHEMA)

    def open(self, appid: str, kind: str, user: str, cause: str) -> None:
        """The person did something: its window starts anew."""
        seconds, count = WINDOWS[kind, cause]
        self._store.run(
            "INSERT INTO windows VALUES (?, ?, ?, ?, ?) ON CONFLICT (appid, user, cause) "
            "DO UPDATE SET until = excluded.until, remaining = excluded.remaining",
            *(appid, user, cause, self._clock.now() + seconds, count),
        )

    def close(self, appid: str, user: str) -> None:
        """The person left: nothing may be sent any more."""
        self._store.run("DELETE FROM windows WHERE appid = ? AND user = ?", appid, user)

    def take(self, appid: str, user: str) -> None:
        """Use one message, of the window that ends first. Raises 45015 or 45047."""
        windows = self._store.all(
            "SELECT * FROM windows WHERE appid = ? AND user = ? AND until > ? ORDER BY until",
            *(appid, user, self._clock.now()),
        )
        if not windows:
            raise WeChatError(45015)
        cause = next((row["cause"] for row in windows if row["remaining"]), None)
        if cause is None:
            raise WeChatError(45047)
        self._store.run(
            "UPDATE windows SET remaining = remaining - 1 "
            "WHERE appid = ? AND user = ? AND cause = ?",
            *(appid, user, cause),
        )

    def left(self, appid: str, user: str) -> int:
        """How many may still be sent now."""
        row = self._store.one(
            "SELECT coalesce(sum(remaining), 0) AS n FROM windows "
            "WHERE appid = ? AND user = ? AND until > ?",
            *(appid, user, self._clock.now()),
        )
        return int(row["n"]) if row else 0

    def wipe(self) -> None:
        """Forget every window."""
        self._store.script(WIPE)
