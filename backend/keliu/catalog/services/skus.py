"""The SKUs of a product: one for every combination of its specs, saved as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F

from keliu.catalog import rules
from keliu.catalog.errors import SkuCodeTaken
from keliu.catalog.models import Product, Sku
from keliu.catalog.rules import matrix
from keliu.catalog.selectors import goods
from keliu.catalog.services import stock
from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.platform import files, records

COLUMNS = ("values", "code", "price_fen", "member_price_fen", "position", "picture_id")


@dataclass(frozen=True)
class Wanted:
    """A SKU as it shall be. `stock_was` is what its editor saw; None in both: not counted.

    `counts` is False when its stock is none of the editor's business and stays as it is.
    """

    values: tuple[str, ...] = ()
    price_fen: int = 0
    member_price_fen: int | None = None
    code: str = ""
    picture_id: int | None = None
    id: int | None = None
    counts: bool = False
    stock: int | None = None
    stock_was: int | None = None


def checked(specs: Sequence[Mapping[str, Any]], wanted: Sequence[Wanted]) -> None:
    """Raises Invalid unless there is a SKU for combinations of the specs, each once."""
    matrix.assert_specs(specs)
    matrix.assert_values(specs, [one.values for one in wanted])
    codes = [one.code for one in wanted if one.code]
    if len(codes) != len(set(codes)):
        raise Invalid(fields={"skus": "有两个规格用了同一个货号,请改掉一个"})
    pictures = {one.picture_id for one in wanted if one.picture_id}
    if pictures and len(files.cards(list(pictures))) != len(pictures):
        raise Invalid(fields={"skus": "规格图片没有找到,请重新上传"})


def lowest(wanted: Iterable[Wanted | Sku]) -> int:
    """The price that a product is listed with."""
    return min((one.price_fen for one in wanted), default=0)


def save(product: Product, wanted: Sequence[Wanted]) -> None:
    """Make the SKUs of a product what is wanted; what is missing there is sold no more.

    The caller holds the product. Raises Invalid, SkuCodeTaken.
    """
    rows = Sku.objects.alive().filter(product=product).order_by("id")
    there = {row.pk: row for row in rows.select_for_update(no_key=True)}
    matched = _matched(there, wanted)
    gone = [one for one in there if one not in {row.pk for row in matched if row}]
    Sku.objects.filter(pk__in=gone).update(deleted_at=clock.now(), version=F("version") + 1)
    changed = [row for row, one in zip(matched, wanted, strict=True) if row and _moves(row, one)]
    _step_aside(changed)
    for position, (row, one) in enumerate(zip(matched, wanted, strict=True)):
        _save_one(product, row, one, position)


def _matched(there: Mapping[int, Sku], wanted: Sequence[Wanted]) -> list[Sku | None]:
    """The row that each wanted one is: by its id, else by its values."""
    known = {one.id for one in wanted if one.id}
    if known - set(there):
        raise Invalid(fields={"skus": "有规格刚被别人删掉了,请刷新后再改"})
    free = {tuple(row.values): row for row in there.values() if row.pk not in known}
    return [there[one.id] if one.id else free.pop(one.values, None) for one in wanted]


def _moves(row: Sku, one: Wanted) -> bool:
    return (tuple(row.values), row.code) != (one.values, one.code)


def _step_aside(rows: Iterable[Sku]) -> None:
    """Values and codes may change places among SKUs: none is in the other's way meanwhile."""
    for row in rows:
        Sku.objects.filter(pk=row.pk).update(values=[f"#{row.pk}"], code=f"#{row.pk}")


def _save_one(product: Product, row: Sku | None, one: Wanted, position: int) -> None:
    columns = {name: getattr(one, name) for name in COLUMNS if name != "position"}
    columns |= {"values": list(one.values), "position": position}
    with records.unique("sku_code_once", SkuCodeTaken(name=one.code)):
        if row is None:
            row = Sku(product=product, **columns)
            row.save(force_insert=True)
        elif any(getattr(row, name) != columns[name] for name in COLUMNS):
            now = clock.now()
            changed = Sku.objects.filter(pk=row.pk)
            changed.update(**columns, version=F("version") + 1, updated_at=now)
    if one.counts:
        stock.count(row, to=one.stock, was=one.stock_was, reason=stock.Reason.EDITED)


def wanted_of(row: Sku) -> Wanted:
    """A SKU as it is; its stock stays as it is."""
    return Wanted(
        id=row.pk,
        values=tuple(row.values),
        price_fen=row.price_fen,
        member_price_fen=row.member_price_fen,
        code=row.code,
        picture_id=row.picture_id,
    )


def repriced(there: Sequence[Wanted], price_fen: int) -> list[Wanted]:
    """A new price for a product that has one SKU. Raises Invalid for one that has more."""
    if len(there) == 1:
        return [replace(there[0], price_fen=price_fen)]
    if price_fen != lowest(there):
        raise Invalid(fields={"price_fen": "这个产品有多个规格,请在规格表里改价格"})
    return list(there)


def reprices(product: Product, wanted: Sequence[Wanted]) -> bool:
    """Whether anything would cost another price: that is asked of whoever may change prices."""
    now = {one.pk: (one.price_fen, one.member_price_fen) for one in goods.skus_of(product)}
    then = {one.id: (one.price_fen, one.member_price_fen) for one in wanted}
    return now != then


def difference(product: Product, wanted: Sequence[Wanted]) -> tuple[list[str], list[str]] | None:
    """What the audit log says of a change: SKUs with their prices before and after."""
    before = [_said(one) for one in goods.skus_of(product)]
    after = [_said(one) for one in wanted]
    return None if before == after else (before, after)


def _said(one: Wanted | Sku) -> str:
    words = [rules.spec_text(one.values) or "默认", f"¥{one.price_fen / 100:.2f}"]
    if one.member_price_fen is not None:
        words.append(f"会员 ¥{one.member_price_fen / 100:.2f}")
    return " ".join([*words, one.code]).strip()


def furnish(products: Iterable[Product], *, stocks: Mapping[int, int] | None = None) -> list[Sku]:
    """One SKU for each of many new products, at its price; `stocks` are by product id."""
    counted = stocks or {}
    rows = [
        Sku(product=one, price_fen=one.price_fen, stock=counted.get(one.pk),
            created_at=one.created_at, updated_at=one.created_at)
        for one in products
    ]  # fmt: skip
    made = Sku.objects.bulk_create(rows)
    stock.opened([row for row in made if row.stock is not None])
    return made
