"""What belongs to an opportunity: its products and who else wants the deal."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from keliu.catalog import public as catalog
from keliu.kit.errors import Invalid
from keliu.platform import records
from keliu.sales import rules
from keliu.sales.models import Competitor, Opportunity
from keliu.sales.rules import lines as law
from keliu.sales.selectors import opportunities as questions
from keliu.sales.services import tally
from keliu.sales.services.steps import Shown, board_changed, refusal


def lines_checked(
    given: Sequence[dict[str, Any]], known: Sequence[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Lines as they are kept: names and units copied, amounts worked out. Raises Invalid.

    A product may be named if it is on sale, or stood in a line before.
    """
    if len(given) > law.MOST_LINES:
        raise Invalid(fields={"lines": f"最多 {law.MOST_LINES} 行"})
    faces = catalog.products(line["product_id"] for line in given if line["product_id"])
    before = {line["product_id"] for line in known}
    found = [_line(line, faces, before) for line in given]
    if law.total(found) > law.MOST_FEN:
        raise Invalid(fields={"lines": "合计太大,请检查数量和单价"})
    return found


def _line(
    line: dict[str, Any], faces: dict[int, catalog.ProductFace], before: set[str | None]
) -> dict[str, Any]:
    product_id = line["product_id"]
    face = faces.get(product_id or 0)
    if product_id and (face is None or not (face.on_sale or str(product_id) in before)):
        raise Invalid(fields={"lines": "有产品已下架或删除,请重新选"})
    name = line["name"] or (face.name if face else "")
    if not name:
        raise Invalid(fields={"lines": "每一行要选产品,或写名称"})
    quantity = Decimal(str(line["quantity"]))
    return {
        "product_id": str(product_id) if product_id else None,
        "name": name,
        "unit": line["unit"] or (face.unit if face else ""),
        "quantity": float(quantity),
        "price_fen": line["price_fen"],
        "discount": line["discount"],
        "amount_fen": law.amount(quantity, line["price_fen"], line["discount"]),
    }


@transaction.atomic
def lines_set(
    row: Opportunity,
    *,
    given: Sequence[dict[str, Any]],
    sums: bool,
    version: int,
    shown: Shown,
) -> Opportunity:
    """What it is about, line by line; with `sums` the amount is theirs.

    Raises OpportunityClosed, Stale, Invalid.
    """
    lines = lines_checked(given, row.lines)
    changes: dict[str, Any] = {"lines": lines, "sums_lines": sums}
    if sums:
        changes["amount_fen"] = law.total(lines)
    return _save(row, changes, version, shown)


@transaction.atomic
def competitors_set(
    row: Opportunity, *, given: Sequence[dict[str, Any]], version: int, shown: Shown
) -> Opportunity:
    """Who else wants the deal. Raises OpportunityClosed, Stale, Invalid."""
    wanted = {one["competitor_id"]: one["note"] for one in given}
    known = Competitor.objects.filter(pk__in=wanted, deleted_at__isnull=True)
    before = {int(one["id"]) for one in row.competitors}
    names = set(known.values_list("id", flat=True)) | before
    if any(one not in names for one in wanted):
        raise Invalid(fields={"competitors": "没有这个竞争对手,请重新选"})
    chosen = [{"id": str(key), "note": note} for key, note in wanted.items()]
    return _save(row, {"competitors": chosen}, version, shown)


def _save(row: Opportunity, changes: dict[str, Any], version: int, shown: Shown) -> Opportunity:
    if row.state != rules.OPEN or row.version != version:
        raise refusal(row.pk, (rules.OPEN,), shown)
    before = tally.place(row)
    records.save_changes(
        row,
        version=version,
        changes=changes,
        current=lambda now: shown(questions.whole_row(now.pk)),
    )
    tally.shift(before, tally.place(row))
    saved = questions.whole_row(row.pk)
    board_changed(saved)
    return saved
