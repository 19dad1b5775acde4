"""The part of the to-do list about goods: what is running out."""

from collections.abc import Sequence
from typing import Any

from keliu.analytics.ports import TodoLine, from_rows
from keliu.catalog import public as catalog
from keliu.kit.paging import Sort

FEWEST = Sort("stock", "stock", descending=False, kind="number")


def _low(rows: Sequence[Any]) -> list[TodoLine]:
    """Lines that open products."""
    return [
        TodoLine(
            "product", row.product_id, row.product.name,
            " · ".join([*row.values, f"剩 {row.stock} {row.product.unit or '件'}"]),
            None, {"key": "stock", "values": row.values, "left": row.stock},
        )
        for row in rows
    ]  # fmt: skip


LOW_STOCK = from_rows(
    key="low_stock",
    zh="库存不多",
    en="Running low",
    permission="product.write",
    rows=lambda at: catalog.running_low(),
    lines=_low,
    sort=FEWEST,
    list_page="/products?low=true",
)
