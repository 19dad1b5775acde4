"""Links into a mini program: URL links, schemes, short links; each opens the box's page of it."""

import secrets
from typing import Any
from urllib.parse import urlencode

from keliu.box.apps import App
from keliu.box.asgi import Request, Response, redirect
from keliu.box.box import Box
from keliu.box.errors import Refused, WeChatError
from keliu.box.wire.basis import app_of, json_object, ok

MOST_DAYS, MOST_QUERY, MOST_TITLE = 30, 1024, 20
VERSIONS = ("release", "trial", "develop")
DAY = 86_400


async def url_link(box: Box, request: Request) -> Response:
    """POST /wxa/generate_urllink {path, query, expire_type, expire_interval|expire_time}."""
    app, body = app_of(box, request), json_object(request)
    until = _until(box, body) if body.get("is_expire", True) else None
    token = box.oa.links.make(app.appid, "urllink", _page(app, body), until)
    return ok(url_link=f"{box.config.base}/l/{token}")


async def scheme(box: Box, request: Request) -> Response:
    """POST /wxa/generatescheme {jump_wxa: {path, query}, is_expire, expire_*}."""
    app, body = app_of(box, request), json_object(request)
    target = body.get("jump_wxa") or {}
    if not isinstance(target, dict):
        raise WeChatError(47001)
    until = _until(box, body) if body.get("is_expire") or "expire_type" in body else None
    token = box.oa.links.make(app.appid, "scheme", _page(app, target), until)
    return ok(openlink=f"weixin://dl/business/?t={token}")


async def short_link(box: Box, request: Request) -> Response:
    """POST /wxa/genwxashortlink {page_url, page_title, is_permanent}."""
    app, body = app_of(box, request), json_object(request)
    title = body.get("page_title", "")
    if not isinstance(title, str) or len(title) > MOST_TITLE:
        raise WeChatError(40097)
    path, _, query = str(body.get("page_url", "")).partition("?")
    page = _page(app, {"path": path, "query": query})
    until = None if body.get("is_permanent") else box.clock.now() + MOST_DAYS * DAY
    token = box.oa.links.make(app.appid, "short", page, until)
    return ok(link=f"#小程序://{app.name}/{secrets.token_urlsafe(8)}/{token}")


async def opened(box: Box, request: Request) -> Response:
    """GET /l/{token}: what a tap on a link opens."""
    found = box.oa.links.open(request.params["token"])
    if found is None:
        raise Refused(410, "link_expired", "链接已过期,请向商家要一个新的")
    appid, page = found
    path, _, query = page.partition("?")
    return redirect(f"/mp/{appid}?{urlencode({'page': path, 'query': query})}")


def _page(app: App, body: dict[str, Any]) -> str:
    """Path and query, checked. Raises 40165, 85096 …"""
    path, query = str(body.get("path") or ""), str(body.get("query") or "")
    if body.get("env_version", "release") not in VERSIONS:
        raise WeChatError(40097)
    if len(query) > MOST_QUERY or "?" in path:
        raise WeChatError(40165)
    known = not path or app.paths is None or path.lstrip("/") in app.paths
    if not known:
        raise WeChatError(40165)
    return f"{path.lstrip('/')}?{query}" if query else path.lstrip("/")


def _until(box: Box, body: dict[str, Any]) -> float:
    """When the link ends: 30 days at most. Raises 85401."""
    now = box.clock.now()
    if body.get("expire_type", 0) == 1:
        days = body.get("expire_interval", MOST_DAYS)
        if type(days) is not int or not 1 <= days <= MOST_DAYS:
            raise WeChatError(85401)
        return now + days * DAY
    until = body.get("expire_time", now + MOST_DAYS * DAY)
    if type(until) not in (int, float) or not now + 60 <= until <= now + MOST_DAYS * DAY:
        raise WeChatError(85401)
    return float(until)
