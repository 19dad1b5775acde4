"""Law of the blocks a front is made of: what each refers to, what each says, the usual front."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]

MOST_BLOCKS = 30
TYPES = {
    "banner": ("轮播图", "Banner"),
    "notice": ("公告", "Notice"),
    "products": ("商品", "Products"),
    "categories": ("分类", "Categories"),
    "services": ("预约服务", "Services to book"),
    "company": ("介绍", "About us"),
    "moments": ("动态", "Moments"),
    "promotions": ("优惠", "Offers"),
    "contact": ("地址和电话", "Find us"),
    "links": ("入口", "Links"),
}
PAGES = ("goods", "bookings", "member", "moments", "cart", "orders")
"""Pages of the shop that a link may lead to."""


def usual() -> list[dict[str, Any]]:
    """What a merchant shows who has arranged nothing: what is there shows itself."""
    return [
        {"id": "categories", "type": "categories", "title": ""},
        {"id": "products", "type": "products", "title": "热卖", "source": "all", "product_ids": [],
         "category_id": None, "layout": "grid", "most": 6},
        {"id": "services", "type": "services", "title": "可以预约", "service_ids": [], "most": 4},
        {"id": "moments", "type": "moments", "title": "动态", "most": 3},
    ]  # fmt: skip


def links(block: Block) -> Iterator[Block]:
    """Where a block leads."""
    for one in [*block.get("slides", ()), *block.get("items", ())]:
        yield one["link"]


def pictures(blocks: Sequence[Block]) -> list[int]:
    """Ids of every picture of the front."""
    found: list[int] = []
    for block in blocks:
        parts = [*block.get("slides", ()), *block.get("items", ())]
        found += [int(one["picture_id"]) for one in parts if one.get("picture_id")]
        found += [int(one) for one in block.get("picture_ids", ())]
    return found


def products(blocks: Sequence[Block]) -> list[int]:
    """Ids of every product that is named, linked ones included."""
    found: list[int] = []
    for block in blocks:
        found += [int(one) for one in block.get("product_ids", ())]
        found += [int(one["product_id"]) for one in block.get("lines", ())]
        found += _linked(block, "product")
    return found


def categories(blocks: Sequence[Block]) -> list[int]:
    """Ids of every category that is named."""
    found = [int(one["category_id"]) for one in blocks if one.get("category_id")]
    return found + [one for block in blocks for one in _linked(block, "category")]


def _linked(block: Block, kind: str) -> list[int]:
    return [int(one["id"]) for one in links(block) if one["kind"] == kind and one.get("id")]


def videos(blocks: Sequence[Block]) -> list[int]:
    """Ids of every video."""
    return [int(one["video_id"]) for one in blocks if one.get("video_id")]


WORDS = ("title", "text", "name", "address", "hours")


def texts(blocks: Sequence[Block]) -> str:
    """All that strangers read which the merchant wrote here; rich text with its tags."""
    found: list[str] = []
    for block in blocks:
        found += [block[name] for name in WORDS if block.get(name)]
        found += [one["words"] for one in block.get("lines", ()) if one["words"]]
        found += [one["label"] for one in block.get("items", ()) if one["label"]]
    return "\n".join(found)


def twice(blocks: Sequence[Block]) -> str | None:
    """An id that two blocks share, if any do."""
    seen: set[str] = set()
    for block in blocks:
        if block["id"] in seen:
            return str(block["id"])
        seen.add(block["id"])
    return None
