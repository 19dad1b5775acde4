"""Template messages: sent by the product, checked as WeChat checks them, told by a push."""

import re
from typing import Any
from urllib.parse import urlsplit

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.notices import Template, kind_of
from keliu.box.people import User, openid
from keliu.box.wire import pushes
from keliu.box.wire.tokens import app_of, json_object

MOST = {"thing": 20, "character_string": 32, "letter": 32, "symbol": 5, "number": 32}
HAN = re.compile(r"[\u3400-\u9fff]")
TIME = re.compile(
    r"(?:\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?\s*)?(?:\d{1,2}:\d{2}(?::\d{2})?)?(?:~.+)?"
)
DATE = re.compile(r"\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?(?:\s+\d{1,2}:\d{2})?")
LIBRARY = {
    "OPENTM207873178": (
        "工作提醒",
        "提醒事项:{{thing1.DATA}}\n内容:{{thing2.DATA}}\n时间:{{time3.DATA}}",
    )
}


def _account(box: Box, request: Request) -> App:
    app = app_of(box, request)
    if app.kind != "oa":
        raise WeChatError(48001)
    return app


async def send(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/template/send."""
    app, body = _account(box, request), json_object(request)
    user = _receiver(box, app, body.get("touser"))
    template = box.notices.template(app.appid, str(body.get("template_id", "")))
    lines = _lines(template, body.get("data"))
    url = _address(body.get("url", ""))
    _may(box, app, user)
    once = body.get("client_msg_id", "")
    if not isinstance(once, str) or len(once) > 64:
        raise WeChatError(40097)
    msgid, new = box.notices.send(app.appid, user.id, template.title, lines, url, once)
    if new:
        box.hub.tell(user.id, {"type": "notice", "appid": app.appid})
        pushes.later(box, app, pushes.template_sent(app, openid(app.appid, user.id), msgid))
    return json_response({"errcode": 0, "errmsg": "ok", "msgid": msgid})


async def listed(box: Box, request: Request) -> Response:
    """GET /cgi-bin/template/get_all_private_template."""
    app = _account(box, request)
    return json_response(
        {"template_list": [one.json() for one in box.notices.templates(app.appid)]}
    )


async def add(box: Box, request: Request) -> Response:
    """POST /cgi-bin/template/api_add_template {template_id_short}."""
    app, body = _account(box, request), json_object(request)
    known = LIBRARY.get(str(body.get("template_id_short", "")))
    if known is None:
        raise WeChatError(40037)
    identifier = box.notices.add_template(app.appid, *known)
    return json_response({"errcode": 0, "errmsg": "ok", "template_id": identifier})


async def drop(box: Box, request: Request) -> Response:
    """POST /cgi-bin/template/del_private_template {template_id}."""
    app, body = _account(box, request), json_object(request)
    box.notices.drop_template(app.appid, str(body.get("template_id", "")))
    return json_response({"errcode": 0, "errmsg": "ok"})


def _receiver(box: Box, app: App, touser: object) -> User:
    for user in box.people.all():
        if openid(app.appid, user.id) == touser:
            return user
    raise WeChatError(40003)


def _may(box: Box, app: App, user: User) -> None:
    standing = box.notices.standing(app.appid, user.id)
    if not standing.follows:
        raise WeChatError(43004)
    if not standing.takes:
        raise WeChatError(43101)


def _address(url: object) -> str:
    if url == "":
        return ""
    if not isinstance(url, str) or urlsplit(url).scheme not in {"http", "https"}:
        raise WeChatError(40066)
    return url


def _lines(template: Template, data: object) -> list[dict[str, str]]:
    """Label and value of every field. Raises 47003, which names the field."""
    if not isinstance(data, dict):
        raise WeChatError(47003)
    return [{"label": label, "value": _value(key, data.get(key))} for key, label in template.fields]


def _value(key: str, given: Any) -> str:
    value = given.get("value") if isinstance(given, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise WeChatError(47003, f"argument invalid! data.{key}.value is empty")
    if not _fits(kind_of(key), value):
        raise WeChatError(47003, f"argument invalid! data.{key}.value invalid")
    return value


def _fits(kind: str, value: str) -> bool:
    if kind in MOST and len(value) > MOST[kind]:
        return False
    if kind == "phrase":
        return len(value) <= 5 and len(HAN.findall(value)) == len(value)
    if kind == "name":
        return len(value) <= (10 if HAN.search(value) else 20)
    if kind == "time":
        return bool(value and TIME.fullmatch(value))
    if kind == "date":
        return bool(DATE.fullmatch(value))
    return kind != "thing" or "\n" not in value
