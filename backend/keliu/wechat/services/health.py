"""What is known about an account's condition: written at every call, read by the health page."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

from django.db.models import Q

from keliu.kit import clock, scope
from keliu.platform.tenancy import merchant_scope
from keliu.wechat.aside import aside
from keliu.wechat.errors import WeChatRefused
from keliu.wechat.models import Account
from keliu.wechat.rules import meanings

NOTED_EVERY = timedelta(minutes=1)
TROUBLE = """
WITH free AS (
  SELECT id FROM wechat_account WHERE merchant_id = %s AND id = %s FOR UPDATE SKIP LOCKED)
UPDATE wechat_account SET problem = %s, problem_code = %s, problem_at = %s
WHERE merchant_id = %s AND id IN (SELECT id FROM free)
"""


def inside(merchant_id: int) -> AbstractContextManager[None]:
    """The merchant's scope, unless we are in it."""
    return nullcontext() if scope.current_or_none() == merchant_id else merchant_scope(merchant_id)


def works(account: Account) -> None:
    """A call succeeded; written down at most once a minute, and never waited for."""
    now = clock.now()
    if account.problem == "" and account.last_call_at and now - account.last_call_at < NOTED_EVERY:
        return
    with inside(account.merchant_id or 0):
        _noted(account, now)
    account.last_call_at, account.problem = now, ""


def _noted(account: Account, now: datetime) -> None:
    stale = Q(last_call_at__isnull=True) | Q(last_call_at__lt=now - NOTED_EVERY) | ~Q(problem="")
    free = Account.objects.filter(stale, pk=account.pk).select_for_update(skip_locked=True)
    ids = list(free.values_list("id", flat=True))
    if ids:
        Account.objects.filter(pk__in=ids).update(
            last_call_at=now, problem="", problem_code=None, problem_at=None
        )


def refused(account: Account, wrong: WeChatRefused) -> None:
    """WeChat said no in a way that stops the whole account: kept whatever becomes of the call."""
    path = str(wrong.details.get("path") or "")
    if not meanings.account_wide(wrong.errcode, path):
        return
    merchant, kind = account.merchant_id, str(wrong.meaning.treatment)
    with aside() as cursor:
        cursor.execute("SELECT set_config('keliu.merchant_id', %s, true)", [str(merchant)])
        values = [merchant, account.pk, kind, wrong.errcode, clock.now(), merchant]
        cursor.execute(TROUBLE, values)
