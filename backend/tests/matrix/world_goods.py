"""A category of each merchant, a deleted one, and goods whose stock has moved."""

from collections.abc import Callable
from typing import Any


def goods_of(api: Any, made: Callable[[Any], Any], product: str, mark: str) -> dict[str, str]:
    """Ids by kind; the stock of the product has been counted three times."""
    category = made(api.post("/categories", {"name": f"{mark}分类"}))["id"]
    sku = made(api.get(f"/products/{product}"))["skus"][0]["id"]
    for stock in (9, 8, 7):
        counted = {"counts": [{"sku_id": sku, "stock": stock}], "note": f"{mark}盘点"}
        made(api.post(f"/products/{product}/stock", counted))
    return {"category": category, "sku": sku}


def goods_deleted(api: Any, made: Callable[[Any], Any]) -> dict[str, str]:
    """A deleted category."""
    category = made(api.post("/categories", {"name": "删掉的分类"}))["id"]
    made(api.delete(f"/categories/{category}"))
    return {"category": category}
