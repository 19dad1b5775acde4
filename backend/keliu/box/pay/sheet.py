"""The pay sheet of a phone: what is shown before paying, and the tap that pays."""

from typing import Any

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import Refused
from keliu.box.pay import sums
from keliu.box.pay.errors import PayError
from keliu.box.pay.ledger import CLOSED, NOTPAY, PREPAY_LIFE, PayOrder
from keliu.box.people import User, openid
from keliu.box.phone.api import body_of, owner_of

PREPAY = "wx"
SIGNED = ("appId", "timeStamp", "nonceStr", "package")


async def check(box: Box, request: Request) -> Response:
    """POST /phone/api/pay/check {appid, timeStamp, nonceStr, package, signType, paySign}."""
    user, said = owner_of(box, request), body_of(request)
    given = {name: str(value) for name, value in said.items()}
    order = _signed(box, {**given, "appId": given.get("appid", "")})
    return json_response(_shown(box, user, order))


async def code(box: Box, request: Request) -> Response:
    """POST /phone/api/pay/code {url}: a scanned code, or the address of an H5 payment."""
    user = owner_of(box, request)
    order = of_link(box, str(body_of(request).get("url", "")))
    if order is None or order.kind not in ("native", "h5"):
        raise _no("二维码已过期,请重新生成")
    return json_response(_shown(box, user, order))


async def confirm(box: Box, request: Request) -> Response:
    """POST /phone/api/pay/confirm {appid, prepay_id}: pays, without a password."""
    user, said = owner_of(box, request), body_of(request)
    order = of_link(box, str(said.get("prepay_id", "")))
    if order is None or order.appid != said.get("appid"):
        raise _no("支付页已过期,请重新打开")
    return json_response(pay(box, user, order))


def pay(box: Box, user: User, order: PayOrder) -> dict[str, Any]:
    """The money goes over. Raises Refused with the reason when it does not."""
    _payable(box, user, order)
    try:
        paid = box.pay.pay(order, user.id)
    except PayError as refused:
        raise _no(refused.message) from refused
    box.hub.tell("desk", {"type": "pay"})
    return {"state": paid.state, "transaction_id": paid.transaction_id, "total": paid.total}


def of_link(box: Box, link: str) -> PayOrder | None:
    """The order behind a prepay_id, a code or an H5 address."""
    token = link.rsplit("/", 1)[-1].rsplit("=", 1)[-1]
    return box.pay.ledger.by_token(token.removeprefix(PREPAY))


def _signed(box: Box, params: dict[str, str]) -> PayOrder:
    """The order that a page or a mini program wants paid; its paySign has to hold."""
    package = params.get("package", "")
    order = of_link(box, package) if package.startswith("prepay_id=") else None
    if order is None or order.kind != "jsapi":
        raise _no("支付场景非法或订单不存在")
    if params.get("signType") != "RSA" or order.appid != params["appId"]:
        raise _no("签名方式或 appId 不对")
    said = "".join(f"{params.get(name, '')}\n" for name in SIGNED).encode()
    merchant = box.pay.merchants.find(order.mchid)
    if merchant is None or not sums.holds(merchant.public_key, said, params.get("paySign", "")):
        raise _no("支付验证签名失败")
    return order


def _payable(box: Box, user: User, order: PayOrder) -> None:
    if order.state == CLOSED:
        raise _no("订单已关闭")
    if order.state != NOTPAY:
        raise _no("该订单已支付")
    if box.clock.now() - order.created_at > PREPAY_LIFE:
        raise _no("订单已过期,请重新下单")
    if order.openid and order.openid != openid(order.appid, user.id):
        raise _no("下单账号与支付账号不一致,请核实后再支付")


def _shown(box: Box, user: User, order: PayOrder) -> dict[str, Any]:
    _payable(box, user, order)
    return {
        "merchant": box.pay.merchants.of(order.mchid).name,
        "description": order.description,
        "total": order.total,
        "appid": order.appid,
        "prepay_id": f"{PREPAY}{order.token}",
    }


def _no(why: str) -> Refused:
    """Why the sheet does not open or does not pay, in WeChat's words."""
    return Refused(422, "pay_refused", why)
