"""Official accounts on one phone: their notices, and whether the person follows them."""

from dataclasses import asdict
from typing import Any

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import Refused
from keliu.box.notices import Standing
from keliu.box.phone.api import body_of, owner_of


async def account_list(box: Box, request: Request) -> Response:
    """GET /phone/api/accounts: accounts that have written, the newest first."""
    user = owner_of(box, request)
    names = {app.appid: app.name for app in box.apps.all()}
    items = [
        {**one, "name": names.get(one["appid"], one["appid"])}
        for one in box.notices.summaries(user.id)
    ]
    return json_response({"items": items})


async def account(box: Box, request: Request) -> Response:
    """GET /phone/api/accounts/{appid}: its notices, and how one stands to it."""
    user, app = owner_of(box, request), _account(box, request)
    return json_response(
        {
            "appid": app.appid,
            "name": app.name,
            **asdict(box.notices.standing(app.appid, user.id)),
            "items": box.notices.of_user(user.id, app.appid),
        }
    )


async def seen(box: Box, request: Request) -> Response:
    """POST /phone/api/accounts/{appid}/read."""
    user, app = owner_of(box, request), _account(box, request)
    box.notices.mark_seen(user.id, app.appid)
    box.hub.tell(user.id, {"type": "notice", "appid": app.appid})
    return json_response({"unread": 0})


async def stand(box: Box, request: Request) -> Response:
    """POST /phone/api/accounts/{appid} {follows?, takes?}: follow or leave, take or refuse."""
    user, app = owner_of(box, request), _account(box, request)
    body = body_of(request)
    before = box.notices.standing(app.appid, user.id)
    now = Standing(_yes(body, "follows", before.follows), _yes(body, "takes", before.takes))
    box.notices.stand(app.appid, user.id, now)
    return json_response(asdict(now))


def _account(box: Box, request: Request) -> App:
    app = box.apps.find(request.params["appid"])
    if app is None or app.kind != "oa":
        raise Refused(404, "not_found", "没有这个公众号")
    return app


def _yes(body: dict[str, Any], name: str, before: bool) -> bool:  # noqa: FBT001  a kept answer
    value = body.get(name, before)
    if not isinstance(value, bool):
        raise Refused(422, "invalid", f"{name} 只能是 true 或 false")
    return value
