"""Orders and refunds as WeChat Pay writes them."""

from datetime import datetime, timedelta, timezone
from typing import Any

from keliu.box.pay.ledger import CLOSED, NOTPAY, REFUND, SUCCESS, PayOrder, PayRefund
from keliu.box.people import openid

CHINA = timezone(timedelta(hours=8))
STATES = {
    NOTPAY: "订单未支付",
    SUCCESS: "支付成功",
    REFUND: "转入退款",
    CLOSED: "订单已关闭",
}
TYPES = {"jsapi": "JSAPI", "native": "NATIVE", "h5": "MWEB", "app": "APP"}
ACCOUNT = "支付用户零钱"


def china(seconds: float) -> str:
    """`2026-11-22T17:00:00+08:00`."""
    return datetime.fromtimestamp(seconds, CHINA).isoformat(timespec="seconds")


def transaction(order: PayOrder) -> dict[str, Any]:
    """An order, from a query or in a notice."""
    said: dict[str, Any] = {
        "appid": order.appid,
        "mchid": order.mchid,
        "out_trade_no": order.out_trade_no,
        "trade_state": order.state,
        "trade_state_desc": STATES[order.state],
        "attach": order.attach,
        "promotion_detail": [],
        "amount": {"total": order.total, "currency": "CNY", "payer_currency": "CNY"},
    }
    if order.paid_at is None:
        return said
    said["amount"]["payer_total"] = order.total
    return said | {
        "transaction_id": order.transaction_id,
        "trade_type": TYPES[order.kind],
        "bank_type": "OTHERS",
        "success_time": china(order.paid_at),
        "payer": {"openid": openid(order.appid, order.payer)},
    }


def refunded(refund: PayRefund, order: PayOrder) -> dict[str, Any]:
    """A refund, from asking or from a query."""
    said = {
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "transaction_id": order.transaction_id,
        "out_trade_no": order.out_trade_no,
        "channel": "ORIGINAL",
        "user_received_account": ACCOUNT,
        "create_time": china(refund.created_at),
        "status": refund.status,
        "funds_account": "AVAILABLE",
        "amount": {
            "total": order.total,
            "refund": refund.amount,
            "payer_total": order.total,
            "payer_refund": refund.amount,
            "settlement_refund": refund.amount,
            "settlement_total": order.total,
            "discount_refund": 0,
            "currency": "CNY",
        },
        "promotion_detail": [],
    }
    return said | ({"success_time": china(refund.done_at)} if refund.done_at else {})


def refund_notice(refund: PayRefund, order: PayOrder) -> dict[str, Any]:
    """A refund as its notice tells it."""
    said: dict[str, Any] = {
        "mchid": refund.mchid,
        "out_trade_no": order.out_trade_no,
        "transaction_id": order.transaction_id,
        "out_refund_no": refund.out_refund_no,
        "refund_id": refund.refund_id,
        "refund_status": refund.status,
        "user_received_account": ACCOUNT,
        "amount": {
            "total": order.total,
            "refund": refund.amount,
            "payer_total": order.total,
            "payer_refund": refund.amount,
        },
    }
    return said | ({"success_time": china(refund.done_at)} if refund.done_at else {})
