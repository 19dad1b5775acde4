"""Followers as the product sees them: the list, one by one, a hundred at once, the blacklist."""

from typing import Any

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.oa.followers import PAGE, Follower
from keliu.box.people import unionid
from keliu.box.wire.basis import app_of, json_object, ok, openids_of

MOST_AT_ONCE, MOST_BLACK, REMARK_CHARACTERS = 100, 20, 30


async def listed(box: Box, request: Request) -> Response:
    """GET /cgi-bin/user/get?next_openid=: ten thousand a page, in the order they came."""
    app = app_of(box, request)
    page = box.oa.followers.page(app.appid, _after(box, app, request.query.get("next_openid", "")))
    return json_response(_page([one.openid for one in page], box.oa.followers.count(app.appid)))


async def info(box: Box, request: Request) -> Response:
    """GET /cgi-bin/user/info?openid=."""
    app = app_of(box, request)
    return json_response(_info(box, app, request.query.get("openid", "")))


async def infos(box: Box, request: Request) -> Response:
    """POST /cgi-bin/user/info/batchget {user_list: [{openid}]}: a hundred at once."""
    app, body = app_of(box, request), json_object(request)
    asked = body.get("user_list")
    if not isinstance(asked, list) or not 1 <= len(asked) <= MOST_AT_ONCE:
        raise WeChatError(40032)
    ids = [one.get("openid") if isinstance(one, dict) else None for one in asked]
    return json_response({"user_info_list": [_info(box, app, str(one or "")) for one in ids]})


async def remark(box: Box, request: Request) -> Response:
    """POST /cgi-bin/user/info/updateremark {openid, remark}."""
    app, body = app_of(box, request), json_object(request)
    text = body.get("remark")
    if not isinstance(text, str) or len(text) >= REMARK_CHARACTERS:
        raise WeChatError(40097)
    if not box.oa.followers.remark(app.appid, str(body.get("openid", "")), text):
        raise WeChatError(40003)
    return ok()


async def blacklist(box: Box, request: Request) -> Response:
    """POST /cgi-bin/tags/members/getblacklist {begin_openid}."""
    app, body = app_of(box, request), json_object(request)
    blocked = [one.openid for one in box.oa.followers.blocked(app.appid)]
    start = str(body.get("begin_openid") or "")
    if start and start not in blocked:
        raise WeChatError(40003)
    after = blocked[blocked.index(start) + 1 :] if start else blocked
    return json_response(_page(after[:PAGE], len(blocked)))


async def block(box: Box, request: Request) -> Response:
    """POST /cgi-bin/tags/members/batchblacklist {openid_list}: twenty at once."""
    return _blocked(box, request, blocked=True)


async def unblock(box: Box, request: Request) -> Response:
    """POST /cgi-bin/tags/members/batchunblacklist {openid_list}."""
    return _blocked(box, request, blocked=False)


def _blocked(box: Box, request: Request, *, blocked: bool) -> Response:
    app, body = app_of(box, request), json_object(request)
    openids = openids_of(body, "openid_list", MOST_BLACK)
    for one in openids:
        if box.oa.followers.by_openid(app.appid, one) is None:
            raise WeChatError(40003)
    box.oa.followers.block(app.appid, openids, blocked=blocked)
    return ok()


def _after(box: Box, app: App, open_id: str) -> int:
    if not open_id:
        return 0
    known = box.oa.followers.by_openid(app.appid, open_id)
    if known is None:
        raise WeChatError(40003)
    return known.id


def _page(openids: list[str], total: int) -> dict[str, Any]:
    """A page of openids; an empty one has no data, as in real life."""
    data = {"data": {"openid": openids}} if openids else {}
    last = openids[-1] if openids else ""
    return {"total": total, "count": len(openids), **data, "next_openid": last}


def _info(box: Box, app: App, open_id: str) -> dict[str, Any]:
    user = box.oa.followers.user_of(app.appid, open_id)
    if user is None:
        raise WeChatError(40003)
    known = box.oa.followers.by_openid(app.appid, open_id)
    union = unionid(app.subject, user)
    shared = {"unionid": union} if union else {}
    if known is None or not known.subscribed:
        return {"subscribe": 0, "openid": open_id, **shared}
    return {**_following(box, app, known), **shared}


def _following(box: Box, app: App, known: Follower) -> dict[str, Any]:
    """Name and picture are empty since the end of 2021."""
    code = known.code
    return {
        "subscribe": 1,
        "openid": known.openid,
        "nickname": "",
        "sex": 0,
        "language": "zh_CN",
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": "",
        "subscribe_time": known.at,
        "remark": known.remark,
        "groupid": 0,
        "tagid_list": box.oa.tags.of(app.appid, known.openid),
        "subscribe_scene": known.scene,
        "qr_scene": int(code) if code.isdigit() else 0,
        "qr_scene_str": "" if code.isdigit() else code,
    }
