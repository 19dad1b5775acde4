"""The example company has connected the box's official account and mini program as its own."""

import secrets
from typing import Any

from keliu.accounts.models import Staff
from keliu.config.seed import menus, messages, scene_codes
from keliu.config.seed.marks import marked
from keliu.platform.tenancy import merchant_scope
from keliu.wechat.models import Account
from keliu.wechat.services import accounts
from keliu.wechat.services.accounts import Connecting

KINDS = {
    "oa": ("official_account", "service", "远航集团"),
    "mini": ("mini_program", "mini", "远航名片"),
}


def connect(apps: dict[str, tuple[str, str]], subject: str, base_url: str) -> dict[str, Any]:
    """Connect the company's two apps on the first day; what WeChat must know about them."""
    merchant_id = marked().get("company")
    if merchant_id is None:
        return {}
    with merchant_scope(merchant_id):
        rows = {kind: _account(kind, *app, subject) for kind, app in apps.items()}
        scene_codes.some(rows["oa"], Staff.objects.order_by("-id").values_list("id", flat=True)[0])
        menus.some(rows["oa"], rows["mini"].appid, base_url)
        messages.some(rows["oa"], rows["mini"])
        return {KINDS[kind][0]: _facts(row, base_url) for kind, row in rows.items()}


def _account(kind: str, appid: str, secret: str, subject: str) -> Account:
    known = Account.objects.filter(appid=appid).order_by("deleted_at", "id").last()
    if known is not None:
        return known
    _, type_, name = KINDS[kind]
    original = f"gh_{secrets.token_hex(6)}"
    return accounts.connect(
        Connecting(kind, type_, name, appid, secret, original, verified=True, subject=subject)
    )


def _facts(account: Account, base_url: str) -> dict[str, Any]:
    push = accounts.push_secrets(account)
    return {
        "appid": account.appid,
        "original_id": account.original_id,
        "callback_url": f"{base_url}/wx/push/{account.callback_key}",
        "token": push.token,
        "encoding_aes_key": push.aes_key,
        "type": account.type,
        "verified": account.verified,
        "mode": account.mode,
    }
