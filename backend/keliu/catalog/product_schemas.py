"""Shapes of products, for staff."""

from dataclasses import dataclass
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from keliu.catalog.goods_schemas import (
    MOST_FEN,
    SkuIn,
    SkuOut,
    Spec,
    VideoOut,
    category_ref,
    shelf_of,
)
from keliu.catalog.models import Product, Sku
from keliu.catalog.rules import rich
from keliu.catalog.selectors.goods import Figures
from keliu.catalog.services.skus import Wanted
from keliu.platform.files import AttachmentCard, FileCard
from keliu.platform.wire import Asked, Custom, FileRef, Id, ListAsked, Moment, Ref, Text, When, Wire

EMPTIABLE = {
    "avatar_id", "cover_id", "category_id", "video_id", "share_picture_id", "on_at", "off_at",
    "voice_id", "wechat_qr_id", "lat", "lng",
}  # fmt: skip


def given(payload: Schema) -> dict[str, Any]:
    """The fields a body really carries, without the version; only some can be set to null."""
    carried = {name: getattr(payload, name) for name in payload.model_fields_set}
    return {
        name: value
        for name, value in carried.items()
        if name != "version" and (value is not None or name in EMPTIABLE)
    }


class ProductRow(Wire):
    id: Id
    name: str
    summary: str
    price_fen: int
    unit: str
    picture_url: str | None
    state: str
    position: int
    custom: Custom
    version: int

    @staticmethod
    def of(row: Product, pictures: dict[int, FileCard]) -> "ProductRow":
        return ProductRow(**_product(row, pictures))


def _product(row: Product, pictures: dict[int, FileCard]) -> dict[str, Any]:
    first = pictures.get(row.picture_ids[0]) if row.picture_ids else None
    return {
        "id": row.pk,
        "name": row.name,
        "summary": row.summary,
        "price_fen": row.price_fen,
        "unit": row.unit,
        "picture_url": first.url if first else None,
        "state": row.state,
        "position": row.position,
        "custom": row.custom,
        "version": row.version,
    }


class ProductListRow(ProductRow):
    kind: str
    category: Ref | None
    price_to_fen: int
    sku_count: int
    stock: int | None
    low: bool
    shelf: str
    on_at: Moment | None
    off_at: Moment | None

    @staticmethod
    def row(
        row: Product, known: Figures, pictures: dict[int, FileCard], categories: dict[int, str]
    ) -> "ProductListRow":
        return ProductListRow(**_listed(row, known, pictures, categories))


def _listed(
    row: Product, known: Figures, pictures: dict[int, FileCard], categories: dict[int, str]
) -> dict[str, Any]:
    return {
        **_product(row, pictures),
        "kind": row.kind,
        "category": category_ref(row, categories),
        "price_to_fen": known.price_to_fen,
        "sku_count": known.count,
        "stock": known.stock,
        "low": bool(getattr(row, "low", False)),
        "shelf": shelf_of(row),
        "on_at": row.on_at,
        "off_at": row.off_at,
    }


class ProductOut(ProductListRow):
    description: str
    pictures: list[FileRef]
    share_picture: FileRef | None
    video: VideoOut | None
    specs: list[Spec]
    skus: list[SkuOut]
    pickup: bool
    ship: bool
    warn_at: int
    view_count: int
    created_at: Moment
    deleted_at: Moment | None

    @staticmethod
    def whole(row: Product, beside: "Beside") -> "ProductOut":
        files = beside.pictures
        found = [files[one] for one in row.picture_ids if one in files]
        shared = files.get(row.share_picture_id or 0)
        return ProductOut(
            **_listed(row, beside.figures, files, beside.categories),
            description=rich.shown(row.description),
            pictures=[FileRef.model_validate(one) for one in found],
            share_picture=FileRef.model_validate(shared) if shared else None,
            video=VideoOut.of(beside.video) if beside.video else None,
            specs=[Spec(**one) for one in row.specs],
            skus=[SkuOut.of(one, files) for one in beside.skus],
            pickup=row.pickup,
            ship=row.ship,
            warn_at=row.warn_at,
            view_count=row.view_count,
            created_at=row.created_at,
            deleted_at=row.deleted_at,
        )


@dataclass(frozen=True)
class Beside:
    """What belongs to a product and is kept elsewhere."""

    skus: list[Sku]
    figures: Figures
    pictures: dict[int, FileCard]
    categories: dict[int, str]
    video: AttachmentCard | None


class ProductFields(Asked):
    summary: Text | None = Field(None, max_length=200)
    description: Text | None = Field(None, max_length=20_000)
    kind: Literal["goods", "service"] | None = None
    category_id: Id | None = None
    price_fen: int | None = Field(None, ge=0, le=MOST_FEN)
    specs: list[Spec] | None = Field(None, max_length=10)
    skus: list[SkuIn] | None = Field(None, max_length=300)
    video_id: Id | None = None
    share_picture_id: Id | None = None
    on_at: When | None = None
    off_at: When | None = None
    pickup: bool | None = None
    ship: bool | None = None
    warn_at: int | None = Field(None, ge=0, le=1_000_000)
    unit: Text | None = Field(None, max_length=10)
    picture_ids: list[Id] | None = Field(None, max_length=20)
    state: Literal["on", "off"] | None = None
    position: int | None = Field(None, ge=0, le=1_000_000)
    custom: Custom | None = None

    def columns(self) -> dict[str, Any]:
        """What was sent of the product itself."""
        sent = {name: value for name, value in given(self).items() if name != "skus"}
        if self.specs is not None:
            sent["specs"] = [one.model_dump() for one in self.specs]
        return sent

    def wanted(self) -> list[Wanted] | None:
        """The SKUs that were sent, if any were."""
        return None if self.skus is None else [one.wanted() for one in self.skus]


class ProductIn(ProductFields):
    name: Text = Field(min_length=1, max_length=60)


class ProductPatch(ProductFields):
    name: Text | None = Field(None, min_length=1, max_length=60)
    version: int


class ProductsAsked(ListAsked):
    """`category` may be `none`; `low` asks for those of which few are left."""

    filter: str | None = None
    state: str | None = None
    kind: str | None = None
    category: str | None = None
    low: bool = False
