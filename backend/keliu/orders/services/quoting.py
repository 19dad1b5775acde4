"""What a cart costs now, by the server's prices alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keliu.catalog import public as catalog
from keliu.catalog.public import Sellable
from keliu.kit.errors import Invalid
from keliu.orders.ports import Offer, OfferChoice, OfferLine, Ports
from keliu.orders.rules import carts, sums
from keliu.orders.rules.carts import Cart
from keliu.orders.rules.trading import Trading
from keliu.orders.services import settings


@dataclass(frozen=True)
class QuoteLine:
    """One line; `problem` says why it can not be bought and is left out of the sum."""

    sku_id: int
    product_id: int | None
    title: str
    spec: str
    unit: str
    picture_url: str | None
    price_fen: int
    quantity: int
    amount_fen: int
    stock: int | None
    problem: str


@dataclass(frozen=True)
class Quote:
    """What a cart comes to, how it can be had, and what could still be asked for."""

    lines: list[QuoteLine]
    goods_fen: int
    shipping_fen: int
    offers: list[OfferLine]
    discount_fen: int
    total_fen: int
    delivery: str
    deliveries: list[str]
    trading: Trading
    choices: list[OfferChoice] = field(default_factory=list)

    @property
    def sound(self) -> list[QuoteLine]:
        """The lines that can be bought."""
        return [line for line in self.lines if not line.problem]


def quote(customer_id: int | None, cart: Cart, *, at_till: bool = False) -> Quote:
    """What `cart` costs this customer, or anybody. Raises Invalid for what no shop can sell.

    `at_till`: it is taken along at once.
    """
    pieces = _checked(cart)
    things = catalog.sellables(pieces)
    member = Ports.member_prices(customer_id, things)
    lines = [_line(sku_id, many, things, member) for sku_id, many in pieces.items()]
    trading = settings.in_force()
    buyable = [things[line.sku_id] for line in lines if not line.problem]
    ways = carts.deliveries(buyable, ship_on=trading.ship_on, pickup_on=trading.pickup_on)
    ways = [carts.NONE] if at_till else ways
    way = cart.delivery if cart.delivery in ways else ways[0]
    goods_fen = sum(line.amount_fen for line in lines if not line.problem)
    fee = _fee(goods_fen, trading) if way == carts.SHIP else 0
    offers = _offers(customer_id, cart, goods_fen, fee)
    discount = sum(line.fen for line in offers)
    return Quote(
        lines, goods_fen, fee, offers, discount, goods_fen + fee - discount, way, ways, trading,
        [one for offer in Ports.offers for one in offer.choices(customer_id, cart, goods_fen)],
    )  # fmt: skip


def _checked(cart: Cart) -> dict[int, int]:
    pieces = cart.pieces()
    if not pieces:
        raise Invalid(fields={"lines": "先挑一件东西"})
    if len(pieces) > sums.MOST_LINES:
        raise Invalid(fields={"lines": f"一单最多 {sums.MOST_LINES} 种东西"})
    if any(not 1 <= many <= sums.MOST_PIECES for many in pieces.values()):
        raise Invalid(fields={"lines": f"数量要在 1 到 {sums.MOST_PIECES} 之间"})
    return pieces


def _line(
    sku_id: int, quantity: int, things: Mapping[int, Sellable], member: Mapping[int, int]
) -> QuoteLine:
    thing = things.get(sku_id)
    if thing is None:
        return QuoteLine(sku_id, None, "", "", "", None, 0, quantity, 0, 0, "off_shelf")
    price = min(thing.price_fen, member.get(sku_id, thing.price_fen))
    why = carts.problem(on_shelf=thing.on_shelf, stock=thing.stock, quantity=quantity)
    return QuoteLine(
        sku_id, thing.product_id, thing.title, thing.spec, thing.unit, thing.picture_url,
        price, quantity, price * quantity, thing.stock, why,
    )  # fmt: skip


def _fee(goods_fen: int, trading: Trading) -> int:
    if not goods_fen:
        return 0
    return sums.shipping(
        goods_fen, fee_fen=trading.shipping_fen, free_from_fen=trading.free_from_fen
    )


def _offers(customer_id: int | None, cart: Cart, goods_fen: int, fee: int) -> list[OfferLine]:
    """What each kind of offer grants of what the ones before it left; a fen is left to pay."""
    found: list[OfferLine] = []
    left = min(goods_fen, goods_fen + fee - sums.LEAST_FEN)
    for offer in Ports.offers:
        for line in _granted(offer, customer_id, cart, left):
            if 0 < line.fen <= left:
                found.append(line)
                left -= line.fen
    return found


def _granted(offer: Offer, customer_id: int | None, cart: Cart, left: int) -> list[OfferLine]:
    asked: Any = getattr(cart, offer.asks, None)
    return offer.offer(customer_id, cart, left, asked) if left > 0 else []


def plain(found: Quote) -> dict[str, Any]:
    """The sums of a quote as a refusal carries them; the phone asks for the whole again."""
    return {
        "goods_fen": found.goods_fen,
        "shipping_fen": found.shipping_fen,
        "discount_fen": found.discount_fen,
        "total_fen": found.total_fen,
        "lines": [
            {"sku_id": str(line.sku_id), "title": line.title, "spec": line.spec,
             "price_fen": line.price_fen, "stock": line.stock, "problem": line.problem}
            for line in found.lines
        ],
    }  # fmt: skip
