"""Subscribe messages of service accounts and mini programs: templates, and sending by consent."""

from typing import Any

from keliu.box.apps import App
from keliu.box.asgi import Request, Response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.oa.newtmpl import CATEGORY, LIBRARY, ONCE
from keliu.box.wire.basis import app_of, json_object, ok
from keliu.box.wire.fields import lines_of
from keliu.box.wire.templates import mini_of, receiver

MOST_TITLES = 30
STATES = ("developer", "trial", "formal")


async def send(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/subscribe/send: of a mini program."""
    return _sent(box, request)


async def business(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/subscribe/bizsend: of a service account."""
    return _sent(box, request)


async def add(box: Box, request: Request) -> Response:
    """POST /wxaapi/newtmpl/addtemplate {tid, kidList, sceneDesc}."""
    app, body = app_of(box, request), json_object(request)
    made = box.oa.newtmpl.add(
        app.appid, body.get("tid"), body.get("kidList"), body.get("sceneDesc", "")
    )
    return ok(priTmplId=made)


async def drop(box: Box, request: Request) -> Response:
    """POST /wxaapi/newtmpl/deltemplate {priTmplId}."""
    app, body = app_of(box, request), json_object(request)
    box.oa.newtmpl.drop(app.appid, body.get("priTmplId", ""))
    return ok()


async def listed(box: Box, request: Request) -> Response:
    """GET /wxaapi/newtmpl/gettemplate."""
    app = app_of(box, request)
    return ok(data=[one.json() for one in box.oa.newtmpl.all(app.appid)])


async def categories(box: Box, request: Request) -> Response:
    """GET /wxaapi/newtmpl/getcategory."""
    app_of(box, request)
    return ok(data=[CATEGORY])


async def titles(box: Box, request: Request) -> Response:
    """GET /wxaapi/newtmpl/getpubtemplatetitles?ids=&start=&limit=."""
    app_of(box, request)
    start, limit = request.query.get("start", ""), request.query.get("limit", "")
    if not start.isdecimal() or not limit.isdecimal() or not 1 <= int(limit) <= MOST_TITLES:
        raise WeChatError(40097)
    items = [
        {"tid": int(tid), "title": title, "type": ONCE, "categoryId": str(CATEGORY["id"])}
        for tid, (title, _) in LIBRARY.items()
    ]
    return ok(count=len(items), data=items[int(start) : int(start) + int(limit)])


async def keywords(box: Box, request: Request) -> Response:
    """GET /wxaapi/newtmpl/getpubtemplatekeywords?tid=."""
    app_of(box, request)
    known = LIBRARY.get(request.query.get("tid", ""))
    if known is None:
        raise WeChatError(200014)
    items = [
        {"kid": kid, "name": name, "example": "", "rule": kind} for kid, name, kind in known[1]
    ]
    return ok(count=len(items), data=items)


def _sent(box: Box, request: Request) -> Response:
    app, body = app_of(box, request), json_object(request)
    user = receiver(box, app, body.get("touser"))
    template = box.oa.newtmpl.find(app.appid, body.get("template_id", ""))
    lines = lines_of(template.content, body.get("data"), template.choices)
    if body.get("miniprogram_state", "formal") not in STATES:
        raise WeChatError(40097)
    page, mini = _target(box, app, body)
    if not box.oa.subscriptions.use(app.appid, user, template.id):
        _told(box, app, user, template.id, 43101)
        raise WeChatError(43101)
    shown = {"title": template.title, "lines": lines, "page": page, "mini": mini,
             "url": page if app.kind == "oa" else ""}  # fmt: skip
    box.oa.talks.add(app.appid, user, "account", "subscribe", shown)
    _told(box, app, user, template.id, 0)
    return ok()


def _target(box: Box, app: App, body: dict[str, Any]) -> tuple[str, dict[str, str] | None]:
    page = body.get("page", "")
    if not isinstance(page, str) or len(page) > 1024:
        raise WeChatError(41030)
    if app.kind == "mini":
        known = app.paths is None or page.partition("?")[0].lstrip("/") in app.paths
        if page and not known:
            raise WeChatError(41030)
        return page, {"appid": app.appid, "pagepath": page} if page else None
    return page, mini_of(box, body.get("miniprogram"))


def _told(box: Box, app: App, user: str, template: str, errcode: int) -> None:
    entry = {
        "TemplateId": template,
        "MsgID": str(box.oa.pusher.number()),
        "ErrorCode": str(errcode),
        "ErrorStatus": "success" if errcode == 0 else "user refuse",
    }
    words = {
        "MsgType": "event",
        "Event": "subscribe_msg_sent_event",
        "SubscribeMsgSentEvent": {"List": [entry]},
    }
    box.oa.pusher.later(app.appid, user, words)
