"""WeChat Pay as orders see it, played in memory; and what has to hold of money at any moment."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Sum

from keliu.kit import clock
from keliu.orders.errors import PayDenied, PayUnknown
from keliu.orders.models import Order, OrderEvent, OrderLine, Payment, Refund
from keliu.orders.pay_port import (
    H5,
    NATIVE,
    BillRow,
    DayBill,
    PaidTold,
    PayAsk,
    Prepared,
    RefundTold,
)
from keliu.orders.rules import payments as law
from keliu.orders.selectors.payments import to_be_checked
from keliu.orders.services import asking

_T = TypeVar("_T")
MCHID, APPID = "1900000109", "wx0a0a0a0a0a0a0a0a"


@dataclass
class Deal:
    """One payment as WeChat Pay keeps it."""

    number: str
    fen: int
    openid: str
    state: str = "NOTPAY"
    transaction_id: str = ""
    at: datetime | None = None


@dataclass
class Back:
    """One refund as WeChat Pay keeps it."""

    number: str
    out_trade_no: str
    fen: int
    state: str = "PROCESSING"
    at: datetime | None = None


@dataclass
class FakePay:
    """Money moves once here, as it does there; `fault` is asked before and after every call."""

    deals: dict[str, Deal] = field(default_factory=dict)
    backs: dict[str, Back] = field(default_factory=dict)
    fault: Callable[[str], None] = lambda where: None
    refuses: list[tuple[str, str]] = field(default_factory=list)  # (call, errcode)
    lock: threading.RLock = field(default_factory=threading.RLock)
    connected: bool = True
    bills: dict[date, DayBill] = field(default_factory=dict)

    # -- the port

    def ready(self) -> bool:
        return self.connected

    def mchid(self) -> str:
        return MCHID

    def payer(self, channel: str, customer_id: int | None) -> tuple[str, str]:
        alone = channel in (NATIVE, H5) or customer_id is None
        return APPID, "" if alone else f"o{customer_id}"

    def prepare(self, ask: PayAsk) -> Prepared:
        with self._call("prepare"):
            self.deals.setdefault(ask.number, Deal(ask.number, ask.fen, ask.openid))
        return self._after("prepare", Prepared(MCHID, ask.appid, f"wx{ask.number}"))

    def sheet(self, appid: str, handle: str) -> dict[str, str]:
        return {"appId": appid, "package": f"prepay_id={handle}"}

    def query(self, number: str) -> PaidTold:
        with self._call("query"):
            if number not in self.deals:
                raise denied("ORDER_NOT_EXIST")
            told = self.told(number)
        return self._after("query", told)

    def close(self, number: str) -> None:
        with self._call("close"):
            deal = self.deals.get(number)
            if deal is None:
                raise denied("ORDER_NOT_EXIST")
            if deal.state == "SUCCESS":
                raise denied("ORDERPAID")
            deal.state = "CLOSED"
        self._after("close", None)

    def refund(self, number: str, refund_no: str, fen: int, total: int, why: str) -> RefundTold:
        with self._call("refund"):
            deal = self.deals[number]
            assert total == deal.fen, "the total is the payment's"
            known = self.backs.get(refund_no)
            if known is None:
                self._fits(deal, fen)
                self.backs[refund_no] = Back(refund_no, number, fen)
            else:
                assert (known.out_trade_no, known.fen) == (number, fen), "a number changed"
            told = self.refund_word(refund_no)
        return self._after("refund", told)

    def refund_query(self, refund_no: str) -> RefundTold | None:
        with self._call("refund_query"):
            told = self.refund_word(refund_no) if refund_no in self.backs else None
        return self._after("refund_query", told)

    def bill(self, day: date) -> DayBill:
        with self._call("bill"):
            return self.bills.get(day, DayBill([]))

    # -- what people and WeChat Pay do

    def pays(self, number: str) -> bool:
        """Somebody confirms the sheet; False when it is closed or paid."""
        with self.lock:
            deal = self.deals[number]
            if deal.state != "NOTPAY":
                return False
            deal.state, deal.at = "SUCCESS", clock.now()
            deal.transaction_id = f"42{number}"
            return True

    def settles(self, refund_no: str, state: str = "SUCCESS") -> None:
        """A refund ends."""
        with self.lock:
            back = self.backs[refund_no]
            if back.state in ("PROCESSING", "ABNORMAL"):
                back.state, back.at = state, clock.now() if state == "SUCCESS" else None

    def told(self, number: str) -> PaidTold:
        """Its word on a payment, as a notice or an answer."""
        deal = self.deals[number]
        paid = deal.state == "SUCCESS"
        return PaidTold(
            number, deal.state, MCHID, APPID, deal.fen, "CNY",
            deal.openid if paid else "", deal.transaction_id, deal.at,
        )  # fmt: skip

    def refund_word(self, refund_no: str) -> RefundTold:
        """Its word on a refund."""
        back = self.backs[refund_no]
        return RefundTold(
            refund_no, back.out_trade_no, back.state, MCHID, back.fen, f"50{refund_no}", back.at
        )

    def day(self) -> list[BillRow]:
        """Everything that moved, as a bill says it."""
        paid = [one for one in self.deals.values() if one.at]
        back = [one for one in self.backs.values() if one.at]
        rows = [
            BillRow("paid", one.number, one.number, one.transaction_id, one.fen, one.at)
            for one in paid if one.at
        ]  # fmt: skip
        return rows + [
            BillRow("refund", one.number, one.out_trade_no, f"50{one.number}", one.fen, one.at)
            for one in back if one.at
        ]  # fmt: skip

    def money(self) -> int:
        """What the merchant holds."""
        got = sum(one.fen for one in self.deals.values() if one.state == "SUCCESS")
        return got - sum(one.fen for one in self.backs.values() if one.state == "SUCCESS")

    # -- below

    def _call(self, name: str) -> threading.RLock:
        self.fault(f"before {name}")
        for call, code in list(self.refuses):
            if call == name:
                self.refuses.remove((call, code))
                raise denied(code)
        return self.lock

    def _after(self, name: str, answer: _T) -> _T:
        self.fault(f"after {name}")
        return answer

    def _fits(self, deal: Deal, fen: int) -> None:
        live = [b for b in self.backs.values() if b.out_trade_no == deal.number]
        held = sum(b.fen for b in live if b.state != "CLOSED")
        assert deal.state == "SUCCESS", "only what was paid is asked back"
        assert held + fen <= deal.fen, "more would go back than came in"


THEN = {"ORDERPAID": "query", "ORDER_NOT_EXIST": "query", "NOT_ENOUGH": "settings",
        "USER_ACCOUNT_ABNORMAL": "never", "FREQUENCY_LIMITED": "retry"}  # fmt: skip


def denied(code: str) -> PayDenied:
    """A refusal as the adapter words it."""
    return PayDenied(errcode=code, then=THEN.get(code, "query"), cause="原因", fix="办法")


def silent(*where: str) -> Callable[[str], None]:
    """A fault: no answer at these places."""

    def fault(at: str) -> None:
        if at in where:
            raise PayUnknown

    return fault


def worked() -> int:
    """The worker does everything that is due, however far away; how much there was."""
    payments = list(Payment.objects.filter(ask_at__isnull=False).values_list("pk", flat=True))
    refunds = list(Refund.objects.filter(ask_at__isnull=False).values_list("pk", flat=True))
    for payment_id in payments:
        asking.look(payment_id)
    for refund_id in refunds:
        asking.ask(refund_id)
    return len(payments) + len(refunds)


def assert_sound(order_id: int) -> None:
    """What has to hold of an order's money at any moment."""
    order = Order.objects.get(pk=order_id)
    payments = list(Payment.objects.filter(order=order))
    refunds = list(Refund.objects.filter(order=order))
    taken = [one for one in payments if one.state == "paid"]
    assert len(taken) <= 1
    assert order.paid_fen == sum(one.amount_fen for one in taken)
    assert (order.state in ("pending", "closed")) == (not taken)
    own = [one for one in refunds if not one.automatic]
    done = sum(one.amount_fen for one in own if one.state == "done")
    assert order.refunded_fen == done
    assert (order.state == "refunded") == (bool(taken) and done == order.paid_fen)
    for one in payments:
        held = [r for r in refunds if r.payment_id == one.pk and r.state != "failed"]
        assert one.refunding_fen == sum(r.amount_fen for r in held) <= one.amount_fen
        assert one.state in ("paid", "late") or not held
    events = OrderEvent.objects.filter(order=order)
    assert events.filter(kind="paid").count() == len(taken)
    assert events.filter(kind="refunded").count() == len([r for r in own if r.state == "done"])
    lines = OrderLine.objects.filter(order=order).aggregate(fen=Sum("refunded_fen"))
    assert (lines["fen"] or 0) <= order.refunded_fen or order.state == "refunded"


def assert_settled(pay: FakePay, order_id: int) -> None:
    """Once everything was heard: our books say what WeChat Pay's do."""
    assert_sound(order_id)
    for row in Payment.objects.filter(order_id=order_id, method="wechat"):
        deal = pay.deals.get(row.out_trade_no)
        if deal is None or deal.state != "SUCCESS":
            assert row.state == "closed", (row.state, deal)
        elif row.state == "late":
            closed = Refund.objects.filter(payment=row, automatic=True, state="failed").count()
            given_up = closed >= law.MOST_RETURNS and to_be_checked().filter(pk=row.pk).exists()
            assert row.refunding_fen == row.amount_fen or given_up
        else:
            assert row.state == "paid"
    for refund in Refund.objects.filter(order_id=order_id, payment__method="wechat"):
        back = pay.backs.get(refund.out_refund_no)
        words = {"SUCCESS": "done", "CLOSED": "failed"}
        told = words.get(back.state, "processing") if back else "failed"
        assert refund.state == told, (refund.state, refund.problem, refund.automatic, back)
