"""Shapes of orders, for the customer and for the shop."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import segno
from ninja import Schema

from keliu.accounts import public as accounts
from keliu.kit import clock
from keliu.orders.models import AfterSale, Order, OrderEvent, OrderLine, Refund
from keliu.orders.rules import states
from keliu.orders.selectors import orders as questions
from keliu.platform import files
from keliu.platform.wire import Id, ListAsked, Moment, Ref, When, Wire

Lines = Mapping[int, Sequence[OrderLine]]


class OrderLineOut(Wire):
    id: Id
    product_id: Id | None
    sku_id: Id | None
    title: str
    spec: str
    unit: str
    picture_url: str | None
    price_fen: int
    quantity: int
    amount_fen: int
    refunded_quantity: int
    refunded_fen: int

    @staticmethod
    def of(row: OrderLine) -> "OrderLineOut":
        names = OrderLineOut.model_fields
        values = {name: getattr(row, name) for name in names if name != "picture_url"}
        return OrderLineOut(**values, picture_url=row.picture_url or None)


class OfferOut(Wire):
    kind: str
    id: Id | None = None
    label: str
    fen: int
    count: int = 0


class PickupPlace(Wire):
    id: str
    name: str
    address: str = ""
    hours: str = ""
    phone: str = ""


class InvoiceWish(Wire):
    title: str
    tax_no: str = ""
    email: str = ""


class Express(Wire):
    company: str
    number: str


class SentTo(Wire):
    """Where it goes, masked."""

    name: str
    phone_masked: str
    text: str


class AfterSaleLine(Wire):
    line_id: Id
    quantity: int


class ShownPicture(Wire):
    """A private picture; both addresses end within the hour."""

    id: Id
    url: str
    thumb_url: str | None


class AfterSaleOut(Wire):
    id: Id
    kind: str
    state: str
    fen: int
    reason: str
    answer: str
    lines: list[AfterSaleLine]
    pictures: list[ShownPicture]
    by_staff: bool
    decided_at: Moment | None
    created_at: Moment
    version: int

    @staticmethod
    def all_of(rows: Sequence[AfterSale]) -> "list[AfterSaleOut]":
        """Several requests, their pictures fetched at once."""
        known = files.attachments(one for row in rows for one in row.picture_ids)
        return [AfterSaleOut._of(row, known) for row in rows]

    @staticmethod
    def _of(row: AfterSale, known: Mapping[int, files.AttachmentCard]) -> "AfterSaleOut":
        names = set(AfterSaleOut.model_fields) - {"lines", "by_staff", "pictures"}
        values = {name: getattr(row, name) for name in names}
        values["lines"] = [AfterSaleLine(**one) for one in row.lines]
        shown = [known[one] for one in row.picture_ids if one in known]
        values["pictures"] = [ShownPicture.model_validate(one) for one in shown]
        return AfterSaleOut(**values, by_staff=row.asked_by_staff_id is not None)


class RefundShown(Wire):
    fen: int
    state: str
    at: Moment


class MyOrderRow(Wire):
    id: Id
    number: str
    kind: str
    state: str
    title: str
    total_fen: int
    paid_fen: int
    refunded_fen: int
    delivery: str
    method: str
    lines: list[OrderLineOut]
    pay_until: Moment | None
    paid_at: Moment | None
    created_at: Moment
    after_sale: str | None

    @staticmethod
    def columns(row: Order, lines: Lines, asked: Mapping[int, str]) -> dict[str, Any]:
        """What a row shows; `lines` and `asked` are of the whole page."""
        same = set(MyOrderRow.model_fields) - {"lines", "after_sale"}
        return {
            **{name: getattr(row, name) for name in same},
            "lines": [OrderLineOut.of(one) for one in lines[row.pk]],
            "after_sale": asked.get(row.pk),
        }


class OrderDetail(MyOrderRow):
    """What the customer and the shop both see of one order."""

    goods_fen: int
    shipping_fen: int
    discount_fen: int
    adjust_fen: int
    offers: list[OfferOut]
    subject_id: Id | None
    address: SentTo | None
    contact: SentTo | None
    pickup_place: PickupPlace | None
    remark: str
    invoice: InvoiceWish | None
    express: Express | None
    shipped_at: Moment | None
    done_at: Moment | None
    closed_at: Moment | None
    close_reason: str
    after_sales: list[AfterSaleOut]
    refunds: list[RefundShown]

    @staticmethod
    def whole(row: Order) -> dict[str, Any]:
        """Every column of one order that both sides see."""
        after = questions.after_sales_of(row.pk)
        open_ = [one.state for one in after if one.state in states.OPEN_AFTER_SALES]
        waiting = {row.pk: open_[0]} if open_ else {}
        same = ("goods_fen", "shipping_fen", "discount_fen", "adjust_fen", "subject_id", "remark",
                "invoice", "shipped_at", "done_at", "closed_at", "close_reason",
                "pickup_place")  # fmt: skip
        return {
            **MyOrderRow.columns(row, questions.lines_of([row.pk]), waiting),
            **{name: getattr(row, name) for name in same},
            "offers": [OfferOut(**one) for one in row.offers],
            "address": _sent_to(row) if row.delivery == Order.Delivery.SHIP else None,
            "contact": _sent_to(row) if row.delivery != Order.Delivery.SHIP else None,
            "express": _express(row),
            "after_sales": AfterSaleOut.all_of(after),
            "refunds": _refunds(row),
        }


def _sent_to(row: Order) -> SentTo | None:
    if not (row.contact_name or row.phone_masked):
        return None
    return SentTo(name=row.contact_name, phone_masked=row.phone_masked, text=row.address_masked)


def _express(row: Order) -> Express | None:
    if not row.shipped_at:
        return None
    return Express(company=row.express_company, number=row.express_number)


def _refunds(row: Order) -> list[RefundShown]:
    rows = Refund.objects.filter(order=row).order_by("id")
    return [RefundShown(fen=one.amount_fen, state=one.state, at=one.created_at) for one in rows]


class MyOrder(OrderDetail):
    pickup_code: str | None
    pickup_qr: str | None
    can: list[str]

    @staticmethod
    def of(row: Order) -> "MyOrder":
        """The customer's own order, with what they may do now."""
        values = OrderDetail.whole(row)
        code = row.pickup_code if row.state == states.PAID else None
        picture = segno.make(code, micro=False).png_data_uri(scale=6, border=2) if code else None
        can = _may(row, asked=values["after_sale"] is not None)
        return MyOrder(**values, pickup_code=code, pickup_qr=picture, can=can)


def _may(row: Order, *, asked: bool) -> list[str]:
    goods = row.kind == Order.Kind.GOODS
    left = row.paid_fen > row.refunded_fen
    open_ = row.state == states.PENDING and (not row.pay_until or row.pay_until > clock.now())
    sent = row.state == states.SHIPPED
    back = row.state in (states.PAID, states.SHIPPED, states.DONE) and goods and left and not asked
    found = {"pay": open_, "cancel": row.state == states.PENDING, "receive": sent}
    return [name for name, may in {**found, "after_sale": back}.items() if may]


class OrderRow(MyOrderRow):
    customer: Ref | None
    owner: Ref | None
    channel: str
    remark: str
    version: int

    @staticmethod
    def of(row: Order, lines: Lines, asked: Mapping[int, str]) -> "OrderRow":
        return OrderRow(**MyOrderRow.columns(row, lines, asked), **_people(row))


def _people(row: Order) -> dict[str, Any]:
    return {
        "customer": Ref.model_validate(row.customer) if row.customer else None,
        "owner": Ref.model_validate(row.owner) if row.owner else None,
        "channel": row.source_channel,
        "remark": row.remark,
        "version": row.version,
    }


class OrderEventOut(Wire):
    """One line of the history: `by` is a colleague, nobody when the customer or time did it."""

    kind: str
    by: Ref | None
    by_customer: bool
    data: dict[str, bool | int | str]
    at: Moment

    @staticmethod
    def of(row: OrderEvent, names: Mapping[int, str]) -> "OrderEventOut":
        name = names.get(row.staff_id or 0)
        return OrderEventOut(
            kind=row.kind,
            by=Ref(id=row.staff_id, name=name) if row.staff_id and name else None,
            by_customer=row.customer_id is not None,
            data={key: said for key, said in row.data.items() if said is not None},
            at=row.created_at,
        )


class OrderOut(OrderDetail):
    customer: Ref | None
    owner: Ref | None
    channel: str
    version: int
    created_by: Ref | None
    pickup_code: str | None
    history: list[OrderEventOut]
    can: list[str]

    @staticmethod
    def of(row: Order) -> "OrderOut":
        """An order for the shop, with its history and what the acting person may do with it."""
        events = questions.events_of(row.pk)
        names = accounts.names({row.created_by_id, *(one.staff_id for one in events)})
        by = names.get(row.created_by_id or 0)
        people = _people(row)
        people.pop("remark")
        return OrderOut(
            **OrderDetail.whole(row),
            **people,
            created_by=Ref(id=row.created_by_id, name=by) if row.created_by_id and by else None,
            pickup_code=row.pickup_code if row.state == states.DONE else None,
            history=[OrderEventOut.of(one, names) for one in events],
            can=accounts.can(row.owner_id, row.department_id, questions.VERBS),
        )


class Pickup(Wire):
    """What is handed over against a code."""

    id: Id
    number: str
    state: str
    title: str
    lines: list[OrderLineOut]
    contact_name: str
    phone_masked: str
    pickup_place: PickupPlace | None
    remark: str
    paid_at: Moment | None
    done_at: Moment | None

    @staticmethod
    def of(row: Order) -> "Pickup":
        names = set(Pickup.model_fields) - {"lines"}
        lines = questions.lines_of([row.pk])[row.pk]
        values = {name: getattr(row, name) for name in names}
        return Pickup(**values, lines=[OrderLineOut.of(one) for one in lines])


class FullAddress(Wire):
    """Where an order goes, in full; looking is written down."""

    name: str
    phone: str
    text: str


class OrderCounts(Wire):
    pay: int
    ship: int
    collect: int
    after_sale: int
    check: int


class OrderFilters(Schema):
    """`state` may be several with commas; `wait`: ship, collect, pay, after_sale, check;
    `owner`: me;    `seller`: who brought it, else its owner.

    `sold`: what was paid, top-ups aside. `paid_to` is the first moment that is not meant.
    """

    q: str | None = None
    state: str | None = None
    kind: str | None = None
    delivery: str | None = None
    wait: Literal["ship", "collect", "pay", "after_sale", "check"] | None = None
    owner: str | None = None
    customer: str | None = None
    channel: str | None = None
    code: str | None = None
    created_from: date | None = None
    created_to: date | None = None
    paid_from: When | None = None
    paid_to: When | None = None
    sold: bool = False
    seller: str | None = None
    method: Literal["wechat", "cash", "transfer", "balance"] | None = None


class OrdersAsked(OrderFilters, ListAsked):
    """The same, page by page."""


class MyOrdersAsked(ListAsked):
    state: str | None = None
