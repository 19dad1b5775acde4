"""WeChat's own tags: made, renamed, given to fifty people at once."""

from typing import Any

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.oa.followers import PAGE
from keliu.box.wire.basis import app_of, json_object, ok, openids_of

MOST_AT_ONCE = 50


async def create(box: Box, request: Request) -> Response:
    """POST /cgi-bin/tags/create {tag: {name}}."""
    app, tag = app_of(box, request), _tag(request)
    number = box.oa.tags.create(app.appid, tag.get("name"))
    return json_response({"tag": {"id": number, "name": tag["name"]}})


async def listed(box: Box, request: Request) -> Response:
    """GET /cgi-bin/tags/get."""
    return json_response({"tags": box.oa.tags.all(app_of(box, request).appid)})


async def rename(box: Box, request: Request) -> Response:
    """POST /cgi-bin/tags/update {tag: {id, name}}."""
    app, tag = app_of(box, request), _tag(request)
    box.oa.tags.rename(app.appid, tag.get("id"), tag.get("name"))
    return ok()


async def drop(box: Box, request: Request) -> Response:
    """POST /cgi-bin/tags/delete {tag: {id}}."""
    app, tag = app_of(box, request), _tag(request)
    box.oa.tags.drop(app.appid, tag.get("id"))
    return ok()


async def put(box: Box, request: Request) -> Response:
    """POST /cgi-bin/tags/members/batchtagging {openid_list, tagid}."""
    return _given(box, request, on=True)


async def take(box: Box, request: Request) -> Response:
    """POST /cgi-bin/tags/members/batchuntagging {openid_list, tagid}."""
    return _given(box, request, on=False)


async def members(box: Box, request: Request) -> Response:
    """POST /cgi-bin/user/tag/get {tagid, next_openid}."""
    app, body = app_of(box, request), json_object(request)
    found = box.oa.tags.members(app.appid, body.get("tagid"))
    start = str(body.get("next_openid") or "")
    if start:
        if start not in found:
            raise WeChatError(40003)
        found = found[found.index(start) + 1 :]
    page = found[:PAGE]
    data = {"data": {"openid": page}, "next_openid": page[-1]} if page else {}
    return json_response({"count": len(page), **data})


async def of_one(box: Box, request: Request) -> Response:
    """POST /cgi-bin/tags/getidlist {openid}."""
    app, body = app_of(box, request), json_object(request)
    open_id = str(body.get("openid", ""))
    if box.oa.followers.by_openid(app.appid, open_id) is None:
        raise WeChatError(40003)
    return json_response({"tagid_list": box.oa.tags.of(app.appid, open_id)})


def _given(box: Box, request: Request, *, on: bool) -> Response:
    app, body = app_of(box, request), json_object(request)
    openids = openids_of(body, "openid_list", MOST_AT_ONCE)
    for one in openids:
        known = box.oa.followers.by_openid(app.appid, one)
        if known is None:
            raise WeChatError(40003)
        if not known.subscribed:
            raise WeChatError(49003)
    change = box.oa.tags.put if on else box.oa.tags.take
    change(app.appid, body.get("tagid"), openids)
    return ok()


def _tag(request: Request) -> dict[str, Any]:
    tag = json_object(request).get("tag")
    if not isinstance(tag, dict):
        raise WeChatError(47001)
    return tag
