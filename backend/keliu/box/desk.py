"""The control panel beside the phones: switches for the box's own page only."""

from typing import Any

from keliu.box.admin import (
    clock,
    clock_moved,
    fault_added,
    fault_removed,
    faults_changed,
    requests_shown,
)
from keliu.box.apps import App
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.doors import guard_origin
from keliu.box.errors import Refused
from keliu.box.links import LOCAL
from keliu.box.phone.api import person


async def show(box: Box, request: Request) -> Response:
    """GET /desk/api/state."""
    _guard(request)
    return json_response(
        {
            "users": [person(user) for user in box.people.all()],
            "apps": [_app(box, app) for app in box.apps.all()],
            "faults": box.faults.all(),
            "clock": clock(box),
            "product_base": box.config.product_base,
        }
    )


async def live(box: Box, request: Request) -> Response:
    """GET /desk/api/live: server-sent events for the panel."""
    _guard(request)
    headers = [("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-store")]
    return Response(200, headers=headers, stream=box.hub.listen("desk"))


async def requests(box: Box, request: Request) -> Response:
    """GET /desk/api/requests."""
    _guard(request)
    return requests_shown(box, request)


async def pushes(box: Box, request: Request) -> Response:
    """GET /desk/api/pushes?limit=: what was pushed to products, newest first."""
    _guard(request)
    limit = request.query.get("limit", "20")
    items = box.oa.pusher.newest(int(limit) if limit.isdecimal() else 20)
    return json_response({"items": items, "waiting": box.oa.pusher.waiting})


async def add_fault(box: Box, request: Request) -> Response:
    """POST /desk/api/faults."""
    _guard(request)
    return fault_added(box, request)


async def remove_fault(box: Box, request: Request) -> Response:
    """DELETE /desk/api/faults/{id}."""
    _guard(request)
    return fault_removed(box, request)


async def clear_faults(box: Box, request: Request) -> Response:
    """DELETE /desk/api/faults."""
    _guard(request)
    box.faults.clear()
    return faults_changed(box)


async def move_clock(box: Box, request: Request) -> Response:
    """POST /desk/api/clock."""
    _guard(request)
    return clock_moved(box, request)


async def reset(box: Box, request: Request) -> Response:
    """POST /desk/api/reset: chats, history and tokens go, apps stay."""
    _guard(request)
    box.reset()
    return json_response({"clock": clock(box)})


def _app(box: Box, app: App) -> dict[str, Any]:
    """An app with its push address, without any secret."""
    account = box.oa.accounts.find(app.appid)
    to = account.push if account else None
    push = {"url": to.url, "mode": to.mode, "format": to.format} if to else None
    return {**app.public(), "push": push}


def _guard(request: Request) -> None:
    guard_origin(request)
    if request.host not in LOCAL:
        raise Refused(404, "not_found", "控制台在 localhost 上,不在手机里")
