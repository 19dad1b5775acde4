"""How goods, their categories and stock, and the shop's shelves are called rightly."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, _one, _restore, code, fixed, versioned
from tests.matrix.world import MatrixWorld

FILES = {
    "picture_ids[]": "file",
    "share_picture_id": "file",
    "category_id": "category",
    "video_id": "attachment",
}

SHELVES = ("product", "sku", "order_sku", "category")


def _count(world: MatrixWorld, slots: dict[str, str]) -> dict[str, Any]:
    counts = [{"sku_id": world.id("sku"), "stock": 7}]
    return {"counts": counts, "note": "盘点"}


GOODS = {
    "product_create": Sample(body=fixed(name="新产品", price_fen=100), body_ids=FILES, **BOSS),
    "product_update": _one(
        "product", body=versioned("product", summary="好吃"), body_ids=FILES, **BOSS
    ),
    "product_order": Sample(
        body=lambda w, s: {"ids": [w.id("product")]}, body_ids={"ids[]": "product"}, **BOSS
    ),
    "product_stock": _one("product", body=_count, **BOSS),
    "stock_entry_list": Sample(query_ids={"product": "product", "sku": "sku"}),
    "category_list": Sample(),
    "category_create": Sample(body=fixed(name="新分类"), body_ids={"picture_id": "file"}, **BOSS),
    "category_update": _one(
        "category", body=versioned("category", name="改名"), body_ids={"picture_id": "file"}, **BOSS
    ),
    "category_order": Sample(
        body=lambda w, s: {"ids": [w.id("category")]}, body_ids={"ids[]": "category"}, **BOSS
    ),
    "category_delete": _one("category", **BOSS),
    "category_restore": _restore("category", "王总", owned=False),
    "shop_products": Sample(
        words={"code": code()}, query_ids={"category": "category"}, shows=SHELVES
    ),
    "shop_product": _one("product", words={"code": code()}, owned=False, shows=SHELVES),
}
