"""One thin client: configurable address, time-outs, typed errors that keep WeChat's `rid`."""

import atexit
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
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
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
File = tuple[str, bytes, str]  # name, content, media type


@dataclass(frozen=True)
class App:
    """One appid with its secret."""

    appid: str
    secret: str

    @property
    def key(self) -> str:
        """Names the app where several merchants share rows; unknown without its secret."""
        proof = hashlib.sha256(f"{self.appid}|{self.secret}".encode()).hexdigest()
        return f"{self.appid[-18:]}:{proof[:20]}"


def check(answer: Any, path: str) -> Any:
    """The answer, unless it carries an error code. Raises CodeUsed or WeChatRefused."""
    code = answer.get("errcode", 0) if isinstance(answer, dict) else 0
    if code == 0:
        return answer
    text = str(answer.get("errmsg", ""))
    found = RID.search(text)
    rid = found[1] if found else None
    log.warning("wechat_refused", path=path, errcode=code, rid=rid)
    if code in rules.CODE_USED:
        raise CodeUsed(errcode=code)
    raise WeChatRefused(errcode=code, rid=rid, path=path, said=said(text))


def said(errmsg: str) -> str:
    """WeChat's own words without the rid and hints, short enough for a page."""
    return errmsg.split(" rid:")[0].split(" hint:")[0][:120]


@cache
def _client(base: str) -> httpx.Client:
    """One pool of connections per address; safe for threads."""
    made = http.client(base)
    atexit.register(made.close)
    return made


def _sent(method: str, path: str, **arguments: Any) -> httpx.Response:
    try:
        return _client(settings.WECHAT_API_BASE).request(method, path, **arguments)
    except httpx.HTTPError as wrong:
        log.warning("wechat_down", path=path, error=type(wrong).__name__)
        raise WeChatDown(sent=not isinstance(wrong, NEVER_LEFT)) from wrong


def _json(response: httpx.Response, path: str) -> Any:
    try:
        return check(msgspec.json.decode(response.content), path)
    except msgspec.DecodeError as wrong:
        log.warning("wechat_down", path=path, error="not json", status=response.status_code)
        raise WeChatDown from wrong


def get(path: str, params: Mapping[str, str]) -> Any:
    """GET a JSON answer."""
    return _json(_sent("GET", path, params=params), path)


def post(path: str, body: Any, params: Mapping[str, str] | None = None) -> Any:
    """POST JSON (Chinese unescaped, as WeChat wants it) and get JSON."""
    return _json(_sent("POST", path, content=msgspec.json.encode(body), params=params), path)


def upload(
    path: str, params: Mapping[str, str], files: Mapping[str, File], fields: Mapping[str, str]
) -> Any:
    """POST a form with files and get JSON."""
    return _json(_sent("POST", path, params=params, files=files, data=fields), path)


def post_for_bytes(path: str, body: Any, params: Mapping[str, str]) -> bytes:
    """POST JSON and get a picture; an error comes as JSON with status 200."""
    response = _sent("POST", path, content=msgspec.json.encode(body), params=params)
    return _whole(response, path)[0]


def download(path: str, params: Mapping[str, str]) -> tuple[bytes, str]:
    """GET a file: its bytes and media type; an error comes as JSON with status 200."""
    return _whole(_sent("GET", path, params=params), path)


def _whole(response: httpx.Response, path: str) -> tuple[bytes, str]:
    kind = response.headers.get("content-type", "").split(";")[0]
    if response.content[:1] == b"{" or kind in {"application/json", "text/html"}:
        answer = _json(response, path)
        log.warning("wechat_down", path=path, error="no file", keys=sorted(answer)[:5])
        raise WeChatDown
    return response.content, kind
