"""How shops trade as long as they say nothing else."""

from dataclasses import dataclass, field
from typing import Any

PAY_MINUTES = (5, 1440)
DAYS = (1, 60)
MOST_PLACES = 20


@dataclass(frozen=True)
class Trading:
    """交易设置: defaults in one place."""

    pay_minutes: int = 30
    ship_on: bool = True
    pickup_on: bool = True
    shipping_fen: int = 0
    free_from_fen: int | None = None
    auto_done_days: int = 10
    after_sale_days: int = 15
    invoice_on: bool = False
    places: list[dict[str, Any]] = field(default_factory=list)
