"""One thin client: configurable address, time-outs, typed errors that keep WeChat's `rid`."""

import re
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import structlog
from django.conf import settings

from keliu.kit import http
from keliu.wechat import rules
from keliu.wechat.errors import CodeUsed, WeChatDown, WeChatRefused

log = structlog.get_logger()
RID = re.compile(r"rid: ?([0-9a-f-]+)")


@dataclass(frozen=True)
class App:
    """One appid with its secret."""

    appid: str
    secret: str


def check(answer: Any, path: str) -> Any:
    """The answer, unless it carries an error code. Raises CodeUsed or WeChatRefused."""
    code = answer.get("errcode", 0) if isinstance(answer, dict) else 0
    if code == 0:
        return answer
    text = str(answer.get("errmsg", ""))
    found = RID.search(text)
    log.warning("wechat_refused", path=path, errcode=code, rid=found[1] if found else None)
    if code in rules.CODE_USED:
        raise CodeUsed(errcode=code)
    raise WeChatRefused(errcode=code, rid=found[1] if found else None)


def _sent(method: str, path: str, **arguments: Any) -> httpx.Response:
    try:
        with http.client(settings.WECHAT_API_BASE) as client:
            return client.request(method, path, **arguments)
    except httpx.HTTPError as wrong:
        log.warning("wechat_down", path=path, error=type(wrong).__name__)
        raise WeChatDown from wrong


def _json(response: httpx.Response, path: str) -> Any:
    try:
        return check(msgspec.json.decode(response.content), path)
    except msgspec.DecodeError as wrong:
        raise WeChatDown from wrong


def get(path: str, params: dict[str, str]) -> Any:
    """GET a JSON answer."""
    return _json(_sent("GET", path, params=params), path)


def post(path: str, body: Any, params: dict[str, str] | None = None) -> Any:
    """POST JSON (Chinese unescaped, as WeChat wants it) and get JSON."""
    return _json(_sent("POST", path, content=msgspec.json.encode(body), params=params), path)


def post_for_bytes(path: str, body: Any, params: dict[str, str]) -> bytes:
    """POST JSON and get a picture; an error comes as JSON with status 200."""
    response = _sent("POST", path, content=msgspec.json.encode(body), params=params)
    if response.content[:1] == b"{":
        check(msgspec.json.decode(response.content), path)
        raise WeChatDown
    return response.content
