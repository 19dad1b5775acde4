"""Administration with the key: apps, people, faults, requests, time, the whole state."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.doors import guard_key
from keliu.box.errors import Refused
from keliu.box.people import User, openid, unionid
from keliu.box.phone.api import send
from keliu.box.phone.chats import Draft


async def register_app(box: Box, request: Request) -> Response:
    """POST /box/apps."""
    guard_key(box, request)
    body = body_object(request)
    app = box.apps.register(body)
    box.notices.keep_templates(app.appid, body.get("templates"))
    account = box.oa.register(app.appid, app.kind, body)
    box.hub.tell_all({"type": "apps"})
    shown = {"original_id": account.original_id, "type": account.type}
    return json_response({**app.public(), **shown, "verified": account.verified})


async def list_apps(box: Box, request: Request) -> Response:
    """GET /box/apps."""
    guard_key(box, request)
    return json_response({"items": [app.public() for app in box.apps.all()]})


async def list_users(box: Box, request: Request) -> Response:
    """GET /box/users: people with their openid and unionid in every app."""
    guard_key(box, request)
    return json_response({"items": [_person(box, user) for user in box.people.all()]})


async def login_code(box: Box, request: Request) -> Response:
    """POST /box/users/{user}/login-code {appid}: plays wx.login in a mini program."""
    guard_key(box, request)
    user = box.people.find(request.params["user"])
    if user is None:
        raise Refused(404, "not_found", "盒子里没有这个人")
    app = box.apps.find(str(body_object(request).get("appid", "")))
    if app is None or app.kind != "mini":
        raise Refused(404, "not_found", "没有登记这个小程序")
    return json_response({"code": box.vault.new_code("login", appid=app.appid, user=user.id)})


async def forward(box: Box, request: Request) -> Response:
    """POST /box/users/{user}/forward {to, appid, title, path}: plays a mini program's forward."""
    guard_key(box, request)
    body = {name: str(value) for name, value in body_object(request).items()}
    user, peer = box.people.find(request.params["user"]), box.people.find(body.get("to", ""))
    app = box.apps.find(body.get("appid", ""))
    if user is None or peer is None or app is None or app.kind != "mini":
        raise Refused(404, "not_found", "盒子里没有这个人或这个小程序")
    query = urlencode({"page": body.get("path", "")[:1024]})
    draft = Draft(
        uuid4().hex,
        "link",
        title=body.get("title", "")[:200] or app.name,
        summary=app.name,
        link=f"{box.config.base}/mp/{app.appid}?{query}",
    )
    return send(box, user, peer, draft)


async def add_fault(box: Box, request: Request) -> Response:
    """POST /box/faults."""
    guard_key(box, request)
    return fault_added(box, request)


async def list_faults(box: Box, request: Request) -> Response:
    """GET /box/faults."""
    guard_key(box, request)
    return json_response({"items": box.faults.all()})


async def clear_faults(box: Box, request: Request) -> Response:
    """DELETE /box/faults."""
    guard_key(box, request)
    box.faults.clear()
    return faults_changed(box)


async def remove_fault(box: Box, request: Request) -> Response:
    """DELETE /box/faults/{id}."""
    guard_key(box, request)
    return fault_removed(box, request)


async def list_requests(box: Box, request: Request) -> Response:
    """GET /box/requests?path=&limit=: what the wire was asked, newest first, without secrets."""
    guard_key(box, request)
    return requests_shown(box, request)


async def clear_requests(box: Box, request: Request) -> Response:
    """DELETE /box/requests."""
    guard_key(box, request)
    box.journal.clear()
    return json_response({"items": []})


async def show_clock(box: Box, request: Request) -> Response:
    """GET /box/clock."""
    guard_key(box, request)
    return json_response(clock(box))


async def move_clock(box: Box, request: Request) -> Response:
    """POST /box/clock {advance: seconds} or {reset: true}."""
    guard_key(box, request)
    return clock_moved(box, request)


async def state(box: Box, request: Request) -> Response:
    """GET /box/state: everything tests want to see, without secrets."""
    guard_key(box, request)
    return json_response(
        {
            "clock": clock(box),
            "apps": [app.public() for app in box.apps.all()],
            "users": [_person(box, user) for user in box.people.all()],
            "messages": box.chats.everything(),
            "notices": box.oa.talks.notices(),
            "history": {user.id: box.chats.history(user.id) for user in box.people.all()},
            "faults": box.faults.all(),
            "counts": box.store.counts(),
        }
    )


async def reset(box: Box, request: Request) -> Response:
    """POST /box/reset {apps: false}: forget what happened; apps stay unless asked."""
    guard_key(box, request)
    box.reset(apps=body_object(request).get("apps") is True)
    return json_response({"clock": clock(box)})


# -- answers shared with the control panel, which has its own doors


def fault_added(box: Box, request: Request) -> Response:
    """Switch a fault on."""
    fault = box.faults.add(body_object(request))
    faults_changed(box)
    return json_response(next(f for f in box.faults.all() if f["id"] == fault.id))


def fault_removed(box: Box, request: Request) -> Response:
    """Switch one fault off."""
    number = request.params["id"]
    if not number.isdecimal() or not box.faults.remove(int(number)):
        raise Refused(404, "not_found", "没有这个故障,它可能已经用完")
    return faults_changed(box)


def faults_changed(box: Box) -> Response:
    """Tell the panel and answer with what is left."""
    box.hub.tell("desk", {"type": "faults"})
    return json_response({"items": box.faults.all()})


def requests_shown(box: Box, request: Request) -> Response:
    """The newest requests."""
    limit = request.query.get("limit", "100")
    if not limit.isdecimal():
        raise Refused(422, "invalid", "limit 是整数")
    return json_response({"items": box.journal.newest(int(limit), request.query.get("path", ""))})


def clock(box: Box) -> dict[str, Any]:
    """The box's time."""
    return {"now": box.clock.iso(), "offset_seconds": box.clock.offset}


def clock_moved(box: Box, request: Request) -> Response:
    """Move or reset the time and tell every page."""
    body = body_object(request)
    advance = body.get("advance", 0)
    if type(advance) not in (int, float) or abs(advance) > 400 * 86400:
        raise Refused(422, "invalid", "advance 是秒数,最多 400 天")
    if body.get("reset") is True:
        box.clock.reset()
    box.clock.advance(advance)
    box.hub.tell_all({"type": "clock", "now": box.clock.iso()})
    return json_response(clock(box))


def body_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object; an empty body is an empty object."""
    if not request.body:
        return {}
    try:
        value = request.json()
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Refused(422, "invalid", "请求要写成 JSON 对象")
    return value


def _person(box: Box, user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "name": user.name,
        "avatar_url": f"{box.config.base}/avatar/{user.id}.png",
        "phone_url": f"http://{user.id}.localhost:{box.config.port}/",
        "identities": [
            {
                "appid": a.appid,
                "openid": openid(a.appid, user.id),
                "unionid": unionid(a.subject, user.id),
            }
            for a in box.apps.all()
        ],
    }
