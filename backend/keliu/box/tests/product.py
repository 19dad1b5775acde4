"""A very small product: one card behind a code, a page with the JS-SDK, login by WeChat."""

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import segno

from keliu.box.wire.jssdk import signature

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>小李的名片</title>
<h1 id="where">名片</h1><p id="state">等待</p><p id="log"></p>
<p id="origin"></p><a id="product" href="#/product">产品</a>
<button id="scan">扫码</button><button id="login">登录</button>
<script src="{box}/open/jweixin.js"></script><script src="/page.js"></script></html>"""

SCRIPT = """
const id = name => document.getElementById(name)
const say = text => { id('log').textContent += text + ';' }
const state = text => { id('state').textContent = text }
id('origin').textContent = location.origin
const draw = () => {
  const product = location.hash.startsWith('#/product')
  id('where').textContent = product ? '中秋礼盒' : '名片'
  document.title = product ? '中秋礼盒' : '小李的名片'
}
addEventListener('hashchange', draw)
draw()
const bad = location.search.includes('bad') ? '0' : ''
const jsApiList = ['updateAppMessageShareData', 'onMenuShareAppMessage', 'scanQRCode']
const here = encodeURIComponent(location.href.split('#')[0])
fetch('/config?url=' + here).then(a => a.json()).then(config => {
  wx.config({ ...config, signature: bad + config.signature, jsApiList })
})
wx.error(e => state(e.errMsg))
wx.ready(() => {
  state('ready')
  const link = location.origin + '/s/Ab3?s=77'
  const imgUrl = location.origin + '/files/code/Ab3.png'
  const share = { title: '小李的名片', desc: '远航集团 销售', link, imgUrl }
  wx.updateAppMessageShareData({ ...share, success: () => say('set') })
  const told = { success: () => say('shared'), cancel: () => say('cancelled') }
  wx.onMenuShareAppMessage({ ...share, ...told })
  wx.closeWindow({ fail: e => say(e.errMsg) })
  const asked = ['scanQRCode', 'chooseWXPay']
  wx.checkJsApi({ jsApiList: asked, success: r => say(JSON.stringify(r.checkResult)) })
})
id('scan').onclick = () =>
  wx.scanQRCode({ needResult: 1, success: r => say('scanned ' + r.resultStr) })
id('login').onclick = () => { location.href = '/login?scope=snsapi_userinfo' }
"""


@dataclass
class Product:
    """Where it listens and what it was asked; `box`, appid and secret come once the box runs."""

    port: int
    box: str = ""
    appid: str = ""
    secret: str = ""
    asked: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"

    def wechat(self, path: str, **query: str) -> dict[str, Any]:
        """Ask the box as a product asks WeChat."""
        url = self.box.replace("localhost", "127.0.0.1") + path
        answer: dict[str, Any] = httpx.get(url, params=query, trust_env=False).json()
        return answer

    def config(self, page: str) -> dict[str, Any]:
        """What wx.config needs for a page."""
        who = {"appid": self.appid, "secret": self.secret}
        token = self.wechat("/cgi-bin/token", grant_type="client_credential", **who)
        ticket = self.wechat(
            "/cgi-bin/ticket/getticket", access_token=token["access_token"], type="jsapi"
        )["ticket"]
        signed = signature(ticket=ticket, noncestr="n0nce", timestamp="1700000000", url=page)
        return {
            "appId": self.appid,
            "timestamp": 1700000000,
            "nonceStr": "n0nce",
            "signature": signed,
        }

    def login_address(self, scope: str) -> str:
        """Where a login starts."""
        back = quote(f"{self.base}/back", safe="")
        return (
            f"{self.box}/connect/oauth2/authorize?appid={self.appid}&redirect_uri={back}"
            f"&response_type=code&scope={scope}&state=abc#wechat_redirect"
        )

    def name_of(self, code: str) -> str:
        """The nickname behind a login code."""
        who = {"appid": self.appid, "secret": self.secret, "grant_type": "authorization_code"}
        granted = self.wechat("/sns/oauth2/access_token", code=code, **who)
        me = {"access_token": granted["access_token"], "openid": granted["openid"]}
        return str(self.wechat("/sns/userinfo", **me)["nickname"])


def qr(text: str) -> bytes:
    """A plain QR picture."""
    out = io.BytesIO()
    segno.make_qr(text).save(out, kind="png", scale=5, border=4)
    return out.getvalue()


@contextmanager
def product_running() -> Iterator[Product]:
    """The product on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    _Handler.product = Product(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield _Handler.product
    server.shutdown()
    server.server_close()


class _Handler(BaseHTTPRequestHandler):
    product: Product

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.product.asked.append(f"{self.headers['Host']} {self.path}")
        answer = getattr(self, "page_" + parts.path.strip("/").split("/")[0].split(".")[0], None)
        if answer is None:
            self._give(404, "text/plain", b"")
        else:
            answer(query)

    def page_s(self, query: dict[str, str]) -> None:
        self._send_to(f"/page.html?{'bad' if 'bad' in query else 'c=Ab3'}#/card")

    def page_page(self, query: dict[str, str]) -> None:
        if self.path.endswith(".js"):
            self._give(200, "text/javascript", SCRIPT.encode())
        else:
            text = PAGE.replace("{box}", self.product.box)
            self._give(200, "text/html; charset=utf-8", text.encode())

    def page_config(self, query: dict[str, str]) -> None:
        value = json.dumps(self.product.config(query["url"]))
        self._give(200, "application/json", value.encode())

    def page_files(self, query: dict[str, str]) -> None:
        known = self.path.startswith("/files/code/Ab3.png")
        self._give(200 if known else 404, "image/png", qr(f"{self.product.base}/s/Ab3"))

    def page_login(self, query: dict[str, str]) -> None:
        self._send_to(self.product.login_address(query["scope"]))

    def page_back(self, query: dict[str, str]) -> None:
        name = self.product.name_of(query["code"])
        text = f'<!doctype html><meta charset="utf-8"><h1 id="who">{name} {query["state"]}</h1>'
        self._give(200, "text/html; charset=utf-8", text.encode())

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.page_echo({"body": self.rfile.read(length).decode()})

    def page_echo(self, query: dict[str, str]) -> None:
        seen = {name.lower(): value for name, value in self.headers.items()}
        told = {"method": self.command, "path": self.path, "headers": seen, **query}
        self._give(200, "application/json", json.dumps(told).encode())

    def page_elsewhere(self, query: dict[str, str]) -> None:
        self._send_to("http://127.0.0.1:1/")

    def log_message(self, *values: Any) -> None:
        """Stay quiet."""

    def _send_to(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        # Django's default: other origins do not learn which page sent the person.
        self.send_header("Referrer-Policy", "same-origin")
        self.end_headers()

    def _give(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
