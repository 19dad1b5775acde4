"""Products, for staff."""

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
from keliu.kit.paging import Sort
from keliu.platform import lists, records
from keliu.platform.wire import Page

router = Router(tags=["products"])
SORTS = (
    Sort("position", "position", descending=False, kind="number"),
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("-view_count", "view_count", descending=True, kind="number"),
    Sort("price_fen", "price_fen", descending=False, kind="number"),
    Sort("name", "name", descending=False),
)


def _out(row: Product) -> ProductOut:
    return ProductOut.whole(row, selectors.pictures_of([row], first=False))


def _current(row: Product) -> object:
    return _out(row).model_dump(mode="json")


@router.get("/products", response=Page[ProductRow])
@door.staff("product.read")
def product_list(request: HttpRequest, asked: Query[ProductsAsked]) -> Page[ProductRow]:
    """Products in their order."""
    rows = selectors.products_for_list(state=asked.state, q=asked.q)
    sort = lists.choose(SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    pictures = selectors.pictures_of(found, first=True)
    total = rows.count() if asked.total else None
    items = [ProductRow.of(row, pictures) for row in found]
    return Page[ProductRow](items=items, next=following, total=total)


@router.post("/products", response=ProductOut)
@door.staff("product.write")
def product_create(request: HttpRequest, payload: ProductIn) -> ProductOut:
    """Add a product."""
    return _out(products.product_create(fields=given(payload)))


@router.get("/products/{product_id}", response=ProductOut)
@door.staff("product.read")
def product_get(request: HttpRequest, product_id: int) -> ProductOut:
    """One product."""
    return _out(products.product_find(product_id))


@router.patch("/products/{product_id}", response=ProductOut)
@door.staff("product.write")
def product_update(request: HttpRequest, product_id: int, payload: ProductPatch) -> ProductOut:
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
def product_restore(request: HttpRequest, product_id: int) -> ProductOut:
    """Undo a delete."""
    return _out(records.restore(products.product_find(product_id, deleted=True)))
