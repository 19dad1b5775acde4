"""QR codes with a scene, for official accounts: temporary ones and permanent ones."""

import secrets
from dataclasses import dataclass

from keliu.box.clock import Clock
from keliu.box.errors import WeChatError
from keliu.box.store import Row, Store

MOST_PERMANENT = 100_000
MOST_SECONDS, USUAL_SECONDS = 2_592_000, 60
SCHEMA = """
CREATE TABLE IF NOT EXISTS scenes (
    ticket TEXT PRIMARY KEY, appid TEXT NOT NULL, url TEXT NOT NULL UNIQUE, scene TEXT NOT NULL,
    number INTEGER NOT NULL, permanent INTEGER NOT NULL, expires_at REAL);
CREATE INDEX IF NOT EXISTS scenes_of_app ON scenes (appid, scene);
"""
WIPE = "DELETE FROM scenes;"


@dataclass(frozen=True)
class Scene:
    """One code; `number` tells a scene_id from a scene_str."""

    ticket: str
    appid: str
    url: str
    scene: str
    number: bool
    permanent: bool
    expires_at: float | None


class Scenes:
    """The codes accounts have made."""

    def __init__(self, store: Store, clock: Clock, base: str) -> None:
        self._store, self._clock, self._base = store, clock, base
        store.script(SCHEMA)

    def create(
        self, appid: str, scene: str, *, number: bool, permanent: bool, seconds: int
    ) -> Scene:
        """A code. The same permanent scene gives the same code. Raises 45029."""
        if permanent:
            known = self._permanent(appid, scene)
            if known is not None:
                return known
            if self.count(appid) >= MOST_PERMANENT:
                raise WeChatError(45029)
        ticket = "gQ" + secrets.token_urlsafe(68)
        until = None if permanent else self._clock.now() + seconds
        self._store.run(
            "INSERT INTO scenes VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(ticket, appid, f"{self._base}/q/{secrets.token_urlsafe(15)}", scene),
            *(number, permanent, until),
        )
        return self.find(ticket=ticket)

    def find(self, *, ticket: str = "", scene: str = "", url: str = "", appid: str = "") -> Scene:
        """A code by its ticket, its address, or its scene (the newest). Raises 40129."""
        row = self._store.one(
            "SELECT * FROM scenes WHERE (ticket = ? OR url = ? OR (scene = ? AND appid = ?)) "
            "ORDER BY rowid DESC LIMIT 1",
            *(ticket, url, scene, appid),
        )
        if row is None:
            raise WeChatError(40129)
        return _scene(row)

    def live(self, scene: Scene) -> bool:
        """Whether scanning still leads anywhere."""
        return scene.expires_at is None or scene.expires_at > self._clock.now()

    def count(self, appid: str) -> int:
        """How many permanent codes the account has."""
        row = self._store.one(
            "SELECT count(*) AS n FROM scenes WHERE appid = ? AND permanent", appid
        )
        return int(row["n"]) if row else 0

    def wipe(self) -> None:
        """Forget every code."""
        self._store.script(WIPE)

    def _permanent(self, appid: str, scene: str) -> Scene | None:
        row = self._store.one(
            "SELECT * FROM scenes WHERE appid = ? AND scene = ? AND permanent", appid, scene
        )
        return None if row is None else _scene(row)


def _scene(row: Row) -> Scene:
    texts = {name: row[name] for name in ("ticket", "appid", "url", "scene", "expires_at")}
    return Scene(**texts, number=bool(row["number"]), permanent=bool(row["permanent"]))
