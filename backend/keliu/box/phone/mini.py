"""What the phone does for the mini programs it runs: a login code, a forward, what was agreed."""

from urllib.parse import urlencode

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import Refused
from keliu.box.oa import acts
from keliu.box.people import phone_of
from keliu.box.phone.api import body_of, client_id, friend, owner_of, send, text
from keliu.box.phone.chats import Draft
from keliu.box.phone.oa import templates_of


async def shown(box: Box, request: Request) -> Response:
    """GET /phone/api/mini/{appid}: its name, and whether this person agreed to its guide."""
    user, app = owner_of(box, request), mini_of(box, request)
    return json_response(
        {
            "appid": app.appid,
            "name": app.name,
            "subject": app.subject,
            "agreed": box.store.meta(_agreed(app, user.id)) is not None,
        }
    )


async def login(box: Box, request: Request) -> Response:
    """POST /phone/api/mini/{appid}/login: wx.login."""
    user, app = owner_of(box, request), mini_of(box, request)
    return json_response({"code": box.vault.new_code("login", appid=app.appid, user=user.id)})


async def agree(box: Box, request: Request) -> Response:
    """POST /phone/api/mini/{appid}/privacy: this person agreed to the privacy guide."""
    user, app = owner_of(box, request), mini_of(box, request)
    box.store.set_meta(_agreed(app, user.id), box.clock.iso())
    return json_response({"agreed": True})


async def forward(box: Box, request: Request) -> Response:
    """POST /phone/api/mini/{appid}/forward {to, title, path, picture, client_id}: a card."""
    user, app, body = owner_of(box, request), mini_of(box, request), body_of(request)
    query = urlencode({"page": text(body, "path", 1024)})
    draft = Draft(
        client_id(body),
        "link",
        title=text(body, "title", 200) or app.name,
        summary=app.name,
        picture=text(body, "picture", 2048),
        link=f"{box.config.base}/mp/{app.appid}?{query}",
    )
    return send(box, user, friend(box, text(body, "to", 20)), draft)


async def linked(box: Box, request: Request) -> Response:
    """POST /phone/api/mini-link {token}: the page behind a URL link or a scheme."""
    owner_of(box, request)
    found = box.oa.links.open(text(body_of(request), "token", 64))
    if found is None:
        raise Refused(410, "link_expired", "链接已过期,请向商家要一个新的")
    appid, page = found
    return json_response({"appid": appid, "path": page})


async def number(box: Box, request: Request) -> Response:
    """GET /phone/api/mini/{appid}/phone: the number bound to this WeChat."""
    user, _ = owner_of(box, request), mini_of(box, request)
    return json_response({"number": phone_of(user.id)})


async def phone_code(box: Box, request: Request) -> Response:
    """POST /phone/api/mini/{appid}/phone: the person lets the mini program have it."""
    user, app = owner_of(box, request), mini_of(box, request)
    return json_response(await acts.phone_code(box, user, {"appid": app.appid}))


async def templates(box: Box, request: Request) -> Response:
    """GET /phone/api/mini|oa/{appid}/templates?ids=: those a subscribe sheet asks about."""
    owner_of(box, request)
    ids = request.query.get("ids", "").split(",")
    app = app_of(box, request)
    return json_response(
        {"items": [one for one in templates_of(box, app.appid) if one["id"] in ids]}
    )


async def subscribe(box: Box, request: Request) -> Response:
    """POST /phone/api/mini/{appid}/subscribe, …/oa/{appid}/asked {answers: {id: accept|reject}}."""
    user, app, body = owner_of(box, request), app_of(box, request), body_of(request)
    scene = 1 if app.kind == "oa" else 0
    told = {"appid": app.appid, "answer": body.get("answers"), "scene": scene, "wait": False}
    return json_response(await acts.subscribe(box, user, told))


def app_of(box: Box, request: Request) -> App:
    """The official account or mini program the address names."""
    app = box.apps.find(request.params["appid"])
    if app is None:
        raise Refused(404, "not_found", "这个账号没有在盒子里登记")
    return app


def mini_of(box: Box, request: Request) -> App:
    """The mini program the address names."""
    app = box.apps.find(request.params["appid"])
    if app is None or app.kind != "mini":
        raise Refused(404, "not_found", "这个小程序没有在盒子里登记")
    return app


def _agreed(app: App, user: str) -> str:
    return f"privacy:{app.appid}:{user}"
