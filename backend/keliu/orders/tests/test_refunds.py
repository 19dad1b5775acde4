"""Money back: whole, in parts, by lines; refused, stuck, by hand in WeChat Pay's console."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.orders import public as orders
from keliu.orders.errors import NothingPaid, RefundSettled, RefundTooMuch
from keliu.orders.models import Order, OrderLine, Payment, Refund
from keliu.orders.ports import Ports
from keliu.orders.rules import payments as law
from keliu.orders.services import asking, refund_again
from keliu.orders.services.paying import Payer
from keliu.orders.services.refunding import LineBack
from keliu.orders.tests.till import FakePay, assert_settled, assert_sound, silent, worked
from keliu.sales.tests.factories import add_customer
from tests.cast import World, company


@pytest.fixture
def till(monkeypatch: pytest.MonkeyPatch) -> FakePay:
    pay = FakePay()
    monkeypatch.setattr(Ports, "pay", pay)
    return pay


@pytest.fixture
def world(db: None) -> World:
    return company()


@pytest.fixture
def paid(world: World, till: FakePay) -> Iterator[Order]:
    """张阿姨 has paid ¥128 for three boxes; inside the merchant's scope."""
    customer = add_customer(world, "张阿姨", "小李")
    with world.inside():
        row = orders.place_plain(
            "deposit", customer.pk, "中秋礼盒", 12800, subject_id=None, pay_minutes=15
        )
        OrderLine.objects.filter(order=row).update(quantity=3, price_fen=4300)
        payment = orders.pay_start(row.pk, channel="mini", payer=Payer(customer.pk)).payment
        till.pays(payment.out_trade_no)
        orders.payment_told(till.told(payment.out_trade_no))
        yield row


def _end(till: FakePay, row: Refund, state: str = "SUCCESS") -> Refund:
    """It is asked for, ends at WeChat Pay, and is told twice."""
    worked()
    till.settles(row.out_refund_no, state)
    for _ in range(2):
        orders.refund_told(till.refund_word(row.out_refund_no))
    row.refresh_from_db()
    return row


def test_parts_until_nothing_is_left(paid: Order, till: FakePay) -> None:
    line = OrderLine.objects.get()
    first = orders.refund(paid.pk, lines=[LineBack(line.pk, 1)], reason="坏了一盒")
    assert (first.amount_fen, first.state) == (4266, "asked")
    _end(till, first)
    second = orders.refund(paid.pk, lines=[LineBack(line.pk, 2)])
    assert second.amount_fen == 8534
    _end(till, second)
    line.refresh_from_db()
    assert (line.refunded_quantity, line.refunded_fen) == (3, 12800)
    assert Order.objects.get(pk=paid.pk).state == "refunded"
    assert till.money() == 0
    assert_settled(till, paid.pk)


def test_never_more_than_came_in(paid: Order, till: FakePay) -> None:
    orders.refund(paid.pk, fen=10000)
    with pytest.raises(RefundTooMuch) as refused:
        orders.refund(paid.pk, fen=2801)
    assert "¥28.00" in refused.value.text
    line = OrderLine.objects.get()
    orders.refund(paid.pk, lines=[LineBack(line.pk, 3, 100)])
    with pytest.raises(Invalid):
        orders.refund(paid.pk, lines=[LineBack(line.pk, 1, 0)], fen=1)
    assert_sound(paid.pk)


def test_two_refunds_are_a_minute_apart(paid: Order, till: FakePay) -> None:
    rows = [orders.refund(paid.pk, fen=100) for _ in range(3)]
    for row in rows:
        row.refresh_from_db()
    at = [row.ask_at for row in rows if row.ask_at]
    assert all(later - sooner >= timedelta(seconds=60) for sooner, later in pairwise(at)), at


def test_nothing_paid_nothing_back(world: World, till: FakePay) -> None:
    with world.inside():
        row = orders.place_plain("cashier", None, "散客", 100, subject_id=None, pay_minutes=15)
        with pytest.raises(NothingPaid):
            orders.refund(row.pk, fen=1)


def test_no_answer_is_asked_again_with_the_same_number(paid: Order, till: FakePay) -> None:
    row = orders.refund(paid.pk, fen=5000)
    till.fault = silent("after refund")
    worked()
    row.refresh_from_db()
    assert (row.state, row.problem) == ("asked", "pay_unknown")
    till.fault = silent()
    _end(till, row)
    assert (row.state, len(till.backs), Order.objects.get(pk=paid.pk).refunded_fen) == (
        "done", 1, 5000,
    )  # fmt: skip
    assert_settled(till, paid.pk)


def test_a_poor_merchant_fills_up_and_tries_again(paid: Order, till: FakePay) -> None:
    row = orders.refund(paid.pk, fen=5000)
    till.refuses.append(("refund", "NOT_ENOUGH"))
    worked()
    row.refresh_from_db()
    assert (row.state, row.problem) == ("asked", "NOT_ENOUGH")
    refund_again.retry(row)
    assert _end(till, row).state == "done"
    with pytest.raises(RefundSettled):
        refund_again.retry(row)


def test_refused_for_good_lets_go(paid: Order, till: FakePay) -> None:
    row = orders.refund(paid.pk, fen=5000)
    till.refuses.append(("refund", "USER_ACCOUNT_ABNORMAL"))
    worked()
    row.refresh_from_db()
    assert (row.state, Payment.objects.get().refunding_fen) == ("failed", 0)
    assert_settled(till, paid.pk)


def test_refused_but_under_way_is_not_failed(paid: Order, till: FakePay) -> None:
    row = orders.refund(paid.pk, fen=5000)
    till.fault = silent("after refund")
    worked()
    till.fault = silent()
    till.refuses.append(("refund", "USER_ACCOUNT_ABNORMAL"))
    assert _end(till, row).state == "done"
    assert_settled(till, paid.pk)


def test_closed_and_abnormal(paid: Order, till: FakePay) -> None:
    closed = _end(till, orders.refund(paid.pk, fen=5000), "CLOSED")
    assert (closed.state, Payment.objects.get().refunding_fen) == ("failed", 0)
    stuck = _end(till, orders.refund(paid.pk, fen=5000), "ABNORMAL")
    assert (stuck.state, stuck.problem) == ("processing", "ABNORMAL")
    assert_settled(till, paid.pk)
    assert _end(till, stuck).state == "done"
    assert_settled(till, paid.pk)


def test_given_up_and_then_it_came_through(paid: Order, till: FakePay) -> None:
    row = _end(till, orders.refund(paid.pk, fen=5000), "CLOSED")
    told = replace(till.refund_word(row.out_refund_no), state="SUCCESS")
    orders.refund_told(told)
    row.refresh_from_db()
    assert (row.state, Payment.objects.get().refunding_fen) == ("done", 5000)
    assert_sound(paid.pk)


def test_a_refund_by_hand_is_written_down_once(paid: Order, till: FakePay) -> None:
    payment = Payment.objects.get()
    till.refund(payment.out_trade_no, "BYHAND01", 300, 12800, "")
    for state in ("PROCESSING", "SUCCESS", "SUCCESS"):
        till.settles("BYHAND01", state)
        orders.refund_told(till.refund_word("BYHAND01"))
    assert (Refund.objects.get().amount_fen, Order.objects.get(pk=paid.pk).refunded_fen) == (
        300,
        300,
    )
    assert_settled(till, paid.pk)


def test_a_wrong_amount_is_not_believed(paid: Order, till: FakePay) -> None:
    row = orders.refund(paid.pk, fen=5000)
    worked()
    till.settles(row.out_refund_no)
    orders.refund_told(replace(till.refund_word(row.out_refund_no), fen=4999))
    row.refresh_from_db()
    assert (row.state, row.problem) == ("processing", "AMOUNT")
    asking.ask(row.pk)
    row.refresh_from_db()
    assert row.state == "done"


@given(some.integers(1, 10**7), some.lists(some.integers(1, 40), min_size=1, max_size=12))
def test_parts_of_a_line_add_up(amount: int, pieces: list[int]) -> None:
    whole, gone, back = sum(pieces), 0, 0
    for count in pieces:
        share = law.line_share(amount, whole, count, back, gone)
        assert 0 <= share <= amount - back
        gone, back = gone + count, back + share
    assert back == amount


def test_when_a_payment_is_asked_about() -> None:
    start = clock.now()
    until, now, seen = start + timedelta(minutes=15), start, []
    while now < until:
        now = law.ask_next(start, now, until)
        seen.append((now - start).total_seconds())
    assert seen == [60, 120, 240, 420, 900, 905][: len(seen)] or seen[-1] == 905
    assert max(b - a for a, b in pairwise([0, *seen])) <= 600
