"""How somebody buys at a fruit shop: from the cart to the bag in the hand."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from keliu.catalog.models import Sku
from keliu.catalog.public import SoldOut
from keliu.interactions.models import Interaction
from keliu.kit import clock
from keliu.kit.errors import Invalid, Stale
from keliu.orders import public as orders
from keliu.orders.errors import (
    NotBuyable,
    NotCollected,
    NotShipped,
    OrderStep,
    PickupDone,
    PickupUnknown,
    PriceChanged,
)
from keliu.orders.models import Order, OrderEvent, OrderLine
from keliu.orders.rules.carts import Address
from keliu.orders.services import expiry, fulfilment, pricing, settings, steps
from keliu.orders.tests.shop import CHERRIES, GRAPES, HAIRCUT, Shop, open_shop
from tests.cast import World

HOME = Address("张阿姨", "13800138000", "广东省深圳市南山区", "桂庙路 1 号")


@pytest.fixture
def shop(next_door: World) -> Iterator[Shop]:
    """老王水果店, inside its scope."""
    with next_door.inside():
        yield open_shop(next_door, "老王")


def _now(row: Order) -> Order:
    return Order.objects.get(pk=row.pk)


def _kinds(row: Order) -> list[str]:
    return list(OrderEvent.objects.filter(order=row).order_by("id").values_list("kind", flat=True))


def test_the_server_says_what_it_costs(shop: Shop) -> None:
    settings.trading_save({"shipping_fen": 800, "free_from_fen": 20_000}, version=0)
    found = orders.quote(None, shop.cart((GRAPES, 2), (CHERRIES, 1), delivery="ship"))
    assert (found.goods_fen, found.shipping_fen, found.total_fen) == (20_760, 0, 20_760)
    found = orders.quote(None, shop.cart((GRAPES, 2), delivery="ship"))
    assert (found.shipping_fen, found.total_fen, found.deliveries) == (
        800,
        8760,
        ["ship", "pickup"],
    )
    found = orders.quote(None, shop.cart((GRAPES, 11), (HAIRCUT, 1), delivery="ship"))
    assert [line.problem for line in found.lines] == ["too_few", ""]
    assert (found.total_fen, found.delivery) == (6800, "none")


def test_an_order_holds_what_was_agreed(shop: Shop) -> None:
    row = shop.place((GRAPES, 2), (CHERRIES, 1), remark="挑熟一点的")
    assert (row.total_fen, row.state, row.title) == (20_760, "pending", "阳光玫瑰 等 3 件")
    assert shop.stock(GRAPES) == 8
    Sku.objects.filter(pk=shop.skus[GRAPES]).update(price_fen=1)
    lines = OrderLine.objects.filter(order=row).order_by("position")
    assert [(one.title, one.price_fen, one.amount_fen) for one in lines] == [
        (GRAPES, 3980, 7960), (CHERRIES, 12_800, 12_800)]  # fmt: skip
    assert row.owner_id == shop.world.staff["老王"].pk
    line = Interaction.objects.get(ref_kind="order", ref_id=row.pk)
    assert line.title == "下单 ¥207.60:阳光玫瑰 等 3 件"


def test_another_price_than_seen_is_refused(shop: Shop) -> None:
    with pytest.raises(PriceChanged) as refused:
        orders.place(shop.customers["张阿姨"], shop.cart((GRAPES, 1)), expected_total_fen=1,
                     given_source={})  # fmt: skip
    assert refused.value.details["quote"]["total_fen"] == 3980
    with pytest.raises(NotBuyable):
        shop.place((GRAPES, 11))
    with pytest.raises(Invalid):
        shop.place((HAIRCUT, 1), delivery="ship")
    assert (Order.objects.count(), shop.stock(GRAPES)) == (0, 10)


def test_the_last_piece_can_be_gone_between_looking_and_buying(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = orders.Ports.source

    def meanwhile(customer_id: int | None, given: object) -> orders.Source:
        Sku.objects.filter(pk=shop.skus[GRAPES]).update(stock=1)
        return orders.Source()

    monkeypatch.setattr(orders.Ports, "source", meanwhile)
    with pytest.raises(SoldOut):
        shop.place((GRAPES, 2))
    monkeypatch.setattr(orders.Ports, "source", real)
    assert Order.objects.count() == 0


def test_fetched_against_its_code_once(shop: Shop) -> None:
    row = shop.place((GRAPES, 1))
    assert steps.paid(row.pk, fen=3980, method="cash")
    assert not steps.paid(row.pk, fen=3980, method="cash")
    code = _now(row).pickup_code or ""
    assert len(code) == 8
    found = fulfilment.by_code(f"{code[:4]} {code[4:]}")
    fulfilment.collect(found)
    with pytest.raises(PickupDone):
        fulfilment.collect(found)
    with pytest.raises(PickupUnknown):
        fulfilment.by_code("00")
    assert _now(row).state == "done"
    assert _kinds(row) == ["placed", "paid", "collected"]
    assert Interaction.objects.get(ref_kind="order").title == "订单完成 ¥39.80:阳光玫瑰"


def test_sent_corrected_and_received(shop: Shop) -> None:
    row = shop.place((CHERRIES, 1), delivery="ship", address=HOME)
    assert (row.phone_masked, row.address_masked) == ("138****8000", "广东省深圳市南山区 ******")
    steps.paid(row.pk, fen=12_800, method="wechat")
    assert _now(row).pickup_code is None
    with pytest.raises(NotCollected):
        fulfilment.collect(_now(row))
    with pytest.raises(Stale):
        fulfilment.ship(row, company="顺丰", number="SF1001", version=1)
    fulfilment.ship(row, company="顺丰", number="SF1001", version=2)
    fulfilment.ship(row, company="顺丰", number="SF1002", version=3)
    assert (_now(row).state, _now(row).express_number) == ("shipped", "SF1002")
    fulfilment.finish(row, how="received")
    assert _kinds(row) == ["placed", "paid", "shipped", "express", "done"]
    with pytest.raises(NotShipped):
        fulfilment.ship(shop.place((GRAPES, 1)), company="顺丰", number="SF1", version=1)


def test_not_wanted_any_more(shop: Shop) -> None:
    row = shop.place((GRAPES, 3))
    fulfilment.cancel(row, reason="买错了")
    assert (_now(row).state, shop.stock(GRAPES)) == ("closed", 10)
    with pytest.raises(OrderStep):
        fulfilment.cancel(row, reason="")
    assert not steps.paid(row.pk, fen=11_940)
    assert _now(row).paid_fen == 0


def test_nobody_paid_in_time(shop: Shop) -> None:
    row, other = shop.place((GRAPES, 3)), shop.place((GRAPES, 1))
    merchant = shop.world.merchant.pk
    expiry.order_expire(merchant, row.pk)
    assert _now(row).state == "pending"
    Order.objects.filter(pk=row.pk).update(pay_until=clock.now() - timedelta(seconds=1))
    expiry.order_expire(merchant, row.pk)
    assert (_now(row).state, _now(row).close_reason) == ("closed", "超过付款时间")
    assert (shop.stock(GRAPES), _now(other).state) == (9, "pending")


def test_sent_long_ago_is_done(shop: Shop) -> None:
    rows = [shop.place((CHERRIES, 1), delivery="ship", address=HOME) for _ in range(2)]
    for row in rows:
        steps.paid(row.pk, fen=12_800)
        fulfilment.ship(row, company="顺丰", number="SF100", version=2)
    Order.objects.filter(pk=rows[0].pk).update(shipped_at=clock.now() - timedelta(days=10, hours=1))
    assert expiry.done_by_themselves() == 1
    assert [_now(row).state for row in rows] == ["done", "shipped"]


def test_a_price_changed_by_hand(shop: Shop) -> None:
    row = shop.place((GRAPES, 2), (CHERRIES, 1))
    pricing.price(row, adjust_fen=-760, reason="老顾客", version=1)
    assert (_now(row).total_fen, _now(row).version) == (20_000, 2)
    amounts = [one.amount_fen for one in OrderLine.objects.filter(order=row)]
    assert sum(amounts) == 20_000
    with pytest.raises(Invalid):
        pricing.price(row, adjust_fen=-20_760, reason="", version=2)
    with pytest.raises(Stale):
        pricing.price(row, adjust_fen=0, reason="", version=1)
    steps.paid(row.pk, fen=20_000)
    with pytest.raises(OrderStep):
        pricing.price(_now(row), adjust_fen=0, reason="", version=3)


def test_plain_orders(shop: Shop) -> None:
    row = orders.place_plain("cashier", None, "收银", 500)
    assert steps.paid(row.pk, fen=500, method="cash")
    assert (_now(row).state, _kinds(row)) == ("done", ["placed", "paid", "done"])
    deposit = orders.place_plain("deposit", shop.customers["张阿姨"], "预约定金", 2000, 77, 15)
    steps.paid(deposit.pk, fen=2000, method="wechat")
    assert (_now(deposit).state, orders.finish(deposit.pk)) == ("paid", True)
    assert orders.card(deposit.pk).subject_id == 77
