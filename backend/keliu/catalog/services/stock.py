"""Stock: taken and given back in one round trip, in id order, with an entry for every change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from keliu.catalog import rules
from keliu.catalog.errors import SoldOut
from keliu.catalog.models import Product, Sku, StockEntry
from keliu.kit import actor, clock, ids, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, sql
from keliu.platform.pipeline import Question

Reason = StockEntry.Reason
Quantities = Mapping[int, int]
"""How many of each SKU, by id."""

# Whoever asks for the same SKUs waits here, in id order; the next statement then reads with a
# snapshot of its own, so it sees what the one before left.
HELD = """SELECT id FROM catalog_sku WHERE merchant_id = %s AND id = ANY(%s::bigint[])
 ORDER BY id FOR NO KEY UPDATE"""
# The entry is the claim: only what was claimed is moved.
MOVED = """WITH held AS (
  SELECT k.id, k.stock, a.change, a.entry_id
  FROM unnest(%s::bigint[], %s::int[], %s::bigint[]) AS a(sku_id, change, entry_id)
  JOIN catalog_sku k ON k.merchant_id = %s AND k.id = a.sku_id
  WHERE k.deleted_at IS NULL OR a.change > 0
), noted AS (
  INSERT INTO catalog_stockentry
    (id, merchant_id, sku_id, change, after, reason, ref, note, by_id, created_at)
  SELECT entry_id, %s, id, change, stock + change, %s, %s, %s, %s::bigint, %s::timestamptz
  FROM held WHERE stock IS NOT NULL AND stock + change >= 0
  ON CONFLICT (merchant_id, sku_id, ref, reason) DO NOTHING
  RETURNING sku_id, change
), moved AS (
  UPDATE catalog_sku k SET stock = k.stock + n.change FROM noted n
  WHERE k.merchant_id = %s AND k.id = n.sku_id RETURNING k.id
)
SELECT h.id, h.stock, m.id IS NOT NULL FROM held h LEFT JOIN moved m ON m.id = h.id"""


@dataclass(frozen=True)
class Moved:
    """What became of one SKU: its stock before (None: not counted) and whether it changed."""

    before: int | None
    done: bool


def _move(changes: Quantities, *, reason: str, ref: str, note: str = "") -> dict[int, Moved]:
    """Change stocks once per `ref` and reason; what would fall below nothing stays as it is."""
    wanted = sorted(changes)
    merchant_id = scope.current()
    asked = [wanted, [changes[one] for one in wanted], [ids.new() for _ in wanted]]
    said = [reason, ref, note, actor.current().staff_id, clock.now()]
    held = Question(HELD, [merchant_id, wanted])
    moved = Question(MOVED, [*asked, merchant_id, merchant_id, *said, merchant_id])
    _, answer = sql.ask(held, moved)
    return {sku_id: Moved(before, done) for sku_id, before, done in answer.rows}


@transaction.atomic
def take(quantities: Quantities, ref: str) -> None:
    """Take pieces for `ref` (all or none); a second call with this `ref` takes nothing more.

    Raises SoldOut for what is short or gone; SKUs that nobody counts never are.
    """
    _positive(quantities)
    found = _move({one: -many for one, many in quantities.items()}, reason=Reason.SOLD, ref=ref)
    short = [one for one in sorted(quantities) if not _taken(found.get(one), one, ref)]
    if short:
        raise _sold_out(short[0], found.get(short[0]))


def _taken(moved: Moved | None, sku_id: int, ref: str) -> bool:
    if moved is None:
        return False
    return moved.done or moved.before is None or _noted(sku_id, ref, Reason.SOLD)


def _noted(sku_id: int, ref: str, reason: str) -> bool:
    return StockEntry.objects.filter(sku_id=sku_id, ref=ref, reason=reason).exists()


def _sold_out(sku_id: int, moved: Moved | None) -> SoldOut:
    row = Sku.objects.select_related("product").filter(pk=sku_id).first()
    name = rules.sku_name(row.product.name, row.values) if row else "这个规格"
    left = (moved.before or 0) if moved else 0
    return SoldOut(name=name, left=left, sku_id=str(sku_id))


@transaction.atomic
def give_back(quantities: Quantities, ref: str, *, taken: str | None = None) -> None:
    """Put pieces back, once per `ref`: those that were taken for `taken` (or for `ref` itself).

    What was not counted when it was taken, or is not any more, has nothing to come back to.
    """
    _positive(quantities)
    counted = StockEntry.objects.filter(
        sku_id__in=list(quantities), ref=taken or ref, reason=Reason.SOLD
    ).values_list("sku_id", flat=True)
    back = {one: quantities[one] for one in counted}
    if back:
        _move(back, reason=Reason.RETURNED, ref=ref)


@transaction.atomic
def count(row: Sku, *, to: int | None, was: int | None, reason: str, note: str = "") -> None:
    """Somebody says how many there are (None: nobody counts any more).

    They saw `was`; what was sold or came back since then stays sold or back. Raises Invalid.
    """
    locked = Sku.objects.select_for_update(no_key=True).get(pk=row.pk)
    now = locked.stock
    if to is None:
        change, after = -(now or 0), None
    else:
        after = to if now is None or was is None else now + to - was
        change = after - (now or 0)
    if after is not None and after < 0:
        raise Invalid(fields={"skus": f"库存刚变成 {now},请刷新后再填"})
    if after == now:
        return
    Sku.objects.filter(pk=row.pk).update(stock=after)
    opening = now is None and reason == Reason.EDITED
    words = note or ("不再计数" if after is None else "")
    if change or opening:
        _note(locked, change, after or 0, Reason.OPENING if opening else reason, words)


@dataclass(frozen=True)
class Count:
    """What somebody counted of a SKU, and what they were shown before."""

    sku_id: int
    to: int | None
    was: int | None


@transaction.atomic
def correct(product: Product, counts: Sequence[Count], *, note: str) -> None:
    """Put the stocks of a product right, with the reason. Raises Invalid."""
    wanted = {one.sku_id: one for one in counts}
    rows = {row.pk: row for row in Sku.objects.alive().filter(product=product, pk__in=wanted)}
    if len(wanted) != len(counts) or set(rows) != set(wanted):
        raise Invalid(fields={"counts": "有规格没有找到,请刷新后再填"})
    before = {row.pk: row.stock for row in rows.values()}
    for sku_id in sorted(rows):
        one = wanted[sku_id]
        count(rows[sku_id], to=one.to, was=one.was, reason=Reason.CORRECTED, note=note)
    said = {"stock": (_said(rows, before), _said(rows, {k: v.to for k, v in wanted.items()}))}
    audit.record("product.stock", "product", product.pk, product.name, said)


def _said(rows: Mapping[int, Sku], stocks: Mapping[int, int | None]) -> list[str]:
    return [
        f"{rules.spec_text(rows[one].values)} {'不计' if left is None else left}".strip()
        for one, left in sorted(stocks.items())
    ]


def _note(row: Sku, change: int, after: int, reason: str, note: str) -> None:
    entry_id = ids.new()
    StockEntry(
        id=entry_id,
        sku_id=row.pk,
        change=change,
        after=after,
        reason=reason,
        ref=f"entry:{entry_id}",
        note=note,
        by_id=actor.current().staff_id,
    ).save(force_insert=True)


def opened(rows: Iterable[Sku]) -> None:
    """The first entries of SKUs that came with a stock."""
    StockEntry.objects.bulk_create(
        StockEntry(
            sku_id=row.pk,
            change=row.stock or 0,
            after=row.stock or 0,
            reason=Reason.OPENING,
            ref="opening",
            created_at=row.created_at,
        )
        for row in rows
    )


def _positive(quantities: Quantities) -> None:
    if any(many < 1 for many in quantities.values()):
        raise ValueError("a quantity is at least one")
