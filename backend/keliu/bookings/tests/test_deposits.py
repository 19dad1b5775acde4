"""Deposits as real orders: paid, given back, kept, never paid."""

from typing import Any

import pytest

from keliu.bookings.errors import DepositPaid
from keliu.bookings.models import BookedTime, Booking, Service
from keliu.bookings.ports import Ports
from keliu.bookings.services import steps
from keliu.bookings.services.by_orders import DepositOrders
from keliu.bookings.tests.shop import Studio, at
from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.orders import public as orders
from keliu.orders.models import Order

Row = dict[str, Any]


class Open(DepositOrders):
    """The shop takes money, though no WeChat Pay is connected in these tests."""

    def ready(self) -> bool:
        return True


@pytest.fixture
def zhang(shop: Studio) -> Customer:
    Ports.deposits = Open()
    with shop.world.inside():
        Service.objects.filter(pk=shop.nails.pk).update(deposit_fen=3_000)
    return shop.customer()


def booked(shop: Studio, who: Customer) -> tuple[Row, int]:
    body = {"service_id": str(shop.nails.pk), "starts_at": clock.iso(at(10))}
    status, row = shop.phone(who).post("/visitor/bookings", body)
    assert (status, row["deposit"]) == (200, "due"), row
    return dict(row), int(row["order_id"])


def paid(shop: Studio, order_id: int) -> None:
    path, body = f"/orders/{order_id}/payments", {"method": "cash", "note": ""}
    status, answer = shop.world.api("王总").post(path, body)
    assert status == 200, answer


def state_of(shop: Studio, order_id: int) -> tuple[str, str, str]:
    with shop.world.inside():
        row = Booking.objects.get(order_id=order_id)
        return Order.objects.get(pk=order_id).state, row.state, row.deposit


def test_paid_and_given_back_in_time(shop: Studio, zhang: Customer) -> None:
    row, order_id = booked(shop, zhang)
    paid(shop, order_id)
    assert state_of(shop, order_id) == ("paid", "confirmed", "paid")
    body = {"version": 2, "reason": "有事"}
    status, gone = shop.phone(zhang).post(f"/visitor/bookings/{row['id']}/cancel", body)
    assert (status, gone.get("deposit")) == (200, "refunded"), gone
    assert state_of(shop, order_id) == ("refunded", "cancelled", "refunded")


def test_nobody_pays(shop: Studio, zhang: Customer) -> None:
    _, order_id = booked(shop, zhang)
    with shop.world.inside():
        assert orders.cancel(order_id, "过时")
        assert not BookedTime.objects.exists()
    assert state_of(shop, order_id) == ("closed", "cancelled", "none")


def test_cancelled_before_it_is_paid(shop: Studio, zhang: Customer) -> None:
    row, order_id = booked(shop, zhang)
    phone = shop.phone(zhang)
    assert phone.post(f"/visitor/bookings/{row['id']}/cancel", {"version": 1})[0] == 200
    assert state_of(shop, order_id) == ("closed", "cancelled", "none")


def test_paid_in_the_same_moment_wins(shop: Studio, zhang: Customer) -> None:
    row, order_id = booked(shop, zhang)
    paid(shop, order_id)
    with shop.world.inside():
        stale = Booking.objects.get(pk=int(row["id"]))
        stale.deposit, stale.state = "due", "pending"
    with shop.world.inside(), pytest.raises(DepositPaid):
        steps.cancel(stale, version=None, reason="", by_customer=True, shown=str)
    assert state_of(shop, order_id) == ("paid", "confirmed", "paid")


def test_whoever_comes_has_earned_it(shop: Studio, zhang: Customer) -> None:
    row, order_id = booked(shop, zhang)
    paid(shop, order_id)
    with clock.frozen(at(10, 5)):
        api = shop.world.api("王总")
        assert api.post("/bookings/check-in", {"code": row["code"]})[0] == 200
        assert api.post(f"/bookings/{row['id']}/done", {"version": 3})[0] == 200
    assert state_of(shop, order_id) == ("done", "done", "paid")


def test_a_refund_on_the_orders_page_is_seen(shop: Studio, zhang: Customer) -> None:
    _, order_id = booked(shop, zhang)
    paid(shop, order_id)
    with shop.world.inside():
        orders.refund(order_id, fen=3_000, reason="补偿")
    assert state_of(shop, order_id) == ("refunded", "confirmed", "refunded")
