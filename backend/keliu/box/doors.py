"""Who may pass the box's own doors: the key for administration, its own pages for the rest."""

import hmac

from keliu.box.asgi import Request
from keliu.box.box import Box
from keliu.box.errors import Refused
from keliu.box.links import LOCAL, plain_host


def guard_key(box: Box, request: Request) -> None:
    """Administration needs the key of `--key` in the header X-Box-Key."""
    given = request.headers.get("x-box-key", "")
    if not hmac.compare_digest(given.encode(), box.config.key.encode()):
        raise Refused(401, "box_key", "需要盒子的钥匙:请求头 X-Box-Key")


def guard_host(request: Request) -> None:
    """Pages answer only under names of this machine: no foreign name can be pointed at them."""
    if plain_host(request.host) not in LOCAL:
        raise Refused(421, "wrong_host", "盒子只在本机的名字下打开:localhost 或 uN.localhost")


def guard_origin(request: Request) -> None:
    """Calls that change something must come from the page's own origin."""
    guard_host(request)
    if request.method in ("GET", "HEAD"):
        return
    origin = request.headers.get("origin")
    if origin is not None and origin != f"http://{request.headers.get('host', '')}":
        raise Refused(403, "foreign_page", "这个请求不是从手机页面发出的")
