"""Every address of WeChat Pay in the box."""

from keliu.box.asgi import Route
from keliu.box.box import Box
from keliu.box.pay import admin, browser, sheet, wire
from keliu.box.pay.wire import answered

_ORDERS = "/v3/pay/transactions"
_REFUNDS = "/v3/refund/domestic/refunds"

WIRE: list[Route[Box]] = [
    Route("GET", f"{_ORDERS}/out-trade-no/{{number}}", answered(wire.query)),
    Route("GET", f"{_ORDERS}/id/{{number}}", answered(wire.query_id)),
    Route("POST", f"{_ORDERS}/out-trade-no/{{number}}/close", answered(wire.close)),
    Route("POST", f"{_ORDERS}/{{kind}}", answered(wire.order)),
    Route("POST", _REFUNDS, answered(wire.refund)),
    Route("GET", f"{_REFUNDS}/{{number}}", answered(wire.refund_query)),
    Route("GET", "/v3/certificates", answered(wire.certificates)),
    Route("GET", "/v3/bill/tradebill", answered(wire.trade_bill)),
    Route("GET", "/v3/bill/fundflowbill", answered(wire.fund_bill)),
    Route("GET", "/v3/billdownload/file", answered(wire.download)),
    Route("GET", "/v3/{rest*}", answered(wire.nothing)),
    Route("POST", "/v3/{rest*}", answered(wire.nothing)),
]

OWN: list[Route[Box]] = [
    Route("GET", "/pay/h5/{token}", browser.choose),
    Route("POST", "/pay/h5/{token}", browser.pay),
    Route("POST", "/phone/api/pay/check", sheet.check),
    Route("POST", "/phone/api/pay/code", sheet.code),
    Route("POST", "/phone/api/pay/confirm", sheet.confirm),
    Route("POST", "/box/pay/merchants", admin.register),
    Route("GET", "/box/pay/merchants", admin.merchants),
    Route("POST", "/box/pay/merchants/{mchid}/mode", admin.set_mode),
    Route("POST", "/box/pay/merchants/{mchid}/past", admin.remember),
    Route("GET", "/box/pay/orders", admin.orders),
    Route("POST", "/box/pay/payments", admin.payment),
    Route("POST", "/box/pay/refunds/{mchid}/{number}", admin.end_refund),
    Route("GET", "/box/pay/notices", admin.notices),
    Route("POST", "/box/pay/notices/{id}", admin.again),
    Route("POST", "/box/pay/probes", admin.probe),
]
