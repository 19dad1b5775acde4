"""Many buyers for few pieces, each on a connection of its own: exactly the pieces are sold."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.db import connection, connections
from django.db.models import Sum

from keliu.catalog import public as catalog
from keliu.catalog.models import Product, Sku, StockEntry
from tests import cast, proofs
from tests.cast import World

BACKENDS, RUSH = 40, 1000


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_push_out")


def put(world: World, *stocks: int) -> list[int]:
    with world.inside():
        product = Product(name="车厘子", price_fen=9800)
        product.save()
        rows = [
            Sku(product=product, values=[str(at)], price_fen=9800, stock=stock)
            for at, stock in enumerate(stocks)
        ]
        return [row.pk for row in Sku.objects.bulk_create(rows)]


@dataclass
class Sold:
    orders: list[str]
    backends: set[int]


def rush(world: World, skus: list[int], buyers: int, *, regret: float = 0) -> Sold:
    """`buyers` want one of everything at once; some of them give it back again."""
    line, sold = threading.Barrier(BACKENDS), Sold([], set())

    def clerk(number: int) -> None:
        dice = random.Random(number)  # noqa: S311  which buyers change their minds
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                sold.backends.add(cursor.fetchone()[0])
            line.wait(30)
            for buyer in range(number, buyers, BACKENDS):
                if buy(f"order:{buyer}") and dice.random() >= regret:
                    sold.orders.append(f"order:{buyer}")
                elif regret:
                    with world.inside():
                        catalog.give_back(wanted, f"order:{buyer}")
        finally:
            connections.close_all()

    wanted = dict.fromkeys(skus, 1)

    def buy(ref: str) -> bool:
        try:
            with world.inside():
                catalog.take(wanted, ref)
        except catalog.SoldOut:
            return False
        return True

    with ThreadPoolExecutor(BACKENDS) as pool:
        list(pool.map(clerk, range(BACKENDS)))
    return sold


def sound(world: World, skus: list[int], stocks: list[int]) -> None:
    """The ledger adds up to what is there, and nobody has more than there was."""
    with world.inside():
        for sku, stock in zip(skus, stocks, strict=True):
            moved = StockEntry.objects.filter(sku_id=sku).aggregate(n=Sum("change"))["n"] or 0
            row = Sku.objects.get(pk=sku)
            assert row.stock == stock + moved >= 0
            last = StockEntry.objects.filter(sku_id=sku).values_list("after", flat=True)
            assert min(last, default=0) >= 0


@pytest.mark.parametrize(
    ("buyers", "pieces"),
    [(200, 20), pytest.param(RUSH, 100, marks=pytest.mark.slow)],
)
def test_exactly_the_pieces_are_sold(world: World, buyers: int, pieces: int) -> None:
    skus = put(world, pieces)
    sold = rush(world, skus, buyers)
    assert len(sold.orders) == pieces
    assert len(sold.backends) >= BACKENDS
    sound(world, skus, [pieces])
    with world.inside():
        assert StockEntry.objects.count() == pieces
    if buyers == RUSH:
        proofs.tell("stock.sold", len(sold.orders))
        proofs.tell("stock.oversold", abs(len(sold.orders) - pieces))


def test_what_comes_back_is_sold_again_and_never_twice(world: World) -> None:
    skus = put(world, 10, 12)
    sold = rush(world, skus[::-1], 120, regret=0.5)
    sound(world, skus, [10, 12])
    with world.inside():
        left = Sku.objects.get(pk=skus[0]).stock
        assert left is not None
        assert len(sold.orders) == 10 - left
