"""What every call with a token shares: whose it is, whether it may, and its usual answer."""

import json
from typing import Any

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError

#: What only verified accounts, or only some types, may call; the first prefix that fits counts.
RIGHTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("/cgi-bin/message/template/", frozenset({"service+"})),
    ("/cgi-bin/template/", frozenset({"service+"})),
    ("/cgi-bin/qrcode/", frozenset({"service+"})),
    ("/cgi-bin/message/subscribe/bizsend", frozenset({"service+"})),
    ("/cgi-bin/message/subscribe/send", frozenset({"mini", "mini+"})),
    ("/cgi-bin/ticket/", frozenset({"service", "service+", "subscription", "subscription+"})),
    ("/cgi-bin/user/", frozenset({"service+", "subscription+"})),
    ("/cgi-bin/tags/", frozenset({"service+", "subscription+"})),
    ("/cgi-bin/menu/", frozenset({"service", "service+", "subscription+"})),
    ("/cgi-bin/get_current_", frozenset({"service", "service+", "subscription", "subscription+"})),
    ("/cgi-bin/message/mass/", frozenset({"service+", "subscription+"})),
    ("/cgi-bin/draft/", frozenset({"service", "service+", "subscription", "subscription+"})),
    ("/cgi-bin/freepublish/", frozenset({"service+", "subscription+"})),
    ("/cgi-bin/material/", frozenset({"service", "service+", "subscription", "subscription+"})),
    ("/cgi-bin/message/custom/business/", frozenset({"mini", "mini+"})),
    ("/cgi-bin/message/custom/", frozenset({"service+", "subscription+", "mini", "mini+"})),
    ("/customservice/", frozenset({"service+", "subscription+", "mini", "mini+"})),
    ("/wxaapi/newtmpl/", frozenset({"service+", "mini", "mini+"})),
    ("/wxa/business/getuserphonenumber", frozenset({"mini+"})),
    ("/wxa/generate_urllink", frozenset({"mini+"})),
    ("/wxa/generatescheme", frozenset({"mini+"})),
    ("/wxa/genwxashortlink", frozenset({"mini+"})),
    ("/wxa/", frozenset({"mini", "mini+"})),
)


def app_of(box: Box, request: Request) -> App:
    """The app whose access_token came in the query, if it may call this and has calls left."""
    app = box.apps.find(box.vault.app_of_token(request.query.get("access_token", "")))
    if app is None:
        raise WeChatError(40013)
    if not may(box, app, request.path):
        raise WeChatError(48001)
    box.oa.quotas.spend(app.appid, request.path)
    return app


def may(box: Box, app: App, path: str) -> bool:
    """Whether this type of account, verified or not, may call an address."""
    account = box.oa.accounts.find(app.appid)
    standing = account.type + ("+" if account.verified else "") if account else app.kind
    for prefix, allowed in RIGHTS:
        if path.startswith(prefix):
            return standing in allowed
    return True


def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object, with WeChat's refusals."""
    if not request.body:
        raise WeChatError(44002)
    try:
        value = json.loads(request.body.decode("utf-8"))
    except ValueError:
        raise WeChatError(47001) from None
    if not isinstance(value, dict):
        raise WeChatError(47001)
    return value


def ok(**more: Any) -> Response:
    """Success, with whatever belongs to it."""
    return json_response({"errcode": 0, "errmsg": "ok", **more})


def text_of(body: dict[str, Any], name: str, errcode: int, *, most: int = 1 << 16) -> str:
    """A text of the body; `errcode` when it is none, empty, or too long."""
    value = body.get(name)
    if not isinstance(value, str) or not value or len(value) > most:
        raise WeChatError(errcode)
    return value


def openids_of(body: dict[str, Any], name: str, most: int) -> list[str]:
    """A list of openids. Raises 40032 for its length, 40003 for what is none."""
    value = body.get(name)
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise WeChatError(40032)
    if not all(isinstance(one, str) and one for one in value):
        raise WeChatError(40003)
    return value
