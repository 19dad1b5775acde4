"""Which WeChat user a member of staff is: bound by scanning a code and saying yes, once each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from keliu.accounts import public as accounts
from keliu.kit import actor, clock, scope
from keliu.outreach import rules
from keliu.outreach.errors import BindingGone, WeChatNotReady, WeChatTaken
from keliu.outreach.models import WeChatBinding
from keliu.outreach.ports import Ports, StaffNotices
from keliu.platform import audit, tickets
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope

PAGE = "/m/#/packages/staff/notifications/bind"
CODE, ANSWER = "wechat_bind", "wechat_bind_answer"
LIVES = timedelta(minutes=rules.BIND_MINUTES)


def mine() -> WeChatBinding | None:
    """The acting person's binding."""
    return of_person(actor.current().staff_id or 0)


def of_person(staff_id: int) -> WeChatBinding | None:
    """Where a person's notices go."""
    return WeChatBinding.objects.filter(staff_id=staff_id).first()


def _wechat() -> StaffNotices:
    if Ports.wechat is None:
        raise WeChatNotReady
    return Ports.wechat


def begin() -> str:
    """The address for the code that the person's own WeChat scans. Raises WeChatNotReady."""
    _wechat()
    who = {"staff_id": actor.current().staff_id or 0}
    ticket = tickets.issue(CODE, scope.current(), who, LIVES)
    return f"{settings.BASE_URL}{PAGE}?t={ticket}"


def opened(ticket: str, host: str, browser: str) -> tuple[str, str, str]:
    """(name, merchant, where to go on) for the phone that scanned. Raises BindingGone."""
    merchant_id, who = _spent(CODE, ticket)
    answer = tickets.issue(ANSWER, merchant_id, {**who, "browser": browser}, LIVES)
    with merchant_scope(merchant_id):
        name = accounts.names({who["staff_id"]}).get(who["staff_id"], "")
        merchant = Merchant.objects.values_list("name", flat=True).get(pk=merchant_id)
    return name, merchant, _wechat().authorize_url(f"{host}/wx/oauth/notice", answer)


def answered(state: str, code: str, is_same: Callable[[str], bool]) -> None:
    """WeChat says who it was. Raises BindingGone, WeChatTaken, or what WeChat refused."""
    merchant_id, who = _spent(ANSWER, state)
    if not is_same(who["browser"]):
        raise BindingGone
    appid, openid = _wechat().redeem(code)
    with merchant_scope(merchant_id):
        person = accounts.actor_of(who["staff_id"])
        if person is None:
            raise BindingGone
        with actor.acting(person):
            bind(appid, openid)


@transaction.atomic
def bind(appid: str, openid: str) -> WeChatBinding:
    """Send the acting person's notices to this WeChat user from now on. Raises WeChatTaken."""
    who = actor.current()
    me = who.staff_id or 0
    _not_taken(me, appid, openid)
    new = {"appid": appid, "openid": openid, "bound_at": clock.now(), "last_sent_at": None}
    clean = {"problem": "", "problem_code": None, "problem_at": None}
    try:
        with transaction.atomic():
            row, _ = WeChatBinding.objects.update_or_create(staff_id=me, defaults={**new, **clean})
    except IntegrityError:  # a colleague was faster between the two lines
        _not_taken(me, appid, openid)
        raise
    audit.record("staff.wechat_bind", "staff", me, who.name)
    return row


def _not_taken(me: int, appid: str, openid: str) -> None:
    held = WeChatBinding.objects.filter(appid=appid, openid=openid).exclude(staff_id=me).first()
    if held is not None:
        raise WeChatTaken(name=accounts.names({held.staff_id}).get(held.staff_id, ""))


@transaction.atomic
def unbind() -> None:
    """No more notices by WeChat."""
    row = mine()
    if row is not None:
        row.delete()
        audit.record("staff.wechat_unbind", "staff", row.staff_id, actor.current().name)


def _spent(kind: str, ticket: str) -> tuple[int, dict[str, Any]]:
    spent = tickets.spend(kind, ticket)
    if spent is None or spent[0] is None:
        raise BindingGone
    return spent[0], spent[1]
