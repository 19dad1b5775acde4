"""Trouble on request: an error number, late, not at all, HTML, or one byte after the other."""

import asyncio
import fnmatch
import itertools
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from keliu.box.asgi import Response
from keliu.box.errors import TEXTS, Refused, envelope
from keliu.box.pay.errors import pay_trouble

KINDS = ("errcode", "delay", "reset", "html", "slow")
_HTML = (
    "<html><head><title>502 Bad Gateway</title></head>"
    "<body><center><h1>502 Bad Gateway</h1></center></body></html>"
)


@dataclass(frozen=True)
class Fault:
    """One trouble.

    `path` may hold `*`; `times` None means until removed; `after` lets the work happen first;
    `share` 0.02 means two calls of a hundred, evenly.
    """

    id: int
    path: str
    kind: str
    errcode: int = -1
    errmsg: str = ""
    seconds: float = 0.0
    times: int | None = None
    after: bool = False
    share: float = 1.0


class CutConnection(Exception):
    """Tells the door to drop the TCP connection without an answer."""


class Faults:
    """The troubles that are switched on."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._ids = itertools.count(1)
        self._passed: dict[int, float] = {}

    def add(self, value: object) -> Fault:
        """Switch one on."""
        fault = _parse(next(self._ids), value)
        self._faults[fault.id] = fault
        return fault

    def all(self) -> list[dict[str, Any]]:
        """Those still on."""
        return [asdict(fault) for fault in self._faults.values()]

    def remove(self, fault_id: int) -> bool:
        """Switch one off; whether there was one."""
        return self._faults.pop(fault_id, None) is not None

    def clear(self) -> None:
        """Switch all off."""
        self._faults.clear()

    def take(self, path: str) -> Fault | None:
        """The oldest fault for this path, used up once."""
        for fault in self._faults.values():
            if fnmatch.fnmatchcase(path, fault.path) and self._due(fault):
                self._use(fault)
                return fault
        return None

    def _due(self, fault: Fault) -> bool:
        """Whether this call is one of the share."""
        passed = self._passed.get(fault.id, 0.0) + fault.share
        self._passed[fault.id] = passed - 1 if passed >= 1 else passed
        return passed >= 1

    def _use(self, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times <= 1:
            del self._faults[fault.id]
        else:
            self._faults[fault.id] = replace(fault, times=fault.times - 1)


async def play(fault: Fault, rid: str) -> Response | None:
    """Do what the fault says; None means the real answer follows (late or slowly)."""
    if fault.seconds and fault.kind != "slow":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "reset":
        raise CutConnection
    if fault.kind == "html":
        return Response(502, _HTML.encode(), [("content-type", "text/html")])
    if fault.kind == "errcode" and fault.path.startswith("/v3/"):
        return pay_trouble(fault.errcode)
    if fault.kind == "errcode":
        return envelope(fault.errcode, fault.errmsg or TEXTS.get(fault.errcode, "error"), rid)
    return None


def slowed(response: Response, seconds: float) -> Response:
    """The same answer, its body byte by byte over so many seconds."""
    if response.stream is None:
        response.stream = _dribble(response.body, seconds)
    return response


async def _dribble(body: bytes, seconds: float) -> AsyncIterator[bytes]:
    for number in range(len(body)):
        yield body[number : number + 1]
        await asyncio.sleep(seconds / max(1, len(body)))


def _parse(fault_id: int, value: object) -> Fault:
    if not isinstance(value, dict):
        raise Refused(422, "invalid", "故障要写成 JSON 对象")
    path, kind = value.get("path"), value.get("kind")
    if not isinstance(path, str) or not path.startswith("/"):
        raise Refused(422, "invalid", "path 以 / 开头,可以用 * 代替一段")
    if kind not in KINDS:
        raise Refused(422, "invalid", f"kind 只能是 {'、'.join(KINDS)}")
    times = value.get("times")
    if times is not None and (type(times) is not int or times < 1):
        raise Refused(422, "invalid", "times 是大于 0 的整数,不写表示一直有效")
    errcode, seconds = value.get("errcode", -1), value.get("seconds", 0)
    if type(errcode) is not int or type(seconds) not in (int, float) or not 0 <= seconds <= 120:
        raise Refused(422, "invalid", "errcode 是整数,seconds 在 0 到 120 之间")
    share = value.get("share", 1)
    if type(share) not in (int, float) or not 0 < share <= 1:
        raise Refused(422, "invalid", "share 在 0 和 1 之间,0.02 是每百次两次")
    errmsg = str(value.get("errmsg", ""))[:200]
    after = value.get("after") is True
    return Fault(fault_id, path, kind, errcode, errmsg, float(seconds), times, after, float(share))
