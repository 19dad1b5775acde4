"""Buying, as the customer does it."""

from typing import BinaryIO, cast

from django.http import HttpRequest
from ninja import File, Query, Router
from ninja.files import UploadedFile

from keliu.accounts import public as door
from keliu.catalog import public as catalog
from keliu.kit import actor
from keliu.orders.models import Order
from keliu.orders.schemas import orders as schemas
from keliu.orders.schemas.asked import AfterSaleIn, CancelIn
from keliu.orders.schemas.carts import CartIn, CartQuote, PlaceIn
from keliu.orders.schemas.orders import MyOrder, MyOrderRow
from keliu.orders.selectors import orders as questions
from keliu.orders.services import after_sales, fulfilment, placing, quoting
from keliu.orders.services.after_sales import Back
from keliu.platform import files, lists, records
from keliu.platform.tenancy import merchant_scope
from keliu.platform.wire import Page

router = Router(tags=["visitor"])


def _me() -> int:
    return actor.current().customer_id or 0


def _own(order_id: int) -> Order:
    return records.find(questions.own(_me()), order_id)


def _out(order_id: int) -> MyOrder:
    return MyOrder.of(_own(order_id))


@router.post("/public/shops/{code}/quote", response=CartQuote)
@door.public
def shop_quote(request: HttpRequest, code: str, payload: CartIn) -> CartQuote:
    """What a cart costs anybody, before they say who they are."""
    with merchant_scope(catalog.merchant_of_code(code)):
        catalog.open_code(code)
        return CartQuote.of(quoting.quote(None, payload.cart()))


@router.post("/visitor/orders/quote", response=CartQuote)
@door.visitor
def my_quote(request: HttpRequest, payload: CartIn) -> CartQuote:
    """What a cart costs this customer."""
    return CartQuote.of(quoting.quote(_me(), payload.cart()))


@router.post("/visitor/orders", response=MyOrder)
@door.visitor
def my_order_place(request: HttpRequest, payload: PlaceIn) -> MyOrder:
    """Buy it; refused with `price_changed` when it costs something else by now."""
    row = placing.place(
        _me(), payload.cart(), expected_total_fen=payload.expected_total_fen,
        given_source=payload.given_source(),
    )  # fmt: skip
    return _out(row.pk)


@router.get("/visitor/orders", response=Page[MyOrderRow])
@door.visitor
def my_orders(request: HttpRequest, asked: Query[schemas.MyOrdersAsked]) -> Page[MyOrderRow]:
    """What the customer bought, the latest first."""
    rows = questions.own(_me())
    if asked.state:
        rows = rows.filter(state__in=asked.state.split(","))
    sort = lists.choose(questions.CUSTOMERS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    ids = [row.pk for row in found]
    lines, waiting = questions.lines_of(ids), questions.open_after_sales(ids)
    items = [MyOrderRow(**MyOrderRow.columns(row, lines, waiting)) for row in found]
    return Page[MyOrderRow](items=items, next=following, total=None)


@router.get("/visitor/orders/{int:order_id}", response=MyOrder)
@door.visitor
def my_order(request: HttpRequest, order_id: int) -> MyOrder:
    """One order of the customer's own."""
    return _out(order_id)


@router.post("/visitor/orders/{int:order_id}/cancel", response=MyOrder)
@door.visitor
def my_order_cancel(request: HttpRequest, order_id: int, payload: CancelIn) -> MyOrder:
    """Not wanted any more, before it is paid."""
    fulfilment.cancel(_own(order_id), reason=payload.reason or "客户取消")
    return _out(order_id)


@router.post("/visitor/orders/{int:order_id}/receive", response=MyOrder)
@door.visitor
def my_order_receive(request: HttpRequest, order_id: int) -> MyOrder:
    """It has arrived."""
    row = _own(order_id)
    if row.state != Order.State.SHIPPED:
        raise fulfilment.refusal(row)
    fulfilment.finish(row, how="received")
    return _out(order_id)


@router.post("/visitor/pictures", response=schemas.ShownPicture)
@door.visitor
def my_picture(request: HttpRequest, file: File[UploadedFile]) -> schemas.ShownPicture:
    """Keep a picture for one's next request; what nobody uses within two days is removed."""
    assert file.file is not None, "an upload has a file"
    kept = files.store_own_picture(cast(BinaryIO, file.file), str(file.name or ""))
    return schemas.ShownPicture.model_validate(kept)


@router.post("/visitor/orders/{int:order_id}/after-sales", response=MyOrder)
@door.visitor
def my_after_sale(request: HttpRequest, order_id: int, payload: AfterSaleIn) -> MyOrder:
    """Ask for money back."""
    lines = [Back(one.line_id, one.quantity) for one in payload.lines]
    after_sales.ask(
        _own(order_id), kind=payload.kind, lines=lines, fen=payload.fen, reason=payload.reason,
        picture_ids=payload.picture_ids,
    )  # fmt: skip
    return _out(order_id)


@router.post(
    "/visitor/orders/{int:order_id}/after-sales/{int:after_sale_id}/withdraw", response=MyOrder
)
@door.visitor
def my_after_sale_withdraw(request: HttpRequest, order_id: int, after_sale_id: int) -> MyOrder:
    """Not wanted any more."""
    after_sales.withdraw(questions.after_sale(_own(order_id), after_sale_id))
    return _out(order_id)
