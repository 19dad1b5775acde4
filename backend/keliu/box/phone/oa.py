"""Official accounts and mini programs as talks on one phone: lists, lines, and every act."""

from typing import Any

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import Refused
from keliu.box.oa import acts
from keliu.box.people import User, openid
from keliu.box.phone.api import body_of, owner_of

NOTICES = ("template", "subscribe")


async def listed(box: Box, request: Request) -> Response:
    """GET /phone/api/oa: the talks of this person, newest first, and every account there is."""
    user = owner_of(box, request)
    apps = {app.appid: app for app in box.apps.all()}
    talks = [
        {**_head(box, user, apps[one["appid"]]), **one}
        for one in box.oa.talks.summaries(user.id)
        if one["appid"] in apps
    ]
    accounts = [_head(box, user, app) for app in apps.values()]
    return json_response({"items": talks, "accounts": accounts})


async def talk(box: Box, request: Request) -> Response:
    """GET /phone/api/oa/{appid}: the account, its menu for this person, what was said."""
    user, app = owner_of(box, request), _app(box, request)
    lines = box.oa.talks.between(app.appid, user.id)
    return json_response(
        {
            **_head(box, user, app),
            "takes": box.oa.followers.takes(app.appid, user.id),
            "menu": _menu(box, user, app),
            "lines": [line for line in lines if line["side"] != "event"],
        }
    )


async def seen(box: Box, request: Request) -> Response:
    """POST /phone/api/oa/{appid}/read."""
    user, app = owner_of(box, request), _app(box, request)
    box.oa.talks.mark_seen(app.appid, user.id)
    return json_response({"unread": 0})


async def takes(box: Box, request: Request) -> Response:
    """POST /phone/api/oa/{appid}/takes {takes}: let notices through, or not."""
    user, app = owner_of(box, request), _app(box, request)
    value = body_of(request).get("takes")
    if not isinstance(value, bool):
        raise Refused(422, "invalid", "takes 只能是 true 或 false")
    box.oa.followers.set_takes(app.appid, user.id, value)
    return json_response({"takes": value})


async def act(box: Box, request: Request) -> Response:
    """POST /phone/api/oa/{appid}/{act}: follow, unfollow, say, click, view, enter …"""
    user, app = owner_of(box, request), _app(box, request)
    does = acts.ACTS.get(request.params["act"])
    if does is None:
        raise Refused(404, "not_found", "手机不会做这件事")
    return json_response(await does(box, user, {**body_of(request), "appid": app.appid}))


async def scan(box: Box, request: Request) -> Response:
    """POST /phone/api/oa-scan {url, follow}: a code of an official account; says whose it is."""
    user, body = owner_of(box, request), body_of(request)
    told = await acts.scan(box, user, body)
    scene = box.oa.scenes.find(url=str(body.get("url", "")))
    app = box.apps.find(scene.appid)
    if app is None:
        raise Refused(404, "not_found", "没有登记这个公众号")
    return json_response({**told, **_head(box, user, app)})


def templates_of(box: Box, appid: str) -> list[dict[str, str]]:
    """The templates a subscribe sheet can show."""
    return [{"id": one.id, "title": one.title} for one in box.oa.newtmpl.all(appid)]


def _head(box: Box, user: User, app: App) -> dict[str, Any]:
    account = box.oa.accounts.find(app.appid)
    return {
        "appid": app.appid,
        "kind": app.kind,
        "name": app.name,
        "subject": app.subject,
        "type": account.type if account else "service",
        "verified": account.verified if account else False,
        "follows": app.kind == "oa" and box.oa.followers.follows(app.appid, user.id),
    }


def _menu(box: Box, user: User, app: App) -> list[dict[str, Any]]:
    follower = box.oa.followers.of(app.appid, user.id)
    if app.kind != "oa" or follower is None or not follower.subscribed:
        return []
    tags = box.oa.tags.of(app.appid, openid(app.appid, user.id))
    return box.oa.menus.shown_to(app.appid, tags)


def _app(box: Box, request: Request) -> App:
    app = box.apps.find(request.params["appid"])
    if app is None:
        raise Refused(404, "not_found", "没有这个公众号或小程序")
    return app
