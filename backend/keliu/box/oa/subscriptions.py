"""Consents to subscribe messages: one consent is one message, until it is used."""

from keliu.box.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS consents (
    appid TEXT NOT NULL, user TEXT NOT NULL, template TEXT NOT NULL,
    remaining INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (appid, user, template));
"""
WIPE = "DELETE FROM consents;"


class Subscriptions:
    """The ledger of consents."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.script(SCHEMA)

    def accept(self, appid: str, user: str, template: str) -> None:
        """One more message may come."""
        self._store.run(
            "INSERT INTO consents VALUES (?, ?, ?, 1, 0) ON CONFLICT (appid, user, template) "
            "DO UPDATE SET remaining = remaining + 1, refused = 0",
            *(appid, user, template),
        )

    def refuse(self, appid: str, user: str, template: str) -> None:
        """None may come any more, those allowed before included."""
        self._store.run(
            "INSERT INTO consents VALUES (?, ?, ?, 0, 1) ON CONFLICT (appid, user, template) "
            "DO UPDATE SET remaining = 0, refused = 1",
            *(appid, user, template),
        )

    def use(self, appid: str, user: str, template: str) -> bool:
        """Use one consent up; whether there was one."""
        return bool(
            self._store.run(
                "UPDATE consents SET remaining = remaining - 1 "
                "WHERE appid = ? AND user = ? AND template = ? AND remaining > 0",
                *(appid, user, template),
            )
        )

    def of(self, appid: str, user: str) -> dict[str, int]:
        """How many messages of each template may still come."""
        rows = self._store.all(
            "SELECT template, remaining FROM consents WHERE appid = ? AND user = ?", appid, user
        )
        return {row["template"]: row["remaining"] for row in rows}

    def wipe(self) -> None:
        """Forget every consent."""
        self._store.script(WIPE)
