"""What stands in the blocks of a front, in a number of queries that its length does not change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from keliu.bookings import public as bookings
from keliu.bookings.public import ServiceFace
from keliu.catalog import public as catalog
from keliu.catalog.public import ShopCategory, ShopProductRow
from keliu.platform import files
from keliu.shopfront.rules import blocks as law
from keliu.shopfront.schemas.fronts import (
    FrontBlock,
    FrontContact,
    FrontItem,
    FrontPromotion,
    FrontService,
    FrontSlide,
)
from keliu.shopfront.schemas.moments import PublicMoment
from keliu.shopfront.selectors import moments

Block = Mapping[str, Any]
NO_LINK = {"kind": "none"}


@dataclass
class Shelf:
    """Everything that the blocks may need, fetched once and only when a block asks."""

    blocks: Sequence[Block]

    @cached_property
    def pictures(self) -> dict[int, files.FileCard]:
        return files.cards(law.pictures(self.blocks))

    @cached_property
    def videos(self) -> dict[int, files.AttachmentCard]:
        return files.attachments(law.videos(self.blocks))

    @cached_property
    def services(self) -> list[ServiceFace]:
        return bookings.services_on_offer()

    @cached_property
    def categories(self) -> list[ShopCategory]:
        return catalog.shop_categories()

    @cached_property
    def members(self) -> dict[int, int]:
        return catalog.member_prices(law.products(self.blocks))

    @cached_property
    def moments(self) -> list[PublicMoment]:
        most = max((one["most"] for one in self.blocks if one["type"] == "moments"), default=0)
        rows = moments.latest(most)
        known = moments.beside(rows)
        return [PublicMoment.model_validate(moments.face(row, known)) for row in rows]

    @cached_property
    def wanted(self) -> dict[str, list[int]]:
        """Products of each block in their order, before it is known what stands on the shelf."""
        return {one["id"]: list(_wanted(one)) for one in self.blocks}

    @cached_property
    def products(self) -> dict[int, ShopProductRow]:
        """Those of them that stand on the shelf."""
        ids = {one for some in self.wanted.values() for one in some}
        rows = list(catalog.on_shelf().filter(pk__in=ids)) if ids else []
        return {row.id: row for row in catalog.shop_listed(rows)}

    def url(self, picture_id: Any) -> str | None:
        found = self.pictures.get(int(picture_id)) if picture_id else None
        return found.url if found else None

    def rows(self, block: Block) -> list[ShopProductRow]:
        """The products of a block that can be bought."""
        known = self.products
        found = [known[one] for one in self.wanted[block["id"]] if one in known]
        return found[: block.get("most", len(found))]


def _wanted(block: Block) -> Iterable[int]:
    if block["type"] == "promotions":
        return (int(one["product_id"]) for one in block["lines"])
    if block["type"] != "products":
        return ()
    if block["source"] == "chosen":
        return (int(one) for one in block["product_ids"])
    rows = catalog.on_shelf()
    if block["source"] == "category":
        rows = rows.filter(category_id=int(block["category_id"] or 0))
    if block["source"] == "newest":
        rows = rows.order_by("-created_at", "-id")
    return rows.values_list("id", flat=True)[: block["most"]]


def shown(blocks: Sequence[Block]) -> list[FrontBlock]:
    """Blocks as strangers see them; one that has nothing to show is left out."""
    shelf = Shelf(blocks)
    found = []
    for block in blocks:
        inside = INSIDE[block["type"]](shelf, block)
        if any(inside.values()):
            base = {name: block[name] for name in ("id", "type", "title")}
            found.append(FrontBlock(**base, **inside))
    return found


Inside = dict[str, Any]


def _banner(shelf: Shelf, block: Block) -> Inside:
    slides = [(shelf.url(one["picture_id"]), one["link"]) for one in block["slides"]]
    return {"slides": [FrontSlide(picture_url=url, link=link) for url, link in slides if url]}


def _notice(shelf: Shelf, block: Block) -> Inside:
    return {"text": block["text"]}


def _products(shelf: Shelf, block: Block) -> Inside:
    found = shelf.rows(block)
    if not found:
        return {}
    category = block["category_id"] if block["source"] == "category" else None
    return {"products": found, "layout": block["layout"], "category_id": category}


def _categories(shelf: Shelf, block: Block) -> Inside:
    return {"categories": shelf.categories}


def _services(shelf: Shelf, block: Block) -> Inside:
    known = {one.id: one for one in shelf.services}
    chosen = [int(one) for one in block["service_ids"]]
    found = [known[one] for one in chosen if one in known] if chosen else shelf.services
    services = [FrontService.model_validate(one) for one in found[: block["most"]]]
    return {"services": services}


def _company(shelf: Shelf, block: Block) -> Inside:
    urls = [shelf.url(one) for one in block["picture_ids"]]
    video = shelf.videos.get(int(block["video_id"])) if block["video_id"] else None
    return {
        "html": catalog.rich_shown(block["text"]) if block["text"] else "",
        "pictures": [url for url in urls if url],
        "video_url": video.url if video else None,
    }


def _moments(shelf: Shelf, block: Block) -> Inside:
    return {"moments": shelf.moments[: block["most"]]}


def _promotions(shelf: Shelf, block: Block) -> Inside:
    words = {int(one["product_id"]): one["words"] for one in block["lines"]}
    return {
        "promotions": [
            FrontPromotion(product=row, words=words[row.id], member_fen=shelf.members.get(row.id))
            for row in shelf.rows(block)
        ]
    }


def _contact(shelf: Shelf, block: Block) -> Inside:
    place = {name: block[name] for name in FrontContact.model_fields}
    told = any(place[name] for name in ("name", "address", "phone", "hours"))
    return {"contact": FrontContact(**place) if told else None}


def _links(shelf: Shelf, block: Block) -> Inside:
    return {
        "items": [
            FrontItem(
                label=one["label"], icon=one["icon"], picture_url=shelf.url(one["picture_id"]),
                link=one["link"],
            )
            for one in block["items"]
            if one["label"]
        ]
    }  # fmt: skip


INSIDE = {
    "banner": _banner, "notice": _notice, "products": _products, "categories": _categories,
    "services": _services, "company": _company, "moments": _moments,
    "promotions": _promotions, "contact": _contact, "links": _links,
}  # fmt: skip
