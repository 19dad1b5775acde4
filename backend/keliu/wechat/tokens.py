"""One access token per app for all workers: a row lock makes every expiry cost one fetch."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from keliu.kit import clock
from keliu.platform.keys import unwrap_secret, wrap_secret
from keliu.wechat import client, rules
from keliu.wechat.client import App
from keliu.wechat.errors import WeChatRefused
from keliu.wechat.models import AppToken

_T = TypeVar("_T")
# The platform renews 5 minutes before the end and both tokens work for 5 minutes.
EARLY = timedelta(minutes=3)


def _where(appid: str) -> str:
    return f"wechat|{appid}"


@transaction.atomic
def access_token(app: App, refused: str | None = None) -> str:
    """The app's token; fetched when it is missing, nearly over, or is the one WeChat `refused`."""
    AppToken.objects.get_or_create(appid=app.appid)
    row = AppToken.objects.select_for_update().get(appid=app.appid)
    fresh = row.expires_at is not None and row.expires_at - EARLY > clock.now()
    if row.access_token is not None and fresh:
        known = unwrap_secret(row.access_token, _where(app.appid))
        if known != refused:
            return known
    return _fetch(app, force=refused is not None)


def _fetch(app: App, *, force: bool) -> str:
    body = {"grant_type": "client_credential", "appid": app.appid, "secret": app.secret}
    answer = client.post("/cgi-bin/stable_token", {**body, "force_refresh": force})
    token = str(answer["access_token"])
    AppToken.objects.filter(appid=app.appid).update(
        access_token=wrap_secret(token, _where(app.appid)),
        expires_at=clock.now() + timedelta(seconds=int(answer["expires_in"])),
        fetches=F("fetches") + 1,
    )
    return token


def calling(app: App, call: Callable[[str], _T]) -> _T:
    """Run `call(token)`; when WeChat refuses that very token, once more with a new one."""
    token = access_token(app)
    try:
        return call(token)
    except WeChatRefused as refused:
        if refused.details.get("errcode") not in rules.TOKEN_STALE:
            raise
        return call(access_token(app, refused=token))


@transaction.atomic
def jsapi_ticket(app: App) -> str:
    """The app's JS-SDK ticket, cached like its token."""
    AppToken.objects.get_or_create(appid=app.appid)
    row = AppToken.objects.select_for_update().get(appid=app.appid)
    soon = clock.now() + EARLY
    if row.ticket is not None and row.ticket_expires_at and row.ticket_expires_at > soon:
        return unwrap_secret(row.ticket, _where(app.appid))

    def ask(token: str) -> dict[str, object]:
        asked = {"access_token": token, "type": "jsapi"}
        answer: dict[str, object] = client.get("/cgi-bin/ticket/getticket", asked)
        return answer

    answer = calling(app, ask)
    ticket = str(answer["ticket"])
    AppToken.objects.filter(appid=app.appid).update(
        ticket=wrap_secret(ticket, _where(app.appid)),
        ticket_expires_at=clock.now() + timedelta(seconds=int(str(answer["expires_in"]))),
    )
    return ticket
