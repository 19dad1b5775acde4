"""Uploads and downloads: temporary media, permanent material, pictures for articles."""

import json
import re
from typing import Any

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.oa.media import Medium
from keliu.box.wire.basis import app_of, json_object, ok

MOST = {"image": 100_000, "voice": 1_000, "video": 1_000, "thumb": 1_000}
PAGE = 20
BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
NAME = re.compile(rb'[; ]name="([^"]*)"')
FILE = re.compile(rb'filename="([^"]*)"')
UPLOAD_ROOM = 21 << 20


async def upload(box: Box, request: Request) -> Response:
    """POST /cgi-bin/media/upload?type=: kept for three days."""
    app = app_of(box, request)
    name, data = _file(request)
    kind = request.query.get("type", "")
    if kind not in MOST:
        raise WeChatError(40004)
    made = box.oa.media.keep(app.appid, kind, data, name=name)
    key = "thumb_media_id" if kind == "thumb" else "media_id"
    return json_response({"type": kind, key: made.id, "created_at": made.at, "item": []})


async def get(box: Box, request: Request) -> Response:
    """GET /cgi-bin/media/get?media_id=: the bytes; of a video the address."""
    app = app_of(box, request)
    found = box.oa.media.find(request.query.get("media_id", ""), app.appid)
    if found.kind == "video":
        return json_response({"video_url": f"{box.config.base}/box-media/{found.id}"})
    return _bytes(found)


async def upload_picture(box: Box, request: Request) -> Response:
    """POST /cgi-bin/media/uploadimg: a picture for articles, one megabyte, answered by address."""
    app = app_of(box, request)
    name, data = _file(request)
    made = box.oa.media.keep(app.appid, "article", data, name=name, permanent=True)
    return ok(url=f"{box.config.base}/box-media/{made.id}")


async def add(box: Box, request: Request) -> Response:
    """POST /cgi-bin/material/add_material?type=: kept until deleted."""
    app = app_of(box, request)
    kind = request.query.get("type", "")
    if kind not in MOST:
        raise WeChatError(40004)
    if box.oa.media.count(app.appid, kind) >= MOST[kind]:
        raise WeChatError(45006)
    name, data = _file(request)
    words = _description(request) if kind == "video" else {}
    made = box.oa.media.keep(
        app.appid, kind, data, name=name, permanent=True,
        title=str(words.get("title", "")), intro=str(words.get("introduction", "")),
    )  # fmt: skip
    url = {"url": f"{box.config.base}/box-media/{made.id}"} if kind == "image" else {}
    return json_response({"media_id": made.id, **url, "item": []})


async def get_material(box: Box, request: Request) -> Response:
    """POST /cgi-bin/material/get_material {media_id}."""
    app, body = app_of(box, request), json_object(request)
    found = box.oa.media.find(str(body.get("media_id", "")), app.appid)
    if not found.permanent:
        raise WeChatError(40007)
    if found.kind != "video":
        return _bytes(found)
    words = {"title": found.title, "description": found.intro}
    return json_response({**words, "down_url": f"{box.config.base}/box-media/{found.id}"})


async def drop(box: Box, request: Request) -> Response:
    """POST /cgi-bin/material/del_material {media_id}."""
    app, body = app_of(box, request), json_object(request)
    box.oa.media.drop(app.appid, str(body.get("media_id", "")))
    return ok()


async def listed(box: Box, request: Request) -> Response:
    """POST /cgi-bin/material/batchget_material {type, offset, count}."""
    app, body = app_of(box, request), json_object(request)
    kind, offset, count = body.get("type"), body.get("offset", 0), body.get("count", PAGE)
    if kind == "news":
        return json_response({"total_count": 0, "item_count": 0, "item": []})
    if kind not in ("image", "voice", "video"):
        raise WeChatError(40004)
    if type(offset) is not int or type(count) is not int or not 1 <= count <= PAGE:
        raise WeChatError(40097)
    found = box.oa.media.permanent(app.appid, kind)
    page = [_entry(box, one) for one in found[offset : offset + count]]
    return json_response({"total_count": len(found), "item_count": len(page), "item": page})


async def counted(box: Box, request: Request) -> Response:
    """GET /cgi-bin/material/get_materialcount."""
    app = app_of(box, request)
    counts = {
        f"{kind}_count": box.oa.media.count(app.appid, kind) for kind in ("voice", "video", "image")
    }
    return json_response({**counts, "news_count": box.oa.drafts.count(app.appid)})


def _bytes(found: Medium) -> Response:
    name = found.name or found.id
    safe = re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)
    headers = [
        ("content-type", found.mime),
        ("content-disposition", f'attachment; filename="{safe}"'),
    ]
    return Response(200, found.data, headers)


def _entry(box: Box, one: Medium) -> dict[str, Any]:
    url = {"url": f"{box.config.base}/box-media/{one.id}"} if one.kind == "image" else {}
    return {"media_id": one.id, "name": one.name, "update_time": one.at, **url}


def _file(request: Request) -> tuple[str, bytes]:
    """The file of a form: its name and its bytes. Raises 41005."""
    for head, data in _parts(request):
        name, file = NAME.search(head), FILE.search(head)
        if file is not None and name is not None and name[1] in (b"media", b"buffer"):
            return file[1].decode("utf-8", "replace"), data
    raise WeChatError(41005)


def _description(request: Request) -> dict[str, Any]:
    """A video's title and introduction. Raises 47001."""
    for head, data in _parts(request):
        name = NAME.search(head)
        if name is not None and name[1] == b"description":
            try:
                words = json.loads(data)
            except ValueError:
                words = None
            if isinstance(words, dict):
                return words
    raise WeChatError(47001)


def _parts(request: Request) -> list[tuple[bytes, bytes]]:
    """Head and data of each part of a multipart body; none when it is no such body."""
    found = BOUNDARY.search(request.headers.get("content-type", ""))
    if found is None:
        raise WeChatError(41005)
    pieces = request.body.split(b"--" + found[1].encode())
    parts = []
    for piece in pieces[1:-1]:
        head, _, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        parts.append((head, data.removesuffix(b"\r\n")))
    return parts
