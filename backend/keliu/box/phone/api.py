"""The doors of one phone. Every handler first asks whose phone the host name says this is."""

import asyncio
import re
from dataclasses import replace
from typing import Any

from keliu.box import links
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.doors import guard_origin
from keliu.box.errors import Refused
from keliu.box.people import User
from keliu.box.phone.chats import Draft
from keliu.box.wire import jssdk

_CLIENT_ID = re.compile(r"[0-9A-Za-z_-]{8,64}")


async def me(box: Box, request: Request) -> Response:
    """GET /phone/api/me: who I am, whom I know, what time it is."""
    user = owner_of(box, request)
    return json_response(
        {
            "user": person(user),
            "contacts": [person(other) for other in box.people.all() if other.id != user.id],
            "now": box.clock.iso(),
            "product_base": box.config.product_base,
            "mini_ready": box.config.mini is not None
            and (box.config.mini / "index.html").is_file(),
        }
    )


async def live(box: Box, request: Request) -> Response:
    """GET /phone/api/live: server-sent events for this phone."""
    user = owner_of(box, request)
    headers = [("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-store")]
    return Response(200, headers=headers, stream=box.hub.listen(user.id))


async def chat_list(box: Box, request: Request) -> Response:
    """GET /phone/api/chats."""
    return json_response({"items": box.chats.summaries(owner_of(box, request).id)})


async def chat(box: Box, request: Request) -> Response:
    """GET /phone/api/chats/{peer}?before=ID."""
    user, peer = owner_of(box, request), friend(box, request.params["peer"])
    before = request.query.get("before", "")
    if before and not before.isdecimal():
        raise Refused(422, "invalid", "before 是消息的编号")
    messages = box.chats.between(user.id, peer.id, before=int(before) if before else None)
    return json_response({"items": [message.json() for message in messages]})


async def say(box: Box, request: Request) -> Response:
    """POST /phone/api/chats/{peer} {text, client_id}."""
    user, peer = owner_of(box, request), friend(box, request.params["peer"])
    body = body_of(request)
    said = text(body, "text", 2000)
    if not said:
        raise Refused(422, "invalid", "写点什么再发送")
    return send(box, user, peer, Draft(client_id(body), "text", text=said))


async def seen(box: Box, request: Request) -> Response:
    """POST /phone/api/chats/{peer}/read."""
    user, peer = owner_of(box, request), friend(box, request.params["peer"])
    box.chats.mark_read(user.id, peer.id)
    box.hub.tell(user.id, {"type": "chats"})
    return json_response({"unread": 0})


async def forward(box: Box, request: Request) -> Response:
    """POST /phone/api/forward {to, title, desc, picture, link, client_id}: a link card."""
    user, body = owner_of(box, request), body_of(request)
    peer = friend(box, text(body, "to", 20))
    return send(box, user, peer, _page(body))


def _page(body: dict[str, Any]) -> Draft:
    """A page that somebody shows to others."""
    link = links.plain(text(body, "link", 2048))
    if not link:
        raise Refused(422, "invalid", "只能转发网页链接")
    return Draft(
        client_id(body),
        "link",
        title=text(body, "title", 200) or link,
        summary=text(body, "desc", 500),
        picture=links.plain(text(body, "picture", 2048)),
        link=link,
    )


async def moments(box: Box, request: Request) -> Response:
    """GET /phone/api/moments: what friends have shown, the newest first."""
    owner_of(box, request)
    return json_response({"items": box.moments.all()})


async def moment(box: Box, request: Request) -> Response:
    """POST /phone/api/moments {text, title, picture, link, client_id}: show all friends a link."""
    user, body = owner_of(box, request), body_of(request)
    draft = _page(body)
    if box.moments.put(user.id, replace(draft, text=text(body, "text", 2000))):
        box.hub.tell_all({"type": "moments"})
    return json_response({"items": box.moments.all()})


async def scan(box: Box, request: Request) -> Response:
    """POST /phone/api/scan: the bytes of a picture."""
    owner_of(box, request)
    return json_response({"codes": await _codes(request.body)})


async def scan_address(box: Box, request: Request) -> Response:
    """POST /phone/api/scan-url {url}: a picture on the product's address."""
    from keliu.box.phone.scan import fetch_picture

    owner_of(box, request)
    url = text(body_of(request), "url", 2048)
    return json_response({"codes": await _codes(await fetch_picture(url, box.config.product_base))})


async def history(box: Box, request: Request) -> Response:
    """GET /phone/api/history."""
    return json_response({"items": box.chats.history(owner_of(box, request).id)})


async def visit(box: Box, request: Request) -> Response:
    """POST /phone/api/history {url, title}."""
    user, body = owner_of(box, request), body_of(request)
    url = links.plain(text(body, "url", 2048))
    if not url:
        raise Refused(422, "invalid", "这不是网页链接")
    box.chats.visited(user.id, url, text(body, "title", 200))
    return json_response({"url": url})


async def forget(box: Box, request: Request) -> Response:
    """DELETE /phone/api/history."""
    box.chats.forget_history(owner_of(box, request).id)
    return json_response({"items": []})


async def check_config(box: Box, request: Request) -> Response:
    """POST /phone/api/jssdk {appId, timestamp, nonceStr, signature, url}: wx.config."""
    owner_of(box, request)
    body = body_of(request)
    answer = jssdk.check(
        box,
        appid=text(body, "appId", 64),
        noncestr=text(body, "nonceStr", 200),
        timestamp=text(body, "timestamp", 32),
        url=text(body, "url", 4096),
        given=text(body, "signature", 64),
    )
    return json_response({"errMsg": answer})


def person(user: User) -> dict[str, str]:
    """A person as the phone pages show one."""
    return {"id": user.id, "name": user.name, "avatar": f"/avatar/{user.id}.png"}


async def _codes(data: bytes) -> list[str]:
    from keliu.box.phone.scan import read_codes

    if not data:
        raise Refused(422, "not_a_picture", "请先选一张图片")
    return await asyncio.to_thread(read_codes, data)


def send(box: Box, user: User, peer: User, draft: Draft) -> Response:
    """Put a message into a chat and tell both phones."""
    message, new = box.chats.send(user.id, peer.id, draft)
    if new:
        for topic in {user.id, peer.id}:
            box.hub.tell(topic, {"type": "message", "message": message.json()})
    return json_response(message.json())


def owner_of(box: Box, request: Request) -> User:
    """Whose phone this is; its own page only."""
    guard_origin(request)
    user = box.people.by_host(request.host)
    if user is None:
        raise Refused(404, "no_phone", "这里没有手机:地址要像 u1.localhost 这样")
    return user


def friend(box: Box, user: str) -> User:
    """A person of the address book."""
    found = box.people.find(user)
    if found is None:
        raise Refused(404, "not_found", "通讯录里没有这个人")
    return found


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object a page sent."""
    try:
        value = request.json()
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Refused(422, "invalid", "请求要写成 JSON 对象")
    return value


def text(body: dict[str, Any], name: str, limit: int) -> str:
    """A text of the body, cut to its limit; a number counts as its digits."""
    value = body.get(name, "")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise Refused(422, "invalid", f"{name} 要写成文字")
    return value.strip()[:limit]


def client_id(body: dict[str, Any]) -> str:
    """The name of one tap, so that a repeated request has one effect."""
    value = body.get("client_id")
    if not isinstance(value, str) or not _CLIENT_ID.fullmatch(value):
        raise Refused(422, "invalid", "client_id 是 8 到 64 位字母数字")
    return value
