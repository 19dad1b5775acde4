"""The shop as the world sees it: what stands on the shelf of the merchant behind a code."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.catalog import selectors
from keliu.catalog.goods_schemas import (
    ShopAsked,
    ShopPage,
    ShopProduct,
    ShopSku,
    Spec,
    rich_shown,
    shop_row,
)
from keliu.catalog.models import Product, Sku
from keliu.catalog.public import merchant_of_code
from keliu.catalog.selectors import goods
from keliu.catalog.services.shelves import categories, listed, url_of
from keliu.kit import ids
from keliu.kit.paging import Sort
from keliu.platform import files, lists, records
from keliu.platform.tenancy import merchant_scope

router = Router(tags=["visitor"])
IN_ORDER = Sort("position", "position", descending=False, kind="number")
SORTS = (IN_ORDER, Sort("price_fen", "price_fen", descending=False, kind="number"),
         Sort("-price_fen", "price_fen", descending=True, kind="number"),
         Sort("-view_count", "view_count", descending=True, kind="number"),
         Sort("-created_at", "created_at", descending=True, kind="time"))  # fmt: skip


@contextmanager
def _shop(code: str) -> Iterator[None]:
    """Inside the merchant of a code that still opens its card. Raises NotFound, CodeGone."""
    with merchant_scope(merchant_of_code(code)):
        selectors.open_code(code)
        yield


def _wanted(asked: ShopAsked) -> "QuerySet[Product]":
    rows = selectors.products_matching(goods.on_shelf(), asked.q)
    if asked.category:
        rows = rows.filter(goods.under(asked.category))
    if asked.ids:
        rows = rows.filter(
            pk__in=[one for text in asked.ids.split(",") if (one := ids.parse(text))]
        )
    return rows


@router.get("/public/shops/{code}/products", response=ShopPage)
@door.public
def shop_products(request: HttpRequest, code: str, asked: Query[ShopAsked]) -> ShopPage:
    """What stands on the shelf; `ids` asks for some (seen lately), `category` may be `none`."""
    with _shop(code):
        rows = _wanted(asked)
        sort = lists.choose(SORTS, asked.sort)
        found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
        total = rows.count() if asked.total else None
        items = listed(found)
        return ShopPage(items=items, next=following, total=total, categories=categories())


@router.get("/public/shops/{code}/products/{int:product_id}", response=ShopProduct)
@door.public
def shop_product(request: HttpRequest, code: str, product_id: int) -> ShopProduct:
    """One product with all that can be bought of it: 404 for what is not on the shelf."""
    with _shop(code):
        row = records.find(goods.on_shelf(), product_id)
        return _whole(row, goods.skus_of(row))


def _whole(row: Product, skus: list[Sku]) -> ShopProduct:
    picked = [*row.picture_ids, row.share_picture_id, *(one.picture_id for one in skus)]
    pictures = files.cards([one for one in picked if one])
    video = files.attachments([row.video_id]).get(row.video_id) if row.video_id else None
    shared = row.share_picture_id or next(iter(row.picture_ids), None)
    return ShopProduct(
        **shop_row(row, goods.figures_of(skus), pictures, goods.category_names()),
        description=rich_shown(row.description),
        pictures=[pictures[one].url for one in row.picture_ids if one in pictures],
        video_url=video.url if video else None,
        share_picture_url=url_of(pictures, shared),
        specs=[Spec(**one) for one in row.specs],
        skus=[ShopSku.of(one, pictures) for one in skus],
        pickup=row.pickup,
        ship=row.ship,
        also=listed(goods.beside(row)),
    )
