"""A customer pays their own order on the phone."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.kit import actor
from keliu.orders.models import Order
from keliu.orders.schemas.payments import PaymentStateOut, PaySheetIn, PaySheetOut
from keliu.orders.selectors import payments as questions
from keliu.orders.services import paying
from keliu.orders.services.paying import Payer

router = Router(tags=["visitor"])
BALANCE = "balance"
APPLE, ANDROID = ("iPhone", "iPad"), "Android"


def _own(order_id: int) -> Order:
    return questions.own(actor.current().customer_id or 0, order_id)


def _payer(request: HttpRequest, order: Order) -> Payer:
    agent, found = request.headers.get("User-Agent", ""), door.device(request)
    device = "Android" if ANDROID in agent else "Wap"
    if any(word in agent for word in APPLE):
        device = "iOS"
    return Payer(order.customer_id, found.ip, device)


@router.post("/visitor/orders/{int:order_id}/pay", response=PaySheetOut)
@door.visitor
def my_order_pay(request: HttpRequest, order_id: int, payload: PaySheetIn) -> PaySheetOut:
    """Make the pay sheet ready (in a mini program, an official account, a browser)."""
    order = _own(order_id)
    if payload.channel == BALANCE:
        row = paying.pay_recorded(order.pk, payload.channel)
        return PaySheetOut(kind="done", state=row.state)
    payer = _payer(request, order)
    return PaySheetOut.of(paying.pay_start(order.pk, channel=payload.channel, payer=payer))


@router.get("/visitor/orders/{int:order_id}/payment", response=PaymentStateOut)
@door.visitor
def my_order_payment(request: HttpRequest, order_id: int) -> PaymentStateOut:
    """What became of it: what a pay sheet says proves nothing, so WeChat Pay is asked."""
    return PaymentStateOut.of(paying.pay_checked(_own(order_id).pk))
