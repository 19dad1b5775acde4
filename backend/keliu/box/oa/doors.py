"""The key's doors to what people do, what was pushed and what both sides see."""

from collections.abc import Mapping
from typing import Any

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.doors import guard_key
from keliu.box.errors import Refused, WeChatError
from keliu.box.oa.acts import ACTS
from keliu.box.people import User

MOST_CROWD = 200_000


async def act(box: Box, request: Request) -> Response:
    """POST /box/users/{user}/{act}: see ACTS."""
    guard_key(box, request)
    name = request.params["act"]
    if name not in ACTS:
        raise Refused(404, "not_found", f"能做的是 {'、'.join(ACTS)}")
    user = person(box, request.params["user"])
    return json_response(await ACTS[name](box, user, _object(request)))


async def talk(box: Box, request: Request) -> Response:
    """GET /box/talks/{appid}/{user}: what both sides see, oldest first, and what may be sent."""
    guard_key(box, request)
    place = request.params["appid"], request.params["user"]
    return json_response(
        {
            "items": box.oa.talks.between(*place),
            "allowance": box.oa.allowance.left(*place),
            "consents": box.oa.subscriptions.of(*place),
            "follows": box.oa.followers.follows(*place),
        }
    )


async def talks(box: Box, request: Request) -> Response:
    """GET /box/talks/{appid}?after=&limit=&side=account: lines of every talk, with whose."""
    guard_key(box, request)
    query = request.query
    items = box.oa.talks.of_app(
        request.params["appid"],
        after=_whole(query, "after", 0),
        limit=min(_whole(query, "limit", 1000), 10_000),
        side=query.get("side", "account"),
    )
    return json_response({"items": items, "next": items[-1]["id"] if items else 0})


async def pushes(box: Box, request: Request) -> Response:
    """GET /box/pushes?limit=: what was pushed, newest first, and how many are on their way."""
    guard_key(box, request)
    items = box.oa.pusher.newest(_whole(request.query, "limit", 100))
    return json_response({"items": items, "waiting": box.oa.pusher.waiting})


async def push(box: Box, request: Request) -> Response:
    """POST /box/pushes {appid, user, words, speaks?, copies?}: any push, word for word."""
    guard_key(box, request)
    body = _object(request)
    words = body.get("words")
    if not isinstance(words, dict) or "MsgType" not in words:
        raise Refused(422, "invalid", "words 是推送的字段,至少有 MsgType")
    delivered = await box.oa.pusher.push(
        str(body.get("appid", "")),
        person(box, str(body.get("user", "u1"))).id,
        words,
        speaks=body.get("speaks") is True,
        copies=int(body.get("copies", 1)),
    )
    return json_response({"delivered": delivered})


async def verify(box: Box, request: Request) -> Response:
    """POST /box/apps/{appid}/verify: asks the push address to prove itself, as saving it does."""
    guard_key(box, request)
    return json_response(await box.oa.pusher.verify(request.params["appid"]))


async def crowd(box: Box, request: Request) -> Response:
    """POST /box/crowd {appid, count}: so many followers without a phone, c1, c2, …"""
    guard_key(box, request)
    body = _object(request)
    app, count = box.apps.find(str(body.get("appid", ""))), body.get("count")
    if app is None or app.kind != "oa":
        raise Refused(404, "not_found", "没有登记这个公众号")
    if type(count) is not int or not 1 <= count <= MOST_CROWD:
        raise Refused(422, "invalid", f"count 是 1 到 {MOST_CROWD}")
    return json_response({"followers": box.oa.followers.crowd(app.appid, count)})


async def limit(box: Box, request: Request) -> Response:
    """POST /box/quotas {appid, path, daily}: another number of calls a day."""
    guard_key(box, request)
    body = _object(request)
    daily = body.get("daily")
    if type(daily) is not int or daily < 0:
        raise Refused(422, "invalid", "daily 是次数")
    box.oa.quotas.limit(str(body.get("appid", "")), str(body.get("path", "")), daily)
    return json_response({"daily": daily})


async def medium(box: Box, request: Request) -> Response:
    """GET /box-media/{id}: a picture, voice or video, for phones and for products (PicUrl)."""
    try:
        found = box.oa.media.find(request.params["id"])
    except WeChatError:
        raise Refused(404, "not_found", "没有这个素材,或已过期") from None
    headers = [("content-type", found.mime), ("cache-control", "private, max-age=3600")]
    return Response(200, found.data, headers)


def person(box: Box, name: str) -> User:
    """A person with a phone, or one of the crowd (c1, c2, …)."""
    found = box.people.find(name)
    if found is not None:
        return found
    if name[:1] == "c" and name[1:].isdecimal() and len(name) < 9:
        return User(name, f"关注者{name[1:]}")
    raise Refused(404, "not_found", "盒子里没有这个人")


def _object(request: Request) -> Mapping[str, Any]:
    try:
        value = request.json() if request.body else {}
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Refused(422, "invalid", "请求要写成 JSON 对象")
    return value


def _whole(query: Mapping[str, str], name: str, usual: int) -> int:
    text = query.get(name, "")
    return int(text) if text.isdecimal() else usual
