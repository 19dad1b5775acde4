"""The box's own web pages: phone, desk, login, mini-program page, and their files."""

import asyncio
import re
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from keliu.box.apps import App
from keliu.box.asgi import Request, Response
from keliu.box.box import Box
from keliu.box.doors import guard_host
from keliu.box.errors import Refused
from keliu.box.links import LOCAL
from keliu.box.people import User
from keliu.box.wire.vault import Ask

_STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FILE = re.compile(r"[a-z][a-z0-9-]*\.(?:css|js|svg)")
_LOCAL_SOURCES = "http://localhost:* http://*.localhost:* http://127.0.0.1:*"


async def front(box: Box, request: Request) -> Response:
    """GET /: a phone under a person's name, the desk with several phones under localhost."""
    guard_host(request)
    if request.host in LOCAL:
        return html(box, _file("desk.html"), frames=f"http://*.localhost:{box.config.port}")
    if box.people.by_host(request.host) is None:
        raise Refused(404, "no_phone", "盒子里没有这个人,人的名字从 u1 开始")
    return html(
        box,
        _file("phone.html"),
        frames=f"{_LOCAL_SOURCES} http: https:",
        pictures=f"{_LOCAL_SOURCES} https:",
    )


async def static(box: Box, request: Request) -> Response:
    """GET /static/{name}."""
    name = request.params["name"]
    if not _FILE.fullmatch(name) or not (_STATIC / name).is_file():
        raise Refused(404, "not_found", "没有这个文件")
    return _asset(name)


async def stand_in(box: Box, request: Request) -> Response:
    """GET /open/jweixin.js: the JS-SDK's stand-in, which pages of the product may load."""
    response = _asset("jweixin.js")
    response.headers.append(("cross-origin-resource-policy", "cross-origin"))
    return response


async def avatar(box: Box, request: Request) -> Response:
    """GET /avatar/{user}.png."""
    from keliu.box.avatars import draw

    if box.people.find(request.params["user"]) is None:
        raise Refused(404, "not_found", "盒子里没有这个人")
    picture = await asyncio.to_thread(draw, request.params["user"])
    return Response(
        200, picture, [("content-type", "image/png"), ("cache-control", "public, max-age=3600")]
    )


async def mini_program(box: Box, request: Request) -> Response:
    """GET /mp/{appid}: what a mini-program code opens; says program, page and scene."""
    guard_host(request)
    app = box.apps.find(request.params["appid"])
    if app is None or app.kind != "mini":
        return notice_page(box, "打不开小程序", "这个小程序没有在盒子里登记")
    page, scene = request.query.get("page", ""), request.query.get("scene", "")
    body = (
        f'<main class="mini"><p class="mark" aria-hidden="true"></p><h1>{escape(app.name)}</h1>'
        f"<p>这个码打开的是小程序里的一页。</p><dl>"
        f'<div><dt>页面</dt><dd data-field="page">{escape(page)}</dd></div>'
        f'<div><dt>场景值</dt><dd data-field="scene">{escape(scene)}</dd></div>'
        f'<div><dt>AppID</dt><dd data-field="appid">{escape(app.appid)}</dd></div></dl></main>'
    )
    return _document(box, app.name, body, script="told.js")


def notice_page(box: Box, title: str, text: str) -> Response:
    """A page that says what is wrong, as WeChat shows one."""
    body = (
        '<main class="notice"><p class="mark" aria-hidden="true">!</p>'
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p></main>"
    )
    return _document(box, title, body, script="told.js")


def agree_page(box: Box, *, app: App, user: User, ask: Ask) -> Response:
    """Asks the person; 允许 posts, 拒绝 goes back."""
    body = (
        '<main class="agree"><p class="app"><span class="mark" aria-hidden="true"></span>'
        f"{escape(app.name)}</p>"
        "<h1>申请使用</h1><p>你的头像、昵称</p>"
        f'<section class="who">{_portrait(user, 48)}'
        f"<span><b>{escape(user.name)}</b><small>微信个人信息</small></span></section>"
        '<form method="post" action="/connect/oauth2/agree">'
        f'<input type="hidden" name="ask" value="{escape(ask.id)}">'
        '<button type="button" id="refuse">拒绝</button>'
        '<button id="agree">允许</button></form></main>'
    )
    parts = urlsplit(ask.redirect_uri)
    # After the tap the browser follows a redirect to the product; the rule must allow that.
    forms = f"'self' {parts.scheme}://{parts.netloc}"
    return _document(box, "微信登录", body, script="agree.js", forms=forms)


def who_page(box: Box) -> Response:
    """Nothing told us whose phone this is: the script asks the phone, or the reader chooses."""
    links = "".join(
        f'<li><button type="button" data-user="{escape(user.id)}">'
        f"{_portrait(user, 40)}{escape(user.name)}</button></li>"
        for user in box.people.all()
    )
    body = f'<main class="choose"><h1>用谁的微信打开</h1><ul>{links}</ul></main>'
    return _document(box, "选一个人", body, script="who.js")


def payer_page(box: Box, what: str, amount: str) -> Response:
    """An H5 payment outside WeChat: the browser would open WeChat, so whose is it?"""
    people = "".join(
        f'<li><button name="user" value="{escape(user.id)}">'
        f"{_portrait(user, 40)}{escape(user.name)}</button></li>"
        for user in box.people.all()
    )
    body = (
        f'<main class="choose"><h1>{escape(what)} {escape(amount)}</h1><p>用谁的微信付款</p>'
        f'<form method="post"><ul>{people}</ul></form></main>'
    )
    return _document(box, "微信支付", body, script="told.js")


def paid_page(box: Box, amount: str, back: str) -> Response:
    """The payment went through; `back` is the shop's page, or nothing."""
    link = f'<p><a id="back" href="{escape(back)}">返回商家</a></p>' if back else ""
    body = f'<main class="choose"><h1>支付成功</h1><p>{escape(amount)}</p>{link}</main>'
    return _document(box, "支付成功", body, script="told.js")


def html(
    box: Box, body: str, *, frames: str = "'none'", pictures: str = "", forms: str = "'self'"
) -> Response:
    """An HTML answer with the box's content rules."""
    own = f"http://localhost:{box.config.port} http://*.localhost:{box.config.port}"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "base-uri 'none'; "
        f"img-src 'self' data: blob: {pictures}; frame-src {frames}; form-action {forms}; "
        f"frame-ancestors 'self' {own} http://127.0.0.1:{box.config.port}"
    )
    headers = [
        ("content-type", _TYPES[".html"]),
        ("content-security-policy", policy),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cache-control", "no-store"),
    ]
    return Response(200, body.encode(), headers)


def _document(box: Box, title: str, body: str, *, script: str, forms: str = "'self'") -> Response:
    text = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(title)}</title>'
        '<link rel="icon" href="/static/box.svg">'
        '<link rel="stylesheet" href="/static/tokens.css">'
        '<link rel="stylesheet" href="/static/web.css">'
        f'<script type="module" src="/static/{script}"></script></head><body>{body}</body></html>'
    )
    return html(box, text, forms=forms)


def _portrait(user: User, size: int) -> str:
    return f'<img src="/avatar/{escape(user.id)}.png" alt="" width="{size}" height="{size}">'


def _asset(name: str) -> Response:
    headers = [("content-type", _TYPES[Path(name).suffix]), ("cache-control", "no-cache")]
    return Response(200, _file(name).encode(), headers)


@lru_cache(maxsize=64)
def _file(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
