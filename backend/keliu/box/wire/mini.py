"""Mini-program codes: the product asks, the box draws a picture that any scanner reads."""

import asyncio
import string
from urllib.parse import urlencode

from keliu.box.apps import App
from keliu.box.asgi import Request, Response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.wire.tokens import app_of, json_object

_SCENE = frozenset(string.ascii_letters + string.digits + "!#$&'()*+,/:;=?@-._~")
_VERSIONS = ("release", "trial", "develop")


async def unlimited_code(box: Box, request: Request) -> Response:
    """POST /wxa/getwxacodeunlimit: image bytes, or the JSON envelope when something is wrong."""
    app = app_of(box, request)
    if app.kind != "mini":
        raise WeChatError(48001)
    body = json_object(request)
    scene, page = _scene(body), _page(body, app)
    width = _width(body)
    if body.get("env_version", "release") not in _VERSIONS:
        raise WeChatError(40097)
    link = f"{box.config.base}/mp/{app.appid}?{urlencode({'scene': scene, 'page': page})}"
    # Drawing takes tens of milliseconds: keep it, and loading its libraries, off the loop.
    picture = await asyncio.to_thread(_draw, link, width)
    return Response(200, picture, [("content-type", "image/png"), ("cache-control", "no-store")])


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
