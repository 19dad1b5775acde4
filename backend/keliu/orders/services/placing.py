"""Placing orders: from a cart, or plainly for an amount."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from keliu.accounts import public as accounts
from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.kit import actor, clock, phones
from keliu.kit.errors import Invalid
from keliu.kit.money import yuan
from keliu.orders.errors import NotBuyable, NothingToPay, PriceChanged, TooDear
from keliu.orders.events import OrderPlaced
from keliu.orders.models import Order, OrderLine
from keliu.orders.ports import Offer, OfferLine, Ports, Source
from keliu.orders.rules import carts, sums
from keliu.orders.rules.carts import Cart
from keliu.orders.rules.trading import Trading
from keliu.orders.services import quoting, settings, told
from keliu.orders.services.history import note
from keliu.orders.services.quoting import Quote
from keliu.platform import audit, keys, merchants
from keliu.platform.outbox import publish

DIGITS = 8
TRIES = 5
WHY = {"off_shelf": "已经下架了", "sold_out": "卖完了", "too_few": "库存不够了"}
TITLE = 120


def stock_ref(order_id: int) -> str:
    """By what name the catalog knows the pieces an order took."""
    return f"order:{order_id}"


@transaction.atomic
def place(
    customer_id: int, cart: Cart, *, expected_total_fen: int, given_source: Mapping[str, Any]
) -> Order:
    """Take the stock and write down what was agreed, at the server's price.

    Raises PriceChanged when that is not what the buyer saw, NotBuyable, NothingToPay, SoldOut,
    Invalid.
    """
    found = quoting.quote(customer_id, cart)
    _buyable(found)
    if found.total_fen != expected_total_fen:
        raise PriceChanged(quote=quoting.plain(found))
    if cart.delivery != found.delivery:
        raise Invalid(fields={"delivery": "这些东西不能这样取,请换一种方式"})
    return _bought(customer_id, cart, found, Order.Kind.GOODS, given_source)


@transaction.atomic
def place_at_till(customer_id: int | None, cart: Cart) -> Order:
    """Goods that somebody takes along at once, at the price of the moment.

    Raises NotBuyable, NothingToPay, SoldOut, Invalid.
    """
    found = quoting.quote(customer_id, cart, at_till=True)
    _buyable(found)
    return _bought(customer_id, cart, found, Order.Kind.CASHIER, {})


def _bought(
    customer_id: int | None, cart: Cart, found: Quote, kind: str, given: Mapping[str, Any]
) -> Order:
    source = Ports.source(customer_id, given)
    row = _row(customer_id, source, _title(found), found.total_fen, found.trading.pay_minutes)
    row.kind = kind
    row.goods_fen, row.shipping_fen = found.goods_fen, found.shipping_fen
    row.discount_fen, row.offers = found.discount_fen, [_kept(one) for one in found.offers]
    row.remark = cart.remark
    row.invoice = cart.invoice if found.trading.invoice_on else None
    _handed_over(row, cart, found.trading)
    _written(row)
    _lines(row, found)
    catalog.take(cart.pieces(), stock_ref(row.pk))
    for one in found.offers:
        _offer(one.kind).spend(row.pk, one)
    _placed(row)
    return row


def _buyable(found: Quote) -> None:
    for line in found.lines:
        if line.problem:
            raise NotBuyable(
                name=line.title or "商品", why=WHY[line.problem], quote=quoting.plain(found)
            )
    if found.total_fen < sums.LEAST_FEN:
        raise NothingToPay
    if found.total_fen > sums.MOST_FEN:
        raise TooDear


def _offer(kind: str) -> Offer:
    return next(one for one in Ports.offers if one.kind == kind)


def _kept(line: OfferLine) -> dict[str, Any]:
    kept = {"kind": line.kind, "label": line.label, "fen": line.fen, "count": line.count}
    return {**kept, "id": str(line.id) if line.id is not None else None}


def offer_of(kept: Mapping[str, Any]) -> OfferLine:
    """The offer line that an order kept."""
    identifier = int(kept["id"]) if kept["id"] else None
    return OfferLine(kept["kind"], identifier, kept["label"], kept["fen"], kept.get("count", 0))


def _title(found: Quote) -> str:
    first = found.lines[0]
    kinds, pieces = len(found.lines), sum(line.quantity for line in found.lines)
    named = first.title if kinds > 1 or not first.spec else f"{first.title} {first.spec}"
    rest = f" 等 {pieces} 件" if kinds > 1 else (f" × {pieces}" if pieces > 1 else "")
    return f"{named[: TITLE - len(rest)]}{rest}"


def _row(
    customer_id: int | None, source: Source, title: str, total_fen: int, pay_minutes: int
) -> Order:
    """An order without its amounts: whose it is, who brought it, until when it is paid."""
    owner = _owner(customer_id, source)
    now = clock.now()
    return Order(
        customer_id=customer_id,
        owner_id=owner.id if owner else None,
        department_id=owner.department_id if owner else None,
        title=title[:TITLE],
        total_fen=total_fen,
        pay_until=now + timedelta(minutes=pay_minutes),
        created_at=now,
        updated_at=now,
        created_by_id=actor.current().staff_id,
        source_staff_id=source.staff_id,
        source_code_id=source.code_id,
        source_channel=source.channel,
        source_share_id=source.share_id,
        source_campaign_id=source.campaign_id,
        first_staff_id=source.first_staff_id,
        first_code_id=source.first_code_id,
        first_channel=source.first_channel,
        first_share_id=source.first_share_id,
    )


def _owner(customer_id: int | None, source: Source) -> accounts.StaffCard | None:
    """Who looks after an order: who brought it, else the customer's owner, else the shop's."""
    own = customers.cards([customer_id]).get(customer_id or 0)
    wanted = [source.staff_id, own.owner_id if own else None, actor.current().staff_id]
    known = {one.id: one for one in accounts.cards([one for one in wanted if one])}
    for staff_id in wanted:
        if staff_id in known and known[staff_id].active:
            return known[staff_id]
    first = sorted(accounts.who_may("trade.setup"))[:1]
    return next(iter(accounts.cards(first)), None)


def _handed_over(row: Order, cart: Cart, trading: Trading) -> None:
    """How the buyer gets it: where it is sent, or who fetches it where. Raises Invalid."""
    row.delivery = cart.delivery
    if cart.delivery == carts.SHIP:
        _sent_to(row, cart)
        return
    row.contact_name = cart.contact_name
    if cart.contact_phone:
        _reached(row, cart.contact_phone, "contact_phone")
    if cart.delivery == carts.PICKUP and trading.places:
        places = {one["id"]: one for one in trading.places}
        if cart.place_id not in places:
            raise Invalid(fields={"pickup_place_id": "请选一个自提点"})
        row.pickup_place = places[cart.place_id]


def _sent_to(row: Order, cart: Cart) -> None:
    if cart.address is None:
        raise Invalid(fields={"address": "请填收货地址"})
    address = cart.address
    row.contact_name = address.name
    _reached(row, address.phone, "address.phone")
    whole = " ".join(part for part in (address.region, address.detail) if part)
    row.address_sealed = keys.seal(Order, "address_sealed", whole)
    row.address_masked = f"{address.region} {'*' * 6}".strip()


def _reached(row: Order, phone: str, field: str) -> None:
    number = phones.normalise(phone, field)
    row.phone_sealed = keys.seal(Order, "phone_sealed", number)
    row.phone_masked = phones.mask(number)


def _written(row: Order) -> None:
    """Save it under a number nobody has: the day and eight digits by chance."""
    day = clock.local_day(clock.now(), merchants.timezone())
    for _ in range(TRIES):
        row.number = f"{day:%y%m%d}{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as clash:
            if "order_one_number" not in str(clash):
                raise
        else:
            return
    raise RuntimeError("no free order number in several tries")


def _lines(row: Order, found: Quote) -> None:
    amounts = [line.amount_fen for line in found.lines]
    parts = sums.shared(amounts, sums.for_lines(row.goods_fen, row.discount_fen, 0))
    OrderLine.objects.bulk_create(
        OrderLine(
            order=row,
            position=at,
            sku_id=line.sku_id,
            product_id=line.product_id,
            title=line.title,
            spec=line.spec,
            unit=line.unit,
            picture_url=line.picture_url or "",
            price_fen=line.price_fen,
            quantity=line.quantity,
            amount_fen=part,
        )
        for at, (line, part) in enumerate(zip(found.lines, parts, strict=True))
    )


@transaction.atomic
def place_plain(
    kind: str,
    customer_id: int | None,
    title: str,
    total_fen: int,
    subject_id: int | None = None,
    pay_minutes: int | None = None,
    *,
    owner_id: int | None = None,
    remark: str = "",
    given_source: Mapping[str, Any] | None = None,
) -> Order:
    """An order for an amount: a deposit, a top-up, or what somebody pays at the till.

    Raises Invalid for an amount that can not be paid.
    """
    if not sums.LEAST_FEN <= total_fen <= sums.MOST_FEN:
        raise Invalid(fields={"total_fen": "金额要在 0.01 元到 100 万元之间"})
    source = Ports.source(customer_id, given_source or {})
    minutes = pay_minutes or settings.in_force().pay_minutes
    row = _row(customer_id, source, title, total_fen, minutes)
    row.kind, row.goods_fen, row.subject_id = kind, total_fen, subject_id
    row.remark = remark
    if owner_id is not None:
        owner = accounts.card(owner_id)
        row.owner_id, row.department_id = owner.id, owner.department_id
    _written(row)
    OrderLine(
        order=row, position=0, title=row.title[:80], price_fen=total_fen, quantity=1,
        amount_fen=total_fen,
    ).save(force_insert=True)  # fmt: skip
    _placed(row)
    return row


def _placed(row: Order) -> None:
    note(row.pk, "placed", total_fen=row.total_fen)
    audit.record("order.create", "order", row.pk, f"{row.number} {yuan(row.total_fen)}")
    publish(OrderPlaced(row.pk))
    told.due(row)
    told.changed(row)
