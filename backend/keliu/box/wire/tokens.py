"""The app's own credentials: stable_token, token, jsapi ticket, callback addresses."""

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.wire.basis import app_of, json_object


async def stable_token(box: Box, request: Request) -> Response:
    """POST /cgi-bin/stable_token."""
    body = json_object(request)
    if body.get("grant_type") != "client_credential":
        raise WeChatError(40002)
    app = box.apps.with_secret(_text(body, "appid"), _text(body, "secret"))
    force = body.get("force_refresh", False)
    if not isinstance(force, bool):
        raise WeChatError(47001)
    box.oa.quotas.spend(app.appid, request.path)
    token, expires_in = box.vault.stable_token(app, force=force)
    return json_response({"access_token": token, "expires_in": expires_in})


async def classic_token(box: Box, request: Request) -> Response:
    """GET /cgi-bin/token."""
    if request.query.get("grant_type") != "client_credential":
        raise WeChatError(40002)
    app = box.apps.with_secret(request.query.get("appid", ""), request.query.get("secret", ""))
    box.oa.quotas.spend(app.appid, request.path)
    token, expires_in = box.vault.classic_token(app)
    return json_response({"access_token": token, "expires_in": expires_in})


async def get_ticket(box: Box, request: Request) -> Response:
    """GET /cgi-bin/ticket/getticket?type=jsapi, for official accounts."""
    app = app_of(box, request)
    if request.query.get("type") != "jsapi":
        raise WeChatError(40097)
    ticket, expires_in = box.vault.ticket(app.appid)
    return json_response({"errcode": 0, "errmsg": "ok", "ticket": ticket, "expires_in": expires_in})


async def callback_addresses(box: Box, request: Request) -> Response:
    """GET /cgi-bin/getcallbackip: pushes of this box come from this machine."""
    app_of(box, request)
    return json_response({"ip_list": ["127.0.0.1"]})


def _text(body: dict[str, object], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise WeChatError(47001)
    return value
