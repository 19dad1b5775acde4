"""Template messages: sent by the product, checked as WeChat checks them, told by a push."""

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.wire import pushes
from keliu.box.wire.basis import app_of, json_object
from keliu.box.wire.fields import lines_of
from keliu.kit import networks

LIBRARY = {
    "OPENTM207873178": (
        "工作提醒",
        "提醒事项:{{thing1.DATA}}\n内容:{{thing2.DATA}}\n时间:{{time3.DATA}}",
    ),
    "TM00017": (
        "发货通知",
        "订单号:{{character_string1.DATA}}\n商品:{{thing2.DATA}}\n发货时间:{{time3.DATA}}",
    ),
}


async def send(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/template/send."""
    app, body = app_of(box, request), json_object(request)
    user = receiver(box, app, body.get("touser"))
    template = box.notices.template(app.appid, str(body.get("template_id", "")))
    lines = lines_of(template.content, body.get("data"))
    url = _address(body.get("url", ""))
    _may(box, app, user)
    mini = mini_of(box, body.get("miniprogram"))
    once = body.get("client_msg_id", "")
    if not isinstance(once, str) or len(once) > 64:
        raise WeChatError(40097)
    msgid, new = box.notices.once(app.appid, user, once)
    if new:
        shown = {"title": template.title, "lines": lines, "url": url, "mini": mini}
        box.oa.talks.add(app.appid, user, "account", "template", shown)
        pushes.template_sent(box, app, user, msgid)
    return json_response({"errcode": 0, "errmsg": "ok", "msgid": msgid})


async def listed(box: Box, request: Request) -> Response:
    """GET /cgi-bin/template/get_all_private_template."""
    app = app_of(box, request)
    return json_response(
        {"template_list": [one.json() for one in box.notices.templates(app.appid)]}
    )


async def add(box: Box, request: Request) -> Response:
    """POST /cgi-bin/template/api_add_template {template_id_short}."""
    app, body = app_of(box, request), json_object(request)
    known = LIBRARY.get(str(body.get("template_id_short", "")))
    if known is None:
        raise WeChatError(40037)
    identifier = box.notices.add_template(app.appid, *known)
    return json_response({"errcode": 0, "errmsg": "ok", "template_id": identifier})


async def drop(box: Box, request: Request) -> Response:
    """POST /cgi-bin/template/del_private_template {template_id}."""
    app, body = app_of(box, request), json_object(request)
    box.notices.drop_template(app.appid, str(body.get("template_id", "")))
    return json_response({"errcode": 0, "errmsg": "ok"})


def receiver(box: Box, app: App, touser: object) -> str:
    """The person behind an openid of this app. Raises 40003."""
    user = box.oa.followers.user_of(app.appid, touser) if isinstance(touser, str) else None
    if user is None:
        raise WeChatError(40003)
    return user


def _may(box: Box, app: App, user: str) -> None:
    if not box.oa.followers.follows(app.appid, user):
        raise WeChatError(43004)
    if not box.oa.followers.takes(app.appid, user):
        raise WeChatError(43101)


def mini_of(box: Box, given: object) -> dict[str, str] | None:
    """Where a tap leads in a mini program; wins over the page. Raises 40013."""
    if not isinstance(given, dict) or not given:
        return None
    target = box.apps.find(str(given.get("appid", "")))
    if target is None or target.kind != "mini":
        raise WeChatError(40013)
    return {"appid": target.appid, "pagepath": str(given.get("pagepath", ""))}


def _address(url: object) -> str:
    if url == "":
        return ""
    if not isinstance(url, str) or networks.split(url).scheme not in {"http", "https"}:
        raise WeChatError(40066)
    return url
