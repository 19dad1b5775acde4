"""Requests for money back, as the shop decides about them."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as accounts
from keliu.orders.models import AfterSale
from keliu.orders.schemas.asked import AfterSaleIn, DecisionIn
from keliu.orders.schemas.orders import OrderOut
from keliu.orders.selectors import orders as questions
from keliu.orders.services import after_sales
from keliu.orders.services.after_sales import Back
from keliu.platform.wire import VersionIn

router = Router(tags=["orders"])
PLACE = "/orders/{int:order_id}/after-sales"
ONE = PLACE + "/{int:after_sale_id}"


def _found(order_id: int, after_sale_id: int) -> AfterSale:
    return questions.after_sale(questions.find(order_id, questions.REFUND), after_sale_id)


def _out(order_id: int) -> OrderOut:
    return OrderOut.of(questions.again(order_id))


@router.post(PLACE, response=OrderOut)
@accounts.staff(questions.WRITE)
def after_sale_create(request: HttpRequest, order_id: int, payload: AfterSaleIn) -> OrderOut:
    """Write down what a customer asked for at the counter or on the phone."""
    lines = [Back(one.line_id, one.quantity) for one in payload.lines]
    row = questions.find(order_id, questions.WRITE)
    after_sales.ask(
        row, kind=payload.kind, lines=lines, fen=payload.fen, reason=payload.reason,
        picture_ids=payload.picture_ids,
    )  # fmt: skip
    return _out(order_id)


@router.post(ONE + "/agree", response=OrderOut)
@accounts.staff(questions.REFUND)
def after_sale_agree(
    request: HttpRequest, order_id: int, after_sale_id: int, payload: DecisionIn
) -> OrderOut:
    """The money goes back now, or once the things are here again."""
    after_sales.agree(_found(order_id, after_sale_id), **payload.model_dump())
    return _out(order_id)


@router.post(ONE + "/received", response=OrderOut)
@accounts.staff(questions.REFUND)
def after_sale_received(
    request: HttpRequest, order_id: int, after_sale_id: int, payload: VersionIn
) -> OrderOut:
    """What was sent back is here: the money goes back."""
    after_sales.received(_found(order_id, after_sale_id), version=payload.version)
    return _out(order_id)


@router.post(ONE + "/refuse", response=OrderOut)
@accounts.staff(questions.REFUND)
def after_sale_refuse(
    request: HttpRequest, order_id: int, after_sale_id: int, payload: DecisionIn
) -> OrderOut:
    """Not agreed, with the reason that the customer reads."""
    after_sales.refuse(_found(order_id, after_sale_id), **payload.model_dump())
    return _out(order_id)
