"""H5 payments: a page outside WeChat, good for five minutes after the order."""

from urllib.parse import urlsplit

from keliu.box import links, pages
from keliu.box.asgi import Request, Response
from keliu.box.box import Box
from keliu.box.doors import guard_host, guard_origin
from keliu.box.errors import Refused
from keliu.box.pay import sheet
from keliu.box.pay.bills import yuan
from keliu.box.pay.ledger import PayOrder

LIFE = 300


async def choose(box: Box, request: Request) -> Response:
    """GET /pay/h5/{token}: whose WeChat pays; inside WeChat such an order is not paid."""
    guard_host(request)
    if request.headers.get("sec-fetch-dest") == "iframe":
        return pages.notice_page(box, "请在微信外打开订单,进行支付", "浏览器支付不能在微信里用")
    order = _order(box, request)
    if order is None:
        return _gone(box)
    return pages.payer_page(box, order.description, f"¥{yuan(order.total)}")


async def pay(box: Box, request: Request) -> Response:
    """POST /pay/h5/{token} user=: pays, without a password."""
    guard_origin(request)
    order, user = _order(box, request), box.people.find(request.form().get("user", ""))
    if order is None or user is None:
        return _gone(box)
    try:
        sheet.pay(box, user, order)
    except Refused as refused:
        return pages.notice_page(box, "没有付成", refused.detail)
    return pages.paid_page(box, f"¥{yuan(order.total)}", _back(request))


def _order(box: Box, request: Request) -> PayOrder | None:
    order = box.pay.ledger.by_token(request.params["token"])
    young = order is not None and box.clock.now() - order.created_at <= LIFE
    return order if young and order is not None and order.kind == "h5" else None


def _back(request: Request) -> str:
    """Where `redirect_url` leads: a page of the shop, which runs on this machine."""
    wanted = request.query.get("redirect_url", "")
    host = urlsplit(links.plain(wanted)).hostname if links.plain(wanted) else None
    return wanted if host in links.LOCAL else ""


def _gone(box: Box) -> Response:
    return pages.notice_page(box, "支付链接已失效", "链接五分钟内有效,请回到商家页面重新下单")
