"""QR codes with a scene: made by the product, shown as a picture."""

import asyncio
import io
from typing import Any

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.oa.scenes import MOST_SECONDS, USUAL_SECONDS
from keliu.box.wire.basis import app_of, json_object

KINDS = {
    "QR_SCENE": (True, False),
    "QR_STR_SCENE": (False, False),
    "QR_LIMIT_SCENE": (True, True),
    "QR_LIMIT_STR_SCENE": (False, True),
}
MOST_LIMITED, MOST_NUMBER, MOST_TEXT = 100_000, (1 << 32) - 1, 64


async def create(box: Box, request: Request) -> Response:
    """POST /cgi-bin/qrcode/create."""
    app, body = app_of(box, request), json_object(request)
    kind = KINDS.get(str(body.get("action_name")))
    if kind is None:
        raise WeChatError(40097)
    number, permanent = kind
    seconds = 0 if permanent else _seconds(body)
    made = box.oa.scenes.create(
        app.appid, _scene(body, number, permanent), number=number, permanent=permanent,
        seconds=seconds,
    )  # fmt: skip
    life = {} if permanent else {"expire_seconds": seconds}
    return json_response({"ticket": made.ticket, **life, "url": made.url})


async def show(box: Box, request: Request) -> Response:
    """GET /cgi-bin/showqrcode?ticket=: a picture, without any token."""
    try:
        code = box.oa.scenes.find(ticket=request.query.get("ticket") or "-")
    except WeChatError:
        return Response(404, b"", [("content-type", "text/html")])
    picture = await asyncio.to_thread(_picture, code.url)
    return Response(200, picture, [("content-type", "image/jpg"), ("cache-control", "no-store")])


async def opened(box: Box, request: Request) -> Response:
    """GET /q/{token}: what a browser shows of a code that only WeChat's scanner understands."""
    from keliu.box.pages import notice_page

    return notice_page(box, "请用微信扫一扫", "这是公众号的二维码,在手机里点 发现 → 扫一扫 打开")


def _picture(url: str) -> bytes:
    import segno

    out = io.BytesIO()
    segno.make_qr(url, error="m").save(out, kind="png", scale=10, border=4)
    return out.getvalue()


def _seconds(body: dict[str, Any]) -> int:
    seconds = body.get("expire_seconds", USUAL_SECONDS)
    if type(seconds) is not int or not 1 <= seconds <= MOST_SECONDS:
        raise WeChatError(40097)
    return seconds


def _scene(body: dict[str, Any], number: bool, permanent: bool) -> str:  # noqa: FBT001  the kind
    info = body.get("action_info")
    scene = info.get("scene") if isinstance(info, dict) else None
    if not isinstance(scene, dict):
        raise WeChatError(40097)
    if not number:
        text = scene.get("scene_str")
        if not isinstance(text, str) or not 1 <= len(text) <= MOST_TEXT:
            raise WeChatError(40129)
        return text
    value = scene.get("scene_id")
    most = MOST_LIMITED if permanent else MOST_NUMBER
    if type(value) is not int or not 1 <= value <= most:
        raise WeChatError(40129)
    return str(value)
