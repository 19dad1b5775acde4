"""Who may come in: new passwords, sessions and console links for this run."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from keliu.accounts.models import Account, Membership, Staff
from keliu.accounts.services import sessions
from keliu.accounts.services.sessions import Device
from keliu.config.seed.marks import marked
from keliu.outreach.models import WeChatBinding
from keliu.platform.models import AuditEntry, Merchant
from keliu.platform.tenancy import merchant_scope

NOTICED = "小李"
SEATS = {
    "owner": ("company", "王总"),
    "manager": ("company", "周经理"),
    "sales": ("company", "小李"),
    "service": ("company", "小吴"),
    "neighbour": ("shop", "老王"),
}


@dataclass(frozen=True)
class Login:
    """One person's way in; the password is shown once and kept nowhere."""

    merchant: int
    staff_id: int
    account: str
    account_id: int
    password: str


def _login(merchant_id: int, name: str) -> Login:
    with merchant_scope(merchant_id):
        staff_id = Staff.objects.order_by("id").filter(name=name).values_list("id", flat=True)[0]
    place = Membership.objects.select_related("account").get(
        merchant_id=merchant_id, staff_id=staff_id
    )
    password = secrets.token_urlsafe(12)
    Account.objects.filter(pk=place.account_id).update(password=make_password(password))
    return Login(merchant_id, staff_id, place.account.login, place.account_id, password)


@transaction.atomic
def renewed() -> dict[str, Login]:
    """A new password for everybody in SEATS whose merchant exists."""
    known = marked()
    return {seat: _login(known[key], name) for seat, (key, name) in SEATS.items() if key in known}


def bind_wechat(appid: str, openids: Mapping[str, str]) -> None:
    """Whoever of SEATS is among `openids` (by name) may sign in with that WeChat user."""
    known = marked()
    for key, name in SEATS.values():
        if name in openids and key in known:
            with merchant_scope(known[key]):
                staff_id = Staff.objects.order_by("id").filter(name=name).values("id")[:1]
                place = Membership.objects.select_related("account").get(
                    merchant_id=known[key], staff_id__in=staff_id
                )
            sessions.bind_wechat(place.account, appid, openids[name])
            if name == NOTICED:
                _noticed(known[key], place.staff_id, appid, openids[name])


def _noticed(merchant_id: int, staff_id: int, appid: str, openid: str) -> None:
    """Reminders come to their WeChat as well; what people changed since stays as it is."""
    with merchant_scope(merchant_id):
        touched = AuditEntry.objects.filter(action__in=["staff.wechat_bind", "staff.wechat_unbind"])
        if not WeChatBinding.objects.exists() and not touched.exists():
            WeChatBinding.objects.create(staff_id=staff_id, appid=appid, openid=openid)


def fresh_logins(base_url: str) -> dict[str, Any]:
    """The demo file's `merchants` and `logins`, with a session and a one-time console link each."""
    merchants = Merchant.objects.filter(pk__in=marked().values()).order_by("id")
    return {
        "merchants": [{"id": str(m.pk), "name": m.name, "mode": m.mode} for m in merchants],
        "logins": {seat: _way_in(login, base_url) for seat, login in renewed().items()},
    }


def _way_in(login: Login, base_url: str) -> dict[str, str]:
    account = Account.objects.get(pk=login.account_id)
    device = Device("127.0.0.1", "keliu demo")
    session = sessions.sign_in(account, device=device, merchant_id=login.merchant)
    ticket = sessions.enter_link(account.pk, login.merchant)
    return {
        "merchant": str(login.merchant),
        "staff_id": str(login.staff_id),
        "account": login.account,
        "password": login.password,
        "token": session.token,
        "console_link": f"{base_url}/console/#/enter?ticket={ticket}",
    }
