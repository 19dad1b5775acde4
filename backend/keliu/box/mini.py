"""Mini programs on a phone: their files, on a host of their own, and the way to their server.

A mini program knows no CORS and may ask only the domains of its list. A page knows CORS and may ask
anybody; so its requests go through the box, which asks the product and nobody else.
"""

import asyncio
import re
from functools import lru_cache
from pathlib import Path

import httpx

from keliu.box.asgi import Headers, Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import Refused
from keliu.box.links import mini_owner, same_origin
from keliu.box.people import User

LIMIT = 32 << 20
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_NAME = re.compile(r"[0-9A-Za-z_./-]+")
_THROUGH = re.compile(r"/through/(?P<appid>[^/]+)/(?P<scheme>https?)/(?P<host>[^/]+)(?P<rest>/.*)")
_NOT_ASKED = {"host", "origin", "referer", "cookie", "connection", "accept-encoding"} | {
    "content-length",
    "transfer-encoding",
    "sec-fetch-site",
    "sec-fetch-mode",
    "sec-fetch-dest",
}
_NOT_TOLD = {"set-cookie", "content-encoding", "content-length", "transfer-encoding"} | {
    "connection",
    "content-security-policy",
    "x-content-type-options",
}
_AGENT = "MicroMessenger/8.0.50 MiniProgramEnv/iOS Language/zh_CN"


async def file(box: Box, request: Request) -> Response:
    """GET /mini/{appid}/{name*}: the host of mini programs with the compiled one inside."""
    user = _owner(box, request)
    root, name = box.config.mini, request.params["name"] or "index.html"
    if root is None or not (root / "index.html").is_file():
        raise Refused(404, "no_mini_program", "小程序还没有构建")
    path = (root / name).resolve()
    if not _NAME.fullmatch(name) or not path.is_relative_to(root.resolve()) or not path.is_file():
        raise Refused(404, "not_found", "小程序里没有这个文件")
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    headers = [("content-type", kind), ("cache-control", "no-cache")]
    if name == "index.html":
        headers.append(("content-security-policy", _policy(box, user)))
    return Response(200, _read(path, path.stat().st_mtime_ns), headers)


async def through(box: Box, request: Request) -> Response:
    """/through/{appid}/{scheme}/{host}/…: one request of a mini program to its own server."""
    _owner(box, request)
    match = _THROUGH.fullmatch(request.target)
    if match is None or box.apps.find(match["appid"]) is None:
        raise Refused(404, "not_found", "没有这个地址")
    url = f"{match['scheme']}://{match['host']}{match['rest']}"
    if not same_origin(url.split("?")[0], box.config.product_base):
        response = json_response({"detail": "url not in domain list"}, status=403)
        response.headers.append(("x-box-refused", "domain"))
        return response
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            answer = await client.request(
                request.method,
                url,
                content=request.body,
                headers=_asked(request, match["appid"]),
            )
    except httpx.HTTPError:
        await asyncio.sleep(0)
        return Response(502, b"", [("cache-control", "no-store")])
    return Response(answer.status_code, answer.content, _told(answer))


def _asked(request: Request, appid: str) -> list[tuple[str, str]]:
    """The headers as WeChat sends them: its own referer and name, no origin, no cookies."""
    kept = [(name, value) for name, value in request.headers.items() if name not in _NOT_ASKED]
    agent = request.headers.get("user-agent", "")
    kept = [(name, value) for name, value in kept if name != "user-agent"]
    return [
        *kept,
        ("user-agent", f"{agent} {_AGENT}".strip()),
        ("referer", f"https://servicewechat.com/{appid}/0/page-frame.html"),
    ]


def _told(answer: httpx.Response) -> Headers:
    return [(name, value) for name, value in answer.headers.items() if name not in _NOT_TOLD]


def _owner(box: Box, request: Request) -> User:
    """Whose mini programs these are; the host name says so."""
    user = box.people.find(mini_owner(request.host) or "-")
    if user is None:
        raise Refused(421, "wrong_host", "小程序只在自己的名字下打开:mini.uN.localhost")
    return user


def _policy(box: Box, user: User) -> str:
    phone = f"http://{user.id}.localhost:{box.config.port}"
    local = "http://localhost:* http://*.localhost:* http://127.0.0.1:*"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob: https: {local}; media-src 'self' blob: https: {local}; "
        "font-src 'self' data:; connect-src 'self' blob: ws: wss:; frame-src http: https:; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {phone} "
        f"http://localhost:{box.config.port}"
    )


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> bytes:
    return path.read_bytes()
