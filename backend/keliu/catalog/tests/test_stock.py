"""Stock: taken once, given back once, never below nothing, every change with its entry."""

from collections.abc import Iterator

import pytest

from keliu.catalog import public as catalog
from keliu.catalog.models import Product, Sku, StockEntry
from tests import cast
from tests.cast import World


@pytest.fixture
def world(db: None) -> Iterator[World]:
    world = cast.company()
    with world.inside():
        yield world


def sku(stock: int | None, *values: str, name: str = "阳光玫瑰") -> Sku:
    product = Product(name=name, price_fen=3980)
    product.save()
    row = Sku(product=product, values=list(values), price_fen=3980, stock=stock)
    row.save()
    return row


def entries(row: Sku) -> list[tuple[str, int, int]]:
    rows = StockEntry.objects.filter(sku_id=row.pk).order_by("id")
    return list(rows.values_list("reason", "change", "after"))


def left(row: Sku) -> int | None:
    return Sku.objects.get(pk=row.pk).stock


def test_taking_and_giving_back_happen_once(world: World) -> None:
    row = sku(5)
    catalog.take({row.pk: 2}, "order:1")
    catalog.take({row.pk: 2}, "order:1")
    assert left(row) == 3
    catalog.give_back({row.pk: 2}, "order:1")
    catalog.give_back({row.pk: 2}, "order:1")
    assert left(row) == 5
    assert entries(row) == [("sold", -2, 3), ("returned", 2, 5)]


def test_all_or_none(world: World) -> None:
    first, second = sku(5), sku(1, "小份", name="车厘子")
    with pytest.raises(catalog.SoldOut) as refused:
        catalog.take({first.pk: 2, second.pk: 2}, "order:1")
    assert refused.value.details == {"name": "车厘子 小份", "left": 1, "sku_id": str(second.pk)}
    assert (left(first), left(second), StockEntry.objects.count()) == (5, 1, 0)


def test_what_nobody_counts_never_runs_out(world: World) -> None:
    row = sku(None)
    catalog.take({row.pk: 1000}, "order:1")
    Sku.objects.filter(pk=row.pk).update(stock=10)  # counted since
    catalog.give_back({row.pk: 1000}, "order:1")
    assert left(row) == 10


def test_a_part_comes_back_by_its_own_name(world: World) -> None:
    row = sku(5)
    catalog.take({row.pk: 3}, "order:1")
    for _ in range(2):
        catalog.give_back({row.pk: 1}, "refund:7", taken="order:1")
    catalog.give_back({row.pk: 2}, "refund:8", taken="order:1")
    assert left(row) == 5
    catalog.give_back({row.pk: 9}, "refund:9", taken="order:none")
    assert left(row) == 5


def test_a_deleted_sku_is_sold_no_more_but_takes_back(world: World) -> None:
    row = sku(5)
    catalog.take({row.pk: 3}, "order:1")
    Sku.objects.filter(pk=row.pk).update(deleted_at=row.created_at)
    with pytest.raises(catalog.SoldOut):
        catalog.take({row.pk: 1}, "order:2")
    catalog.give_back({row.pk: 3}, "order:1")
    assert left(row) == 5


def test_what_a_seller_is_told(world: World) -> None:
    row = sku(5, "红", "L")
    told = catalog.sellables([row.pk, 1])
    assert list(told) == [row.pk]
    face = told[row.pk]
    assert (face.title, face.spec, face.price_fen, face.on_shelf) == (
        "阳光玫瑰",
        "红 · L",
        3980,
        True,
    )
    Product.objects.update(state="off")
    assert not catalog.sellables([row.pk])[row.pk].on_shelf
