"""Orders of the demo shops: two months of them, and some that wait for somebody now."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from keliu.catalog import public as catalog
from keliu.catalog.models import Sku
from keliu.catalog.rules import spec_text
from keliu.config.seed.world import CHANNELS, World
from keliu.customers.models import Customer
from keliu.interactions.models import Interaction
from keliu.kit import scope
from keliu.kit.money import yuan
from keliu.orders.models import AfterSale, Order, OrderEvent, OrderLine, TradeRules
from keliu.orders.ports import Ports
from keliu.orders.rules.trading import Trading
from keliu.orders.services.told import SAID
from keliu.platform import keys

WAITING = ("ship", "collect", "ship", "sent", "asked", "collect", "pay", "ship", "collect", "sent",
           "asked", "pay", "sent", "collect", "ship")  # fmt: skip
LATER = ("done", "done", "till", "done", "done", "closed", "done", "till", "done", "part")
DAYS, COMPANY, SHOP, BUYERS = 60, 60, 16, 200
WISHES = ("", "", "", "挑熟一点的", "放前台就好", "送人的,请包好看些", "周六下午来取")
COURIERS = (("顺丰", "SF"), ("京东", "JD"), ("中通", "ZT"))
PLACES = {
    "company": [
        {"id": "1", "name": "总部前台", "address": "科技园 2 栋一楼", "hours": "9:00–18:00",
         "phone": "0755-26001000"},
        {"id": "2", "name": "福田门店", "address": "福华路 88 号", "hours": "10:00–21:00",
         "phone": "0755-83001000"},
    ],
    "shop": [
        {"id": "1", "name": "老王水果店", "address": "桂庙路 12 号", "hours": "8:00–22:00",
         "phone": "13900000002"},
    ],
}  # fmt: skip


@dataclass
class Told:
    """One order with everything that is written with it."""

    order: Order
    lines: list[OrderLine]
    events: list[OrderEvent]
    after_sale: AfterSale | None = None


def fill(place: World) -> None:
    """A few statements; runs inside the merchant's scope, after the goods."""
    company = place.profile.mode == "company"
    _rules(company=company)
    dice = random.Random(77)  # noqa: S311  the same orders in every demo
    skus = list(Sku.objects.select_related("product").filter(deleted_at__isnull=True)[:60])
    buyers = list(
        Customer.objects.filter(deleted_at__isnull=True, owner__isnull=False, kind="person")
        .order_by(F("last_visit_at").desc(nulls_last=True), "-id")[:BUYERS]
    )  # fmt: skip
    if not skus or not buyers:
        return
    count = COMPANY if company else SHOP
    known = catalog.sellables(sku.pk for sku in skus)
    pictures = {one.sku_id: one.picture_url or "" for one in known.values()}
    found = [_one(place, dice, at, count, skus, buyers, pictures) for at in range(count)]
    _write(place, found)
    for customer_id in {one.order.customer_id for one in found if one.order.customer_id}:
        for hook in Ports.changed:
            hook(customer_id)


def _rules(*, company: bool) -> None:
    own: dict[str, Any] = {"invoice_on": company, "shipping_fen": 1000 if company else 500,
                           "free_from_fen": 20_000 if company else 5900,
                           "places": PLACES["company" if company else "shop"]}  # fmt: skip
    whole = Trading(**own)
    names = [one.name for one in TradeRules._meta.fields if hasattr(whole, one.name)]
    TradeRules.objects.create(
        merchant_id=scope.current(), **{name: getattr(whole, name) for name in names}
    )


def _one(
    place: World, dice: random.Random, at: int, count: int, skus: Sequence[Sku],
    buyers: Sequence[Customer], pictures: Mapping[int, str],
) -> Told:  # fmt: skip
    """The first ones are the latest and wait for something; the others are history."""
    fresh = min(len(WAITING) * count // COMPANY + 4, len(WAITING))
    fate = WAITING[at] if at < fresh else LATER[at % len(LATER)]
    back = 0 if fate == "pay" else min(at * DAYS // count, DAYS)
    back = min(back, 4) if fate in WAITING else back
    when = place.calendar.moment(back)
    buyer = None if fate == "till" and dice.random() < 0.5 else _buyer(dice, buyers, when)
    when = max(when, buyer.created_at) if buyer else when
    row = _order(place, dice, when, fate, buyer)
    lines = _lines(place, dice, row, skus, pictures)
    _sums(dice, row, lines)
    events = [_event(place, row, "placed", when, customer=True, total_fen=row.total_fen)]
    told = Told(row, lines, events)
    if fate == "pay":
        row.pay_until = place.calendar.now + timedelta(days=2)
    elif fate == "closed":
        _closed(place, told)
    else:
        _paid(place, dice, told, fate)
    row.updated_at = told.events[-1].created_at
    row.version = len(told.events)
    return told


def _buyer(dice: random.Random, buyers: Sequence[Customer], when: datetime) -> Customer:
    """Somebody who was a customer by then; else the one who was first."""
    known = [one for one in buyers if one.created_at <= when]
    return dice.choice(known[:40]) if known else min(buyers, key=lambda one: one.created_at)


def _order(
    place: World, dice: random.Random, when: datetime, fate: str, buyer: Customer | None
) -> Order:
    owner_id = buyer.owner_id if buyer and buyer.owner_id else place.sellers[0].pk
    card = place.cards.get(owner_id or 0)
    code = dice.randrange(len(card.codes)) if card else 0
    ships = fate in {"ship", "sent"} or (fate == "done" and dice.random() < 0.5)
    way = "none" if fate == "till" else ("ship" if ships else "pickup")
    row = Order(
        id=place.ids(when), number=f"{when:%y%m%d}{dice.randrange(10**8):08}",
        kind="cashier" if fate == "till" else "goods", customer=buyer, owner_id=owner_id,
        department_id=buyer.department_id if buyer else place.sellers[0].department_id,
        delivery=way, remark="" if fate == "till" else dice.choice(WISHES),
        source_staff_id=owner_id if card else None,
        source_code_id=card.codes[code].id if card else None,
        source_channel=CHANNELS[code] if card else "",
        created_by_id=owner_id if fate == "till" else None,
        created_at=when, updated_at=when, pay_until=when + timedelta(minutes=30),
    )  # fmt: skip
    row.first_staff_id, row.first_code_id = row.source_staff_id, row.source_code_id
    row.first_channel = row.source_channel
    if buyer and way != "none":
        _contact(row, dice, buyer.name)
    return row


def _contact(row: Order, dice: random.Random, name: str) -> None:
    number = f"13{dice.randrange(10**9):09}"
    row.contact_name = name
    row.phone_sealed = keys.seal(Order, "phone_sealed", f"+86{number}")
    row.phone_masked = f"{number[:3]}****{number[-4:]}"
    if row.delivery == "ship":
        street = f"广东省深圳市南山区 桂庙路 {dice.randrange(1, 90)} 号"
        row.address_sealed = keys.seal(Order, "address_sealed", street)
        row.address_masked = "广东省深圳市南山区 ******"


def _lines(
    place: World, dice: random.Random, row: Order, skus: Sequence[Sku], pictures: Mapping[int, str]
) -> list[OrderLine]:
    chosen = dice.sample(list(skus), k=min(len(skus), dice.choice([1, 1, 1, 2, 3])))
    return [
        OrderLine(
            id=place.ids(row.created_at), order=row, position=at, sku_id=sku.pk,
            product_id=sku.product_id, title=sku.product.name, spec=spec_text(sku.values),
            unit=sku.product.unit, price_fen=sku.price_fen, quantity=many,
            picture_url=pictures.get(sku.pk, ""),
            amount_fen=sku.price_fen * many,
        )
        for at, sku in enumerate(chosen)
        for many in [dice.choice([1, 1, 1, 2, 2, 3])]
    ]  # fmt: skip


def _sums(dice: random.Random, row: Order, lines: Sequence[OrderLine]) -> None:
    row.goods_fen = sum(one.amount_fen for one in lines)
    row.shipping_fen = 1000 if row.delivery == "ship" and row.goods_fen < 20_000 else 0
    row.total_fen = row.goods_fen + row.shipping_fen
    first, pieces = lines[0], sum(one.quantity for one in lines)
    more = f" 等 {pieces} 件" if len(lines) > 1 else (f" × {pieces}" if pieces > 1 else "")
    row.title = f"{first.title}{' ' + first.spec if first.spec and not more else ''}{more}"


def _event(
    place: World, row: Order, kind: str, at: datetime, *, customer: bool = False, **data: Any
) -> OrderEvent:
    return OrderEvent(
        id=place.ids(at), order=row, kind=kind, data=data, created_at=at,
        customer_id=row.customer_id if customer else None,
        staff_id=None if customer else row.owner_id,
    )  # fmt: skip


def _closed(place: World, told: Told) -> None:
    row = told.order
    row.state, row.closed_at = "closed", row.created_at + timedelta(minutes=30)
    row.close_reason = "超过付款时间"
    event = _event(place, row, "expired", row.closed_at, reason=row.close_reason)
    event.staff_id = None
    told.events.append(event)


def _paid(place: World, dice: random.Random, told: Told, fate: str) -> None:
    row = told.order
    company = place.profile.mode == "company"  # the fruit shop takes cash and transfers
    usual = ("wechat", "wechat", "wechat", "wechat", "transfer") if company else ("transfer",)
    till = ("cash", "wechat") if company else ("cash", "cash", "transfer")
    row.method = dice.choice(till if fate == "till" else usual)
    row.state, row.paid_fen = "paid", row.total_fen
    row.paid_at = min(row.created_at + timedelta(minutes=dice.randrange(1, 9)), place.calendar.now)
    paid = _event(place, row, "paid", row.paid_at, customer=True, fen=row.paid_fen,
                  method=row.method)  # fmt: skip
    told.events.append(paid)
    if row.delivery == "pickup":
        row.pickup_code = f"{dice.randrange(10**8):08}"
    if fate == "till":
        _done(place, told, "done", row.paid_at, how="at_once")
    elif fate in {"sent", "done", "part"}:
        _handed_over(place, dice, told, fate)
    if fate == "asked":
        _asked(place, told)
    if fate == "part":
        _part_back(place, told)


def _later(place: World, at: datetime, hours: float) -> datetime:
    return min(at + timedelta(hours=hours), place.calendar.now)


def _handed_over(place: World, dice: random.Random, told: Told, fate: str) -> None:
    row = told.order
    at = _later(place, row.paid_at or row.created_at, dice.uniform(2, 30))
    if row.delivery != "ship":
        _done(place, told, "collected", at)
        return
    company, letters = dice.choice(COURIERS)
    row.express_company, row.state = company, "shipped"
    row.express_number = f"{letters}{dice.randrange(10**12):012}"
    row.shipped_at = at
    sent = _event(place, row, "shipped", at, company=company, number=row.express_number)
    told.events.append(sent)
    if fate != "sent":
        _done(place, told, "done", _later(place, at, dice.uniform(24, 80)), how="received")


def _done(place: World, told: Told, kind: str, at: datetime, **data: Any) -> None:
    row = told.order
    row.state, row.done_at = "done", at
    customer = data.get("how") == "received"
    told.events.append(_event(place, row, kind, at, customer=customer, **data))


def _asked(place: World, told: Told) -> None:
    row, line = told.order, told.lines[0]
    at = _later(place, row.paid_at or row.created_at, 3)
    each = line.amount_fen // line.quantity
    told.after_sale = AfterSale(
        id=place.ids(at), order=row, kind="refund", fen=each, reason="有一件坏了,拍照发您了",
        lines=[{"line_id": str(line.pk), "quantity": 1}], created_at=at, updated_at=at,
    )  # fmt: skip
    told.events.append(_event(place, row, "after_sale_asked", at, customer=True, fen=each,
                              reason=told.after_sale.reason, how="refund"))  # fmt: skip


def _part_back(place: World, told: Told) -> None:
    row, line = told.order, told.lines[0]
    each = line.amount_fen // line.quantity
    line.refunded_quantity, line.refunded_fen = 1, each
    row.refunded_fen = each
    at = _later(place, row.done_at or row.created_at, 5)
    if each == row.paid_fen:
        row.state = "refunded"
    told.events.append(_event(place, row, "refunded", at, fen=each, whole=each == row.paid_fen))


def _write(place: World, found: Sequence[Told]) -> None:
    Order.objects.bulk_create(one.order for one in found)
    OrderLine.objects.bulk_create(line for one in found for line in one.lines)
    OrderEvent.objects.bulk_create(event for one in found for event in one.events)
    AfterSale.objects.bulk_create(one.after_sale for one in found if one.after_sale)
    Interaction.objects.bulk_create(
        _told_line(place, one.order) for one in found if one.order.customer_id is not None
    )


def _told_line(place: World, row: Order) -> Interaction:
    fen = row.paid_fen or row.total_fen
    return Interaction(
        id=place.ids(row.updated_at), customer_id=row.customer_id, kind="order", at=row.updated_at,
        title=f"{SAID[row.state]} {yuan(fen)}:{row.title}", ref_kind="order", ref_id=row.pk,
        data={"order": {"id": str(row.pk), "name": row.number, "state": row.state, "fen": fen}},
        created_at=row.updated_at, updated_at=row.updated_at,
    )  # fmt: skip
