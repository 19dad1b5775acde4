"""Money of an order at the till: codes, cash, transfers, balances, refunds."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.orders.models import Order
from keliu.orders.pay_port import NATIVE
from keliu.orders.schemas.payments import (
    LookedIn,
    OrderMoneyOut,
    PaymentMadeOut,
    PaymentRow,
    PaymentStateOut,
    RefundIn,
    RefundRow,
    TillIn,
)
from keliu.orders.selectors import orders as orders_of
from keliu.orders.selectors import payments as questions
from keliu.orders.services import paying, refund_again, refunding, settling

router = Router(tags=["orders"])
READ, WRITE, REFUND = "order.read", "order.write", "order.refund"


def _money(order: Order) -> OrderMoneyOut:
    found = questions.money(order)
    methods = {row.pk: row.method for row in found.payments}
    return OrderMoneyOut(
        state=order.state,
        total_fen=order.total_fen,
        paid_fen=order.paid_fen,
        refunded_fen=order.refunded_fen,
        refundable_fen=found.refundable_fen,
        wechat_ready=found.wechat_ready,
        balance_fen=found.balance_fen,
        payments=[PaymentRow.of(row, found.names) for row in found.payments],
        refunds=[RefundRow.of(r, methods[r.payment_id], found.names) for r in found.refunds],
    )


@router.get("/orders/{int:order_id}/payments", response=OrderMoneyOut)
@door.staff(READ)
def order_money(request: HttpRequest, order_id: int) -> OrderMoneyOut:
    """Payments and refunds of an order."""
    return _money(orders_of.find(order_id))


@router.post("/orders/{int:order_id}/payments", response=PaymentMadeOut)
@door.staff(WRITE)
def order_pay(request: HttpRequest, order_id: int, payload: TillIn) -> PaymentMadeOut:
    """Take cash, a transfer or stored value; or show a code to be scanned."""
    order = orders_of.find(order_id, WRITE)
    if payload.method == NATIVE:
        payer = paying.Payer(order.customer_id)
        return PaymentMadeOut.of_code(paying.pay_start(order.pk, channel=NATIVE, payer=payer))
    row = paying.pay_recorded(order.pk, payload.method, payload.note)
    return PaymentMadeOut(kind="done", state=row.state)


@router.get("/orders/{int:order_id}/payment", response=PaymentStateOut)
@door.staff(READ)
def order_payment(request: HttpRequest, order_id: int) -> PaymentStateOut:
    """What became of the payment; WeChat Pay is asked while it is open."""
    order = orders_of.find(order_id)
    return PaymentStateOut.of(paying.pay_checked(order.pk))


@router.post("/orders/{int:order_id}/refunds", response=OrderMoneyOut)
@door.staff(REFUND)
def order_refund(request: HttpRequest, order_id: int, payload: RefundIn) -> OrderMoneyOut:
    """Give money back, all or a part, for some lines or for none."""
    order = orders_of.find(order_id, REFUND)
    refunding.refund(order.pk, fen=payload.fen, lines=payload.backs(), reason=payload.reason)
    return _money(orders_of.again(order.pk))


@router.post("/orders/{int:order_id}/payments/looked", response=OrderMoneyOut)
@door.staff(WRITE)
def order_payment_looked(request: HttpRequest, order_id: int, payload: LookedIn) -> OrderMoneyOut:
    """Somebody has seen to a payment that did not fit, and says what came of it."""
    order = orders_of.find(order_id, WRITE)
    settling.looked_into(order, payload.note)
    return _money(orders_of.again(order.pk))


@router.post("/refunds/{int:refund_id}/retry", response=RefundRow)
@door.staff(REFUND)
def refund_retry(request: HttpRequest, refund_id: int) -> RefundRow:
    """Ask once more for a refund that did not go through, with the same number."""
    row = questions.refund_of(refund_id)
    orders_of.find(row.order_id, REFUND)
    again = refund_again.retry(row)
    return RefundRow.of(again, again.payment.method, {})
