"""What orders need from the contexts around them; filled by config.wiring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from keliu.catalog.public import Sellable
from keliu.orders.pay_port import (
    H5,
    MINI,
    NATIVE,
    OA,
    BillRow,
    DayBill,
    PaidTold,
    PayAsk,
    PayPort,
    Prepared,
    RefundTold,
)

__all__ = [
    "H5", "MINI", "NATIVE", "OA", "BillRow", "DayBill", "Offer", "OfferChoice", "OfferLine",
    "OrderKind", "PaidTold", "PayAsk", "PayPort", "Ports", "Prepared", "RefundTold", "Source",
]  # fmt: skip


@dataclass(frozen=True)
class OfferLine:
    """A reduction that a quote grants. `id` is the coupon's, if it is one; `count` the points."""

    kind: str
    id: int | None
    label: str
    fen: int
    count: int = 0


@dataclass(frozen=True)
class OfferChoice:
    """What somebody could ask for: `most` of it (points) would take `fen` off."""

    kind: str
    id: int | None
    label: str
    fen: int
    most: int = 0
    available: int = 0


def _no_choices(customer_id: int | None, cart: Any, goods_fen: int) -> list[OfferChoice]:
    return []


@dataclass(frozen=True)
class Offer:
    """优惠: a way to pay less. `asks` names the field of Cart that asks for it (points, coupon_id).

    `offer(customer_id, cart, goods_fen, asked)` answers what it grants, given what the ones before
    it left of `goods_fen`; it never refuses: what is not granted is not in the answer. `spend` and
    `give_back` run in the transaction that places or closes the order.
    """

    kind: str
    asks: str
    offer: Callable[[int | None, Any, int, Any], list[OfferLine]]
    spend: Callable[[int, OfferLine], None]
    give_back: Callable[[int, OfferLine], None]
    choices: Callable[[int | None, Any, int], list[OfferChoice]] = _no_choices


@dataclass(frozen=True)
class Source:
    """来源: who and what brought an order, by the last touch, and by the first."""

    staff_id: int | None = None
    code_id: int | None = None
    channel: str = ""
    share_id: int | None = None
    campaign_id: int | None = None
    first_staff_id: int | None = None
    first_code_id: int | None = None
    first_channel: str = ""
    first_share_id: int | None = None


@dataclass(frozen=True)
class OrderKind:
    """What a kind of order does elsewhere, in the transaction of the change itself.

    `at_once`: paid is done (a top-up, the till). `refunded(order_id, fen, whole)` hears each refund
    that succeeded.
    """

    paid: Callable[[int], None] = field(default=lambda order_id: None)
    closed: Callable[[int], None] = field(default=lambda order_id: None)
    refunded: Callable[[int, int, bool], None] = field(default=lambda order_id, fen, whole: None)
    refund_asked: Callable[[int, int], None] = field(default=lambda order_id, fen: None)
    """Before money is asked back; may raise to refuse, or take what was bought with it."""
    refund_failed: Callable[[int, int], None] = field(default=lambda order_id, fen: None)
    """A refund that was asked for came to nothing."""
    at_once: bool = False


@dataclass(frozen=True)
class Balance:
    """余额: stored value of members as a way to pay (see membership)."""

    available: Callable[[int], int]
    """(customer id) -> fen."""
    spend: Callable[[int, int, int, int], None]
    """(customer id, fen, order id, payment id); raises when there is not enough."""
    give_back: Callable[[int, int, int, int], None]
    """(customer id, fen, order id, refund id)."""


def _no_member_prices(customer_id: int | None, sellables: Mapping[int, Sellable]) -> dict[int, int]:
    return {}


def _unknown_source(customer_id: int | None, given: Mapping[str, Any]) -> Source:
    return Source()


class Ports:
    """Until something is connected: nothing to sell, no members, no offers."""

    member_prices: ClassVar[Callable[[int | None, Mapping[int, Sellable]], dict[int, int]]] = (
        _no_member_prices
    )
    """{sku id: fen} where a member pays less (or None of them)."""
    source: ClassVar[Callable[[int | None, Mapping[str, Any]], Source]] = _unknown_source
    offers: ClassVar[list[Offer]] = []
    balance: ClassVar[Balance | None] = None
    pay: ClassVar[PayPort | None] = None
    """WeChat Pay; None where there is none to be had."""
    kinds: ClassVar[dict[str, OrderKind]] = {"cashier": OrderKind(at_once=True)}
    changed: ClassVar[list[Callable[[int], None]]] = []
    """Hear (customer id) in the transaction whenever an order of theirs was placed, paid, ended or
    refunded: summary columns."""
