"""P5: no wrong fen, no double effect, nothing stuck, whatever fails between any two statements.

The short form runs with every build; `make prove` runs ten thousand streams.
"""

import random
from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from keliu.orders import public as orders
from keliu.orders.models import Order, Payment, Refund
from keliu.orders.ports import Ports
from keliu.orders.services.paying import Payer
from keliu.orders.tests.kills import Death, near, survived
from keliu.orders.tests.streams import FEN, Stream
from keliu.orders.tests.till import Back, Deal, FakePay, assert_settled, assert_sound, worked
from tests import proofs
from tests.cast import World, company

SHORT, LONG, PARTS = 6, 10_000, 4
HAPPENINGS = 24


@pytest.fixture
def world(db: None) -> World:
    return company()


@pytest.fixture
def pay(monkeypatch: pytest.MonkeyPatch) -> FakePay:
    made = FakePay()
    monkeypatch.setattr(Ports, "pay", made)
    return made


def _placed() -> Order:
    return orders.place_plain("deposit", None, "定金", FEN, subject_id=None, pay_minutes=15)


def _story(pay: FakePay, order_id: int) -> list[Callable[[], Any]]:
    """Started, paid, told; a part back, asked for, done; the rest back, done; a job each."""

    def payment() -> str:
        return str(Payment.objects.get(order_id=order_id).out_trade_no)

    def told_back() -> None:
        for number in list(pay.backs):
            pay.settles(number)
            orders.refund_told(pay.refund_word(number))

    return [
        lambda: orders.pay_start(order_id, channel="native", payer=Payer()),
        worked,
        lambda: (pay.pays(payment()), orders.payment_told(pay.told(payment()))),
        lambda: Refund.objects.exists() or orders.refund(order_id, fen=300),
        worked,
        told_back,
        lambda: Refund.objects.count() > 1 or orders.refund(order_id, fen=FEN - 300),
        worked,
        told_back,
    ]


def _kept(pay: FakePay) -> tuple[dict[str, Deal], dict[str, Back]]:
    deals = {name: copy(one) for name, one in pay.deals.items()}
    return deals, {name: copy(one) for name, one in pay.backs.items()}


def _deaths(world: World, pay: FakePay, stride: int) -> int:
    """Each step is cut at its places, done again, and everything after it; how many places."""
    death, places = Death(), 0
    pay.fault = lambda where: death.step()
    with world.inside(), near(death):
        order = _placed()
        steps = _story(pay, order.pk)
        for number, step in enumerate(steps):
            places += _cut(pay, death, order.pk, [step, *steps[number + 1 :]], stride)
            assert survived(death, 0, step)
        assert_settled(pay, order.pk)
    assert pay.money() == 0
    return places


def test_death_at_places_of_every_step(world: World, pay: FakePay) -> None:
    assert _deaths(world, pay, stride=7) > 20


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.timeout(600)
def test_death_between_any_two_statements(world: World, pay: FakePay) -> None:
    places = _deaths(world, pay, stride=1)
    proofs.tell("pay.places", places)


def _cut(
    pay: FakePay, death: Death, order_id: int, steps: list[Callable[[], Any]], stride: int
) -> int:
    """Cut the first of `steps` at one place after the other; how many were tried."""
    at, tried = 1, 0
    while True:
        deals, backs = _kept(pay)
        with transaction.atomic():
            done = survived(death, at, steps[0])
            if not done:
                assert_sound(order_id)
                for again in steps:
                    assert survived(death, 0, again)
                assert_settled(pay, order_id)
                assert (pay.money(), Order.objects.get(pk=order_id).state) == (0, "refunded")
            transaction.set_rollback(True)
        pay.deals, pay.backs = deals, backs
        if done:
            return tried
        at, tried = at + stride, tried + 1


def _streams(world: World, monkeypatch: pytest.MonkeyPatch, first: int, count: int) -> int:
    """Run streams with seeds of their own; how many deaths they had."""
    killed = 0
    for seed in range(first, first + count):
        death, pay = Death(), FakePay()
        monkeypatch.setattr(Ports, "pay", pay)
        with world.inside(), near(death):
            stream = Stream(pay, death, random.Random(seed), _placed().pk)  # noqa: S311  a seed
            pay.fault = partial(_place_of, death)
            for _ in range(HAPPENINGS):
                stream.happen()
            stream.drain()
            _to_the_fen(pay, stream.order_id)
            killed += stream.killed
            transaction.set_rollback(True)
    return killed


def _place_of(death: Death, where: str) -> None:
    """A call's beginning or end is a place to die, too."""
    death.step()


def _to_the_fen(pay: FakePay, order_id: int) -> None:
    """What WeChat Pay holds is what the order keeps, when it was paid there."""
    order = Order.objects.get(pk=order_id)
    kept = order.paid_fen - order.refunded_fen if order.method == "wechat" else 0
    assert pay.money() == kept, (order.state, order.method)


def test_streams(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _streams(world, monkeypatch, 0, SHORT) > SHORT // 2


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.timeout(5400)
@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_streams(world: World, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    count = LONG // PARTS
    killed = _streams(world, monkeypatch, 1000 + part * count, count)
    assert killed > count // 2
    proofs.tell("pay.streams", count, part=part)
    proofs.tell("pay.wrong_fen", 0, part=part)
