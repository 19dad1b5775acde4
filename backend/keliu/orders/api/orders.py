"""Orders for the people of the shop."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.orders.models import Order
from keliu.orders.rules.carts import Cart
from keliu.orders.schemas import orders as schemas
from keliu.orders.schemas.asked import (
    CancelIn,
    OrderIn,
    OrderNoteIn,
    OrderPriceIn,
    ShipIn,
    VerifyIn,
)
from keliu.orders.schemas.orders import OrderOut, OrderRow
from keliu.orders.selectors import orders as questions
from keliu.orders.services import addresses, fulfilment, placing, pricing, sheets
from keliu.platform import lists
from keliu.platform.wire import Page

router = Router(tags=["orders"])
READ, WRITE = questions.READ, questions.WRITE


def _out(order_id: int) -> OrderOut:
    return OrderOut.of(questions.again(order_id))


def rows_out(found: Sequence[Order]) -> list[OrderRow]:
    """A page of orders with their lines, in two more queries."""
    ids = [row.pk for row in found]
    lines, asked = questions.lines_of(ids), questions.open_after_sales(ids)
    return [OrderRow.of(row, lines, asked) for row in found]


def _asked(asked: schemas.OrderFilters) -> "QuerySet[Order]":
    return questions.for_list(
        q=asked.q, state=asked.state, kind=asked.kind, delivery=asked.delivery, wait=asked.wait,
        owner=asked.owner, customer=asked.customer, channel=asked.channel,
        created=(asked.created_from, asked.created_to), code=asked.code,
        paid=(asked.paid_from, asked.paid_to), sold=asked.sold, seller=asked.seller,
        method=asked.method,
    )  # fmt: skip


@router.get("/orders", response=Page[OrderRow])
@accounts.staff(READ)
def order_list(request: HttpRequest, asked: Query[schemas.OrdersAsked]) -> Page[OrderRow]:
    """Orders within reach, the newest first."""
    rows = _asked(asked)
    sort = lists.choose(questions.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[OrderRow](items=rows_out(found), next=following, total=total)


@router.get("/orders/export")
@accounts.staff("data.export")
def order_export(request: HttpRequest, asked: Query[schemas.OrderFilters]) -> HttpResponse:
    """The same orders as a sheet."""
    answer = HttpResponse(sheets.sheet(_asked(asked)), content_type=sheets.MIME)
    answer.headers["Content-Disposition"] = 'attachment; filename="orders.xlsx"'
    return answer


@router.get("/orders/counts", response=schemas.OrderCounts)
@accounts.staff(READ)
def order_counts(request: HttpRequest) -> schemas.OrderCounts:
    """How many orders within reach wait for what."""
    return schemas.OrderCounts(**questions.counts())


@router.post("/orders", response=OrderOut)
@accounts.staff(WRITE)
def order_create(request: HttpRequest, payload: OrderIn) -> OrderOut:
    """Goods or an amount at the till; the money is noted or asked for next."""
    if payload.customer_id is not None:
        customers.find(payload.customer_id)
    if payload.lines:
        lines = tuple((one.sku_id, one.quantity) for one in payload.lines)
        row = placing.place_at_till(payload.customer_id, Cart(lines, remark=payload.remark))
    else:
        row = placing.place_plain(
            Order.Kind.CASHIER, payload.customer_id, payload.title, payload.total_fen or 0,
            remark=payload.remark,
        )  # fmt: skip
    return _out(row.pk)


@router.post("/orders/verify", response=schemas.Pickup)
@accounts.staff(WRITE)
def order_verify(request: HttpRequest, payload: VerifyIn) -> schemas.Pickup:
    """Hand over against a code, whoever looks after the order: the code is the proof."""
    row = fulfilment.by_code(payload.code)
    if payload.confirm:
        fulfilment.collect(row)
    return schemas.Pickup.of(questions.again(row.pk))


@router.get("/orders/{int:order_id}", response=OrderOut)
@accounts.staff(READ)
def order_get(request: HttpRequest, order_id: int) -> OrderOut:
    """One order with its history."""
    return OrderOut.of(questions.find(order_id))


@router.post("/orders/{int:order_id}/address", response=schemas.FullAddress)
@accounts.staff(WRITE)
def order_address(request: HttpRequest, order_id: int) -> schemas.FullAddress:
    """Where it goes in full, for whoever sends it; looking is written down."""
    return schemas.FullAddress(**addresses.shown(questions.find(order_id, WRITE)))


@router.post("/orders/{int:order_id}/ship", response=OrderOut)
@accounts.staff(WRITE)
def order_ship(request: HttpRequest, order_id: int, payload: ShipIn) -> OrderOut:
    """It is on its way; once more corrects company and number."""
    fulfilment.ship(questions.find(order_id, WRITE), **payload.model_dump())
    return _out(order_id)


@router.post("/orders/{int:order_id}/done", response=OrderOut)
@accounts.staff(WRITE)
def order_done(request: HttpRequest, order_id: int) -> OrderOut:
    """The customer has it: sent and arrived, or handed over without the code."""
    fulfilment.finish(questions.find(order_id, WRITE), how="staff")
    return _out(order_id)


@router.post("/orders/{int:order_id}/cancel", response=OrderOut)
@accounts.staff(WRITE)
def order_cancel(request: HttpRequest, order_id: int, payload: CancelIn) -> OrderOut:
    """End an order that nobody paid."""
    fulfilment.cancel(questions.find(order_id, WRITE), reason=payload.reason)
    return _out(order_id)


@router.post("/orders/{int:order_id}/price", response=OrderOut)
@accounts.staff(questions.PRICE)
def order_price(request: HttpRequest, order_id: int, payload: OrderPriceIn) -> OrderOut:
    """Change what an unpaid order costs; `adjust_fen` replaces an earlier change."""
    pricing.price(questions.find(order_id, questions.PRICE), **payload.model_dump())
    return _out(order_id)


@router.post("/orders/{int:order_id}/note", response=OrderOut)
@accounts.staff(WRITE)
def order_note(request: HttpRequest, order_id: int, payload: OrderNoteIn) -> OrderOut:
    """Colleagues write something down; the customer does not see it."""
    fulfilment.write_note(questions.find(order_id, WRITE), payload.text)
    return _out(order_id)
