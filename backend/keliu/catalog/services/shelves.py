"""Shelves as strangers see them: products on sale and the categories they stand under."""

from collections.abc import Mapping

from keliu.catalog import selectors
from keliu.catalog.goods_schemas import ShopCategory, ShopProductRow
from keliu.catalog.models import Product
from keliu.catalog.selectors import goods
from keliu.platform import files
from keliu.platform.files import FileCard

NO_FIGURES = goods.Figures()


def listed(found: list[Product]) -> list[ShopProductRow]:
    """Products with their price span, first picture and category; three queries for any number."""
    pictures = selectors.pictures_of(found, first=True)
    figures, names = goods.figures(found), goods.category_names()
    return [
        ShopProductRow.of(row, figures.get(row.pk, NO_FIGURES), pictures, names) for row in found
    ]


def categories() -> list[ShopCategory]:
    """Those with something on the shelf."""
    counts = goods.category_counts(goods.on_shelf())
    rows = [row for row in goods.categories() if counts.get(row.pk)]
    pictures = files.cards([row.picture_id for row in rows if row.picture_id])
    return [
        ShopCategory(
            id=row.pk, name=row.name, picture_url=url_of(pictures, row.picture_id),
            count=counts[row.pk],
        )
        for row in rows
    ]  # fmt: skip


def url_of(pictures: Mapping[int, FileCard], picture_id: int | None) -> str | None:
    """Where a picture is, when there is one."""
    found = pictures.get(picture_id) if picture_id else None
    return found.url if found else None
