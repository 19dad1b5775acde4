"""Customer messages: every kind, within what the person's own steps have opened."""

import time
from typing import Any

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.wire.basis import app_of, json_object, ok

Line = dict[str, Any]
TEXT_BYTES, MENU_MOST = 2048, 20
SECONDS_TO_TYPE = 30
_typing: dict[tuple[str, str], float] = {}


async def send(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/custom/send {touser, msgtype, …}."""
    app, body = app_of(box, request), json_object(request)
    user = _receiver(box, app, body.get("touser"))
    kind = str(body.get("msgtype", ""))
    read = KINDS[app.kind].get(kind)
    if read is None:
        raise WeChatError(40008)
    given = body.get(kind)
    if not isinstance(given, dict):
        raise WeChatError(47001)
    shown, fields = read(box, app, given)
    _check_desk(box, app, body)
    if app.kind == "oa" and not box.oa.followers.follows(app.appid, user):
        raise WeChatError(45015)
    box.oa.allowance.take(app.appid, user)
    if body.get("aimsgcontext") == {"is_ai_msg": 1}:
        fields["ai"] = True
    box.oa.talks.add(app.appid, user, "account", shown, fields)
    _typing.pop((app.appid, user), None)
    return ok()


async def typing(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/custom/[business/]typing {touser, command}."""
    app, body = app_of(box, request), json_object(request)
    user = _receiver(box, app, body.get("touser"))
    command = body.get("command")
    if command not in ("Typing", "CancelTyping"):
        raise WeChatError(45072)
    known = box.oa.followers.of(app.appid, user)
    if known is None or box.clock.now() - known.spoke > SECONDS_TO_TYPE:
        raise WeChatError(45080)
    until = _typing.pop((app.appid, user), 0.0)
    if command == "Typing":
        if until > time.monotonic():
            _typing[app.appid, user] = until
            raise WeChatError(45081)
        _typing[app.appid, user] = time.monotonic() + 15
    box.hub.tell(user, {"type": "typing", "appid": app.appid, "on": command == "Typing"})
    return ok()


async def desks(box: Box, request: Request) -> Response:
    """GET /cgi-bin/customservice/getkflist."""
    return json_response({"kf_list": box.oa.desks.all(app_of(box, request).appid)})


async def desks_online(box: Box, request: Request) -> Response:
    """GET /cgi-bin/customservice/getonlinekflist: every desk of the box is there."""
    found = box.oa.desks.all(app_of(box, request).appid)
    items = [
        {"kf_account": one["kf_account"], "status": 1, "kf_id": one["kf_id"], "accepted_case": 0}
        for one in found
    ]
    return json_response({"kf_online_list": items})


async def add_desk(box: Box, request: Request) -> Response:
    """POST /customservice/kfaccount/add {kf_account, nickname}."""
    app, body = app_of(box, request), json_object(request)
    box.oa.desks.add(app.appid, body.get("kf_account"), body.get("nickname"))
    return ok()


async def rename_desk(box: Box, request: Request) -> Response:
    """POST /customservice/kfaccount/update {kf_account, nickname}."""
    app, body = app_of(box, request), json_object(request)
    box.oa.desks.rename(app.appid, body.get("kf_account"), body.get("nickname"))
    return ok()


async def drop_desk(box: Box, request: Request) -> Response:
    """GET /customservice/kfaccount/del?kf_account=."""
    box.oa.desks.drop(app_of(box, request).appid, request.query.get("kf_account", ""))
    return ok()


def _receiver(box: Box, app: App, touser: object) -> str:
    user = box.oa.followers.user_of(app.appid, touser) if isinstance(touser, str) else None
    if user is None:
        raise WeChatError(40003)
    return user


def _check_desk(box: Box, app: App, body: Line) -> None:
    given = body.get("customservice")
    if given is None:
        return
    account = given.get("kf_account") if isinstance(given, dict) else None
    if not isinstance(account, str) or not box.oa.desks.known(app.appid, account):
        raise WeChatError(65401)


def _text(box: Box, app: App, given: Line) -> tuple[str, Line]:
    return "text", {"text": _words(given, "content")}


def _image(box: Box, app: App, given: Line) -> tuple[str, Line]:
    return "image", {"media_id": _media(box, app, given)}


def _voice(box: Box, app: App, given: Line) -> tuple[str, Line]:
    return "voice", {"media_id": _media(box, app, given)}


def _video(box: Box, app: App, given: Line) -> tuple[str, Line]:
    words = {name: str(given.get(name, "")) for name in ("title", "description")}
    return "video", {"media_id": _media(box, app, given), **words}


def _music(box: Box, app: App, given: Line) -> tuple[str, Line]:
    thumb = _media(box, app, given, "thumb_media_id")
    words = {name: str(given.get(name, "")) for name in ("title", "description")}
    url = str(given.get("musicurl", ""))
    return "music", {**words, "url": url, "hq_url": str(given.get("hqmusicurl") or url),
                     "media_id": thumb}  # fmt: skip


def _news(box: Box, app: App, given: Line) -> tuple[str, Line]:
    items = given.get("articles")
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict):
        raise WeChatError(45008)
    names = {"title": "title", "description": "description", "picture": "picurl", "url": "url"}
    article = {name: str(items[0].get(theirs, "")) for name, theirs in names.items()}
    return "news", {"articles": [article]}


def _menu(box: Box, app: App, given: Line) -> tuple[str, Line]:
    items = given.get("list")
    if not isinstance(items, list) or not 1 <= len(items) <= MENU_MOST:
        raise WeChatError(40097)
    if not all(isinstance(one, dict) for one in items):
        raise WeChatError(47001)
    choices = [{"id": str(one.get("id", "")), "content": _words(one, "content")} for one in items]
    head, tail = (str(given.get(name, "")) for name in ("head_content", "tail_content"))
    return "msgmenu", {"head": head, "list": choices, "tail": tail}


def _mini(box: Box, app: App, given: Line) -> tuple[str, Line]:
    thumb = _media(box, app, given, "thumb_media_id")
    appid = str(given.get("appid") or app.appid)
    target = box.apps.find(appid)
    if target is None or target.kind != "mini":
        raise WeChatError(40013)
    page = str(given.get("pagepath", ""))
    if not page:
        raise WeChatError(40165)
    return "miniprogrampage", {"title": str(given.get("title", "")), "appid": appid,
                               "pagepath": page, "media_id": thumb}  # fmt: skip


def _article(box: Box, app: App, given: Line) -> tuple[str, Line]:
    one = box.oa.drafts.published(app.appid, str(given.get("article_id") or "-")).articles[0]
    return "mpnewsarticle", {"title": one["title"], "description": one["digest"],
                             "picture": "", "url": one["url"]}  # fmt: skip


def _link(box: Box, app: App, given: Line) -> tuple[str, Line]:
    names = {"title": "title", "description": "description", "url": "url", "picture": "thumb_url"}
    article = {name: str(given.get(theirs, "")) for name, theirs in names.items()}
    if not article["title"] or not article["url"]:
        raise WeChatError(47001)
    return "news", {"articles": [article]}


KINDS = {
    "oa": {
        "text": _text,
        "image": _image,
        "voice": _voice,
        "video": _video,
        "music": _music,
        "news": _news,
        "mpnewsarticle": _article,
        "msgmenu": _menu,
        "miniprogrampage": _mini,
    },
    "mini": {"text": _text, "image": _image, "link": _link, "miniprogrampage": _mini},
}


def _words(given: Line, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise WeChatError(44004)
    if len(value.encode()) > TEXT_BYTES:
        raise WeChatError(45002)
    return value


def _media(box: Box, app: App, given: Line, name: str = "media_id") -> str:
    return box.oa.media.find(str(given.get(name, "")), app.appid).id
