"""Products: what cards show and customers look at."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from keliu.catalog import rules
from keliu.catalog.models import Category, Product
from keliu.catalog.rules import rich
from keliu.catalog.selectors import goods
from keliu.catalog.services import reviews, skus
from keliu.catalog.services.skus import Wanted
from keliu.kinds import public as kinds
from keliu.kit import clock, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, files, records, sql

KIND = "product"
# Rows are locked in id order first: two batches with the same products must never wait crosswise.
VIEWED = """WITH held AS (
  SELECT id FROM catalog_product WHERE merchant_id = %s AND id = ANY(%s::bigint[])
  ORDER BY id FOR NO KEY UPDATE
), seen AS (
  UPDATE catalog_product p SET view_count = p.view_count + v.views
  FROM held, unnest(%s::bigint[], %s::int[]) AS v(id, views)
  WHERE p.merchant_id = %s AND p.id = held.id AND v.id = held.id
)
UPDATE catalog_card c SET view_count = c.view_count + g.views
FROM (SELECT k.id, v.views FROM catalog_card k JOIN unnest(%s::bigint[], %s::int[]) AS v(id, views)
  ON v.id = k.id WHERE k.merchant_id = %s ORDER BY k.id
  FOR NO KEY UPDATE OF k) AS g
WHERE c.merchant_id = %s AND c.id = g.id"""


def _checked(fields: dict[str, Any]) -> None:
    pictures = fields.get("picture_ids") or []
    if len(pictures) > rules.MOST_PICTURES:
        raise Invalid(fields={"picture_ids": f"最多 {rules.MOST_PICTURES} 张图片"})
    shared = [one] if (one := fields.get("share_picture_id")) else []
    if (wanted := {*pictures, *shared}) and len(files.cards(list(wanted))) != len(wanted):
        raise Invalid(fields={"picture_ids": "图片没有找到,请重新上传"})
    if video_id := fields.get("video_id"):
        found = files.attachments([video_id]).get(video_id)
        if found is None or found.kind != "video":
            raise Invalid(fields={"video_id": "这里放一段视频,收 mp4、mov、webm;请重新上传"})
    category_id = fields.get("category_id")
    if category_id and not Category.objects.alive().filter(pk=category_id).exists():
        raise Invalid(fields={"category_id": "分类没有找到,请刷新后重选"})


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    columns = dict(fields)
    if columns.get("picture_ids"):
        columns["picture_ids"] = list(dict.fromkeys(columns["picture_ids"]))
    if columns.get("description"):
        columns["description"] = rich.clean(columns["description"])
    return columns


def _scheduled(row: Product, changes: dict[str, Any]) -> None:
    on_at, off_at = changes.get("on_at", row.on_at), changes.get("off_at", row.off_at)
    if on_at and off_at and off_at <= on_at:
        raise Invalid(fields={"off_at": "下架时间要晚于上架时间"})
    asked = "off_at" in changes or changes.get("state") == Product.State.ON
    standing = changes.get("state", row.state) == Product.State.ON
    if asked and standing and off_at and off_at <= clock.now():
        raise Invalid(fields={"off_at": "下架时间已经过了,请改晚一些或清空"})


def _video(before: int | None, now: int | None) -> None:
    """Take a video into use, and let go of the one it replaces. Raises Invalid."""
    if now != before:
        files.attach([now] if now else [])
        files.detach([before] if before else [])


@transaction.atomic
def product_create(*, fields: dict[str, Any], wanted: list[Wanted] | None = None) -> Product:
    """A new product, at the end of the list unless a position is given.

    `wanted` are its SKUs: without them one, at its price. One to be shown that has to be looked at
    first is kept off and waits. Raises Invalid, ContentRefused.
    """
    _checked(fields)
    _scheduled(Product(), fields)
    wanted = wanted or [Wanted(price_fen=fields.get("price_fen") or 0)]
    skus.checked(fields.get("specs") or [], wanted)
    fields = {**fields, "price_fen": skus.lowest(wanted)}
    accepted = kinds.accepted(KIND, fields, {}, creating=True)
    columns = {name: value for name, value in _columns(accepted).items() if value is not None}
    if "position" not in columns:
        last = Product.objects.aggregate(last=Max("position"))["last"] or 0
        columns["position"] = min(last + 1, rules.LAST_POSITION)
    row = Product(**columns)
    row.save(force_insert=True)
    _video(None, row.video_id)
    skus.save(row, wanted)
    kinds.claim(KIND, row.pk, {}, row.custom)
    audit.record("product.create", "product", row.pk, row.name)
    reviews.saved(row, (), was_shown=False)
    return row


@transaction.atomic
def product_update(
    row: Product,
    *,
    version: int,
    changes: dict[str, Any],
    current: Callable[[Product], Any],
    wanted: list[Wanted] | None = None,
) -> Product:
    """Change a product; `wanted` are all its SKUs from now on.

    Raises Invalid, FieldForbidden, ValueTaken, Stale, ContentRefused, SkuCodeTaken.
    """
    _checked(changes)
    _scheduled(row, changes)
    before, video_id = row.custom, row.video_id
    seen, was_shown = reviews.seen(row), row.state == Product.State.ON
    wanted, changes = _with_skus(row, changes, wanted)
    columns = _columns(kinds.accepted(KIND, changes, before, creating=False))
    shown = kinds.audited(KIND, before, columns.get("custom", before))
    said = skus.difference(row, wanted) if wanted else None
    shown = {**shown, **({"skus": said} if said else {})}
    saved = records.save_changes(
        row, version=version, changes=columns, shown=shown, current=current
    )
    _video(video_id, saved.video_id)
    if wanted:
        skus.save(saved, wanted)
    kinds.claim(KIND, row.pk, before, saved.custom)
    if changes.get("state") == Product.State.OFF:
        reviews.withdraw(saved)
    reviews.saved(saved, seen, was_shown=was_shown)
    return saved


def _with_skus(
    row: Product, changes: dict[str, Any], wanted: list[Wanted] | None
) -> tuple[list[Wanted] | None, dict[str, Any]]:
    """The SKUs that a change asks for, and the change with the price that follows from them."""
    specs = changes.get("specs", row.specs)
    if wanted is None and specs == row.specs and "price_fen" not in changes:
        return None, changes
    if wanted is None:
        there = [skus.wanted_of(one) for one in goods.skus_of(row)]
        wanted = skus.repriced(there, changes.get("price_fen", row.price_fen))
    skus.checked(specs, wanted)
    if "price_fen" not in changes and not skus.reprices(row, wanted):
        return wanted, changes
    return wanted, {**changes, "price_fen": skus.lowest(wanted)}


@transaction.atomic
def product_restore(row: Product) -> Product:
    """Undo a delete. Raises ValueTaken."""
    back = records.restore(row)
    kinds.reclaim(KIND, back.pk, back.custom)
    return back


def product_find(product_id: int, *, deleted: bool = False) -> Product:
    """A product. Raises NotFound."""
    return records.find(Product.objects.filter(deleted_at__isnull=not deleted), product_id)


def count_views(cards: Mapping[int, int], products: Mapping[int, int]) -> None:
    """Add views to cards and to products, in one statement and in id order."""
    here, ids = scope.current(), sql.array(products)
    seen, looked = sql.array(products.values()), sql.array(cards.values())
    sql.do(VIEWED, [here, ids, ids, seen, here, sql.array(cards), looked, here, here])
