"""Shapes of goods: SKUs, categories, stock, and the shop as strangers see it."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from keliu.catalog import rules
from keliu.catalog.models import Category, Product, Sku, StockEntry
from keliu.catalog.rules import rich
from keliu.catalog.selectors.goods import Figures
from keliu.catalog.services.goods import on_shelf
from keliu.catalog.services.skus import Wanted
from keliu.kit import clock
from keliu.platform.files import AttachmentCard, FileCard
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Page, Ref, Text, Wire

MOST_FEN = 100_000_000_000  # a billion yuan
MOST_STOCK = 100_000_000
Fen = Field(ge=0, le=MOST_FEN)


class Spec(Asked):
    name: Text = Field(min_length=1, max_length=12)
    values: list[Text] = Field(min_length=1, max_length=60)


class SkuIn(Asked):
    """`stock` counts only when it is sent; `stock_was` is what its editor saw."""

    id: Id | None = None
    values: list[Text] = Field(default=[], max_length=3)
    code: Text = Field("", max_length=40)
    price_fen: int = Fen
    member_price_fen: int | None = Field(None, ge=0, le=MOST_FEN)
    stock: int | None = Field(None, ge=0, le=MOST_STOCK)
    stock_was: int | None = Field(None, ge=0, le=MOST_STOCK)
    picture_id: Id | None = None

    def wanted(self) -> Wanted:
        """As the catalog knows it."""
        return Wanted(
            id=self.id,
            values=tuple(self.values),
            code=self.code,
            price_fen=self.price_fen,
            member_price_fen=self.member_price_fen,
            picture_id=self.picture_id,
            counts="stock" in self.model_fields_set,
            stock=self.stock,
            stock_was=self.stock_was,
        )


class SkuOut(Wire):
    id: Id
    values: list[str]
    code: str
    price_fen: int
    member_price_fen: int | None
    stock: int | None
    picture_id: Id | None
    picture_url: str | None
    version: int

    @staticmethod
    def of(row: Sku, pictures: Mapping[int, FileCard]) -> "SkuOut":
        return SkuOut(
            **_sku(row, pictures), code=row.code, picture_id=row.picture_id, version=row.version
        )


def _sku(row: Sku, pictures: Mapping[int, FileCard]) -> dict[str, Any]:
    picture = pictures.get(row.picture_id or 0)
    return {
        "id": row.pk,
        "values": row.values,
        "price_fen": row.price_fen,
        "member_price_fen": row.member_price_fen,
        "stock": row.stock,
        "picture_url": picture.url if picture else None,
    }


class VideoOut(Wire):
    id: Id
    name: str
    url: str

    @staticmethod
    def of(card: AttachmentCard) -> "VideoOut":
        return VideoOut(id=card.id, name=card.name, url=card.url)


class CategoryOut(Wire):
    id: Id
    name: str
    picture_id: Id | None
    picture_url: str | None
    product_count: int
    version: int
    deleted_at: Moment | None

    @staticmethod
    def of(row: Category, count: int, pictures: Mapping[int, FileCard]) -> "CategoryOut":
        picture = pictures.get(row.picture_id or 0)
        return CategoryOut(
            id=row.pk,
            name=row.name,
            picture_id=row.picture_id,
            picture_url=picture.url if picture else None,
            product_count=count,
            version=row.version,
            deleted_at=row.deleted_at,
        )


class CategoryIn(Asked):
    name: Text = Field(min_length=1, max_length=20)
    picture_id: Id | None = None


class CategoryPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=20)
    picture_id: Id | None = None
    version: int


class ShelfOrderIn(Asked):
    """All that shall stand in a new order, by id."""

    ids: list[Id] = Field(min_length=1, max_length=200)


class StockCount(Asked):
    sku_id: Id
    stock: int | None = Field(ge=0, le=MOST_STOCK)
    stock_was: int | None = Field(None, ge=0, le=MOST_STOCK)


class StockIn(Asked):
    """Somebody has counted: how many there are, and why it differs."""

    counts: list[StockCount] = Field(min_length=1, max_length=200)
    note: Text = Field(min_length=1, max_length=100)


class StockEntryOut(Wire):
    id: Id
    sku_id: Id
    product: Ref | None
    spec: str
    change: int
    after: int
    reason: str
    ref: str
    note: str
    by: str
    created_at: Moment

    @staticmethod
    def of(row: StockEntry, sku: Sku | None, names: Mapping[int, str]) -> "StockEntryOut":
        product = Ref(id=sku.product_id, name=sku.product.name) if sku else None
        return StockEntryOut(
            id=row.pk,
            sku_id=row.sku_id,
            product=product,
            spec=rules.spec_text(sku.values) if sku else "",
            change=row.change,
            after=row.after,
            reason=row.reason,
            ref=row.ref,
            note=row.note,
            by=names.get(row.by_id or 0, ""),
            created_at=row.created_at,
        )


class StockAsked(ListAsked):
    product: str | None = None
    sku: str | None = None
    reason: str | None = None


class ShopCategory(Wire):
    id: Id
    name: str
    picture_url: str | None
    count: int


class ShopProductRow(Wire):
    id: Id
    name: str
    summary: str
    kind: Literal["goods", "service"]
    unit: str
    price_fen: int
    price_to_fen: int
    picture_url: str | None
    category: Ref | None
    sku_id: Id | None
    sold_out: bool

    @staticmethod
    def of(
        row: Product, known: Figures, pictures: Mapping[int, FileCard], categories: dict[int, str]
    ) -> "ShopProductRow":
        return ShopProductRow(**shop_row(row, known, pictures, categories))


def shop_row(
    row: Product, known: Figures, pictures: Mapping[int, FileCard], categories: dict[int, str]
) -> dict[str, Any]:
    """A product on the shelf, in a list."""
    first = pictures.get(row.picture_ids[0]) if row.picture_ids else None
    return {
        "id": row.pk,
        "name": row.name,
        "summary": row.summary,
        "kind": row.kind,
        "unit": row.unit,
        "price_fen": row.price_fen,
        "price_to_fen": known.price_to_fen,
        "picture_url": first.url if first else None,
        "category": category_ref(row, categories),
        "sku_id": known.only_id,
        "sold_out": known.sold_out,
    }


def category_ref(row: Product, categories: Mapping[int, str]) -> Ref | None:
    """Its category, unless that was deleted."""
    name = categories.get(row.category_id or 0)
    return Ref(id=row.category_id or 0, name=name) if name else None


class ShopPage(Page[ShopProductRow]):
    categories: list[ShopCategory]


class ShopSku(Wire):
    id: Id
    values: list[str]
    price_fen: int
    member_price_fen: int | None
    stock: int | None
    picture_url: str | None

    @staticmethod
    def of(row: Sku, pictures: Mapping[int, FileCard]) -> "ShopSku":
        return ShopSku(**_sku(row, pictures))


class ShopProduct(ShopProductRow):
    description: str
    pictures: list[str]
    video_url: str | None
    share_picture_url: str | None
    specs: list[Spec]
    skus: list[ShopSku]
    pickup: bool
    ship: bool
    also: list[ShopProductRow]


class ShopAsked(ListAsked):
    category: str | None = None
    ids: str | None = Field(None, max_length=400)


def rich_shown(text: str) -> str:
    """A description as safe HTML."""
    return rich.shown(text)


def shelf_of(row: Product) -> str:
    """Where a product stands today: on, off, soon (its time comes), over (its time is past)."""
    now = clock.now()
    if row.state == Product.State.OFF:
        return "off"
    if row.off_at is not None and row.off_at <= now:
        return "over"
    return "on" if on_shelf(row, now) else "soon"
