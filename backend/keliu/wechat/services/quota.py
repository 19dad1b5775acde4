"""The ledger of calls: how often each path was asked today, and which are used up."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from keliu.kit import clock
from keliu.platform import sql
from keliu.wechat.aside import aside
from keliu.wechat.client import App
from keliu.wechat.errors import WeChatRefused
from keliu.wechat.models import PathState, PathUse
from keliu.wechat.rules import meanings

COUNT = """
INSERT INTO wechat_pathuse (key, app, path, day, used)
VALUES (%s || pg_backend_pid(), %s, %s, %s, %s)
ON CONFLICT (key) DO UPDATE SET used = wechat_pathuse.used + excluded.used
"""
REFUSED = """
INSERT INTO wechat_pathstate (key, app, path, spent_until, errcode, rid, at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (key) DO UPDATE SET spent_until = excluded.spent_until, errcode = excluded.errcode,
  rid = excluded.rid, at = excluded.at
"""
FREE = ("/cgi-bin/openapi/quota/get", "/cgi-bin/openapi/rid/get", "/cgi-bin/clear_quota")
KEPT_DAYS = 7


def today() -> date:
    """The day of WeChat's counters."""
    return clock.now().astimezone(meanings.BEIJING).date()


def assert_left(app: App, path: str) -> bool:
    """Refuse ourselves what WeChat has said is used up; whether it was refused the last time.

    Raises WeChatRefused.
    """
    known = f"{app.key}|{path[:80]}"
    row = sql.one("SELECT errcode, spent_until FROM wechat_pathstate WHERE key = %s", [known])
    if row is not None and row[1] is not None and row[1] > clock.now() and path not in FREE:
        raise WeChatRefused(errcode=row[0], rid=None, path=path)
    return row is not None


def count(app: App, path: str, times: int = 1) -> None:
    """So many calls more, in the caller's transaction."""
    if times:
        sql.do(COUNT, _counted(app, path, times))


def _counted(app: App, path: str, times: int = 1) -> list[Any]:
    day = today()
    return [f"{app.key}|{path[:80]}|{day:%y%m%d}|", app.key, path[:80], day, times]


def refused(app: App, path: str, wrong: WeChatRefused) -> None:
    """Count the call and keep what WeChat said, even when the caller's work is rolled back."""
    with aside() as cursor:
        cursor.execute(COUNT, _counted(app, path))
        if meanings.noteworthy(wrong.errcode):
            now = clock.now()
            until = meanings.spent_until(wrong.errcode, path, now)
            known = f"{app.key}|{path[:80]}"
            values = [known, app.key, path[:80], until, wrong.errcode, wrong.rid[:40], now]
            cursor.execute(REFUSED, values)


def forgive(app: App, path: str) -> None:
    """It works again: forget the last refusal of a path, once the caller's work is safe.

    Not before: a refusal later in the same transaction is written beside it and would wait for us.
    """
    rows = PathState.objects.filter(key=f"{app.key}|{path[:80]}")
    transaction.on_commit(lambda: rows.delete())


def tidy(now: datetime) -> int:
    """Delete counts nobody asks for any more."""
    old = now.astimezone(meanings.BEIJING).date().toordinal() - KEPT_DAYS
    return PathUse.objects.filter(day__lt=date.fromordinal(old)).delete()[0]
