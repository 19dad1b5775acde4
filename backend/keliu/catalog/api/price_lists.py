"""Price lists, for staff."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from keliu.accounts import public as door
from keliu.catalog.goods_schemas import MOST_FEN
from keliu.catalog.models import PriceItem, PriceList
from keliu.catalog.services import price_lists as services
from keliu.platform import records
from keliu.platform.wire import Asked, Id, Items, Text, Wire

router = Router(tags=["products"])
READ, WRITE = "product.read", "product.write"


class PriceListRow(Wire):
    id: Id
    name: str
    from_on: date | None
    to_on: date | None
    note: str
    item_count: int
    version: int


class PriceOut(Wire):
    product_id: Id
    name: str
    unit: str
    standard_fen: int
    price_fen: int


class PriceListOut(PriceListRow):
    items: list[PriceOut]


class PriceIn(Asked):
    product_id: Id
    price_fen: int = Field(ge=0, le=MOST_FEN)


class PriceListIn(Asked):
    name: Text = Field(min_length=1, max_length=40)
    from_on: date | None = None
    to_on: date | None = None
    note: Text = Field("", max_length=200)
    items: list[PriceIn] = Field(default=[], max_length=services.MOST_ITEMS)


class PriceListPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=40)
    from_on: date | None = None
    to_on: date | None = None
    note: Text | None = Field(None, max_length=200)
    items: list[PriceIn] | None = Field(None, max_length=services.MOST_ITEMS)
    version: int

    def given(self) -> dict[str, Any]:
        """What was really sent of the list itself; only the days can be emptied."""
        names = self.model_fields_set - {"version", "items"}
        sent = {name: getattr(self, name) for name in names}
        return {k: v for k, v in sent.items() if v is not None or k in {"from_on", "to_on"}}


class PriceListsAsked(Schema):
    """`on`: only lists that are valid on that day."""

    on: date | None = None


def _prices(items: list[PriceIn]) -> dict[int, int]:
    return {one.product_id: one.price_fen for one in items}


def _rows() -> "QuerySet[PriceList]":
    return PriceList.objects.filter(deleted_at__isnull=True)


def _find(price_list_id: int) -> PriceList:
    return records.find(_rows(), price_list_id)


def _out(row: PriceList) -> PriceListOut:
    items = PriceItem.objects.filter(price_list=row).select_related("product")
    prices = [
        PriceOut(
            product_id=item.product_id,
            name=item.product.name,
            unit=item.product.unit,
            standard_fen=item.product.price_fen,
            price_fen=item.price_fen,
        )
        for item in items.order_by("product__position", "id")
    ]
    return PriceListOut(**_columns(row, len(prices)), items=prices)


def _columns(row: PriceList, count: int) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "from_on": row.from_on,
        "to_on": row.to_on,
        "note": row.note,
        "item_count": count,
        "version": row.version,
    }


@router.get("/price-lists", response=Items[PriceListRow])
@door.staff(READ)
def price_list_list(request: HttpRequest, asked: Query[PriceListsAsked]) -> Items[PriceListRow]:
    """Every price list by name, or those that are valid on a day."""
    rows = _rows().order_by("name")
    if asked.on:
        begun = Q(from_on__isnull=True) | Q(from_on__lte=asked.on)
        rows = rows.filter(begun, Q(to_on__isnull=True) | Q(to_on__gte=asked.on))
    counts = dict(PriceItem.objects.values_list("price_list_id").annotate(n=Count("id")))
    items = [PriceListRow(**_columns(row, counts.get(row.pk, 0))) for row in rows]
    return Items[PriceListRow](items=items)


@router.post("/price-lists", response=PriceListOut)
@door.staff(WRITE)
def price_list_create(request: HttpRequest, payload: PriceListIn) -> PriceListOut:
    """Add a price list."""
    fields = payload.model_dump(exclude={"items"})
    return _out(services.price_list_create(prices=_prices(payload.items), **fields))


@router.get("/price-lists/{int:price_list_id}", response=PriceListOut)
@door.staff(READ)
def price_list_get(request: HttpRequest, price_list_id: int) -> PriceListOut:
    """One price list with its prices."""
    return _out(_find(price_list_id))


@router.patch("/price-lists/{int:price_list_id}", response=PriceListOut)
@door.staff(WRITE)
def price_list_update(
    request: HttpRequest, price_list_id: int, payload: PriceListPatch
) -> PriceListOut:
    """Change a price list; `items` are all its prices."""
    row = services.price_list_update(
        _find(price_list_id),
        version=payload.version,
        changes=payload.given(),
        prices=None if payload.items is None else _prices(payload.items),
        shown=lambda one: _out(one).model_dump(mode="json"),
    )
    return _out(row)


@router.delete("/price-lists/{int:price_list_id}", response={204: None})
@door.staff(WRITE)
def price_list_delete(request: HttpRequest, price_list_id: int) -> None:
    """Stop offering a price list; what was priced by it stays."""
    records.delete(_find(price_list_id))
