"""A line of an opportunity or a quote on the wire."""

from decimal import Decimal
from typing import Any

from pydantic import Field

from keliu.platform.wire import Asked, Id, Text, Wire


class LineIn(Asked):
    """A product or a thing by name; `discount` is percent off."""

    product_id: Id | None = None
    name: Text = Field("", max_length=60)
    unit: Text = Field("", max_length=10)
    quantity: Decimal = Field(gt=0, le=1_000_000, decimal_places=2)
    price_fen: int = Field(ge=0, le=100_000_000_000)
    discount: int = Field(0, ge=0, le=100)


class LineOut(Wire):
    product_id: Id | None
    name: str
    unit: str
    quantity: float
    price_fen: int
    discount: int
    amount_fen: int


def plain(lines: list[LineIn]) -> list[dict[str, Any]]:
    """Lines as services take them."""
    return [
        {
            "product_id": line.product_id,
            "name": line.name,
            "unit": line.unit,
            "quantity": line.quantity,
            "price_fen": line.price_fen,
            "discount": line.discount,
        }
        for line in lines
    ]
