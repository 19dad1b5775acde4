"""The same money over several real connections at once: taken once, given back once."""

import random
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from django.db import connection

from keliu.kit.errors import KeliuError
from keliu.orders import public as orders
from keliu.orders.models import Order, OrderEvent, Payment, Refund
from keliu.orders.ports import Ports
from keliu.orders.services import asking, payments_end
from keliu.orders.services.paying import Payer
from keliu.orders.tests.till import FakePay, assert_settled, worked
from tests.cast import World, company

FEN = 1000


@pytest.fixture
def world(transactional_db: None) -> World:
    """远航集团, committed, so that other connections see it."""
    return company()


@pytest.fixture
def pay(monkeypatch: pytest.MonkeyPatch) -> FakePay:
    made = FakePay()
    monkeypatch.setattr(Ports, "pay", made)
    return made


def _together(world: World, calls: Sequence[Callable[[], Any]]) -> list[str]:
    """Each call in a transaction of its own connection, all at one moment; what went wrong."""
    gate, wrong = threading.Barrier(len(calls)), list[str]()

    def run(call: Callable[[], Any]) -> None:
        try:
            gate.wait()
            with world.inside():
                call()
        except KeliuError as refused:
            wrong.append(refused.code)
        except Exception as broken:  # a deadlock would be seen here
            wrong.append(repr(broken))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def _opened(world: World) -> tuple[int, str]:
    with world.inside():
        row = orders.place_plain("deposit", None, "定金", FEN, subject_id=None, pay_minutes=15)
        payment = orders.pay_start(row.pk, channel="native", payer=Payer()).payment
        return row.pk, payment.out_trade_no


@pytest.mark.parametrize("round_", range(3))
def test_told_asked_and_closed_at_once(world: World, pay: FakePay, round_: int) -> None:
    """Notices, a query, the end of the order and cash, at one moment: one of them takes it."""
    order_id, number = _opened(world)
    pay.pays(number)
    payment_id = _payment(world, order_id)
    calls: list[Callable[[], Any]] = [
        lambda: orders.payment_told(pay.told(number)),
        lambda: orders.payment_told(pay.told(number)),
        lambda: asking.look(payment_id),
        lambda: payments_end.ended(order_id) != "paid" and orders.cancel(order_id, "过时"),
        lambda: orders.cancel(order_id, "不要了"),
        lambda: orders.pay_recorded(order_id, "cash"),
    ]
    random.Random(round_).shuffle(calls)  # noqa: S311  a seed
    wrong = _together(world, calls)
    assert set(wrong) <= {"already_paid", "not_payable"}, wrong
    with world.inside():
        _drained(pay, order_id)
        order = Order.objects.get(pk=order_id)
        assert OrderEvent.objects.filter(order=order, kind="paid").count() <= 1
        kept = FEN if order.method == "wechat" else 0
        assert pay.money() == kept


def test_two_taps_open_one_sheet(world: World, pay: FakePay) -> None:
    with world.inside():
        row = orders.place_plain("deposit", None, "定金", FEN, subject_id=None, pay_minutes=15)

    def tap() -> None:
        orders.pay_start(row.pk, channel="native", payer=Payer())

    assert _together(world, [tap] * 4) == []
    with world.inside():
        assert Payment.objects.filter(order=row).count() == len(pay.deals) == 1


def test_refunds_at_once_give_back_what_there_is(world: World, pay: FakePay) -> None:
    """Eight people give 300 of 1,000 back: three may, and each of them once."""
    order_id, number = _opened(world)
    pay.pays(number)
    with world.inside():
        orders.payment_told(pay.told(number))
    wrong = _together(world, [lambda: orders.refund(order_id, fen=300)] * 8)
    assert wrong == ["refund_too_much"] * 5
    with world.inside():
        numbers = list(Refund.objects.values_list("pk", flat=True))
    _together(world, [partial(asking.ask, pk) for pk in [*numbers, *numbers]])
    for back in list(pay.backs):
        pay.settles(back)
    told = [partial(orders.refund_told, pay.refund_word(back)) for back in pay.backs]
    assert _together(world, [*told, *told]) == []
    with world.inside():
        assert Order.objects.get(pk=order_id).refunded_fen == 900
        assert_settled(pay, order_id)
    assert pay.money() == 100


def _payment(world: World, order_id: int) -> int:
    with world.inside():
        return Payment.objects.get(order_id=order_id).pk


def _drained(pay: FakePay, order_id: int) -> None:
    for _ in range(4):
        worked()
        for back in list(pay.backs):
            pay.settles(back)
        for number in list(pay.deals):
            orders.payment_told(pay.told(number))
    assert_settled(pay, order_id)
