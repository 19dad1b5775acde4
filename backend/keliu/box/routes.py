"""Every address of the box, in one table."""

from keliu.box import admin, desk, pages
from keliu.box.asgi import Request, Response, Route, Router, json_response
from keliu.box.box import Box
from keliu.box.oa import doors
from keliu.box.pay import routes as pay
from keliu.box.phone import api as phone
from keliu.box.phone.routes import PHONE
from keliu.box.wire import drafts, links, oauth, qrcodes
from keliu.box.wire.table import HOMES, ROUTES

_PICTURE = 11 << 20


async def alive(box: Box, request: Request) -> Response:
    """GET /healthz: the box is up and its file answers."""
    box.store.one("SELECT 1")
    return json_response({"ok": True})


#: What the product's servers call; a wrong method is answered in WeChat's words.
WIRE: Router[Box] = Router([*ROUTES, *pay.WIRE])

#: Pages and scripts, and the doors of phones, panel and administration.
OWN: Router[Box] = Router(
    [
        Route("GET", "/", pages.front),
        Route("GET", "/healthz", alive),
        Route("GET", "/static/{name}", pages.static),
        Route("GET", "/avatar/{user}.png", pages.avatar),
        Route("GET", "/open/jweixin.js", pages.stand_in),
        Route("GET", "/mp/{appid}", pages.mini_program),
        Route("GET", "/connect/oauth2/authorize", oauth.authorize),
        Route("POST", "/connect/oauth2/agree", oauth.agree),
        Route("GET", "/phone/api/me", phone.me),
        Route("GET", "/phone/api/live", phone.live),
        Route("GET", "/phone/api/chats", phone.chat_list),
        Route("GET", "/phone/api/chats/{peer}", phone.chat),
        Route("POST", "/phone/api/chats/{peer}", phone.say),
        Route("POST", "/phone/api/chats/{peer}/read", phone.seen),
        Route("POST", "/phone/api/forward", phone.forward),
        Route("GET", "/phone/api/moments", phone.moments),
        Route("POST", "/phone/api/moments", phone.moment),
        Route("POST", "/phone/api/scan", phone.scan, limit=_PICTURE),
        Route("POST", "/phone/api/scan-url", phone.scan_address),
        Route("GET", "/phone/api/history", phone.history),
        Route("POST", "/phone/api/history", phone.visit),
        Route("DELETE", "/phone/api/history", phone.forget),
        Route("POST", "/phone/api/jssdk", phone.check_config),
        *PHONE,
        Route("GET", "/desk/api/state", desk.show),
        Route("GET", "/desk/api/live", desk.live),
        Route("GET", "/desk/api/requests", desk.requests),
        Route("GET", "/desk/api/pushes", desk.pushes),
        Route("POST", "/desk/api/faults", desk.add_fault),
        Route("DELETE", "/desk/api/faults", desk.clear_faults),
        Route("DELETE", "/desk/api/faults/{id}", desk.remove_fault),
        Route("POST", "/desk/api/clock", desk.move_clock),
        Route("POST", "/desk/api/reset", desk.reset),
        *pay.OWN,
        Route("POST", "/box/apps", admin.register_app),
        Route("GET", "/box/apps", admin.list_apps),
        Route("GET", "/box/users", admin.list_users),
        Route("POST", "/box/users/{user}/login-code", admin.login_code),
        Route("POST", "/box/users/{user}/forward", admin.forward),
        Route("POST", "/box/users/{user}/{act}", doors.act, limit=_PICTURE),
        Route("GET", "/box/talks/{appid}", doors.talks),
        Route("GET", "/box/talks/{appid}/{user}", doors.talk),
        Route("GET", "/box/pushes", doors.pushes),
        Route("POST", "/box/pushes", doors.push),
        Route("POST", "/box/crowd", doors.crowd),
        Route("POST", "/box/quotas", doors.limit),
        Route("POST", "/box/apps/{appid}/verify", doors.verify),
        Route("GET", "/box-media/{id}", doors.medium),
        Route("GET", "/article/{id}/{number}", drafts.read),
        Route("GET", "/l/{token}", links.opened),
        Route("GET", "/q/{token}", qrcodes.opened),
        Route("POST", "/box/faults", admin.add_fault),
        Route("GET", "/box/faults", admin.list_faults),
        Route("DELETE", "/box/faults", admin.clear_faults),
        Route("DELETE", "/box/faults/{id}", admin.remove_fault),
        Route("GET", "/box/requests", admin.list_requests),
        Route("DELETE", "/box/requests", admin.clear_requests),
        Route("GET", "/box/clock", admin.show_clock),
        Route("POST", "/box/clock", admin.move_clock),
        Route("GET", "/box/state", admin.state),
        Route("POST", "/box/reset", admin.reset),
    ]
)

#: Faults never touch these, or nobody could switch them off again.
SPARED = ("/box/", "/desk/", "/static/", "/healthz")
#: Requests that belong in the journal: the wire and the login pages.
NOTED = (*HOMES, "/connect/")
