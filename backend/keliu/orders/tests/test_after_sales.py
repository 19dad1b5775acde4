"""Money back: asked for, decided, given, for some of an order or all of it."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest

from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.kit.errors import Invalid
from keliu.orders import public as orders
from keliu.orders.errors import AfterSaleLate, AfterSaleOpen, AfterSaleStep, OrderStep, TooMuchBack
from keliu.orders.models import AfterSale, Order, OrderLine
from keliu.orders.schemas.orders import MyOrder
from keliu.orders.services import after_sales, fulfilment
from keliu.orders.services.after_sales import Back
from keliu.orders.tests.shop import CHERRIES, GRAPES, Shop, open_shop
from keliu.platform import files
from tests.cast import World
from tests.matrix.pictures import png


@pytest.fixture
def shop(next_door: World) -> Iterator[Shop]:
    with next_door.inside():
        yield open_shop(next_door, "老王")


@pytest.fixture
def bought(shop: Shop) -> Order:
    """Two bunches and a box, paid in cash."""
    row = shop.place((GRAPES, 2), (CHERRIES, 1))
    orders.pay_recorded(row.pk, method="cash", note="")
    return Order.objects.get(pk=row.pk)


def _line(row: Order, title: str) -> OrderLine:
    return OrderLine.objects.get(order=row, title=title)


def _ask(row: Order, **rest: object) -> AfterSale:
    asked = {"kind": "refund", "lines": [], "fen": None, "reason": "有坏果", **rest}
    return after_sales.ask(row, **asked)  # type: ignore[arg-type]  # one of many fields each


def test_one_bunch_comes_back(shop: Shop, bought: Order) -> None:
    line = _line(bought, GRAPES)
    found = _ask(bought, lines=[Back(line.pk, 1)])
    assert (found.fen, found.state) == (3980, "asked")
    with pytest.raises(AfterSaleOpen):
        _ask(bought)
    after_sales.agree(found, answer="马上退", version=1)
    found.refresh_from_db()
    row, line = Order.objects.get(pk=bought.pk), _line(bought, GRAPES)
    assert (found.state, row.state, row.refunded_fen) == ("done", "paid", 3980)
    assert (line.refunded_quantity, line.refunded_fen, shop.stock(GRAPES)) == (1, 3980, 9)


def test_all_of_it(shop: Shop, bought: Order) -> None:
    found = _ask(bought)
    assert found.fen == 20_760
    after_sales.agree(found, answer="", version=1)
    row = Order.objects.get(pk=bought.pk)
    assert (row.state, row.refunded_fen, shop.stock(GRAPES)) == ("refunded", 20_760, 10)
    with pytest.raises(OrderStep):
        _ask(row)


def test_less_than_it_is_worth(shop: Shop, bought: Order) -> None:
    line = _line(bought, CHERRIES)
    with pytest.raises(TooMuchBack):
        _ask(bought, lines=[Back(line.pk, 1)], fen=12_801)
    after_sales.agree(_ask(bought, lines=[Back(line.pk, 1)], fen=2000), answer="", version=1)
    assert Order.objects.get(pk=bought.pk).refunded_fen == 2000
    assert _line(bought, CHERRIES).refunded_fen == 2000


def test_refused_or_withdrawn(shop: Shop, bought: Order) -> None:
    found = _ask(bought)
    after_sales.refuse(found, answer="已过赏味期", version=1)
    with pytest.raises(AfterSaleStep):
        after_sales.agree(found, answer="", version=2)
    again = _ask(bought)
    after_sales.withdraw(again)
    with pytest.raises(AfterSaleStep):
        after_sales.withdraw(again)
    assert Order.objects.get(pk=bought.pk).refunded_fen == 0


def test_things_come_back_first(shop: Shop, bought: Order) -> None:
    fulfilment.collect(bought)
    row = Order.objects.get(pk=bought.pk)
    found = _ask(row, kind="return", lines=[Back(_line(row, GRAPES).pk, 2)])
    after_sales.agree(found, answer="带回店里", version=1)
    assert (Order.objects.get(pk=row.pk).refunded_fen, shop.stock(GRAPES)) == (0, 8)
    after_sales.received(found, version=2)
    assert (Order.objects.get(pk=row.pk).refunded_fen, shop.stock(GRAPES)) == (7960, 10)


def test_too_long_ago_for_customers(shop: Shop, bought: Order) -> None:
    fulfilment.collect(bought)
    Order.objects.filter(pk=bought.pk).update(done_at=clock.now() - timedelta(days=15, hours=1))
    with shop.buying(), pytest.raises(AfterSaleLate):
        _ask(Order.objects.get(pk=bought.pk))
    assert _ask(Order.objects.get(pk=bought.pk)).state == "asked"


def test_pictures_come_with_a_request_and_only_ones_own(shop: Shop, bought: Order) -> None:
    with actor.acting(Actor(None, "张阿姨", customer_id=bought.customer_id)):
        shown = files.store_own_picture(io.BytesIO(png().read()), "坏果.png")
        with pytest.raises(files.Refused):
            files.store_own_picture(io.BytesIO(b"%PDF-1.4 no picture"), "a.pdf")
    with (
        actor.acting(Actor(None, "张阿姨", customer_id=(bought.customer_id or 0) + 1)),
        pytest.raises(Invalid),
    ):
        _ask(bought, picture_ids=[shown.id])
    with actor.acting(Actor(None, "张阿姨", customer_id=bought.customer_id)):
        found = _ask(bought, picture_ids=[shown.id])
        assert [one.id for one in MyOrder.of(bought).after_sales[0].pictures] == [shown.id]
    assert found.picture_ids == [shown.id]
