"""Trouble on request: a path answers with an error number, late, not at all, or with HTML."""

import asyncio
import fnmatch
import itertools
from dataclasses import asdict, dataclass, replace
from typing import Any

from keliu.box.asgi import Response
from keliu.box.errors import TEXTS, Refused, envelope

KINDS = ("errcode", "delay", "reset", "html")
_HTML = (
    "<html><head><title>502 Bad Gateway</title></head>"
    "<body><center><h1>502 Bad Gateway</h1></center></body></html>"
)


@dataclass(frozen=True)
class Fault:
    """One trouble.

    `path` may hold `*`; `times` None means until removed; `after` lets the work happen first.
    """

    id: int
    path: str
    kind: str
    errcode: int = -1
    errmsg: str = ""
    seconds: float = 0.0
    times: int | None = None
    after: bool = False


class CutConnection(Exception):
    """Tells the door to drop the TCP connection without an answer."""


class Faults:
    """The troubles that are switched on."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._ids = itertools.count(1)

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
            if fnmatch.fnmatchcase(path, fault.path):
                self._use(fault)
                return fault
        return None

    def _use(self, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times <= 1:
            del self._faults[fault.id]
        else:
            self._faults[fault.id] = replace(fault, times=fault.times - 1)


async def play(fault: Fault, rid: str) -> Response | None:
    """Do what the fault says; None means the real answer follows (late)."""
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
    if fault.kind == "reset":
        raise CutConnection
    if fault.kind == "html":
        return Response(502, _HTML.encode(), [("content-type", "text/html")])
    if fault.kind == "errcode":
        return envelope(fault.errcode, fault.errmsg or TEXTS.get(fault.errcode, "error"), rid)
    return None


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
    errmsg = str(value.get("errmsg", ""))[:200]
    return Fault(
        fault_id, path, kind, errcode, errmsg, float(seconds), times, value.get("after") is True
    )
