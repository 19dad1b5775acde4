"""The key's doors to WeChat Pay: merchant numbers, payments, how refunds end, what was told."""

from dataclasses import asdict

from keliu.box.admin import body_object
from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.doors import guard_key
from keliu.box.errors import Refused
from keliu.box.pay import past, sheet

ENDS = ("SUCCESS", "ABNORMAL", "CLOSED")


async def register(box: Box, request: Request) -> Response:
    """POST /box/pay/merchants {mchid, appids, name?, mode?, certificate?, api_key?, old_key?}."""
    guard_key(box, request)
    return json_response(box.pay.merchants.register(body_object(request)))


async def merchants(box: Box, request: Request) -> Response:
    """GET /box/pay/merchants."""
    guard_key(box, request)
    return json_response({"items": [one.public() for one in box.pay.merchants.all()]})


async def set_mode(box: Box, request: Request) -> Response:
    """POST /box/pay/merchants/{mchid}/mode {mode}: which key signs."""
    guard_key(box, request)
    mode = body_object(request).get("mode")
    return json_response(box.pay.merchants.set_mode(request.params["mchid"], mode).public())


async def orders(box: Box, request: Request) -> Response:
    """GET /box/pay/orders?mchid=: orders and refunds, newest first."""
    guard_key(box, request)
    mchid = request.query.get("mchid", "")
    return json_response(
        {
            "items": [asdict(one) for one in box.pay.ledger.orders(mchid)],
            "refunds": [asdict(one) for one in box.pay.ledger.refunds(mchid)],
        }
    )


async def remember(box: Box, request: Request) -> Response:
    """POST /box/pay/merchants/{mchid}/past {orders, refunds}: what was before the box was there."""
    guard_key(box, request)
    mchid = box.pay.merchants.of(request.params["mchid"]).mchid
    return json_response({"added": past.remember(box.pay.ledger, mchid, body_object(request))})


async def payment(box: Box, request: Request) -> Response:
    """POST /box/pay/payments {user, link}: a person pays a prepay_id, a code or an H5 address."""
    guard_key(box, request)
    body = body_object(request)
    user = box.people.find(str(body.get("user", "")))
    order = sheet.of_link(box, str(body.get("link", "")))
    if user is None or order is None:
        raise Refused(404, "not_found", "盒子里没有这个人或这笔订单")
    return json_response(sheet.pay(box, user, order))


async def end_refund(box: Box, request: Request) -> Response:
    """POST /box/pay/refunds/{mchid}/{number} {status}: how a refund ends."""
    guard_key(box, request)
    status = body_object(request).get("status")
    refund = box.pay.ledger.refund_find(request.params["mchid"], request.params["number"])
    if refund is None or status not in ENDS:
        raise Refused(404, "not_found", f"没有这笔退款,或 status 不是 {'、'.join(ENDS)}")
    return json_response(asdict(box.pay.courier.settle(refund, str(status))))


async def notices(box: Box, request: Request) -> Response:
    """GET /box/pay/notices: what merchants were told, and the probes."""
    guard_key(box, request)
    courier = box.pay.courier
    return json_response({"items": courier.all(), "probes": courier.probes()})


async def again(box: Box, request: Request) -> Response:
    """POST /box/pay/notices/{id}: deliver it once more, now."""
    guard_key(box, request)
    return json_response({"status": await box.pay.courier.again(request.params["id"])})


async def probe(box: Box, request: Request) -> Response:
    """POST /box/pay/probes {mchid, url}: a false signature, on purpose."""
    guard_key(box, request)
    body = body_object(request)
    status = await box.pay.courier.probe(str(body.get("mchid", "")), str(body.get("url", "")))
    return json_response({"status": status})
