"""Signing in, out and over to another merchant."""

from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from ninja import Router

from keliu.accounts import browser, door, schemas
from keliu.accounts.errors import NoAccount, TicketGone
from keliu.accounts.models import Account, Membership, Staff
from keliu.accounts.ports import Ports
from keliu.accounts.services import sessions
from keliu.kit import actor
from keliu.kit.errors import KeliuError
from keliu.platform import tickets
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope
from keliu.platform.wire import Ref

router = Router(tags=["auth"])
STATE_MINUTES = 10


def places_of(account: Account | None) -> list[Ref]:
    """Merchants an account works in, last used first."""
    rows = Membership.objects.filter(account=account, active=True).select_related("merchant")
    return [
        Ref(id=row.merchant_id, name=row.merchant.name) for row in rows.order_by("-last_used_at")
    ]


def answer(done: sessions.SignedIn, *, cookie: bool) -> HttpResponse:
    """The sign-in answer; for the console the secret travels only in an HttpOnly cookie."""
    session = done.session
    with merchant_scope(session.merchant_id):
        rows = Staff.objects.select_related("department", "role", "avatar", "superior")
        staff = schemas.StaffRow.of(rows.get(pk=session.staff_id or 0))
    out = schemas.LoginOut(
        token=None if cookie else done.token,
        staff=staff,
        merchant=schemas.merchant_out(Merchant.objects.get(pk=session.merchant_id)),
        merchants=places_of(done.account),
    )
    response: HttpResponse = door.Body(out.model_dump_json())
    if cookie:
        response.set_cookie(
            door.COOKIE,
            done.token,
            httponly=True,
            samesite="Strict",
            secure=settings.BASE_URL.startswith("https://"),
            max_age=12 * 3600,
        )
    return response


@router.post("/auth/login", response=schemas.LoginOut)
@door.public
def login(request: HttpRequest, payload: schemas.LoginIn) -> HttpResponse:
    """Sign in with account and password, and the authenticator's code when it is switched on."""
    done = sessions.log_in(
        login=payload.account,
        password=payload.password,
        totp=payload.totp,
        device=door.device(request),
    )
    return answer(done, cookie=payload.cookie)


@router.post("/auth/enter", response=schemas.LoginOut)
@door.public
def enter(request: HttpRequest, payload: schemas.TicketIn) -> HttpResponse:
    """Sign in with a one-time link."""
    return answer(sessions.enter(payload.ticket, door.device(request)), cookie=payload.cookie)


@router.post("/auth/logout", response={204: None})
@door.staff()
def logout(request: HttpRequest) -> HttpResponse:
    """End this session; its sockets close."""
    sessions.log_out(actor.current().session_id or 0)
    response = HttpResponse(status=204)
    response.delete_cookie(door.COOKIE, samesite="Strict")
    return response


@router.post("/auth/switch", response=schemas.LoginOut)
@door.staff()
def switch(request: HttpRequest, payload: schemas.SwitchIn) -> HttpResponse:
    """Go on in another merchant of the same account."""
    account = sessions.account_of(actor.current())
    done = sessions.sign_in(account, device=door.device(request), merchant_id=payload.merchant_id)
    return answer(done, cookie=payload.cookie)


@router.get("/auth/wechat/start", response=schemas.UrlOut)
@door.public
def wechat_start(request: HttpRequest, back: Literal["staff", "console"] = "staff") -> HttpResponse:
    """Where the browser goes to sign in with WeChat; it comes back to the face it left."""
    host = request.build_absolute_uri("/wx/oauth/staff")
    lives = timedelta(minutes=STATE_MINUTES)
    mark = browser.mark(request)
    state = tickets.issue("wechat_state", None, {"back": back, "browser": mark.digest}, lives)
    answer = schemas.UrlOut(url=Ports.wechat.authorize_url(host, state))
    return browser.keep(request, door.Body(answer.model_dump_json()), mark)


@router.post("/auth/wechat/finish", response=schemas.LoginOut)
@door.public
def wechat_finish(request: HttpRequest, payload: schemas.TicketIn) -> HttpResponse:
    """Sign in after WeChat's answer; an unknown WeChat user gets a ticket for opening a shop."""
    spent = tickets.spend("wechat_login", payload.ticket)
    if spent is None:
        raise TicketGone
    _, user = spent
    account = sessions.by_wechat(user["appid"], user["openid"])
    if account is None:
        lives = timedelta(minutes=30)
        raise NoAccount(shop_ticket=tickets.issue("shop", None, user, lives))
    return answer(sessions.sign_in(account, device=door.device(request)), cookie=payload.cookie)


BACK = {
    "staff": (
        "/m/#/packages/staff/sign-in/index?wechat=",
        "/m/#/packages/staff/sign-in/index?failed=1",
    ),
    "console": ("/console/#/wechat?ticket=", "/console/#/wechat"),
}


def wechat_return(request: HttpRequest) -> HttpResponse:
    """WeChat sends the browser back here with code and state; not an API call."""
    spent = tickets.spend("wechat_state", request.GET.get("state", ""))
    done, failed = BACK[spent[1]["back"] if spent else "staff"]
    code = request.GET.get("code", "")
    if spent is None or not code or not browser.is_same(request, spent[1]["browser"]):
        return HttpResponseRedirect(failed)
    try:
        appid, openid = Ports.wechat.redeem(code)
    except KeliuError:
        return HttpResponseRedirect(failed)
    lives = timedelta(minutes=5)
    ticket = tickets.issue("wechat_login", None, {"appid": appid, "openid": openid}, lives)
    return HttpResponseRedirect(f"{done}{ticket}")
