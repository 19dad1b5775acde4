"""Bills against our books: planted differences are found, and only those; the end of a day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from keliu.kit import clock
from keliu.orders import public as orders
from keliu.orders.errors import BillNotThere
from keliu.orders.models import Bill, BillDifference, Order, Payment, Refund
from keliu.orders.pay_port import BillRow, DayBill
from keliu.orders.ports import Ports
from keliu.orders.rules import reconcile
from keliu.orders.rules.reconcile import PAID, REFUND, Ours, Theirs
from keliu.orders.services import bills
from keliu.orders.services.paying import Payer
from keliu.orders.tests.till import FakePay, worked
from keliu.sales.tests.factories import acting_as
from tests.cast import World, company

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # noon in Shanghai
DAY, NEXT = date(2026, 11, 20), NOON + timedelta(days=1)


@pytest.fixture
def till(monkeypatch: pytest.MonkeyPatch) -> FakePay:
    pay = FakePay()
    monkeypatch.setattr(Ports, "pay", pay)
    return pay


@pytest.fixture
def world(db: None) -> World:
    made = company()
    made.token("王总"), made.token("小李")  # sessions of today, whatever day is played
    return made


@pytest.fixture
def day(world: World, till: FakePay) -> Iterator[World]:
    """Four orders paid at noon, one of them refunded; inside, the next day."""
    with acting_as(world, "王总"):
        with clock.frozen(NOON):
            for fen in (100, 200, 300, 400):
                _paid(till, fen)
            order = Order.objects.get(total_fen=400)
            orders.refund(order.pk, fen=50)
            worked()
            for back in till.backs.values():
                till.settles(back.number)
                orders.refund_told(till.refund_word(back.number))
        till.bills[DAY] = DayBill(till.day())
        with clock.frozen(NEXT):
            yield world


def _paid(till: FakePay, fen: int, *, heard: bool = True) -> Payment:
    row = orders.place_plain("cashier", None, "散客", fen, subject_id=None, pay_minutes=15)
    payment = orders.pay_start(row.pk, channel="native", payer=Payer()).payment
    till.pays(payment.out_trade_no)
    if heard:
        orders.payment_told(till.told(payment.out_trade_no))
    return payment


def _causes() -> dict[str, str]:
    return dict(BillDifference.objects.values_list("number", "cause"))


def test_a_day_that_agrees(day: World) -> None:
    bill = bills.fetch(DAY)
    assert (bill.state, bill.theirs_paid_fen, bill.theirs_refunded_fen) == ("fetched", 1000, 50)
    ours = (bill.ours_paid_fen, bill.ours_paid_count, bill.ours_refunded_fen)
    assert ours == (1000, 4, 50)
    assert _causes() == {}


def test_planted_differences_are_found_and_only_those(day: World, till: FakePay) -> None:
    rows = till.day()
    paid = [row for row in rows if row.kind == PAID]
    lost, dear = paid[0], paid[1]
    rows.remove(lost)
    rows[rows.index(dear)] = replace(dear, fen=dear.fen + 1)
    rows += [
        BillRow(PAID, "KLTEST00001", "KLTEST00001", "42a", 1, NOON),
        BillRow(PAID, "OTHER-SHOP-1", "OTHER-SHOP-1", "42b", 900, NOON),
        BillRow(PAID, "KP999", "KP999", "42c", 900, NOON),
    ]
    till.bills[DAY] = DayBill(rows)
    bills.fetch(DAY)
    assert _causes() == {
        lost.number: "missing",
        dear.number: "amount",
        "KLTEST00001": "trial",
        "OTHER-SHOP-1": "elsewhere",
        "KP999": "lost",
    }
    found = BillDifference.objects.filter(explained=False)
    assert found.count() == 3
    wrong = found.get(cause="missing")
    bills.settle(wrong.pk, "银行确认已到账")
    bills.compare(Bill.objects.get())
    assert BillDifference.objects.get(pk=wrong.pk).note == "银行确认已到账"
    assert len(_causes()) == 5


def test_what_the_bill_knows_better_is_taken(day: World, till: FakePay) -> None:
    """A notice that never came, and a refund by hand in WeChat Pay's console."""
    with clock.frozen(NOON):
        silent = _paid(till, 700, heard=False)
        first = Payment.objects.get(amount_fen=300)
        till.refund(first.out_trade_no, "BYHAND01", 30, 300, "")
        till.settles("BYHAND01")
    till.bills[DAY] = DayBill(till.day())
    bill = bills.fetch(DAY)
    silent.refresh_from_db()
    assert (silent.state, Refund.objects.filter(out_refund_no="BYHAND01").count()) == ("paid", 1)
    assert (_causes(), bill.ours_paid_fen, bill.ours_refunded_fen) == ({}, 1700, 80)


def test_money_that_came_too_late_is_on_both_sides(day: World, till: FakePay) -> None:
    with clock.frozen(NOON):
        late = _paid(till, 800, heard=False)
        Order.objects.filter(pk=late.order_id).update(state="closed")
        orders.payment_told(till.told(late.out_trade_no))
        worked()
        back = Refund.objects.get(automatic=True)
        till.settles(back.out_refund_no)
        orders.refund_told(till.refund_word(back.out_refund_no))
    till.bills[DAY] = DayBill(till.day())
    bills.fetch(DAY)
    assert _causes() == {}


def test_a_day_without_business_and_a_day_too_early(day: World) -> None:
    assert bills.fetch(DAY - timedelta(days=1)).state == "empty"
    with pytest.raises(BillNotThere):
        bills.fetch(NEXT.date())


def test_the_job_fetches_each_day_once(day: World, till: FakePay) -> None:
    asked: list[str] = []
    till.fault = asked.append
    bills.fetch_due(day.merchant.pk)
    assert Bill.objects.get(day=DAY).state == "fetched"
    assert Bill.objects.count() == 7
    before = len(asked)
    bills.fetch_due(day.merchant.pk)
    assert len(asked) == before
    assert not bills.wanted()


def test_the_end_of_a_day(day: World, world: World, till: FakePay) -> None:
    with clock.frozen(NOON):
        row = orders.place_plain("cashier", None, "散客", 5000, subject_id=None, pay_minutes=15)
        orders.pay_recorded(row.pk, "cash")
        orders.refund(row.pk, fen=1000)
    api = world.api("王总")
    status, said = api.get(f"/day-close?day={DAY}")
    assert status == 200, said
    sums = {one["method"]: (one["paid_fen"], one["refunded_fen"]) for one in said["methods"]}
    assert sums == {"wechat": (1000, 50), "cash": (5000, 1000), "transfer": (0, 0),
                    "balance": (0, 0)}  # fmt: skip
    assert (said["cash_fen"], said["net_fen"]) == (4000, 4950)
    assert [(one["name"], one["cash_fen"]) for one in said["takers"]] == [("王总", 4000)]
    body = {"day": DAY.isoformat(), "cash_fen": 3990, "note": "找零少了一毛"}
    status, said = api.post("/day-close", body)
    assert [(one["expected_fen"], one["cash_fen"]) for one in said["closes"]] == [(4000, 3990)]
    assert api.get("/bills")[1]["items"] == []
    assert world.api("小李").get("/day-close")[0] == 403


NUMBERS = some.integers(0, 40)


@given(
    some.dictionaries(NUMBERS, some.integers(1, 999), max_size=30),
    some.sets(NUMBERS), some.dictionaries(NUMBERS, some.integers(1, 9)), some.sets(NUMBERS),
)  # fmt: skip
def test_exactly_what_was_planted(
    rows: dict[int, int], gone: set[int], dearer: dict[int, int], extra: set[int]
) -> None:
    """Rows left out, changed and added: each gives its difference, the rest gives none."""
    ours = [Ours(PAID, f"KP{n}", f"KP{n}", fen, NOON, settled=True) for n, fen in rows.items()]
    theirs = [
        Theirs(PAID, f"KP{n}", f"KP{n}", fen + dearer.get(n, 0), NOON)
        for n, fen in rows.items() if n not in gone
    ]  # fmt: skip
    theirs += [Theirs(REFUND, f"KR{n}", f"KP9{n}", 5, NOON) for n in extra]
    found = {one.number: one.cause for one in reconcile.differences(DAY, ours, theirs)}
    expected = {f"KP{n}": "missing" for n in rows if n in gone}
    expected |= {f"KP{n}": "amount" for n in rows if n in dearer and n not in gone}
    expected |= {f"KR{n}": "lost" for n in extra}
    assert found == expected
