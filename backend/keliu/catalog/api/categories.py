"""Categories of the shop, for staff."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.catalog.goods_schemas import CategoryIn, CategoryOut, CategoryPatch, ShelfOrderIn
from keliu.catalog.models import Category, Product
from keliu.catalog.selectors import goods
from keliu.catalog.services import categories
from keliu.platform import files, records
from keliu.platform.wire import Items

router = Router(tags=["products"])
READ, WRITE = "product.read", "product.write"


def _found(category_id: int, *, deleted: bool = False) -> Category:
    return records.find(Category.objects.filter(deleted_at__isnull=not deleted), category_id)


def _out(row: Category) -> CategoryOut:
    return _all([row])[0]


def _all(rows: list[Category]) -> list[CategoryOut]:
    counts = goods.category_counts(Product.objects.alive())
    pictures = files.cards([row.picture_id for row in rows if row.picture_id])
    return [CategoryOut.of(row, counts.get(row.pk, 0), pictures) for row in rows]


def _sent(payload: CategoryPatch) -> dict[str, Any]:
    sent = {name: getattr(payload, name) for name in payload.model_fields_set - {"version"}}
    return {name: value for name, value in sent.items() if value or name == "picture_id"}


@router.get("/categories", response=Items[CategoryOut])
@door.staff(READ)
def category_list(request: HttpRequest) -> Items[CategoryOut]:
    """Every category in its order, with how many products stand under it."""
    return Items[CategoryOut](items=_all(list(goods.categories())))


@router.post("/categories", response=CategoryOut)
@door.staff(WRITE)
def category_create(request: HttpRequest, payload: CategoryIn) -> CategoryOut:
    """Add a category at the end."""
    return _out(categories.category_create(name=payload.name, picture_id=payload.picture_id))


@router.post("/categories/order", response={204: None})
@door.staff(WRITE)
def category_order(request: HttpRequest, payload: ShelfOrderIn) -> None:
    """Put all categories in a new order."""
    categories.categories_order(payload.ids)


@router.patch("/categories/{int:category_id}", response=CategoryOut)
@door.staff(WRITE)
def category_update(request: HttpRequest, category_id: int, payload: CategoryPatch) -> CategoryOut:
    """Another name or picture."""
    row = categories.category_update(
        _found(category_id),
        version=payload.version,
        changes=_sent(payload),
        current=lambda now: _out(now).model_dump(mode="json"),
    )
    return _out(row)


@router.delete("/categories/{int:category_id}", response={204: None})
@door.staff(WRITE)
def category_delete(request: HttpRequest, category_id: int) -> None:
    """Delete a category; its products stay, without one."""
    records.delete(_found(category_id))


@router.post("/categories/{int:category_id}/restore", response=CategoryOut)
@door.staff(WRITE)
def category_restore(request: HttpRequest, category_id: int) -> CategoryOut:
    """Undo a delete."""
    return _out(categories.category_restore(_found(category_id, deleted=True)))
