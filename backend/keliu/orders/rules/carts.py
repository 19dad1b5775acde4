"""A cart as it is asked for, and which ways there are to hand it over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SHIP, PICKUP, NONE = "ship", "pickup", "none"


@dataclass(frozen=True)
class Address:
    """Where things are sent, as the customer wrote it."""

    name: str
    phone: str
    region: str
    detail: str


@dataclass(frozen=True)
class Cart:
    """What somebody wants to buy. Prices are not part of it: the server knows them."""

    lines: tuple[tuple[int, int], ...]  # (sku id, pieces)
    delivery: str = NONE
    address: Address | None = None
    place_id: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    coupon_id: int | None = None
    points: int | None = None
    remark: str = ""
    invoice: dict[str, str] | None = None

    def pieces(self) -> dict[int, int]:
        """How many of each SKU, in the order they were asked for."""
        found: dict[int, int] = {}
        for sku_id, quantity in self.lines:
            found[sku_id] = found.get(sku_id, 0) + quantity
        return found


def problem(*, on_shelf: bool, stock: int | None, quantity: int) -> str:
    """Why a line can not be bought: off_shelf, sold_out, too_few; empty when it can."""
    if not on_shelf:
        return "off_shelf"
    if stock is not None and stock < quantity:
        return "too_few" if stock > 0 else "sold_out"
    return ""


def deliveries(things: Sequence[Any], *, ship_on: bool, pickup_on: bool) -> list[str]:
    """How these things can be handed over, the usual way first. Services are had at the shop."""
    if not things or all(one.kind == "service" for one in things):
        return [NONE]
    goods = [one for one in things if one.kind != "service"]
    found = []
    if ship_on and len(goods) == len(things) and all(one.ship for one in goods):
        found.append(SHIP)
    if pickup_on and all(one.pickup for one in goods):
        found.append(PICKUP)
    return found or [NONE]
