"""Everybody at once, over real connections: one of them wins, and everything adds up."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from keliu.catalog.public import SoldOut
from keliu.kit import clock
from keliu.kit.errors import KeliuError
from keliu.orders import public as orders
from keliu.orders.errors import NotBuyable
from keliu.orders.models import Order, OrderEvent
from keliu.orders.services import expiry, fulfilment
from keliu.orders.tests.shop import GRAPES, Shop, open_shop
from tests.cast import World, fruit_shop

ENDS = {"paid", "cancelled", "expired"}


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    """老王水果店, committed, so that other connections see it."""
    world = fruit_shop()
    with world.inside():
        return open_shop(world, "老王")


def _together(world: World, *calls: Callable[[], object]) -> list[object]:
    """Run calls at the same moment, each on its own thread, connection and transaction."""
    gate, answers = threading.Barrier(len(calls)), list[object]([None] * len(calls))

    def run(at: int) -> None:
        try:
            gate.wait()
            with world.inside():
                answers[at] = calls[at]() or True
        except KeliuError as refused:
            answers[at] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("round_", range(4))
def test_paid_cancelled_or_expired_but_only_one(shop: Shop, round_: int) -> None:
    world = shop.world
    with world.inside():
        row = shop.place((GRAPES, 2))
        Order.objects.filter(pk=row.pk).update(pay_until=clock.now() - timedelta(seconds=1))
        row.refresh_from_db()
    _together(
        world,
        lambda: orders.pay_recorded(row.pk, method="cash", note=""),
        lambda: fulfilment.cancel(row, reason="不要了"),
        lambda: expiry.order_expire(world.merchant.pk, row.pk),
        lambda: fulfilment.cancel(row, reason="店里没货"),
    )
    with world.inside():
        now = Order.objects.get(pk=row.pk)
        kinds = list(OrderEvent.objects.filter(order=row).values_list("kind", flat=True))
        assert len([kind for kind in kinds if kind in ENDS]) == 1, kinds
        paid = now.state == "paid"
        assert (now.paid_fen, shop.stock(GRAPES)) == ((7960, 8) if paid else (0, 10))


def test_one_code_hands_over_once(shop: Shop) -> None:
    world = shop.world
    with world.inside():
        row = shop.place((GRAPES, 1))
        orders.pay_recorded(row.pk, method="cash", note="")
        row.refresh_from_db()
    answers = _together(world, *[lambda: fulfilment.collect(row) for _ in range(6)])
    assert answers.count(True) == 1
    assert {getattr(one, "code", "") for one in answers if one is not True} == {"pickup_done"}
    with world.inside():
        assert OrderEvent.objects.filter(order=row, kind="collected").count() == 1


def test_ten_bunches_for_twenty_buyers(shop: Shop) -> None:
    world = shop.world

    def buy() -> object:
        return shop.place((GRAPES, 1)).pk

    answers = _together(world, *[buy for _ in range(20)])
    got = [one for one in answers if isinstance(one, int)]
    assert len(got) == 10
    assert sum(isinstance(one, SoldOut | NotBuyable) for one in answers) == 10
    with world.inside():
        assert (shop.stock(GRAPES), Order.objects.count()) == (0, 10)
        assert len(set(Order.objects.values_list("number", flat=True))) == 10
