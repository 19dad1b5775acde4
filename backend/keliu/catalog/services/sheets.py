"""Products in sheets: SKUs and categories by name, and stocks put right when work is undone."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from keliu.catalog.models import Category, Sku, StockEntry
from keliu.catalog.rules import sheet
from keliu.catalog.services import categories
from keliu.kit import actor, ids, scope
from keliu.platform import sql

Image = dict[str, Any] | None
Pairs = list[tuple[Image, Image]]
# A product is listed with its lowest price, whichever of the two was taken back.
LOWEST = """UPDATE catalog_product p SET price_fen = s.fen FROM (
  SELECT product_id, min(price_fen) AS fen FROM catalog_sku
  WHERE merchant_id = %s AND product_id = ANY(%s::bigint[]) AND deleted_at IS NULL GROUP BY 1
) s WHERE p.merchant_id = %s AND p.id = s.product_id AND p.price_fen <> s.fen"""


def from_sheet(values: dict[str, Any]) -> dict[str, Any]:
    """Values of a row as the product's body has them. Raises Invalid, CategoryTaken."""
    plain = {k: v for k, v in values.items() if k not in {"skus_text", "category_name"}}
    if "category_name" in values:
        plain["category_id"] = _category(values["category_name"])
    if values.get("skus_text"):
        plain |= _skus(str(values["skus_text"]))
        plain.pop("price_fen", None)
    return plain


def _category(name: str | None) -> str | None:
    if not name:
        return None
    row = Category.objects.alive().filter(name=name).first()
    return str((row or categories.category_create(name=name)).pk)


def _skus(text: str) -> dict[str, Any]:
    specs, lines = sheet.read(text)
    return {"specs": specs, "skus": [_sku(line) for line in lines]}


def _sku(line: sheet.Line) -> dict[str, Any]:
    counted = {"stock": line.stock} if line.counts else {}
    return {
        "values": list(line.values.values()),
        "price_fen": line.price_fen,
        "member_price_fen": line.member_price_fen,
        "code": line.code,
        **counted,
    }


def rows_beside(product_ids: Sequence[int]) -> list[tuple[type[models.Model], Sequence[int]]]:
    """The rows that a change of these products touches too."""
    skus = Sku.objects.filter(product_id__in=product_ids).order_by("id")
    return [(Sku, list(skus.values_list("id", flat=True)))]


def sku_undone(pairs: Pairs) -> None:
    """Stocks that went back are noted like any change; prices of the products follow."""
    entries = [entry for before, after in pairs if (entry := _entry(before, after))]
    StockEntry.objects.bulk_create(entries)
    _relist({int(one["product_id"]) for pair in pairs for one in pair if one})


def product_undone(pairs: Pairs) -> None:
    """A product that came back is listed with what its SKUs cost now."""
    _relist({int(after["id"]) for _, after in pairs if after})


def _relist(product_ids: set[int]) -> None:
    merchant_id = scope.current()
    sql.do(LOWEST, [merchant_id, sorted(product_ids), merchant_id])


def _entry(before: Image, after: Image) -> StockEntry | None:
    was = (before or {}).get("stock") or 0
    now = (after or {}).get("stock") or 0
    if was == now:
        return None
    entry_id = ids.new()
    return StockEntry(
        id=entry_id, sku_id=int((after or before or {})["id"]), change=now - was, after=now,
        reason=StockEntry.Reason.EDITED, ref=f"entry:{entry_id}", note="撤销",
        by_id=actor.current().staff_id,
    )  # fmt: skip
