"""What the lines of an opportunity or a quote come to, in whole fen. No tables, no clock."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

MOST_LINES = 100
MOST_FEN = 10**14


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def amount(quantity: Decimal, price_fen: int, discount: int) -> int:
    """Quantity times price, `discount` percent off; half a fen counts as one."""
    return _whole(quantity * price_fen * (100 - discount) / 100)


def total(lines: Iterable[Mapping[str, Any]]) -> int:
    """The sum of the lines."""
    return sum(int(line["amount_fen"]) for line in lines)


def with_tax(net_fen: int, tax_rate: int) -> tuple[int, int]:
    """(tax, net plus tax) at a whole percentage."""
    tax = _whole(Decimal(net_fen) * tax_rate / 100)
    return tax, net_fen + tax
