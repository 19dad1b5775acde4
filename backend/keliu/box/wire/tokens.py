"""The app's own credentials: stable_token, token, jsapi ticket, callback addresses."""

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError


def app_of(box: Box, request: Request) -> App:
    """The app whose access_token came in the query; every token call passes here."""
    app = box.apps.find(box.vault.app_of_token(request.query.get("access_token", "")))
    if app is None:
        raise WeChatError(40013)
    return app


def json_object(request: Request) -> dict[str, object]:
    """The body as a JSON object, with WeChat's refusals."""
    if not request.body:
        raise WeChatError(44002)
    try:
        value = request.json()
    except ValueError:
        raise WeChatError(47001) from None
    if not isinstance(value, dict):
        raise WeChatError(47001)
    return value


async def stable_token(box: Box, request: Request) -> Response:
    """POST /cgi-bin/stable_token."""
    body = json_object(request)
    if body.get("grant_type") != "client_credential":
        raise WeChatError(40002)
    app = box.apps.with_secret(_text(body, "appid"), _text(body, "secret"))
    force = body.get("force_refresh", False)
    if not isinstance(force, bool):
        raise WeChatError(47001)
    token, expires_in = box.vault.stable_token(app, force=force)
    return json_response({"access_token": token, "expires_in": expires_in})


async def classic_token(box: Box, request: Request) -> Response:
    """GET /cgi-bin/token."""
    if request.query.get("grant_type") != "client_credential":
        raise WeChatError(40002)
    app = box.apps.with_secret(request.query.get("appid", ""), request.query.get("secret", ""))
    token, expires_in = box.vault.classic_token(app)
    return json_response({"access_token": token, "expires_in": expires_in})


async def get_ticket(box: Box, request: Request) -> Response:
    """GET /cgi-bin/ticket/getticket?type=jsapi, for official accounts."""
    app = app_of(box, request)
    if app.kind != "oa":
        raise WeChatError(48001)
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
