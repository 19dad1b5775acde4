"""Binding one's own WeChat to one's notices, trying it out, letting it go."""

from functools import partial
from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from ninja import Router

from keliu.accounts import public as door
from keliu.kit.errors import KeliuError
from keliu.outreach import rules
from keliu.outreach.models import WeChatBinding
from keliu.outreach.schemas import BindingOpened, BindingOpenIn, BindingOut, WeChatOut
from keliu.outreach.services import bindings, wechat
from keliu.platform.wire import Bilingual

router = Router(tags=["me"])
PROBLEMS = {
    "unfollowed": ("没有关注公众号:在微信里重新关注,再发一条试试",
                   "You do not follow the official account: follow it again, then send a test"),
    "refused": ("你在微信里拒收了这个公众号的通知:打开公众号右上角的设置,允许后再试",
                "You turned this account's notices off in WeChat: allow them there, then test"),
    "bound_anew": ("绑定已失效:请解绑后重新扫码",
                   "The binding no longer holds: unbind and scan again"),
    "template": ("模板消息配置不对:请把这句话和错误码告诉管理员",
                 "The template message is set up wrongly: tell the administrator this code"),
    "words": ("内容被微信拦下,这一条没有发出", "WeChat held the text back; this one was not sent"),
    "unreachable": ("微信一直没有收下,已放弃这一条,站内消息还在",
                    "WeChat did not take it after several tries; the message is in the app"),
    "other": ("微信没有收下,请把错误码告诉管理员",
              "WeChat refused it: tell the administrator this code"),
}  # fmt: skip


def wechat_state(row: WeChatBinding | None) -> WeChatOut:
    """How one's own WeChat stands."""
    if row is None:
        return WeChatOut(
            bound=False, bound_at=None, last_sent_at=None, problem=None, problem_at=None
        )
    return WeChatOut(
        bound=True,
        bound_at=row.bound_at,
        last_sent_at=row.last_sent_at,
        problem=_problem(row),
        problem_at=row.problem_at,
    )


def _problem(row: WeChatBinding) -> Bilingual | None:
    if not row.problem:
        return None
    zh, en = PROBLEMS.get(row.problem, PROBLEMS["other"])
    code = f" ({row.problem_code})" if row.problem_code is not None else ""
    return Bilingual(zh=f"{zh}{code}", en=f"{en}{code}")


@router.post("/me/wechat/bind", response=BindingOut)
@door.staff()
def wechat_bind_begin(request: HttpRequest) -> BindingOut:
    """A code for one's own WeChat to scan; it works once, for ten minutes."""
    link = bindings.begin()
    picture = segno.make(link, error="m").svg_data_uri(scale=4, border=2)
    return BindingOut(link=link, picture=picture, minutes=rules.BIND_MINUTES)


@router.post("/wechat-bindings", response=BindingOpened)
@door.public
def wechat_bind_open(request: HttpRequest, payload: BindingOpenIn) -> HttpResponse:
    """The phone that scanned: whose notices it is about. Uses the code up."""
    host = request.build_absolute_uri("/").rstrip("/")
    mark = door.browser.mark(request)
    name, merchant, url = bindings.opened(payload.ticket, host, mark.digest)
    answer = BindingOpened(name=name, merchant=merchant, authorize_url=url)
    return door.browser.keep(request, door.Body(answer.model_dump_json()), mark)


def notice_return(request: HttpRequest) -> HttpResponse:
    """WeChat sends the phone back here with code and state; not an API call."""
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if request.method != "GET":
        return HttpResponse(status=405)
    try:
        bindings.answered(state, code, partial(door.browser.is_same, request))
    except KeliuError as refused:
        said = urlencode({"failed": refused.text})
        return HttpResponseRedirect(f"{bindings.PAGE}?{said}")
    return HttpResponseRedirect(f"{bindings.PAGE}?done=1")


@router.post("/me/wechat/try", response=WeChatOut)
@door.staff()
def wechat_try(request: HttpRequest) -> WeChatOut:
    """Send oneself a notice now; `problem` says why it did not arrive."""
    return wechat_state(wechat.try_out())


@router.delete("/me/wechat", response={204: None})
@door.staff()
def wechat_unbind(request: HttpRequest) -> None:
    """No more notices by WeChat."""
    bindings.unbind()
