"""How an order is paid: by sheet, by code, late, twice, too late, in cash."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.orders import public as orders
from keliu.orders.errors import (
    AlreadyPaid,
    NothingToCheck,
    NotPayable,
    PayNotReady,
    PayUnknown,
    TooLateToPay,
)
from keliu.orders.models import Order, OrderEvent, Payment, Refund
from keliu.orders.ports import Ports
from keliu.orders.rules import payments as law
from keliu.orders.selectors.orders import waiting
from keliu.orders.selectors.payments import to_be_checked
from keliu.orders.services import asking, payments_end, settling
from keliu.orders.services.paying import Payer, pay_checked
from keliu.orders.tests.till import FakePay, assert_settled, assert_sound, silent, worked
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
def order(far_sail: World) -> Iterator[Order]:
    """张阿姨 is to pay ¥128 within fifteen minutes; inside the merchant's scope."""
    customer = add_customer(far_sail, "张阿姨", "小李")
    with far_sail.inside():
        yield orders.place_plain(
            "cashier", customer.pk, "中秋礼盒", 12800, subject_id=None, pay_minutes=15
        )


def _started(order: Order, channel: str = "mini") -> Payment:
    return orders.pay_start(order.pk, channel=channel, payer=Payer(order.customer_id)).payment


def _now(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_a_notice_pays_once(order: Order, till: FakePay) -> None:
    row = _started(order)
    till.pays(row.out_trade_no)
    for _ in range(3):
        orders.payment_told(till.told(row.out_trade_no))
    assert (_now(order).state, _now(order).paid_fen, _now(order).method) == (
        "done",
        12800,
        "wechat",
    )
    assert_settled(till, order.pk)


def test_the_same_sheet_is_given_out_again(order: Order, till: FakePay) -> None:
    assert _started(order).pk == _started(order).pk
    assert len(till.deals) == 1


def test_another_way_closes_the_one_before(order: Order, till: FakePay) -> None:
    sheet, code = _started(order), _started(order, "native")
    sheet.refresh_from_db()
    assert (sheet.state, code.state) == ("closed", "open")
    assert not till.pays(sheet.out_trade_no)


def test_paid_while_another_way_is_chosen(order: Order, till: FakePay) -> None:
    row = _started(order)
    till.pays(row.out_trade_no)
    with pytest.raises(AlreadyPaid):
        _started(order, "native")
    assert _now(order).paid_fen == 12800
    with pytest.raises(AlreadyPaid):
        _started(order)


def test_a_lost_notice_is_found_by_asking(order: Order, till: FakePay) -> None:
    row = _started(order)
    assert row.ask_at is not None
    assert row.ask_at - row.created_at <= timedelta(minutes=1, seconds=1)
    till.pays(row.out_trade_no)
    assert pay_checked(order.pk).state == "done"
    assert_settled(till, order.pk)


def test_a_silent_wechat_pay_changes_nothing(order: Order, till: FakePay) -> None:
    row = _started(order)
    till.fault = silent("before query", "before close")
    with pytest.raises(PayUnknown):
        pay_checked(order.pk)
    assert payments_end.ended(order.pk) == "unknown"
    asking.look(row.pk)
    row.refresh_from_db()
    assert (row.state, row.tries) == ("open", 1)
    till.fault = silent()
    assert payments_end.ended(order.pk) == "closed"


def test_an_order_is_not_closed_over_a_payment(order: Order, till: FakePay) -> None:
    row = _started(order)
    till.pays(row.out_trade_no)
    assert payments_end.ended(order.pk) == "paid"
    assert_settled(till, order.pk)


def test_late_money_goes_back_by_itself(order: Order, till: FakePay) -> None:
    row = _started(order)
    till.fault = silent("before close")
    assert payments_end.ended(order.pk) == "unknown"
    assert orders.cancel(order.pk, "不要了")
    till.pays(row.out_trade_no)
    orders.payment_told(till.told(row.out_trade_no))
    row.refresh_from_db()
    assert (row.state, row.note) == ("late", "订单关闭以后才付的款,钱原路退回")
    back = Refund.objects.get()
    assert (back.automatic, back.amount_fen) == (True, 12800)
    worked()
    till.settles(back.out_refund_no)
    orders.refund_told(till.refund_word(back.out_refund_no))
    assert (till.money(), _now(order).state, _now(order).refunded_fen) == (0, "closed", 0)
    assert_settled(till, order.pk)
    kinds = list(OrderEvent.objects.filter(order=order).values_list("kind", flat=True))
    assert kinds[-2:] == ["late", "late_returned"]


def test_late_money_that_wechat_keeps_is_sent_back_again_and_then_shown(
    order: Order, till: FakePay
) -> None:
    row = _started(order)
    till.fault = silent("before close")
    assert payments_end.ended(order.pk) == "unknown"
    assert orders.cancel(order.pk, "不要了")
    till.pays(row.out_trade_no)
    orders.payment_told(till.told(row.out_trade_no))
    for tried in range(1, law.MOST_RETURNS + 1):
        back = Refund.objects.order_by("-pk").first()
        assert back is not None
        assert (Refund.objects.count(), to_be_checked().exists()) == (tried, False)
        worked()
        till.settles(back.out_refund_no, "CLOSED")
        orders.refund_told(till.refund_word(back.out_refund_no))
    assert (Refund.objects.count(), till.money()) == (law.MOST_RETURNS, 12800)
    assert [one.pk for one in to_be_checked()] == [row.pk]
    assert_settled(till, order.pk)


def test_money_at_an_old_price_goes_back(order: Order, till: FakePay) -> None:
    row = _started(order)
    Order.objects.filter(pk=order.pk).update(adjust_fen=-800, total_fen=12000)
    till.pays(row.out_trade_no)
    orders.payment_told(till.told(row.out_trade_no))
    row.refresh_from_db()
    assert (row.state, _now(order).state) == ("late", "pending")
    again = _started(order)
    assert again.amount_fen == 12000


@pytest.mark.parametrize(
    "wrong",
    [{"fen": 1}, {"fen": None}, {"currency": "USD"}, {"mchid": "1900000110"}, {"appid": "wxelse"},
     {"openid": "oSomebodyElse"}],
)  # fmt: skip
def test_a_word_that_does_not_fit_takes_nothing(
    order: Order, till: FakePay, wrong: dict[str, object]
) -> None:
    row = _started(order)
    till.pays(row.out_trade_no)
    for _ in range(2):
        orders.payment_told(replace(till.told(row.out_trade_no), **wrong))  # type: ignore[arg-type]  # one field each
    row.refresh_from_db()
    assert (row.state, _now(order).state) == ("unknown", "pending")
    assert OrderEvent.objects.filter(order=order, kind="pay_unknown").count() == 1
    assert list(waiting(Order.objects.all(), "check")) == [order]
    with actor.acting(Actor(order.owner_id or 1, "王总")):
        settling.looked_into(order, "客户用了家人的微信,钱已到账")
    assert list(waiting(Order.objects.all(), "check")) == []
    with pytest.raises(NothingToCheck):
        settling.looked_into(order, "再看一次")
    orders.payment_told(till.told(row.out_trade_no))
    assert _now(order).state == "done"


def test_a_number_that_is_not_ours(order: Order, till: FakePay) -> None:
    _started(order)
    row = till.told(Payment.objects.get().out_trade_no)
    assert orders.payment_told(replace(row, number="KLTEST1234567")) is None


def test_cash(order: Order, till: FakePay) -> None:
    sheet = _started(order)
    orders.pay_recorded(order.pk, "cash", "收了 150 找 22")
    sheet.refresh_from_db()
    assert (sheet.state, _now(order).method) == ("closed", "cash")
    assert_sound(order.pk)
    with pytest.raises(AlreadyPaid):
        orders.pay_recorded(order.pk, "cash")


def test_cash_while_wechat_pay_is_away_and_paid_there_too(order: Order, till: FakePay) -> None:
    row = _started(order)
    till.fault = silent("before close")
    orders.pay_recorded(order.pk, "cash")
    till.pays(row.out_trade_no)
    orders.payment_told(till.told(row.out_trade_no))
    row.refresh_from_db()
    assert (row.state, row.note) == ("late", "同一笔订单付了两次,多付的原路退回")
    assert_sound(order.pk)


def test_what_can_not_be_paid(order: Order, till: FakePay) -> None:
    till.connected = False
    with pytest.raises(PayNotReady):
        _started(order)
    till.connected = True
    with clock.frozen(clock.now() + timedelta(minutes=16)), pytest.raises(TooLateToPay):
        _started(order)
    orders.cancel(order.pk, "不要了")
    with pytest.raises(NotPayable):
        _started(order)


def test_the_worker_closes_what_nobody_pays(order: Order, till: FakePay) -> None:
    row = _started(order)
    with clock.frozen(clock.now() + timedelta(minutes=15, seconds=6)):
        worked()
    row.refresh_from_db()
    assert (row.state, row.ask_at) == ("closed", None)
    assert till.deals[row.out_trade_no].state == "CLOSED"


def test_the_sweep_finds_what_lost_its_job(order: Order, till: FakePay) -> None:
    row = _started(order)
    assert asking.sweep() == 0
    with clock.frozen(clock.now() + timedelta(minutes=9)):
        assert asking.sweep() == 1
    row.refresh_from_db()
    assert row.state == "open"
