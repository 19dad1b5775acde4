"""Everything that can happen to the money of one order, in any order, with anything failing."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from keliu.kit.errors import KeliuError
from keliu.orders import public as orders
from keliu.orders.errors import PayUnknown
from keliu.orders.models import Payment
from keliu.orders.services import payments_end, refunding
from keliu.orders.services.paying import Payer, pay_checked
from keliu.orders.tests import till
from keliu.orders.tests.kills import Death, somewhere, survived
from keliu.orders.tests.till import FakePay

FEN = 1000
DIES, SILENT = 0.4, 0.2
LENGTHS = (4, 12, 40)  # statements of a transaction, about
ENDS = ("SUCCESS", "SUCCESS", "SUCCESS", "CLOSED", "ABNORMAL")


@dataclass
class Stream:
    """One order and a chance; `happen` does the next thing, `drain` lets everything be heard."""

    pay: FakePay
    death: Death
    chance: random.Random
    order_id: int
    killed: int = 0
    notices: list[Callable[[], Any]] = field(default_factory=list)

    def happen(self) -> None:
        """One thing, perhaps cut short, perhaps without an answer."""
        work: Callable[[], Any] = self.chance.choice(
            [self.start, self.start, self.person_pays, self.person_pays, self.notice, self.notice,
             self.poll, self.work, self.work, self.ends, self.cash, self.back, self.back,
             self.settle, self.settle, self.lie]
        )  # fmt: skip
        dies = self.chance.random() < DIES
        at = somewhere(self.chance, self.chance.choice(LENGTHS)) if dies else 0
        quiet = self.chance.random() < SILENT
        self.pay.fault = self._maybe_silent if quiet else self._step
        if not survived(self.death, at, lambda: _tried(work)):
            self.killed += 1
        self.pay.fault = self._step
        till.assert_sound(self.order_id)

    def drain(self) -> None:
        """WeChat Pay settles what is under way; notices and questions until nothing is open."""
        for _ in range(12):
            for number in list(self.pay.backs):
                self.pay.settles(number)
            for told in [*self.notices, *self.notices[::-1]]:
                told()
            if not till.worked():
                break
        if self.pay.deals and Payment.objects.filter(state="open").exists():
            payments_end.ended(self.order_id)
            till.worked()
        till.assert_settled(self.pay, self.order_id)

    # -- what happens

    def start(self) -> None:
        channel = self.chance.choice(["mini", "oa", "native", "h5"])
        orders.pay_start(self.order_id, channel=channel, payer=Payer(7))

    def person_pays(self) -> None:
        """In front of any sheet that was ever shown, also an old one."""
        shown = [n for n in self.pay.deals if Payment.objects.filter(out_trade_no=n).exists()]
        if shown:
            number = self.chance.choice(shown)
            if self.pay.pays(number):
                told = self.pay.told(number)
                self.notices.append(lambda: orders.payment_told(told))

    def notice(self) -> None:
        """Any of them, again and in any order."""
        if self.notices:
            self.chance.choice(self.notices)()

    def lie(self) -> None:
        """A word that does not fit changes nothing for the order."""
        paid = [n for n, deal in self.pay.deals.items() if deal.state == "SUCCESS"]
        if paid:
            number = self.chance.choice(paid)
            orders.payment_told(replace(self.pay.told(number), fen=1))

    def poll(self) -> None:
        Payment.objects.update(asked_at=None)
        pay_checked(self.order_id)

    def work(self) -> None:
        till.worked()

    def ends(self) -> None:
        """The customer gives up, or time is over: closed at WeChat Pay first, then here."""
        if self.chance.random() < 0.3 and payments_end.ended(self.order_id) != "paid":
            orders.cancel(self.order_id, "不要了")

    def cash(self) -> None:
        if self.chance.random() < 0.2:
            orders.pay_recorded(self.order_id, "cash")

    def back(self) -> None:
        fen = self.chance.choice([1, 300, 500, FEN])
        refunding.refund(self.order_id, fen=fen, reason="退")

    def settle(self) -> None:
        """A refund ends at WeChat Pay; its notice may come whenever it likes."""
        if self.pay.backs:
            number = self.chance.choice(list(self.pay.backs))
            self.pay.settles(number, self.chance.choice(ENDS))
            told = self.pay.refund_word(number)
            self.notices.append(lambda: orders.refund_told(told))

    # -- below

    def _step(self, where: str) -> None:
        self.death.step()

    def _maybe_silent(self, where: str) -> None:
        self.death.step()
        if self.chance.random() < 0.5:
            raise PayUnknown


def _tried(work: Callable[[], Any]) -> None:
    """A refusal is an answer; what it did so far is taken back with it."""
    try:
        with transaction.atomic():
            work()
    except KeliuError:
        return
