"""Price lists: other prices than the products' own."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from keliu.catalog.errors import PriceListTaken
from keliu.catalog.models import PriceItem, PriceList, Product
from keliu.kit.errors import Invalid
from keliu.platform import audit, records

Prices = Mapping[int, int]
Shown = Callable[[PriceList], Any]
MOST_ITEMS = 2_000


def _named(save: Callable[[], Any], name: str) -> None:
    taken = PriceListTaken(name=name, fields={"name": f"“{name}”已经有了,换个名字"})
    with records.unique("price_list_one_name", taken):
        save()


def _days(from_on: Any, to_on: Any) -> None:
    if from_on and to_on and to_on < from_on:
        raise Invalid(fields={"to_on": "结束日期要晚于开始日期"})


def _priced(row: PriceList, prices: Prices) -> None:
    """The prices of a list, all anew."""
    if len(prices) > MOST_ITEMS:
        raise Invalid(fields={"items": f"最多 {MOST_ITEMS} 个产品"})
    if Product.objects.filter(pk__in=prices).count() != len(prices):
        raise Invalid(fields={"items": "有产品没有找到,请刷新后再填"})
    PriceItem.objects.filter(price_list=row).delete()
    PriceItem.objects.bulk_create(
        PriceItem(price_list=row, product_id=product, price_fen=fen)
        for product, fen in prices.items()
    )


@transaction.atomic
def price_list_create(*, prices: Prices, **fields: Any) -> PriceList:
    """A new price list. Raises PriceListTaken, Invalid."""
    _days(fields.get("from_on"), fields.get("to_on"))
    row = PriceList(**fields)
    _named(lambda: row.save(force_insert=True), row.name)
    _priced(row, prices)
    audit.record("pricelist.create", "pricelist", row.pk, row.name)
    return row


@transaction.atomic
def price_list_update(
    row: PriceList, *, version: int, changes: dict[str, Any], prices: Prices | None, shown: Shown
) -> PriceList:
    """Change a price list. Raises PriceListTaken, Stale, Invalid."""
    _days(changes.get("from_on", row.from_on), changes.get("to_on", row.to_on))
    _named(
        lambda: records.save_changes(row, version=version, changes=changes, current=shown),
        str(changes.get("name", row.name)),
    )
    if prices is not None:
        _priced(row, prices)
    return row
