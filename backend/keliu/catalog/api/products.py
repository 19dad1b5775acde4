"""Products, for staff."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.catalog import selectors
from keliu.catalog.models import Product
from keliu.catalog.schemas import (
    ProductIn,
    ProductOut,
    ProductPatch,
    ProductRow,
    ProductsAsked,
    given,
)
from keliu.catalog.services import products
from keliu.kinds import public as kinds
from keliu.kit.paging import Sort
from keliu.platform import records
from keliu.platform.wire import Page

router = Router(tags=["products"])
SORTS = (
    Sort("position", "position", descending=False, kind="number"),
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("-view_count", "view_count", descending=True, kind="number"),
    Sort("price_fen", "price_fen", descending=False, kind="number"),
    Sort("name", "name", descending=False),
)


def _current(row: Product) -> dict[str, Any]:
    """A product as the acting role may see it; on cards it is public and shown whole."""
    whole = ProductOut.whole(row, selectors.pictures_of([row], first=False))
    return kinds.conceal("product", whole.model_dump(mode="json"), "detail")


def _out(row: Product) -> door.Body:
    return door.Body(msgspec.json.encode(_current(row)))


@router.get("/products", response=Page[ProductRow])
@door.staff("product.read")
def product_list(request: HttpRequest, asked: Query[ProductsAsked]) -> door.Body:
    """Products in their order."""
    rows = selectors.products_for_list(state=asked.state, q=asked.q)
    rows = kinds.narrow("product", rows, kinds.read_filter(asked.filter))
    kinds.assert_askable("product", ["state"] if asked.state else [], "filter")
    sort = kinds.order("product", asked.sort, SORTS)
    found, following = kinds.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    pictures = selectors.pictures_of(found, first=True)
    total = rows.count() if asked.total else None
    items = [
        kinds.conceal("product", ProductRow.of(row, pictures).model_dump(mode="json"))
        for row in found
    ]
    answer = {"items": items, "next": following, "total": total}
    return door.Body(msgspec.json.encode(answer))


@router.post("/products", response=ProductOut)
@door.staff("product.write")
def product_create(request: HttpRequest, payload: ProductIn) -> door.Body:
    """Add a product."""
    return _out(products.product_create(fields=given(payload)))


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
            row, version=payload.version, changes=given(payload), current=_current
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
