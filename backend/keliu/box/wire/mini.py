"""Mini programs: codes any scanner reads, telephone numbers, sessions."""

import asyncio
import hashlib
import hmac
import string
from urllib.parse import urlencode

from keliu.box.apps import App
from keliu.box.asgi import Request, Response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.people import openid, phone_of
from keliu.box.wire.basis import app_of, json_object, ok

_SCENE = frozenset(string.ascii_letters + string.digits + "!#$&'()*+,/:;=?@-._~")
_VERSIONS = ("release", "trial", "develop")


async def unlimited_code(box: Box, request: Request) -> Response:
    """POST /wxa/getwxacodeunlimit: image bytes, or the JSON envelope when something is wrong."""
    app = app_of(box, request)
    body = json_object(request)
    scene, page = _scene(body), _page(body, app)
    width = _width(body)
    if body.get("env_version", "release") not in _VERSIONS:
        raise WeChatError(40097)
    link = f"{box.config.base}/mp/{app.appid}?{urlencode({'scene': scene, 'page': page})}"
    # Drawing takes tens of milliseconds: keep it, and loading its libraries, off the loop.
    picture = await asyncio.to_thread(_draw, link, width)
    return Response(200, picture, [("content-type", "image/png"), ("cache-control", "no-store")])


async def phone_number(box: Box, request: Request) -> Response:
    """POST /wxa/business/getuserphonenumber {code}: five minutes, one use."""
    app, body = app_of(box, request), json_object(request)
    user = box.oa.numbers.redeem(app.appid, str(body.get("code", "")))
    if body.get("openid") not in (None, "", openid(app.appid, user)):
        raise WeChatError(40003)
    number = phone_of(user)
    mark = {"timestamp": int(box.clock.now()), "appid": app.appid}
    info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": "86"}
    return ok(phone_info={**info, "watermark": mark})


async def check_session(box: Box, request: Request) -> Response:
    """GET /wxa/checksession: whether the signature was made with the newest session key."""
    app = app_of(box, request)
    _session(box, app, request)
    return ok()


async def reset_session(box: Box, request: Request) -> Response:
    """GET /wxa/resetusersessionkey: a new key for whoever still knows the old one."""
    app = app_of(box, request)
    user = _session(box, app, request)
    key = box.vault.new_session_key(app.appid, user)
    return ok(openid=openid(app.appid, user), session_key=key)


def _session(box: Box, app: App, request: Request) -> str:
    """Whose session it is. Raises 40003, 87007, 87008, 87009."""
    open_id = request.query.get("openid", "")
    user = box.oa.followers.user_of(app.appid, open_id)
    if user is None:
        raise WeChatError(40003)
    if request.query.get("sig_method") != "hmac_sha256":
        raise WeChatError(87008)
    key = box.vault.session_key(app.appid, user)
    if key is None:
        raise WeChatError(87007)
    made = hmac.new(key.encode(), b"", hashlib.sha256).hexdigest()
    if not hmac.compare_digest(made, request.query.get("signature", "")):
        raise WeChatError(87009)
    return user


def _draw(link: str, width: int) -> bytes:
    from keliu.box.codes import draw

    return draw(link, width)


def _scene(body: dict[str, object]) -> str:
    scene = body.get("scene")
    if not isinstance(scene, str) or not scene:
        raise WeChatError(40129)
    if len(scene) > 32:
        raise WeChatError(40169)
    if not set(scene) <= _SCENE:
        raise WeChatError(40129)
    return scene


def _page(body: dict[str, object], app: App) -> str:
    first = app.paths[0] if app.paths else "pages/index/index"
    page = body.get("page") or first
    if not isinstance(page, str) or page.startswith("/") or "?" in page or len(page) > 128:
        raise WeChatError(41030)
    unknown = app.paths is not None and page not in app.paths
    if unknown and body.get("check_path", True) is not False:
        raise WeChatError(41030)
    return page


def _width(body: dict[str, object]) -> int:
    width = body.get("width", 430)
    if type(width) is not int or not 280 <= width <= 1280:
        raise WeChatError(40097)
    return width
