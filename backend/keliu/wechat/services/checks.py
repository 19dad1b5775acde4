"""Asking WeChat itself whether an account is set up well, one finding after the other."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings

from keliu.kit import clock
from keliu.wechat import client, tokens
from keliu.wechat.errors import WeChatDown, WeChatRefused
from keliu.wechat.models import Account
from keliu.wechat.services import health, quota
from keliu.wechat.services.calls import Api, api_of

State = Literal["good", "bad", "note"]
OFFICIAL = "https://api.weixin.qq.com"
SEEN_IP = re.compile(r"invalid ip ([0-9a-fA-F.:]{3,45})")


@dataclass(frozen=True)
class Finding:
    """What was looked at; `fix` says what to do when it is not well. Texts are (zh, en)."""

    key: str
    state: State
    found: tuple[str, str]
    fix: tuple[str, str] = ("", "")
    errcode: int | None = None
    rid: str = ""


def examine(account: Account) -> list[Finding]:
    """Everything WeChat can tell; the rest is not asked when the secret is wrong."""
    api = api_of(account)
    found = [_tried("secret", lambda: _secret(account, api))]
    if found[0].state == "good":
        found.append(_tried("network", lambda: _network(api)))
        found.append(_tried("addresses", lambda: _addresses(api)))
    return [*found, _address(), _pushes(account)]


def secret_only(api: Api) -> Finding:
    """For an app that is no account of a merchant."""
    return _tried("secret", lambda: _secret(None, api))


def _tried(key: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except WeChatRefused as refused:
        return _refused(key, refused)
    except WeChatDown:
        return Finding(
            key, "bad", ("连不上微信的服务器", "WeChat's server does not answer"),
            ("请检查这台服务器能不能访问外网和域名解析",
             "See whether this server reaches the internet and resolves names"),
        )  # fmt: skip


def _refused(key: str, refused: WeChatRefused) -> Finding:
    """The cause; WeChat says itself which address it has seen, which we can not know."""
    cause, seen = refused.meaning, SEEN_IP.search(str(refused.details.get("said") or ""))
    zh, en = (f"(微信看到的是 {seen[1]})", f" (WeChat saw {seen[1]})") if seen else ("", "")
    found, fix = (cause.cause + zh, cause.cause_en + en), (cause.fix, cause.fix_en)
    return Finding(key, "bad", found, fix, refused.errcode, refused.rid)


def _secret(account: Account | None, api: Api) -> Finding:
    """A real question: a token that is remembered would not show that the secret has changed."""
    body = {"grant_type": "client_credential", "appid": api.app.appid, "secret": api.app.secret}
    tokens.forget_failure(api.app)
    try:
        client.post(tokens.PATH, {**body, "force_refresh": False})
    except WeChatRefused as refused:
        quota.refused(api.app, tokens.PATH, refused)
        if account is not None:
            health.refused(account, refused)
        raise
    quota.forgive(api.app, tokens.PATH)
    if account is not None:
        health.works(account)
    return Finding("secret", "good", ("AppID 和 AppSecret 正确", "AppID and AppSecret are right"))


def _network(api: Api) -> Finding:
    """WeChat resolves our name and pings what it finds."""
    answer = api.post("/cgi-bin/callback/check", {"action": "all", "check_operator": "DEFAULT"})
    pings = answer.get("ping") or []
    lost = [one for one in pings if not str(one.get("package_loss", "")).startswith("0")]
    if not answer.get("dns"):
        return Finding(
            "network", "bad", ("微信解析不了回调地址的域名", "WeChat can not resolve our name"),
            ("请检查域名解析", "See whether the domain name is set up"),
        )  # fmt: skip
    if pings and len(lost) == len(pings):
        return Finding(
            "network", "note",
            ("微信 ping 不通这台服务器", "WeChat's pings do not arrive"),
            ("不允许 ping 的服务器也可能一切正常,以“收到推送”为准",
             "Servers that forbid pings may be fine: see whether pushes arrive"),
        )  # fmt: skip
    return Finding("network", "good", ("微信能找到这台服务器", "WeChat finds this server"))


def _addresses(api: Api) -> Finding:
    count = len(api.get("/cgi-bin/getcallbackip").get("ip_list") or [])
    return Finding(
        "addresses", "good",
        (f"微信会从 {count} 个地址推送", f"WeChat pushes from {count} addresses"),
        ("防火墙要放行它们", "The firewall has to let them in"),
    )  # fmt: skip


def _address() -> Finding:
    """What WeChat asks of the address itself."""
    parts = urlsplit(settings.BASE_URL)
    if settings.WECHAT_API_BASE != OFFICIAL:
        words = ("现在连的是微信盒子,不是真的微信", "This is WeChat in a box, not the real one")
        return Finding("address", "note", words)
    if parts.scheme != "https" or parts.port not in {None, 443}:
        return Finding(
            "address", "bad",
            (f"{settings.BASE_URL} 不是 https 的 443 端口",
             f"{settings.BASE_URL} is not https on port 443"),
            ("请用已备案的域名、https 和 443 端口,并设置 KELIU_BASE_URL",
             "Use a registered domain with https on 443 and set KELIU_BASE_URL"),
        )  # fmt: skip
    return Finding("address", "good", (f"回调域名 {parts.hostname}", f"Domain {parts.hostname}"))


def _pushes(account: Account) -> Finding:
    if account.verified_at is None:
        return Finding(
            "pushes", "bad", ("微信还没有验证过回调地址", "WeChat has not checked the address yet"),
            ("请把下面的地址、Token、密钥填到微信后台“服务器配置”并启用",
             "Enter address, token and key in WeChat's console and switch it on"),
        )  # fmt: skip
    if account.last_push_at is None:
        return Finding(
            "pushes", "note", ("地址验证过了,还没有收到消息", "Checked, but nothing has come yet"),
            ("用自己的微信给公众号发一句话试试", "Send the account a message yourself"),
        )  # fmt: skip
    days = (clock.now() - account.last_push_at).days
    return Finding(
        "pushes", "good",
        (f"最近一次推送在 {days} 天前" if days else "今天收到过推送",
         f"The last push came {days} days ago" if days else "Pushes came today"),
    )  # fmt: skip
