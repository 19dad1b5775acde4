"""`keliu doctor --wechat`: WeChat itself is asked whether every account is set up well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keliu.config.cluster.vault import secrets_of
from keliu.config.doctor.report import Check, bad, note
from keliu.config.supervisor.setting import box_environment

if TYPE_CHECKING:
    from keliu.wechat.services.checks import Finding

LABELS = {
    "secret": "密钥",
    "network": "网络",
    "addresses": "来源地址",
    "address": "本站网址",
    "pushes": "推送",
    "pay_certificate": "商户证书",
    "pay_keys": "验签公钥",
    "pay_sale": "下单",
    "pay_notices": "支付通知",
}
KINDS = {"oa": "公众号", "mini": "小程序"}


def speak_for(data: Path, house: dict[str, Any] | None) -> None:
    """The addresses that a running installation uses, before Django reads its settings."""
    if house is None:
        return
    os.environ.setdefault("KELIU_BASE_URL", str(house["base_url"]))
    if house.get("box"):
        os.environ["KELIU_ENV"] = "demo"
        os.environ.update(box_environment(secrets_of(data), int(house["box"])))


def wechat_checks() -> list[Check]:
    """Every merchant's accounts, then the installation's own apps."""
    import django
    from django.db.utils import DatabaseError

    django.setup()
    try:
        found = [*_merchants(), *_installation()]
    except DatabaseError as error:
        return [bad("微信", str(error).strip().splitlines()[0], "请运行 keliu migrate")]
    if not found:
        fix = "请在电脑端“微信账号”里接入,步骤见 docs/admin/wechat.md"
        return [note("微信", "还没有接入公众号或小程序", fix)]
    return found


def _merchants() -> Iterator[Check]:
    from keliu.platform.models import Merchant
    from keliu.platform.tenancy import merchant_scope
    from keliu.wechat.selectors import pay
    from keliu.wechat.selectors.accounts import accounts
    from keliu.wechat.services import pay_examination
    from keliu.wechat.services.checks import examine

    for merchant in Merchant.objects.order_by("id"):
        with merchant_scope(merchant.pk):
            for account in accounts().filter(enabled=True):
                place = f"{merchant.name} · {KINDS[account.kind]} {account.name}"
                yield from (_line(place, one) for one in examine(account))
            row = pay.current()
            if row is not None:
                place = f"{merchant.name} · 微信支付 {row.mchid}"
                yield from (_line(place, one) for one in pay_examination.examine(row))


def _installation() -> Iterator[Check]:
    """The apps named in the environment: merchants without accounts of their own use them."""
    from keliu.wechat.apps_of import api_for
    from keliu.wechat.errors import NotConnected
    from keliu.wechat.services.checks import secret_only

    for kind, name in KINDS.items():
        try:
            api = api_for(kind)
        except NotConnected:
            continue
        yield _line(f"本机 · {name} {api.app.appid}", secret_only(api))


def _line(place: str, one: Finding) -> Check:
    code = f"(错误码 {one.errcode}{f',rid {one.rid}' if one.rid else ''})" if one.errcode else ""
    return Check(f"{place} · {LABELS[one.key]}", one.state, f"{one.found[0]}{code}", one.fix[0])
