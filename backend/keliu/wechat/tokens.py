"""One access token per app for all workers: whoever finds it over fetches, the others wait.

A token that is good is read without any lock. Fetching happens on a connection beside the
caller's transaction, under a row lock: the new token is there for everybody at once and stays, even
when what it was fetched for is rolled back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from keliu.kit import clock
from keliu.platform import sql
from keliu.platform.keys import unwrap_secret, wrap_secret
from keliu.wechat import client, rules
from keliu.wechat.aside import aside
from keliu.wechat.client import App
from keliu.wechat.errors import WeChatDown, WeChatRefused

_T = TypeVar("_T")
# The platform renews 5 minutes before the end and both tokens work for 5 minutes.
EARLY = timedelta(minutes=3)
# WeChat forces a new token at most every 30 s and 20 times a day.
CALM = timedelta(seconds=60)
FAILED = timedelta(seconds=10)  # after a failure nobody asks again before
STALE = 40001
PATH = "/cgi-bin/stable_token"
COLUMNS = "access_token, expires_at, asked_at, forced_at, failed_until, failed_code"


@dataclass(frozen=True)
class Known:
    """The shared row."""

    token: str | None
    expires_at: datetime | None
    asked_at: datetime | None
    forced_at: datetime | None
    failed_until: datetime | None
    failed_code: int | None

    def good(self, refused: str | None) -> str | None:
        """The token if it lives long enough and is not the one that was refused."""
        alive = self.expires_at is not None and self.expires_at - EARLY > clock.now()
        return self.token if alive and self.token != refused else None


def _where(app: App) -> str:
    return f"wechat|{app.key}"


def _opened(app: App, row: Any) -> Known:
    token = None if row[0] is None else unwrap_secret(row[0], _where(app))
    return Known(token, *row[1:])


def access_token(app: App, refused: str | None = None) -> str:
    """The app's token; fetched when it is missing, nearly over, or is the one WeChat `refused`."""
    row = sql.one(f"SELECT {COLUMNS} FROM wechat_apptoken WHERE appid = %s", [app.key])  # noqa: S608  our columns
    token = _opened(app, row).good(refused) if row is not None else None
    return token or _renewed(app, refused)


def _renewed(app: App, refused: str | None) -> str:
    """Fetch under the lock, unless somebody did while we waited for it."""
    failure: WeChatRefused | WeChatDown
    with aside() as cursor:
        cursor.execute(
            "INSERT INTO wechat_apptoken (appid, fetches, last_error) VALUES (%s, 0, '') "
            "ON CONFLICT DO NOTHING",
            [app.key],
        )
        cursor.execute(
            f"SELECT {COLUMNS} FROM wechat_apptoken WHERE appid = %s FOR UPDATE",  # noqa: S608  our columns
            [app.key],
        )
        known = _opened(app, cursor.fetchone())
        token = known.good(refused)
        if token is not None:
            return token
        _assert_calm(known, refused)
        try:
            return _fetched(cursor, app, known, refused)
        except (WeChatRefused, WeChatDown) as wrong:
            failure = wrong
            _remember(cursor, app, wrong)
    raise failure


def _assert_calm(known: Known, refused: str | None) -> None:
    """Nobody asks WeChat again right after it said no, or right after a forced token."""
    now = clock.now()
    if known.failed_until is not None and known.failed_until > now:
        if known.failed_code is None:
            raise WeChatDown(sent=False)
        raise WeChatRefused(errcode=known.failed_code, rid=None, path=PATH)
    again = refused is not None and refused == known.token
    if again and known.forced_at is not None and known.forced_at + CALM > now:
        raise WeChatRefused(errcode=STALE, rid=None, path=PATH)


def _fetched(cursor: Any, app: App, known: Known, refused: str | None) -> str:
    """A new token; forced only when WeChat gives out the very token it refuses."""
    lately = known.asked_at is not None and known.asked_at + CALM > clock.now()
    if refused is None or not lately:
        token = _ask(cursor, app, force=False)
        if token != refused:
            return token
    return _ask(cursor, app, force=True)


def _ask(cursor: Any, app: App, *, force: bool) -> str:
    body = {"grant_type": "client_credential", "appid": app.appid, "secret": app.secret}
    answer = client.post(PATH, {**body, "force_refresh": force})
    token, now = str(answer["access_token"]), clock.now()
    cursor.execute(
        f"UPDATE wechat_apptoken SET access_token = %s, expires_at = %s, "  # noqa: S608  one of two
        f"{'forced_at' if force else 'asked_at'} = %s, failed_until = NULL, failed_code = NULL, "
        f"last_error = '', fetches = fetches + 1 WHERE appid = %s",
        [
            wrap_secret(token, _where(app)),
            now + timedelta(seconds=int(answer["expires_in"])),
            now,
            app.key,
        ],
    )
    return token


def _remember(cursor: Any, app: App, wrong: WeChatRefused | WeChatDown) -> None:
    code = wrong.errcode if isinstance(wrong, WeChatRefused) else None
    cursor.execute(
        "UPDATE wechat_apptoken SET failed_until = %s, failed_code = %s, last_error = %s "
        "WHERE appid = %s",
        [clock.now() + FAILED, code, str(wrong)[:200], app.key],
    )


def forget_failure(app: App) -> None:
    """Somebody has changed something: the next call asks WeChat again at once."""
    with aside() as cursor:
        cursor.execute("UPDATE wechat_apptoken SET failed_until = NULL WHERE appid = %s", [app.key])


def calling(app: App, call: Callable[[str], _T]) -> _T:
    """Run `call(token)`; when WeChat refuses that very token, once more with a new one."""
    token = access_token(app)
    try:
        return call(token)
    except WeChatRefused as refused:
        if refused.errcode not in rules.TOKEN_STALE:
            raise
        return call(access_token(app, refused=token))


def jsapi_ticket(app: App) -> str:
    """The app's JS-SDK ticket, cached like its token."""
    row = sql.one(
        "SELECT ticket, ticket_expires_at FROM wechat_apptoken WHERE appid = %s", [app.key]
    )
    return _live_ticket(app, row) or _new_ticket(app)


def _live_ticket(app: App, row: Any) -> str | None:
    if row is None or row[0] is None or row[1] is None or row[1] <= clock.now() + EARLY:
        return None
    return unwrap_secret(row[0], _where(app))


def _new_ticket(app: App) -> str:
    token = access_token(app)  # before the lock: this may want the same row
    with aside() as cursor:
        cursor.execute(
            "SELECT ticket, ticket_expires_at FROM wechat_apptoken WHERE appid = %s FOR UPDATE",
            [app.key],
        )
        known = _live_ticket(app, cursor.fetchone())
        if known is not None:
            return known
        ask = {"access_token": token, "type": "jsapi"}
        try:
            answer = client.get("/cgi-bin/ticket/getticket", ask)
        except WeChatRefused as refused:
            if refused.errcode not in rules.TOKEN_STALE:
                raise
            answer = None
        if answer is not None:
            return _keep_ticket(cursor, app, answer)
    return _ticket_again(app, token)


def _ticket_again(app: App, refused: str) -> str:
    """The token was stale: once more with another one."""
    token = access_token(app, refused=refused)
    answer = client.get("/cgi-bin/ticket/getticket", {"access_token": token, "type": "jsapi"})
    with aside() as cursor:
        return _keep_ticket(cursor, app, answer)


def _keep_ticket(cursor: Any, app: App, answer: Any) -> str:
    ticket = str(answer["ticket"])
    until = clock.now() + timedelta(seconds=int(answer["expires_in"]))
    cursor.execute(
        "UPDATE wechat_apptoken SET ticket = %s, ticket_expires_at = %s WHERE appid = %s",
        [wrap_secret(ticket, _where(app)), until, app.key],
    )
    return ticket
