"""Content checks of mini programs: texts at once, pictures and sounds by a push."""

from keliu.box.apps import App
from keliu.box.asgi import Request, Response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.oa.checks import judged, new_trace
from keliu.box.wire.basis import app_of, json_object, ok
from keliu.kit import networks

MOST_CHARACTERS, SECONDS_ACTIVE = 2500, 2 * 3600
SCENES, MEDIA = (1, 2, 3, 4), (1, 2)


async def text(box: Box, request: Request) -> Response:
    """POST /wxa/msg_sec_check {openid, scene, version: 2, content, …}."""
    app, body = app_of(box, request), json_object(request)
    content = body.get("content")
    if not isinstance(content, str) or not content:
        raise WeChatError(44004)
    if len(content) > MOST_CHARACTERS:
        raise WeChatError(45002)
    _person(box, app, body)
    more = (str(body.get(name, "")) for name in ("title", "nickname", "signature"))
    suggest, label, detail = judged("\n".join((content, *more)))
    result = {"suggest": suggest, "label": label}
    return ok(result=result, detail=detail, trace_id=new_trace())


async def media(box: Box, request: Request) -> Response:
    """POST /wxa/media_check_async {media_url, media_type, version: 2, scene, openid}."""
    app, body = app_of(box, request), json_object(request)
    url = body.get("media_url")
    if not isinstance(url, str) or networks.split(url).scheme not in ("http", "https"):
        raise WeChatError(40066)
    if body.get("media_type") not in MEDIA:
        raise WeChatError(40004)
    user, trace = _person(box, app, body), new_trace()
    suggest, label, _ = judged(url)
    lost = "missing" in url
    words = {
        "MsgType": "event",
        "Event": "wxa_media_check",
        "appid": app.appid,
        "trace_id": trace,
        "version": 2,
        "errcode": -1008 if lost else 0,
        "errmsg": "ok",
        "result": {"suggest": suggest, "label": label},
        "detail": [] if lost else [{"strategy": "content_model", "errcode": 0,
                                    "suggest": suggest, "label": label, "prob": 90}],
    }  # fmt: skip
    box.oa.pusher.later(app.appid, user, words)
    return ok(trace_id=trace)


def _person(box: Box, app: App, body: dict[str, object]) -> str:
    """Who wrote it: must have used the mini program within two hours. Raises 40003, 61010."""
    if body.get("version") != 2 or body.get("scene") not in SCENES:
        raise WeChatError(40097)
    open_id = body.get("openid")
    user = box.oa.followers.user_of(app.appid, open_id) if isinstance(open_id, str) else None
    if user is None:
        raise WeChatError(40003)
    known = box.oa.followers.of(app.appid, user)
    if known is None or box.clock.now() - known.spoke > SECONDS_ACTIVE:
        raise WeChatError(61010)
    return user
