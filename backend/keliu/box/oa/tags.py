"""WeChat's own tags on followers."""

from collections.abc import Sequence

from keliu.box.errors import WeChatError
from keliu.box.store import Store

MOST_TAGS, MOST_OF_ONE, NAME_CHARACTERS, FIRST = 100, 20, 30, 100
SYSTEM = {0: "默认组", 1: "屏蔽组", 2: "星标组"}
MOST_FANS_TO_DELETE = 100_000
SCHEMA = """
CREATE TABLE IF NOT EXISTS tags (
    appid TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (appid, id), UNIQUE (appid, name));
CREATE TABLE IF NOT EXISTS tagged (
    id INTEGER PRIMARY KEY AUTOINCREMENT, appid TEXT NOT NULL, tag INTEGER NOT NULL,
    openid TEXT NOT NULL, UNIQUE (appid, openid, tag));
CREATE INDEX IF NOT EXISTS tagged_by_tag ON tagged (appid, tag, id);
"""
WIPE = "DELETE FROM tags; DELETE FROM tagged;"


class Tags:
    """The tags of every account and who carries them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.script(SCHEMA)

    def create(self, appid: str, name: object) -> int:
        """A new tag. Raises 45056, 45157 or 45158."""
        good = self._name(appid, name)
        row = self._store.one(
            "SELECT count(*) AS n, coalesce(max(id), ?) AS last FROM tags WHERE appid = ?",
            *(FIRST - 1, appid),
        )
        assert row is not None
        if row["n"] >= MOST_TAGS:
            raise WeChatError(45056)
        self._store.run("INSERT INTO tags VALUES (?, ?, ?)", appid, row["last"] + 1, good)
        return int(row["last"]) + 1

    def rename(self, appid: str, tag: object, name: object) -> None:
        """Another name. Raises 45058, 45157, 45158 or 45159."""
        number = self.known(appid, tag, own=True)
        good = self._name(appid, name, but=number)
        self._store.run("UPDATE tags SET name = ? WHERE appid = ? AND id = ?", good, appid, number)

    def drop(self, appid: str, tag: object) -> None:
        """Delete a tag and take it off everybody. Raises 45057, 45058 or 45159."""
        number = self.known(appid, tag, own=True)
        if self._count(appid, number) > MOST_FANS_TO_DELETE:
            raise WeChatError(45057)
        self._store.run("DELETE FROM tags WHERE appid = ? AND id = ?", appid, number)
        self._store.run("DELETE FROM tagged WHERE appid = ? AND tag = ?", appid, number)

    def all(self, appid: str) -> list[dict[str, object]]:
        """Every tag with its number of fans; the system's star group comes first."""
        rows = self._store.all(
            "SELECT t.id, t.name, (SELECT count(*) FROM tagged g WHERE g.appid = t.appid "
            "AND g.tag = t.id) AS n FROM tags t WHERE appid = ? ORDER BY id",
            appid,
        )
        star = {"id": 2, "name": SYSTEM[2], "count": self._count(appid, 2)}
        return [star, *({"id": r["id"], "name": r["name"], "count": r["n"]} for r in rows)]

    def put(self, appid: str, tag: object, openids: Sequence[str]) -> None:
        """Tag people. Raises 45059 when one of them has too many, 45159."""
        number = self.known(appid, tag)
        for open_id in openids:
            has = self.of(appid, open_id)
            if number not in has and len(has) >= MOST_OF_ONE:
                raise WeChatError(45059)
        with self._store.together():
            for open_id in openids:
                self._store.run(
                    "INSERT OR IGNORE INTO tagged (appid, tag, openid) VALUES (?, ?, ?)",
                    *(appid, number, open_id),
                )

    def take(self, appid: str, tag: object, openids: Sequence[str]) -> None:
        """Untag people. Raises 45159."""
        number = self.known(appid, tag)
        for open_id in openids:
            self._store.run(
                "DELETE FROM tagged WHERE appid = ? AND tag = ? AND openid = ?",
                *(appid, number, open_id),
            )

    def of(self, appid: str, open_id: str) -> list[int]:
        """The tags of a person in the order they were given."""
        rows = self._store.all(
            "SELECT tag FROM tagged WHERE appid = ? AND openid = ? ORDER BY id", appid, open_id
        )
        return [row["tag"] for row in rows]

    def members(self, appid: str, tag: object) -> list[str]:
        """Openids that carry a tag. Raises 45159."""
        rows = self._store.all(
            "SELECT openid FROM tagged WHERE appid = ? AND tag = ? ORDER BY id",
            *(appid, self.known(appid, tag)),
        )
        return [row["openid"] for row in rows]

    def forget(self, appid: str, open_id: str) -> None:
        """Who leaves loses every tag."""
        self._store.run("DELETE FROM tagged WHERE appid = ? AND openid = ?", appid, open_id)

    def known(self, appid: str, tag: object, *, own: bool = False) -> int:
        """The tag's number. Raises 45159, or 45058 for a system tag that must not change."""
        number = int(tag) if isinstance(tag, int | str) and str(tag).isdigit() else -1
        if number in SYSTEM and own:
            raise WeChatError(45058)
        found = self._store.one("SELECT 1 FROM tags WHERE appid = ? AND id = ?", appid, number)
        if number not in SYSTEM and found is None:
            raise WeChatError(45159)
        return number

    def wipe(self) -> None:
        """Forget every tag."""
        self._store.script(WIPE)

    def _count(self, appid: str, tag: int) -> int:
        row = self._store.one(
            "SELECT count(*) AS n FROM tagged WHERE appid = ? AND tag = ?", appid, tag
        )
        return int(row["n"]) if row else 0

    def _name(self, appid: str, name: object, *, but: int = -1) -> str:
        if not isinstance(name, str) or not name.strip():
            raise WeChatError(45157)
        if len(name) > NAME_CHARACTERS:
            raise WeChatError(45158)
        row = self._store.one("SELECT id FROM tags WHERE appid = ? AND name = ?", appid, name)
        if name in SYSTEM.values() or (row is not None and row["id"] != but):
            raise WeChatError(45157)
        return name
