"""Products, for staff."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.catalog import selectors
from keliu.catalog.goods_schemas import ShelfOrderIn, StockAsked, StockEntryOut, StockIn
from keliu.catalog.models import Product
from keliu.catalog.product_schemas import (
    Beside,
    ProductIn,
    ProductListRow,
    ProductOut,
    ProductPatch,
    ProductsAsked,
)
from keliu.catalog.selectors import goods
from keliu.catalog.services import categories, products, stock
from keliu.kinds import public as kinds
from keliu.kit.paging import Sort
from keliu.platform import files, lists, records
from keliu.platform.wire import Page

router = Router(tags=["products"])
NO_FIGURES = goods.Figures()
SORTS = (
    Sort("position", "position", descending=False, kind="number"),
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("-view_count", "view_count", descending=True, kind="number"),
    Sort("price_fen", "price_fen", descending=False, kind="number"),
    Sort("name", "name", descending=False),
)


def _current(row: Product) -> dict[str, Any]:
    """A product as the acting role may see it; on cards it is public and shown whole."""
    whole = ProductOut.whole(row, _beside(row))
    return kinds.conceal("product", whole.model_dump(mode="json"), "detail")


def _beside(row: Product) -> Beside:
    skus = goods.skus_of(row)
    wanted = [*row.picture_ids, row.share_picture_id, *(one.picture_id for one in skus)]
    row.low = goods.is_low(row, skus)  # type: ignore[attr-defined]  # lists have it from the database
    return Beside(
        skus=skus,
        figures=goods.figures_of(skus),
        pictures=files.cards([one for one in wanted if one]),
        categories=goods.category_names(),
        video=files.attachments([row.video_id]).get(row.video_id) if row.video_id else None,
    )


def _out(row: Product) -> door.Body:
    return door.Body(msgspec.json.encode(_current(row)))


@router.get("/products", response=Page[ProductListRow])
@door.staff("product.read")
def product_list(request: HttpRequest, asked: Query[ProductsAsked]) -> door.Body:
    """Products in their order."""
    narrowed = asked.model_dump(include={"state", "kind", "category", "low", "q"})
    rows = selectors.products_for_list(**narrowed)
    rows = kinds.narrow("product", rows, kinds.read_filter(asked.filter))
    kinds.assert_askable("product", ["state"] if asked.state else [], "filter")
    sort = kinds.order("product", asked.sort, SORTS)
    found, following = kinds.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    answer = {"items": _rows(found), "next": following, "total": total}
    return door.Body(msgspec.json.encode(answer))


def _rows(found: list[Product]) -> list[dict[str, Any]]:
    pictures = selectors.pictures_of(found, first=True)
    figures, categories = goods.figures(found), goods.category_names()
    shown = (
        ProductListRow.row(row, figures.get(row.pk, NO_FIGURES), pictures, categories)
        for row in found
    )
    return [kinds.conceal("product", one.model_dump(mode="json")) for one in shown]


@router.post("/products", response=ProductOut)
@door.staff("product.write")
def product_create(request: HttpRequest, payload: ProductIn) -> door.Body:
    """Add a product."""
    return _out(products.product_create(fields=payload.columns(), wanted=payload.wanted()))


@router.post("/products/order", response={204: None})
@door.staff("product.write")
def product_order(request: HttpRequest, payload: ShelfOrderIn) -> None:
    """Let products change places: they take, in this order, the places they have now."""
    categories.products_order(payload.ids)


@router.get("/products/{product_id}", response=ProductOut)
@door.staff("product.read")
def product_get(request: HttpRequest, product_id: int) -> door.Body:
    """One product."""
    return _out(products.product_find(product_id))


@router.patch("/products/{product_id}", response=ProductOut)
@door.staff("product.write")
def product_update(request: HttpRequest, product_id: int, payload: ProductPatch) -> door.Body:
    """Change a product."""
    row = products.product_find(product_id)
    return _out(
        products.product_update(
            row,
            version=payload.version,
            changes=payload.columns(),
            current=_current,
            wanted=payload.wanted(),
        )
    )


@router.delete("/products/{product_id}", response={204: None})
@door.staff("product.write")
def product_delete(request: HttpRequest, product_id: int) -> None:
    """Delete a product; cards stop showing it."""
    records.delete(products.product_find(product_id))


@router.post("/products/{product_id}/restore", response=ProductOut)
@door.staff("product.write")
def product_restore(request: HttpRequest, product_id: int) -> door.Body:
    """Undo a delete."""
    return _out(products.product_restore(products.product_find(product_id, deleted=True)))


@router.post("/products/{product_id}/stock", response=ProductOut)
@door.staff("product.write")
def product_stock(request: HttpRequest, product_id: int, payload: StockIn) -> door.Body:
    """Put stocks right after counting; says why."""
    row = products.product_find(product_id)
    counts = [stock.Count(one.sku_id, one.stock, one.stock_was) for one in payload.counts]
    stock.correct(row, counts, note=payload.note)
    return _out(row)


@router.get("/stock-entries", response=Page[StockEntryOut])
@door.staff("product.read")
def stock_entry_list(request: HttpRequest, asked: Query[StockAsked]) -> Page[StockEntryOut]:
    """What changed stocks, newest first."""
    rows = goods.entries(
        product_id=lists.id_filter(asked.product),
        sku_id=lists.id_filter(asked.sku),
        reason=asked.reason,
    )
    found, following = lists.page(rows, lists.NEWEST, cursor=asked.cursor, limit=asked.limit)
    skus = goods.skus_by_id(row.sku_id for row in found)
    names = door.names({row.by_id for row in found if row.by_id})
    items = [StockEntryOut.of(row, skus.get(row.sku_id), names) for row in found]
    return Page(items=items, next=following, total=rows.count() if asked.total else None)
