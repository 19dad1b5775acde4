"""How often an account may call each address in a day; WeChat's day ends at midnight in Beijing."""

from keliu.box.clock import Clock
from keliu.box.errors import WeChatError
from keliu.box.store import Store

DAY, BEIJING = 86_400, 8 * 3_600
USUAL = 500_000
CLEARS_A_MONTH, ONE_CLEARS_A_MONTH = 10, 50
#: Calls a day of a new account.
DAILY = {
    "/cgi-bin/token": 2_000,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/menu/create": 1_000,
    "/cgi-bin/menu/get": 10_000,
    "/cgi-bin/menu/delete": 1_000,
    "/cgi-bin/menu/addconditional": 2_000,
    "/cgi-bin/menu/delconditional": 2_000,
    "/cgi-bin/menu/trymatch": 20_000,
    "/cgi-bin/media/upload": 100_000,
    "/cgi-bin/media/get": 200_000,
    "/cgi-bin/message/custom/send": 500_000,
    "/cgi-bin/message/mass/send": 100,
    "/cgi-bin/message/mass/sendall": 100,
    "/cgi-bin/message/mass/delete": 10,
    "/cgi-bin/message/template/send": 100_000,
    "/cgi-bin/qrcode/create": 100_000,
    "/cgi-bin/user/get": 500,
    "/cgi-bin/user/info": 5_000_000,
    "/cgi-bin/user/info/batchget": 5_000_000,
    "/cgi-bin/user/info/updateremark": 10_000,
    "/cgi-bin/draft/add": 1_000,
    "/cgi-bin/draft/get": 500,
    "/cgi-bin/draft/delete": 1_000,
    "/cgi-bin/freepublish/submit": 100,
    "/cgi-bin/freepublish/get": 100,
    "/wxa/msg_sec_check": 2_000_000,
    "/wxa/media_check_async": 200_000,
}
#: Calls a minute, where WeChat names them.
A_MINUTE = {
    "/wxa/msg_sec_check": 4_000,
    "/wxa/media_check_async": 2_000,
    "/wxa/getwxacodeunlimit": 5_000,
    "/cgi-bin/message/mass/send": 60,
    "/cgi-bin/message/mass/sendall": 60,
}
SCHEMA = """
CREATE TABLE IF NOT EXISTS quotas (
    appid TEXT NOT NULL, path TEXT NOT NULL, day INTEGER NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (appid, path, day));
CREATE TABLE IF NOT EXISTS limits (
    appid TEXT NOT NULL, path TEXT NOT NULL, daily INTEGER NOT NULL, PRIMARY KEY (appid, path));
CREATE TABLE IF NOT EXISTS clears (appid TEXT NOT NULL, path TEXT NOT NULL, at REAL NOT NULL);
"""
WIPE = "DELETE FROM quotas; DELETE FROM limits; DELETE FROM clears;"


class Quotas:
    """The ledger of calls."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._minutes: dict[tuple[str, str], tuple[int, int]] = {}
        store.script(SCHEMA)

    def spend(self, appid: str, path: str) -> None:
        """Count one call. Raises 45009 over the day's number, 45011 over the minute's."""
        self._hurry(appid, path)
        row = self._store.one(
            "INSERT INTO quotas VALUES (?, ?, ?, 1) ON CONFLICT (appid, path, day) "
            "DO UPDATE SET used = used + 1 RETURNING used",
            *(appid, path, self._day()),
        )
        if row is not None and row["used"] > self.daily(appid, path):
            raise WeChatError(45009)

    def daily(self, appid: str, path: str) -> int:
        """How many calls a day this account has."""
        row = self._store.one("SELECT daily FROM limits WHERE appid = ? AND path = ?", appid, path)
        return int(row["daily"]) if row else DAILY.get(path, USUAL)

    def used(self, appid: str, path: str) -> int:
        """How many calls were made today, refused ones not counted."""
        row = self._store.one(
            "SELECT used FROM quotas WHERE appid = ? AND path = ? AND day = ?",
            *(appid, path, self._day()),
        )
        return min(int(row["used"]), self.daily(appid, path)) if row else 0

    def limit(self, appid: str, path: str, daily: int) -> None:
        """Another number of calls a day, for tests."""
        self._store.run(
            "INSERT INTO limits VALUES (?, ?, ?) ON CONFLICT (appid, path) "
            "DO UPDATE SET daily = excluded.daily",
            *(appid, path, daily),
        )

    def clear(self, appid: str, path: str = "") -> None:
        """Back to zero: everything, or one address. Raises 48006 when used up this month."""
        now = self._clock.now()
        most = ONE_CLEARS_A_MONTH if path else CLEARS_A_MONTH
        row = self._store.one(
            "SELECT count(*) AS n FROM clears WHERE appid = ? AND (path = '') = ? AND at > ?",
            *(appid, path == "", now - 30 * DAY),
        )
        if row is not None and row["n"] >= most:
            raise WeChatError(48006)
        self._store.run("INSERT INTO clears VALUES (?, ?, ?)", appid, path, now)
        self._store.run(
            "DELETE FROM quotas WHERE appid = ? AND (? = '' OR path = ?)", appid, path, path
        )

    def wipe(self) -> None:
        """Forget every call."""
        self._minutes.clear()
        self._store.script(WIPE)

    def _day(self) -> int:
        return int((self._clock.now() + BEIJING) // DAY)

    def _hurry(self, appid: str, path: str) -> None:
        if path not in A_MINUTE:
            return
        minute = int(self._clock.now() // 60)
        known, count = self._minutes.get((appid, path), (minute, 0))
        count = count + 1 if known == minute else 1
        self._minutes[appid, path] = (minute, count)
        if count > A_MINUTE[path]:
            raise WeChatError(45011)
