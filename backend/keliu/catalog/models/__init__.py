"""The tables of the catalog, one file for each noun."""

from keliu.catalog.models.cards import (
    Card,
    CardCode,
    CardEdition,
    CardExchange,
    HeldCard,
    TagLike,
)
from keliu.catalog.models.goods import Category, Product, Sku, StockEntry
from keliu.catalog.models.prices import PriceItem, PriceList
from keliu.catalog.models.reviews import ContentReview
from keliu.catalog.models.scans import CodeDay

__all__ = [
    "Card", "CardCode", "CardEdition", "CardExchange", "Category", "CodeDay", "ContentReview",
    "HeldCard",
    "PriceItem", "PriceList", "Product", "Sku", "StockEntry", "TagLike",
]  # fmt: skip
