"""What WeChat says about cards and products before strangers see them. No answer is no pass."""

from typing import Any

from keliu.accounts import public as accounts
from keliu.catalog import public as catalog
from keliu.catalog.ports import Checked, Content
from keliu.kit import actor, scope
from keliu.kit.errors import NotFound
from keliu.wechat import apps_of
from keliu.wechat.errors import WeChatDown, WeChatRefused
from keliu.wechat.services.calls import Api, api_of
from keliu.wechat.services.push_effects import Arrived

TEXT, MEDIA, EVENT = "/wxa/msg_sec_check", "/wxa/media_check_async", "wxa_media_check"
MOST = 2500  # characters of one check
SCENES = {"card": 1, "product": 4, "shop": 1, "moment": 4}
INACTIVE, UNKNOWN = 61010, 40003
IMAGE = 2
SEVERE = {"pass": 0, "review": 1, "risky": 2}
OTHER = 21000


def check(content: Content) -> Checked:
    """Ask WeChat through the merchant's own mini program; without one nobody is asked."""
    account = apps_of.own("mini", scope.current())
    if account is None:
        return Checked("pass")
    openid = accounts.openid_of(actor.current().staff_id, account.appid)
    if not openid:
        return Checked("review", "unseen")
    try:
        return _asked(api_of(account), content, openid)
    except WeChatRefused as refused:
        unseen = refused.errcode in (INACTIVE, UNKNOWN)
        return Checked("review", "unseen" if unseen else "unanswered")
    except WeChatDown:
        return Checked("review", "unanswered")


def _asked(api: Api, content: Content, openid: str) -> Checked:
    common = {"openid": openid, "scene": SCENES[content.kind], "version": 2}
    parts = [content.text[at : at + MOST] for at in range(0, len(content.text), MOST)]
    answers = [api.post(TEXT, {**common, "content": one, "title": content.title}) for one in parts]
    suggest, label = max((_result(one) for one in answers), key=lambda one: SEVERE[one[0]])
    trace = _trace(answers[0])
    if suggest == "risky":
        return Checked("risky", "risky", (label,), trace_id=trace)
    traces = tuple(
        _trace(api.post(MEDIA, {**common, "media_url": url, "media_type": IMAGE}))
        for url in content.picture_urls
    )
    if suggest == "review":
        return Checked("review", "doubtful", (label,), traces, trace)
    return Checked("review", "pictures", (), traces, trace) if traces else Checked("pass")


def _trace(answer: Any) -> str:
    found = answer.get("trace_id") if isinstance(answer, dict) else None
    return str(found or "-")[:80]  # a picture without one is waited for, and then looked at


def _result(answer: Any) -> tuple[str, int]:
    """(suggestion, label); errcode 0 alone is no pass."""
    found = answer.get("result") if isinstance(answer, dict) else None
    found = found if isinstance(found, dict) else {}
    suggest, label = str(found.get("suggest", "")), str(found.get("label", ""))
    known = suggest if suggest in SEVERE else "review"
    return known, int(label) if label.isdecimal() else OTHER


def effect(arrived: Arrived) -> None:
    """The result of a picture. It may come before what asked for it is kept: then once more."""
    push = arrived.push
    if push.event != EVENT:
        return
    suggest, label = _result(push.words)
    if push.text("errcode") not in ("", "0"):
        suggest = "review"  # WeChat could not fetch the picture
    known = catalog.picture_judged(push.text("trace_id"), suggest, label)
    if not known and not arrived.late:
        raise NotFound
