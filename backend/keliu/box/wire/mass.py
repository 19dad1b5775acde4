"""Mass messages: to everybody, to a tag, to a list; previewed, taken back, asked about."""

import asyncio
from collections.abc import Sequence
from typing import Any

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.oa.masses import Mass
from keliu.box.wire.basis import app_of, json_object, ok
from keliu.box.wire.templates import receiver

FEWEST, MOST, MOST_CLIENT_ID, TEXT_BYTES = 2, 10_000, 64, 2048
SLICE = 200  # so many deliveries before other requests have their turn
Body = dict[str, Any]
_running: set[asyncio.Task[None]] = set()


async def send_all(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/mass/sendall {filter, msgtype, …, clientmsgid}."""
    app, body = app_of(box, request), json_object(request)
    chosen = body.get("filter")
    if not isinstance(chosen, dict):
        raise WeChatError(40097)
    everybody = chosen.get("is_to_all") is True
    if everybody:
        openids = [one.openid for one in box.oa.followers.page(app.appid, limit=1_000_000)]
    else:
        openids = box.oa.tags.members(app.appid, chosen.get("tag_id"))
    if not openids:
        raise WeChatError(40130)
    return _started(box, app, body, openids, everybody=everybody)


async def send(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/mass/send {touser: [2 … 10000], msgtype, …}."""
    app, body = app_of(box, request), json_object(request)
    openids = body.get("touser")
    if not isinstance(openids, list) or len(openids) < FEWEST:
        raise WeChatError(40130)
    if len(openids) > MOST:
        raise WeChatError(40032)
    if any(not isinstance(one, str) for one in openids):
        raise WeChatError(40003)
    return _started(box, app, body, openids, everybody=False)


async def preview(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/mass/preview {touser, msgtype, …}: to one person, a hundred a day."""
    app, body = app_of(box, request), json_object(request)
    user = receiver(box, app, body.get("touser"))
    kind, fields = _content(box, app, body)
    box.oa.talks.add(app.appid, user, "account", kind, fields)
    return ok()


async def drop(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/mass/delete {msg_id}."""
    app, body = app_of(box, request), json_object(request)
    box.oa.masses.drop(app.appid, body.get("msg_id"))
    return ok()


async def get(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/mass/get {msg_id}."""
    app, body = app_of(box, request), json_object(request)
    found = box.oa.masses.find(app.appid, body.get("msg_id"))
    return ok(msg_id=found.id, msg_status=found.status)


async def speed(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/mass/speed/get."""
    app_of(box, request)
    return ok(speed=0, realspeed=80)


async def set_speed(box: Box, request: Request) -> Response:
    """POST /cgi-bin/message/mass/speed/set {speed: 0 … 4}."""
    app_of(box, request)
    if json_object(request).get("speed") not in (0, 1, 2, 3, 4):
        raise WeChatError(45083)
    return ok()


def _started(
    box: Box, app: App, body: Body, openids: Sequence[str], *, everybody: bool
) -> Response:
    client_id = body.get("clientmsgid", "")
    if not isinstance(client_id, str) or len(client_id) > MOST_CLIENT_ID:
        raise WeChatError(45067)
    kind, fields = _content(box, app, body)
    known = box.oa.masses.known(app.appid, client_id)
    if known is not None:
        return _answer(known, 45065, "clientmsgid exist")
    account = box.oa.accounts.find(app.appid)
    service = account is not None and account.type == "service"
    job = box.oa.masses.start(
        app.appid, service=service, everybody=everybody, client_id=client_id, kind=kind,
        fields=fields,
    )  # fmt: skip
    task = asyncio.get_running_loop().create_task(_deliver(box, app, job, openids))
    _running.add(task)  # the loop itself holds tasks only weakly
    task.add_done_callback(_running.discard)
    return _answer(job, 0, "send job submission success")


def _answer(job: Mass, errcode: int, errmsg: str) -> Response:
    numbers = {"msg_id": job.id, "msg_data_id": job.id & 0xFFFFFFFF}
    response = json_response({"errcode": errcode, "errmsg": errmsg, **numbers})
    response.errcode = errcode
    return response


async def _deliver(box: Box, app: App, job: Mass, openids: Sequence[str]) -> None:
    sent = failed = 0
    for start in range(0, len(openids), SLICE):
        part = openids[start : start + SLICE]
        good = set(box.oa.masses.receivers(app.appid, part))
        for open_id in part:
            known = box.oa.followers.by_openid(app.appid, open_id)
            if open_id in good and known is not None and known.subscribed and not known.blocked:
                box.oa.talks.add(app.appid, known.user, "account", job.kind, job.fields)
                sent += 1
            else:
                failed += 1
        await asyncio.sleep(0)
    box.oa.masses.finish(job.id)
    words = {
        "MsgType": "event",
        "Event": "MASSSENDJOBFINISH",
        "MsgID": job.id,
        "Status": "send success",
        "TotalCount": len(openids),
        "FilterCount": len(openids),
        "SentCount": sent,
        "ErrorCount": failed,
    }
    box.oa.pusher.later(app.appid, "u1", words)


def _content(box: Box, app: App, body: Body) -> tuple[str, Body]:
    """What people will see. Raises 40007, 40008, 44004, 45002."""
    kind = str(body.get("msgtype", ""))
    given = body.get("images") or body.get(kind) if kind == "image" else body.get(kind)
    if kind not in ("text", "voice", "image", "mpnews", "mpvideo") or not isinstance(given, dict):
        raise WeChatError(40008)
    if kind == "text":
        content = given.get("content")
        if not isinstance(content, str) or not content:
            raise WeChatError(44004)
        if len(content.encode()) > TEXT_BYTES:
            raise WeChatError(45002)
        return "text", {"text": content}
    if kind == "mpnews":
        articles = box.oa.drafts.find(app.appid, str(given.get("media_id", ""))).articles
        names = {"title": "title", "description": "digest", "url": "url"}
        items = [
            {
                **{name: one[theirs] for name, theirs in names.items()},
                "picture": _cover(box, app, one),
            }
            for one in articles
        ]
        return "news", {"articles": items}
    medium = box.oa.media.find(_media_id(given), app.appid)
    words = {name: str(given.get(name, "")) for name in ("title", "description")}
    return medium.kind, {"media_id": medium.id, **(words if medium.kind == "video" else {})}


def _cover(box: Box, app: App, article: Body) -> str:
    """Where phones find the cover of an article; nothing for one that is gone."""
    try:
        found = box.oa.media.find(str(article.get("thumb_media_id", "")), app.appid)
    except WeChatError:
        return ""
    return f"{box.config.base}/box-media/{found.id}"


def _media_id(given: Body) -> str:
    several = given.get("media_ids")
    if isinstance(several, list) and several:
        return str(several[0])
    return str(given.get("media_id", ""))
