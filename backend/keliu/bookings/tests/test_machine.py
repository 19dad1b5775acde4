"""Any order of steps keeps the promises: a small model of a day beside the real one."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from keliu.bookings.models import BookedTime, Booking, Service, ServiceNeed
from keliu.bookings.ports import Ports
from keliu.bookings.selectors import bookings as questions
from keliu.bookings.services import deposit_news, making, steps
from keliu.bookings.services.making import Move, Order
from keliu.bookings.tests.shop import Studio, Till, at, studio
from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.kit.errors import KeliuError
from tests.cast import company
from tests.machines import Machine, machine, run

MINUTES = 70  # an hour and ten minutes of cleaning up
PEOPLE = st.sampled_from(["小李", "小赵"])
MINUTE = st.integers(9 * 2, 17 * 2).map(lambda half: half * 30)
OPEN, HOLDS = {"pending", "confirmed"}, {"pending", "confirmed", "arrived", "done"}


@dataclass
class Known:
    """What the model knows of a booking."""

    who: str
    minute: int
    state: str
    version: int = 1
    deposit: str = "none"


class Day(Machine):
    """Every step in any order, with the right and with an old version."""

    shop: ClassVar[Studio]
    hair: ClassVar[Service]
    customer: ClassVar[Customer]

    def __init__(self) -> None:
        super().__init__()
        self.till = Till()
        Ports.deposits = self.till
        self.known: dict[int, Known] = {}

    def _free(self, who: str, minute: int, but: int | None = None) -> bool:
        return all(
            abs(one.minute - minute) >= MINUTES
            for key, one in self.known.items()
            if key != but and one.who == who and one.state in HOLDS
        )

    def _try(self, key: int | None, allowed: bool, verb: Any) -> Any:  # noqa: FBT001  reads best
        found, refused, till = None, None, deepcopy(self.till)
        try:
            with self.shop.world.inside():
                found = verb(questions.again(key) if key else None)
        except KeliuError as error:
            refused = error
            self.till = Ports.deposits = till  # real orders are rolled back with the rest
        assert (refused is None) == allowed, refused
        if key and refused is None:
            self.known[key].version += 1
        return found

    def _one(self, pick: int) -> tuple[int, Known]:
        key = sorted(self.known)[pick % len(self.known)]
        return key, self.known[key]

    @rule(who=PEOPLE, minute=MINUTE, pays=st.booleans())
    def book(self, who: str, minute: int, pays: bool) -> None:
        with self.shop.world.inside():
            Service.objects.filter(pk=self.hair.pk).update(deposit_fen=100 if pays else 0)
        order = Order(
            self.hair.pk, self.customer.pk, at(minute // 60, minute % 60),
            self.shop.people[who].pk,
        )  # fmt: skip
        row = self._try(None, self._free(who, minute), lambda _: making.book(order))
        if row is not None:
            state, deposit = ("pending", "due") if pays else ("confirmed", "none")
            self.known[row.pk] = Known(who, minute, state, deposit=deposit)

    @rule(pick=st.integers(0, 99), who=PEOPLE, minute=MINUTE, late=st.booleans())
    @precondition(lambda self: self.known)
    def move(self, pick: int, who: str, minute: int, late: bool) -> None:
        key, one = self._one(pick)
        to = Move(at(minute // 60, minute % 60), self.shop.people[who].pk, by_staff=True)
        allowed = not late and one.state in OPEN and self._free(who, minute, key)
        version = one.version - late
        if self._try(key, allowed, lambda row: making.move(row, to, version=version, shown=str)):
            one.who, one.minute = who, minute

    @rule(pick=st.integers(0, 99), by_customer=st.booleans(), late=st.booleans())
    @precondition(lambda self: self.known)
    def cancel(self, pick: int, by_customer: bool, late: bool) -> None:
        key, one = self._one(pick)
        allowed = one.state in OPEN and not late
        if self._try(
            key, allowed,
            lambda row: steps.cancel(
                row, version=one.version - late, reason="", by_customer=by_customer, shown=str
            ),
        ):  # fmt: skip
            one.state = "cancelled"
            one.deposit = {"paid": "refunded", "due": "none"}.get(one.deposit, one.deposit)

    @rule(pick=st.integers(0, 99))
    @precondition(lambda self: self.known)
    def pay(self, pick: int) -> None:
        key, one = self._one(pick)
        order = key + 1
        if one.deposit != "due" or order not in self.till.open:
            return
        self.till.paid.add(order)
        with self.shop.world.inside():
            deposit_news.paid(order)
        one.deposit, one.state, one.version = "paid", "confirmed", one.version + 1

    @rule(pick=st.integers(0, 99))
    @precondition(lambda self: self.known)
    def time_out(self, pick: int) -> None:
        key, one = self._one(pick)
        with self.shop.world.inside():
            if one.deposit == "due" and one.state == "pending":
                self.till.open.pop(key + 1)
                deposit_news.closed(key + 1)
                one.deposit, one.state, one.version = "none", "cancelled", one.version + 1

    @rule(pick=st.integers(0, 99), step=st.sampled_from(["arrive", "no_show", "undo", "finish"]))
    @precondition(lambda self: self.known)
    def step(self, pick: int, step: str) -> None:
        key, one = self._one(pick)
        frm = {"arrive": OPEN, "no_show": OPEN, "undo": {"arrived", "no_show"},
               "finish": {"confirmed", "arrived"}}[step]  # fmt: skip
        allowed = one.state in frm
        if step == "undo" and one.state == "no_show":
            allowed = self._free(one.who, one.minute, key)
        verb = getattr(steps, step)
        with clock.frozen(at(one.minute // 60, one.minute % 60) + timedelta(minutes=20)):
            done = self._try(key, allowed, lambda row: verb(row, version=one.version, shown=str))
        if done is None:
            return
        one.state = {"arrive": "arrived", "no_show": "no_show", "undo": "confirmed",
                     "finish": "done"}[step]  # fmt: skip
        if step in {"arrive", "no_show"} and one.deposit == "due":
            one.deposit = "none"
        if step == "no_show" and one.deposit == "paid":
            one.deposit = "kept"
        if step == "undo" and one.deposit == "kept":
            one.deposit = "paid"

    @invariant()
    def the_day_is_what_the_model_says(self) -> None:
        with self.shop.world.inside():
            rows = {
                key: (state, version, deposit)
                for key, state, version, deposit in Booking.objects.values_list(
                    "id", "state", "version", "deposit"
                )
            }
            taken = {
                booking: span.lower
                for booking, span in BookedTime.objects.values_list("booking_id", "span")
            }
        assert rows == {k: (o.state, o.version, o.deposit) for k, o in self.known.items()}
        assert taken == {
            key: at(one.minute // 60, one.minute % 60)
            for key, one in self.known.items()
            if one.state in HOLDS
        }


@machine
def test_any_day_of_bookings(transactional_db: None, part: int) -> None:
    Day.shop = studio(company())
    with Day.shop.world.inside():
        Day.hair = Service.objects.create(name="剪发", minutes=60, after_minutes=10)
        ServiceNeed.objects.bulk_create(
            ServiceNeed(service=Day.hair, resource=one) for one in Day.shop.people.values()
        )
    Day.customer = Day.shop.customer()
    run(Day, "bookings", part, length=30)
