"""Products: what cards show and customers look at."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max

from keliu.catalog import rules
from keliu.catalog.models import Product
from keliu.catalog.services import reviews
from keliu.kinds import public as kinds
from keliu.kit import scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, files, records, sql

KIND = "product"
# Rows are locked in id order first: two batches with the same products must never wait crosswise.
VIEWED = """WITH held AS (
  SELECT id FROM catalog_product WHERE merchant_id = %s AND id = ANY(%s::bigint[])
  ORDER BY id FOR UPDATE
), seen AS (
  UPDATE catalog_product p SET view_count = p.view_count + v.views
  FROM held, unnest(%s::bigint[], %s::int[]) AS v(id, views)
  WHERE p.merchant_id = %s AND p.id = held.id AND v.id = held.id
)
UPDATE catalog_card SET view_count = view_count + %s WHERE merchant_id = %s AND id = %s"""


def _checked(fields: dict[str, Any]) -> None:
    pictures = fields.get("picture_ids") or []
    if len(pictures) > rules.MOST_PICTURES:
        raise Invalid(fields={"picture_ids": f"最多 {rules.MOST_PICTURES} 张图片"})
    if pictures and len(files.cards(pictures)) != len(set(pictures)):
        raise Invalid(fields={"picture_ids": "图片没有找到,请重新上传"})


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("picture_ids"):
        return {**fields, "picture_ids": list(dict.fromkeys(fields["picture_ids"]))}
    return fields


@transaction.atomic
def product_create(*, fields: dict[str, Any]) -> Product:
    """A new product, at the end of the list unless a position is given.

    One to be shown that has to be looked at first is kept off and waits. Raises Invalid,
    ContentRefused.
    """
    _checked(fields)
    accepted = kinds.accepted(KIND, fields, {}, creating=True)
    columns = {name: value for name, value in _columns(accepted).items() if value is not None}
    if "position" not in columns:
        last = Product.objects.aggregate(last=Max("position"))["last"] or 0
        columns["position"] = min(last + 1, rules.LAST_POSITION)
    row = Product(**columns)
    row.save(force_insert=True)
    kinds.claim(KIND, row.pk, {}, row.custom)
    audit.record("product.create", "product", row.pk, row.name)
    reviews.saved(row, (), was_shown=False)
    return row


@transaction.atomic
def product_update(
    row: Product, *, version: int, changes: dict[str, Any], current: Callable[[Product], Any]
) -> Product:
    """Change a product. Raises Invalid, FieldForbidden, ValueTaken, Stale, ContentRefused."""
    _checked(changes)
    seen, was_shown = reviews.seen(row), row.state == Product.State.ON
    before = row.custom
    columns = _columns(kinds.accepted(KIND, changes, before, creating=False))
    shown = kinds.audited(KIND, before, columns.get("custom", before))
    saved = records.save_changes(
        row, version=version, changes=columns, shown=shown, current=current
    )
    kinds.claim(KIND, row.pk, before, saved.custom)
    if changes.get("state") == Product.State.OFF:
        reviews.withdraw(saved)
    reviews.saved(saved, seen, was_shown=was_shown)
    return saved


@transaction.atomic
def product_restore(row: Product) -> Product:
    """Undo a delete. Raises ValueTaken."""
    back = records.restore(row)
    kinds.reclaim(KIND, back.pk, back.custom)
    return back


def product_find(product_id: int, *, deleted: bool = False) -> Product:
    """A product. Raises NotFound."""
    return records.find(Product.objects.filter(deleted_at__isnull=not deleted), product_id)


def count_views(card_id: int, cards: int, products: dict[int, int]) -> None:
    """Add views to a card and to products, in one statement and in id order."""
    ids, views = list(products), list(products.values())
    merchant_id = scope.current()
    sql.do(VIEWED, [merchant_id, ids, ids, views, merchant_id, cards, merchant_id, card_id])
