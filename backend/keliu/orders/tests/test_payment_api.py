"""Paying through the door: the customer's phone, and the till."""

import pytest

from keliu.orders import public as orders
from keliu.orders.models import Order, Payment
from keliu.orders.ports import Ports
from keliu.orders.tests.till import FakePay
from keliu.sales.tests.factories import add_customer
from tests.cast import World, company


@pytest.fixture
def far_sail(db: None) -> World:
    return company()


@pytest.fixture
def till(monkeypatch: pytest.MonkeyPatch) -> FakePay:
    pay = FakePay()
    monkeypatch.setattr(Ports, "pay", pay)
    return pay


@pytest.fixture
def order(far_sail: World) -> Order:
    customer = add_customer(far_sail, "张阿姨", "小李")
    with far_sail.inside():
        return orders.place_plain(
            "cashier", customer.pk, "中秋礼盒", 12800, subject_id=None, pay_minutes=15,
            owner_id=far_sail.staff["小李"].pk,
        )  # fmt: skip


def test_the_till_shows_a_code_and_hears_of_the_money(
    far_sail: World, order: Order, till: FakePay
) -> None:
    api, path = far_sail.api("小李"), f"/orders/{order.pk}"
    status, made = api.post(f"{path}/payments", {"method": "native"})
    assert (status, made["kind"]) == (200, "native"), made
    assert made["code_qr"].startswith("data:image/png;base64,")
    assert api.get(f"{path}/payment")[1]["open"] is True
    till.pays(next(iter(till.deals)))
    with far_sail.inside():
        Payment.objects.update(asked_at=None)
    status, said = api.get(f"{path}/payment")
    assert (said["state"], said["method"], said["open"]) == ("done", "wechat", False)
    status, money = api.get(f"{path}/payments")
    assert (money["paid_fen"], money["refundable_fen"]) == (12800, 12800)
    assert [row["state"] for row in money["payments"]] == ["paid"]
    number = money["payments"][0]["number"]
    assert [one["id"] for one in api.get(f"/orders?q={number}")[1]["items"]] == [str(order.pk)]


def test_cash_then_a_part_back(far_sail: World, order: Order, till: FakePay) -> None:
    api, path = far_sail.api("周经理"), f"/orders/{order.pk}"
    assert api.post(f"{path}/payments", {"method": "cash", "note": "整数"})[0] == 200
    status, money = api.post(f"{path}/refunds", {"fen": 800, "reason": "少给一袋"})
    assert (status, money["refunded_fen"], money["refundable_fen"]) == (200, 800, 12000)
    refused = api.post(f"{path}/refunds", {"fen": 12001, "reason": "全退"})
    assert (refused[0], refused[1]["code"]) == (409, "refund_too_much")
    assert "¥120.00" in refused[1]["detail"]
    assert api.post(f"{path}/refunds", {"fen": 12000})[1]["state"] == "refunded"
    assert [one["by"] for one in api.get(f"{path}/payments")[1]["refunds"]] == ["周经理"] * 2


def test_who_may_not(far_sail: World, order: Order, till: FakePay) -> None:
    path = f"/orders/{order.pk}"
    assert far_sail.api("小李").post(f"{path}/refunds", {"fen": 1})[0] == 403
    assert far_sail.api("小孙").get(f"{path}/payments")[0] == 404
    assert far_sail.api("小孙").post(f"{path}/payments", {"method": "cash"})[0] == 404


def test_a_refused_sheet_leaves_nothing(far_sail: World, order: Order, till: FakePay) -> None:
    till.refuses.append(("prepare", "NOT_ENOUGH"))
    status, said = far_sail.api("小李").post(f"/orders/{order.pk}/payments", {"method": "native"})
    assert (status, said["code"]) == (409, "pay_denied")
    with far_sail.inside():
        assert not Payment.objects.exists()
