"""Who hears of an order: the radar's feed, the colleague, the customer on WeChat, and who asks."""

from typing import Any

import pytest

from keliu.catalog.models import CardCode
from keliu.catalog.services.cards import card_create
from keliu.config.subscriptions import deliver
from keliu.conversations.public import Inbound
from keliu.conversations.public import answer as answered
from keliu.customers.models import Consent
from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.orders import public as orders
from keliu.orders.services import steps
from keliu.orders.tests.shop import GRAPES, Shop, open_shop
from keliu.outreach.ports import Ports as Outreach
from keliu.outreach.public import CustomerNote
from keliu.platform.models import Notification, OutboxEntry
from keliu.radar.services import digest
from tests.cast import World


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[CustomerNote]:
    notes: list[CustomerNote] = []

    def heard(note: CustomerNote) -> str:
        notes.append(note)
        return "queued"

    monkeypatch.setattr(Outreach, "notify", heard)
    return notes


@pytest.fixture
def shop(far_sail: World) -> Shop:
    with far_sail.inside():
        return open_shop(far_sail, "小李")


def _relayed(world: World) -> None:
    """What the relay does with everything that was published."""
    with world.inside():
        rows = list(OutboxEntry.objects.order_by("id"))
    for row in rows:
        for _ in range(2):  # at least once
            deliver(row.kind, world.merchant.pk, row.payload, row.pk)
    with world.inside():
        digest.settle()


def _card(world: World) -> CardCode:
    staff = world.staff["小李"].pk
    with actor.acting(Actor(staff_id=staff, name="", grants={"card.write": "all"})):
        card = card_create(staff_id=staff, fields={}, published=True)
    found: CardCode = CardCode.objects.get(card=card)
    return found


def test_a_payment_is_heard_of_once_by_everybody(shop: Shop, told: list[CustomerNote]) -> None:
    world, zhang = shop.world, shop.customers["张阿姨"]
    with world.inside():
        code = _card(world)
        Consent(customer_id=zhang, purpose="radar", text_version="1", text_hash="x",
                channel="h5").save(force_insert=True)  # fmt: skip
        cart = shop.cart((GRAPES, 1))
        with shop.buying():
            order = orders.place(zhang, cart, expected_total_fen=3980,
                                 given_source={"code": code.code})  # fmt: skip
        assert (order.source_code_id, order.source_staff_id) == (code.pk, code.card.owner_id)
        steps.paid(order.pk, fen=3980, method="wechat")
    _relayed(world)
    line = world.api("小李").get("/radar/feed")[1]["items"][0]
    assert (line["sentence"], line["kind"]) == ("张阿姨 付款 ¥39.80", "order")
    with world.inside():
        rows = Notification.objects.filter(kind="order")
        assert [row.title for row in rows] == ["张阿姨 付款 ¥39.80"]
    assert [note.occasion for note in told] == ["order_paid"]
    assert told[0].facts["number"] == order.number
    assert told[0].page == f"/packages/shop/order?c={code.code}&id={order.pk}"
    assert "取货码" in told[0].text


def test_parcels_and_refunds_are_told(shop: Shop, told: list[CustomerNote]) -> None:
    world = shop.world
    with world.inside():
        order = shop.place((GRAPES, 2))
        steps.paid(order.pk, fen=order.total_fen, method="cash")
        steps.step(order.pk, to="shipped", frm=["paid"], kind="shipped",
                   columns={"express_company": "顺丰", "express_number": "SF1234"})  # fmt: skip
        steps.refunded(order.pk, fen=3980, refund_id=5)
    _relayed(world)
    assert [note.occasion for note in told] == ["order_paid", "order_shipped", "order_refunded"]
    assert told[1].facts["company"] == "顺丰"
    assert told[2].facts["amount"] == "39.80元"


def _asked(shop: Shop, text: str, who: str | None = "张阿姨", **more: Any) -> list[str]:
    known = shop.customers[who] if who else None
    given = {"kind": "text", "text": text, "key": "", **more}
    inbound = Inbound(account_id=1, openid="o1", customer_id=known, at=clock.now(), **given)
    with shop.world.inside():
        return [one.fields["text"] for one in answered(inbound)]


def test_whoever_asks_hears_how_their_orders_are(shop: Shop) -> None:
    assert "还没有订单" in _asked(shop, "订单")[0]
    assert "登录" in _asked(shop, "查订单", who=None)[0]
    with shop.world.inside():
        order = shop.place((GRAPES, 1))
    assert "待付款,请在" in _asked(shop, " 订单 ")[0]
    with shop.world.inside():
        steps.paid(order.pk, fen=3980, method="cash")
        code = orders.order(order.pk).pickup_code
    assert f"取货码 {code}" in _asked(shop, "", kind="click", key="查订单")[0]
    assert _asked(shop, "你好") == []


def test_a_keyword_of_the_merchants_own_comes_first(shop: Shop) -> None:
    from keliu.conversations.models import Reply

    texts = [{"kind": "text", "text": "请看菜单"}]
    with shop.world.inside():
        Reply.objects.create(kind="default", name="其他", answers=texts)
    assert "还没有订单" in _asked(shop, "订单")[0]
    assert _asked(shop, "你好") == ["请看菜单"]
    with shop.world.inside():
        words = [{"text": "订单", "match": "equals"}]
        Reply.objects.create(kind="keyword", name="订单", words=words, answers=texts)
    assert _asked(shop, "订单") == ["请看菜单"]
