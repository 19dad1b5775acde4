"""Every kind of token WeChat gives out, with its life and its death."""

import base64
import secrets
from dataclasses import dataclass

from keliu.box.apps import App
from keliu.box.clock import Clock
from keliu.box.errors import WeChatError
from keliu.box.people import openid
from keliu.box.store import Row, Store

TOKEN_LIFE = 7200
OVERLAP = 300
CODE_LIFE = 300
ASK_LIFE = 600
REFRESH_LIFE = 30 * 86400
FORCE_GAP = 30
FORCE_DAILY = 20
DAY = 86400


@dataclass(frozen=True)
class Ask:
    """An agreement that waits for a person's tap."""

    id: str
    user: str
    appid: str
    redirect_uri: str
    scope: str
    state: str


@dataclass(frozen=True)
class Grant:
    """What a code was exchanged for: a person's token for one app."""

    access_token: str
    refresh_token: str
    appid: str
    user: str
    scope: str
    expires_in: int


class Vault:
    """Gives out tokens, codes and tickets, and checks them when they come back."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    # -- the app's own token

    def classic_token(self, app: App) -> tuple[str, int]:
        """A new token every time; the one before dies five minutes later, older ones at once."""
        now = self._clock.now()
        with self._store.together():
            self._store.run(
                "DELETE FROM tokens WHERE appid = ? AND kind = 'classic' AND replaced", app.appid
            )
            self._store.run(
                "UPDATE tokens SET replaced = 1, expires_at = min(expires_at, ?) "
                "WHERE appid = ? AND kind = 'classic'",
                now + OVERLAP,
                app.appid,
            )
            return self._new_token(app, "classic", now), TOKEN_LIFE

    def stable_token(self, app: App, *, force: bool) -> tuple[str, int]:
        """The live token; a new one on force or in its last five minutes (both then work)."""
        now = self._clock.now()
        with self._store.together():
            if force:
                self._force(app, now)
                return self._new_token(app, "stable", now), TOKEN_LIFE
            row = self._store.one(
                "SELECT * FROM tokens WHERE appid = ? AND kind = 'stable' "
                "ORDER BY created_at DESC LIMIT 1",
                app.appid,
            )
            if row is not None and row["expires_at"] - now > OVERLAP:
                return row["token"], int(row["expires_at"] - now)
            return self._new_token(app, "stable", now), TOKEN_LIFE

    def app_of_token(self, token: str) -> str:
        """The appid a token belongs to, or WeChat's refusal."""
        if not token:
            raise WeChatError(41001)
        row = self._store.one("SELECT * FROM tokens WHERE token = ?", token)
        if row is None:
            raise WeChatError(40001)
        if row["expires_at"] <= self._clock.now():
            raise WeChatError(40001 if row["replaced"] else 42001)
        return str(row["appid"])

    def _force(self, app: App, now: float) -> None:
        row = self._store.one(
            "SELECT count(*) AS n, max(at) AS last FROM forced WHERE appid = ? AND at > ?",
            app.appid,
            now - DAY,
        )
        if row is not None and row["n"]:
            if now - row["last"] < FORCE_GAP:
                raise WeChatError(45011)
            if row["n"] >= FORCE_DAILY:
                raise WeChatError(45009)
        self._store.run("INSERT INTO forced VALUES (?, ?)", app.appid, now)
        self._store.run("DELETE FROM tokens WHERE appid = ? AND kind = 'stable'", app.appid)

    def _new_token(self, app: App, kind: str, now: float) -> str:
        token = f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(120)}"
        self._store.run("DELETE FROM tokens WHERE expires_at < ?", now - DAY)
        self._store.run(
            "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, 0)",
            token,
            app.appid,
            kind,
            now,
            now + TOKEN_LIFE,
        )
        return token

    # -- the page's ticket

    def ticket(self, appid: str) -> tuple[str, int]:
        """The live jsapi ticket; renewed, with both valid, in its last five minutes."""
        now = self._clock.now()
        row = self._store.one(
            "SELECT * FROM tickets WHERE appid = ? ORDER BY expires_at DESC LIMIT 1", appid
        )
        if row is not None and row["expires_at"] - now > OVERLAP:
            return row["ticket"], int(row["expires_at"] - now)
        ticket = secrets.token_urlsafe(64)
        self._store.run("DELETE FROM tickets WHERE expires_at <= ?", now)
        self._store.run("INSERT INTO tickets VALUES (?, ?, ?)", ticket, appid, now + TOKEN_LIFE)
        return ticket, TOKEN_LIFE

    def live_tickets(self, appid: str) -> list[str]:
        """Every ticket that still signs for this app."""
        rows = self._store.all(
            "SELECT ticket FROM tickets WHERE appid = ? AND expires_at > ?",
            appid,
            self._clock.now(),
        )
        return [row["ticket"] for row in rows]

    # -- a person's agreement, codes and tokens

    def ask(self, *, user: str, app: App, redirect_uri: str, scope: str, state: str) -> Ask:
        """Remember what the agree page is about, so that its form carries nothing but an id."""
        ask = Ask(secrets.token_urlsafe(24), user, app.appid, redirect_uri, scope, state)
        self._store.run(
            "INSERT INTO asks VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(ask.id, ask.user, ask.appid, ask.redirect_uri, ask.scope, ask.state),
            self._clock.now() + ASK_LIFE,
        )
        return ask

    def answer(self, ask_id: str) -> Ask | None:
        """Take a waiting agreement away; None when it is gone or too old."""
        with self._store.together():
            row = self._store.one("SELECT * FROM asks WHERE id = ?", ask_id)
            self._store.run(
                "DELETE FROM asks WHERE id = ? OR expires_at <= ?", ask_id, self._clock.now()
            )
        if row is None or row["expires_at"] <= self._clock.now():
            return None
        return Ask(
            row["id"], row["user"], row["appid"], row["redirect_uri"], row["scope"], row["state"]
        )

    def new_code(self, kind: str, *, appid: str, user: str, scope: str = "") -> str:
        """A code of `oauth` or `login`: five minutes, one use."""
        code = "0" + secrets.token_urlsafe(23)
        self._store.run(
            "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, 0)",
            *(code, kind, appid, user, scope, self._clock.now() + CODE_LIFE),
        )
        return code

    def use_code(self, kind: str, code: str, appid: str) -> Row:
        """Use a code up: unknown, expired or another app's is 40029, used is 40163."""
        if not code:
            raise WeChatError(41008)
        row = self._store.one(
            "SELECT * FROM codes WHERE code = ? AND kind = ? AND appid = ?", code, kind, appid
        )
        if row is None:
            raise WeChatError(40029)
        if row["used"]:
            raise WeChatError(40163)
        if row["expires_at"] <= self._clock.now():
            raise WeChatError(40029)
        if self._store.run("UPDATE codes SET used = 1 WHERE code = ? AND NOT used", code) != 1:
            raise WeChatError(40163)
        return row

    def grant(self, *, appid: str, user: str, scope: str) -> Grant:
        """A person's token for one app, with its refresh token."""
        now = self._clock.now()
        grant = Grant(
            f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(72)}",
            f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(72)}",
            *(appid, user, scope, TOKEN_LIFE),
        )
        self._store.run(
            "INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(
                grant.access_token,
                grant.refresh_token,
                appid,
                user,
                scope,
                now + TOKEN_LIFE,
                now + REFRESH_LIFE,
            ),
        )
        return grant

    def refresh(self, refresh_token: str, appid: str) -> Grant:
        """A live token is prolonged, a dead one replaced; the refresh token stays."""
        if not refresh_token:
            raise WeChatError(41003)
        now = self._clock.now()
        row = self._store.one(
            "SELECT * FROM grants WHERE refresh_token = ? AND appid = ?", refresh_token, appid
        )
        if row is None:
            raise WeChatError(40030)
        if row["refresh_expires_at"] <= now:
            raise WeChatError(42002)
        access = row["access_token"]
        if row["expires_at"] <= now:
            access = f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(72)}"
        self._store.run(
            "UPDATE grants SET access_token = ?, expires_at = ? WHERE refresh_token = ?",
            *(access, now + TOKEN_LIFE, refresh_token),
        )
        return Grant(access, refresh_token, appid, row["user"], row["scope"], TOKEN_LIFE)

    def granted(self, access_token: str, open_id: str) -> Row:
        """The grant behind a person's token, checked against the openid that came with it."""
        if not access_token:
            raise WeChatError(41001)
        if not open_id:
            raise WeChatError(41009)
        row = self._store.one("SELECT * FROM grants WHERE access_token = ?", access_token)
        if row is None:
            raise WeChatError(40001)
        if row["expires_at"] <= self._clock.now():
            raise WeChatError(42001)
        if openid(row["appid"], row["user"]) != open_id:
            raise WeChatError(40003)
        return row

    def session_key(self, appid: str, user: str) -> str | None:
        """A person's newest session key."""
        row = self._store.one("SELECT * FROM sessions WHERE appid = ? AND user = ?", appid, user)
        return None if row is None else str(row["session_key"])

    def new_session_key(self, appid: str, user: str) -> str:
        """A mini program session key; the one before is forgotten."""
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self._store.run(
            "INSERT INTO sessions VALUES (?, ?, ?) ON CONFLICT (appid, user) DO UPDATE SET "
            "session_key = excluded.session_key",
            *(appid, user, key),
        )
        return key
