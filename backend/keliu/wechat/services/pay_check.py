"""Trying a merchant number out: one fen that nobody pays, and one fen that somebody does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from keliu.kit import clock, ids
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit
from keliu.wechat.errors import PayDown, PayRefused
from keliu.wechat.models import PayMerchant, PayNotice
from keliu.wechat.pay.notices import Transaction
from keliu.wechat.pay.orders import Order, RefundAsk
from keliu.wechat.services import pay as pays

TRIAL, BACK = "KLTEST", "KLBACK"
FEN = 1
LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class Step:
    """One thing that was tried; `code` says what went wrong, empty when nothing did."""

    name: str
    code: str = ""
    word: str = ""  # in WeChat Pay's words
    request_id: str = ""


@dataclass
class Tried:
    """Steps in their order; after one that failed the next are not tried."""

    steps: list[Step] = field(default_factory=list)

    @property
    def failed(self) -> Step | None:
        return next((step for step in self.steps if step.code), None)

    def step(self, name: str, work: Callable[[], Any]) -> None:
        if self.failed:
            return
        try:
            work()
        except PayRefused as refused:
            said = refused.details
            self.steps.append(Step(name, said["errcode"], said["said"], said["request_id"]))
        except PayDown as down:
            self.steps.append(Step(name, str(down.details.get("why", "unanswered"))))
        except Invalid as wrong:
            self.steps.append(Step(name, "PARAM_ERROR", "; ".join(wrong.fields.values())))
        else:
            self.steps.append(Step(name))


def check(row: PayMerchant) -> Tried:
    """Order, query, close, query: every step that a sale needs, without money moving."""
    pay, number, tried = pays.pay_of(row), _number(), Tried()
    tried.step("order", lambda: pay.order_native(_order(row, number)))
    tried.step("query", lambda: _is(pay.query(number), "NOTPAY"))
    tried.step("close", lambda: pay.close(number))
    tried.step("closed", lambda: _is(pay.query(number), "CLOSED"))
    failed = tried.failed
    PayMerchant.objects.filter(pk=row.pk).update(checked_at=clock.now())
    pays.noted(row, failed.code if failed else "", failed.code if failed else "")
    audit.record("paymerchant.check", "paymerchant", row.pk, row.name)
    return tried


@dataclass(frozen=True)
class Trial:
    """One fen to be really paid, and what became of it."""

    number: str
    code_url: str
    state: str
    noticed: bool = False


def trial_begin(row: PayMerchant) -> Trial:
    """A code for one fen; scanning it shows whether money and notices arrive."""
    number = _number()
    code = pays.pay_of(row).order_native(_order(row, number))
    audit.record("paymerchant.try", "paymerchant", row.pk, row.name)
    return Trial(number, code, "NOTPAY")


def trial_state(row: PayMerchant, number: str) -> Trial:
    """What became of it, asked of WeChat Pay itself."""
    found = pays.pay_of(row).query(_sound(number))
    heard = PayNotice.objects.filter(pay=row, out_trade_no=number, kind=PayNotice.Kind.PAID)
    return Trial(number, "", found.trade_state, heard.exists())


def trial_end(row: PayMerchant, number: str) -> Trial:
    """Give the fen back, or close the order nobody paid."""
    pay = pays.pay_of(row)
    found = pay.query(_sound(number))
    if found.paid:
        pay.refund(RefundAsk(number, number.replace(TRIAL, BACK), FEN, FEN, "试付退回"))
    elif found.trade_state == "NOTPAY":
        pay.close(number)
    audit.record("paymerchant.try_end", "paymerchant", row.pk, row.name)
    return trial_state(row, number)


def _order(row: PayMerchant, number: str) -> Order:
    return Order(row.appid, number, "接通检查", FEN, expires_at=clock.now() + LIFE)


def _number() -> str:
    return f"{TRIAL}{ids.new()}"


def _sound(number: str) -> str:
    if not (number.startswith(TRIAL) and number[len(TRIAL) :].isdecimal() and len(number) <= 32):
        raise NotFound
    return number


def _is(found: Transaction, state: str) -> None:
    if found.trade_state != state:
        raise PayDown(why="query")
