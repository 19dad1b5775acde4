"""Shapes of carts and quotes."""

from typing import Any, Literal

from pydantic import Field

from keliu.kit import regions
from keliu.orders.rules.carts import Address, Cart
from keliu.orders.rules.sums import MOST_LINES, MOST_PIECES
from keliu.orders.schemas.orders import OfferOut, PickupPlace
from keliu.orders.services.quoting import Quote, QuoteLine
from keliu.platform.wire import Asked, Id, Said, Text, Wire

Delivery = Literal["ship", "pickup", "none"]


class CartLineIn(Asked):
    sku_id: Id
    quantity: int = Field(ge=1, le=MOST_PIECES)


class ShipToIn(Asked):
    """Where to send it; `region` is a six-digit code."""

    name: Text = Field(min_length=1, max_length=40)
    phone: Text = Field(min_length=5, max_length=30)
    region: Text = Field("", max_length=6)
    detail: Text = Field(min_length=1, max_length=200)

    def plain(self) -> Address:
        """With the region's name."""
        return Address(self.name, self.phone, regions.name_of(self.region) or "", self.detail)


class InvoiceIn(Asked):
    title: Text = Field(min_length=1, max_length=100)
    tax_no: Text = Field("", max_length=30)
    email: Text = Field("", max_length=100)


class SourceIn(Asked):
    """What led here, as far as the page knows."""

    code: Text = Field(default="", max_length=40)
    share_id: Id | None = None
    campaign_id: Id | None = None


class CartIn(Asked):
    """What somebody wants to buy; prices are not asked for and not taken."""

    lines: list[CartLineIn] = Field(min_length=1, max_length=MOST_LINES)
    delivery: Delivery = "none"
    address: ShipToIn | None = None
    pickup_place_id: Text | None = Field(None, max_length=20)
    pickup_name: Text = Field("", max_length=40)
    pickup_phone: Text = Field("", max_length=30)
    coupon_id: Id | None = None
    points: int | None = Field(None, ge=0, le=100_000_000)
    remark: Text = Field("", max_length=200)
    invoice: InvoiceIn | None = None

    def cart(self) -> Cart:
        """As the service takes it."""
        return Cart(
            lines=tuple((line.sku_id, line.quantity) for line in self.lines),
            delivery=self.delivery,
            address=self.address.plain() if self.address else None,
            place_id=self.pickup_place_id or "",
            contact_name=self.pickup_name,
            contact_phone=self.pickup_phone,
            coupon_id=self.coupon_id,
            points=self.points,
            remark=self.remark,
            invoice=self.invoice.model_dump() if self.invoice else None,
        )


class PlaceIn(CartIn):
    expected_total_fen: int
    source: SourceIn = Field(default_factory=SourceIn)

    def given_source(self) -> dict[str, Any]:
        """What led here, for attribution."""
        return self.source.model_dump()


class QuoteLineOut(Wire):
    sku_id: Id
    product_id: Id | None
    title: str
    spec: str
    unit: str
    picture_url: str | None
    price_fen: int
    quantity: int
    amount_fen: int
    stock: int | None
    problem: Said


class OfferChoiceOut(Wire):
    """What could still be asked for: `most` of it would take `fen` off."""

    kind: str
    id: Id | None
    label: str
    fen: int
    most: int
    available: int


class CartQuote(Wire):
    lines: list[QuoteLineOut]
    goods_fen: int
    shipping_fen: int
    free_from_fen: int | None
    offers: list[OfferOut]
    discount_fen: int
    total_fen: int
    delivery: str
    deliveries: list[str]
    pickup_places: list[PickupPlace]
    choices: list[OfferChoiceOut]
    invoice: bool
    pay_minutes: int

    @staticmethod
    def of(found: Quote) -> "CartQuote":
        return CartQuote(
            lines=[_line(one) for one in found.lines],
            goods_fen=found.goods_fen,
            shipping_fen=found.shipping_fen,
            free_from_fen=found.trading.free_from_fen,
            offers=[OfferOut.model_validate(one) for one in found.offers],
            discount_fen=found.discount_fen,
            total_fen=found.total_fen,
            delivery=found.delivery,
            deliveries=found.deliveries,
            pickup_places=[PickupPlace(**one) for one in found.trading.places],
            choices=[OfferChoiceOut.model_validate(one) for one in found.choices],
            invoice=found.trading.invoice_on,
            pay_minutes=found.trading.pay_minutes,
        )


def _line(one: QuoteLine) -> QuoteLineOut:
    return QuoteLineOut.model_validate(one)
