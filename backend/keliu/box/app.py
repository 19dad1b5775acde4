"""The ASGI application: one door, with faults, errors and the journal around it."""

import sys
import time
import traceback
from dataclasses import dataclass

from keliu.box.asgi import (
    Dropped,
    Receive,
    Request,
    Response,
    Route,
    Scope,
    Send,
    TooLarge,
    json_response,
)
from keliu.box.box import Box
from keliu.box.config import BoxConfig
from keliu.box.errors import TEXTS, Refused, WeChatError, envelope, new_rid, refusal
from keliu.box.faults import CutConnection, Fault, play, slowed
from keliu.box.journal import Entry, shown
from keliu.box.routes import NOTED, OWN, SPARED, WIRE
from keliu.box.wire.table import HOMES


@dataclass(frozen=True)
class Call:
    """One request with what the routes say about it."""

    request: Request
    route: Route[Box] | None
    known: bool
    rid: str
    fault: Fault | None = None

    @property
    def wire(self) -> bool:
        """Whether this is one of WeChat's own addresses."""
        return _on_wire(self.request.path)


class Application:
    """One box as an ASGI callable; `box` is open to tests in the same process."""

    def __init__(self, box: Box) -> None:
        self.box = box

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection's event."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                self.box.pay.courier.stop()
                self.box.oa.pusher.close()
                self.box.store.close()
                await send({"type": "lifespan.shutdown.complete"})
                return
            self.box.pay.courier.wake()
            self.box.oa.pusher.wake()
            await send({"type": "lifespan.startup.complete"})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        rid = new_rid(self.box.clock.now())
        router = WIRE if _on_wire(scope["path"]) else OWN
        route, params, known = router.find(scope["method"], scope["path"])
        try:
            request = await Request.read(scope, receive, limit=route.limit if route else 1 << 20)
            request.params = params
            fault = None if request.path.startswith(SPARED) else self.box.faults.take(request.path)
            response = await self._answer(Call(request, route, known, rid, fault))
        except TooLarge:
            response = json_response({"code": "too_large", "detail": "请求太大"}, status=413)
        except Dropped:
            return
        except CutConnection:
            await _cut(scope, receive, send)
            return
        await response.send(send, receive, head=scope["method"] == "HEAD")

    async def _answer(self, call: Call) -> Response:
        """The answer, written into the journal even when it never leaves."""
        started = time.perf_counter()
        response = Response(0)
        try:
            response = await self._through(call)
            return response
        finally:
            if call.fault is not None:
                self.box.hub.tell("desk", {"type": "faults"})
            if call.request.path.startswith(NOTED):
                self._note(call, response, (time.perf_counter() - started) * 1000)

    async def _through(self, call: Call) -> Response:
        """The fault, if there is one, played before the work or after it."""
        if call.fault is None:
            return await self._handled(call)
        if call.fault.kind == "slow":
            return slowed(await self._handled(call), call.fault.seconds)
        if not call.fault.after:
            return await play(call.fault, call.rid) or await self._handled(call)
        response = await self._handled(call)
        return await play(call.fault, call.rid) or response

    async def _handled(self, call: Call) -> Response:
        if call.route is None:
            return _nothing_here(call)
        try:
            return await call.route.handler(self.box, call.request)
        except WeChatError as error:
            return envelope(error.errcode, error.errmsg, call.rid)
        except Refused as error:
            return refusal(error)
        except Exception:
            sys.stderr.write(traceback.format_exc())
            return envelope(-1, TEXTS[-1], call.rid, status=200 if call.wire else 500)

    def _note(self, call: Call, response: Response, ms: float) -> None:
        entry = Entry(
            at=self.box.clock.iso(),
            method=call.request.method,
            path=call.request.path,
            query=shown(call.request.query),
            status=response.status,
            errcode=response.errcode,
            rid=call.rid,
            ms=round(ms, 1),
            fault=call.fault.kind if call.fault else "",
        )
        self.box.journal.add(entry)
        self.box.hub.tell("desk", {"type": "requests"})


def create_app(config: BoxConfig) -> Application:
    """Open the box's file and return its application."""
    return Application(Box.open(config))


def _on_wire(path: str) -> bool:
    return path.startswith(HOMES)


def _nothing_here(call: Call) -> Response:
    if call.wire and call.known:
        code = 43002 if call.request.method == "GET" else 43001
        return envelope(code, TEXTS[code], call.rid)
    return envelope(40066, TEXTS[40066], call.rid, status=405 if call.known else 404)


async def _cut(scope: Scope, receive: Receive, send: Send) -> None:
    """Drop the connection; the box's own server can, others get an answer that breaks off."""
    abort = scope.get("extensions", {}).get("keliu.abort")
    if abort is not None:
        abort()
        await receive()
        return
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]}
    )
