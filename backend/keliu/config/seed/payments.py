"""The money of the demo's past orders, and the box's WeChat Pay remembering its part of it."""

from datetime import datetime, timedelta
from typing import Any

from keliu.config.seed.world import World
from keliu.kit import clock
from keliu.orders.models import Order, Payment, Refund
from keliu.orders.services import bills

LOST = 3  # days ago, about: a payment that the bill does not have
ELSEWHERE = {"out_trade_no": "SHOP2-000317", "total": 3900, "description": "门店扫码枪收款"}


def fill(place: World) -> None:
    """A payment for every order that was paid, a refund for what went back; two statements."""
    paid = Order.objects.filter(paid_at__isnull=False).exclude(
        pk__in=Payment.objects.values("order_id")
    )
    payments = [_payment(place, row) for row in paid]
    Payment.objects.bulk_create(payments)
    Refund.objects.bulk_create(
        [_refund(place, one) for one in payments if one.order.refunded_fen > 0]
    )


def _payment(place: World, row: Order) -> Payment:
    at = row.paid_at or row.created_at
    wechat = row.method == Payment.Method.WECHAT
    number = place.ids(at)
    return Payment(
        id=number, order=row, method=row.method or Payment.Method.CASH,
        channel=("native" if row.kind == Order.Kind.CASHIER else "mini") if wechat else "",
        amount_fen=row.paid_fen, refunding_fen=row.refunded_fen, out_trade_no=f"KP{number}",
        state=Payment.State.PAID, transaction_id=f"42{number:026}" if wechat else "",
        paid_at=at, created_at=row.created_at, by_id=None if wechat else row.owner_id,
    )  # fmt: skip


def _refund(place: World, payment: Payment) -> Refund:
    order = payment.order
    at = min((order.done_at or order.paid_at or order.created_at) + timedelta(hours=5), clock.now())
    number = place.ids(at)
    return Refund(
        id=number, payment=payment, order=order, amount_fen=order.refunded_fen, state="done",
        out_refund_no=f"KR{number}", refund_id=f"50{number:026}", reason="有坏果",
        created_at=at, done_at=at, by_id=order.owner_id,
    )  # fmt: skip


def remembered(mchid: str, appid: str) -> dict[str, Any]:
    """What the box has to know of the past; our rows get the merchant number with it."""
    fresh = Payment.objects.filter(method="wechat", mchid="", state="paid").select_related("order")
    lost = fresh.filter(paid_at__lt=_days_ago(LOST), refunding_fen=0).order_by("-paid_at").first()
    known = [one for one in fresh if lost is None or one.pk != lost.pk]
    if not known:
        return {}
    orders = [_told(one, appid) for one in known]
    numbers = {one.pk: one.out_trade_no for one in known}
    rows = Refund.objects.filter(payment_id__in=list(numbers), state="done")
    refunds = [_back(one, numbers[one.payment_id]) for one in rows]
    fresh.update(mchid=mchid, appid=appid)
    noon = _days_ago(3)
    orders.append({**ELSEWHERE, "kind": "native", "transaction_id": "4200000000000000000000000317",
                   "appid": appid, "paid_at": noon.timestamp()})  # fmt: skip
    bills.fetching.later()
    return {"orders": orders, "refunds": refunds}


def _days_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _told(row: Payment, appid: str) -> dict[str, Any]:
    at = row.paid_at or row.created_at
    return {
        "out_trade_no": row.out_trade_no, "transaction_id": row.transaction_id, "appid": appid,
        "kind": "native" if row.channel == "native" else "jsapi", "total": row.amount_fen,
        "description": row.order.title[:40], "paid_at": at.timestamp(),
    }  # fmt: skip


def _back(row: Refund, number: str) -> dict[str, Any]:
    at = row.done_at or row.created_at
    return {
        "out_trade_no": number, "out_refund_no": row.out_refund_no, "refund_id": row.refund_id,
        "amount": row.amount_fen, "reason": row.reason, "done_at": at.timestamp(),
    }  # fmt: skip
