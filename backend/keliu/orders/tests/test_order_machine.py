"""Any order of steps keeps the promises: a small model of two orders beside the real ones."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from keliu.catalog.models import Sku
from keliu.kit import clock
from keliu.kit.errors import KeliuError
from keliu.orders import public as orders
from keliu.orders.models import AfterSale, Order, OrderEvent, OrderLine
from keliu.orders.rules.carts import Address
from keliu.orders.services import after_sales, expiry, fulfilment, pricing
from keliu.orders.services.after_sales import Back
from keliu.orders.tests.shop import CHERRIES, GRAPES, Shop, open_shop
from tests.cast import World, fruit_shop
from tests.machines import Machine, machine, run

HOME = Address("张阿姨", "13800138000", "", "桂庙路 1 号")
STOCK, PRICE = 10, 3980


@dataclass
class Model:
    """What one order should look like."""

    id: int
    pieces: int
    ships: bool
    total: int
    state: str = "pending"
    back: int = 0  # pieces given back
    back_fen: int = 0
    held: int = 0  # pieces that are out of the stock
    asked: int | None = None  # pieces asked back
    asked_fen: int = 0


class Trade(Machine):
    """Two orders for grapes, of which there are ten."""

    world: ClassVar[World]
    shop: ClassVar[Shop]

    def __init__(self) -> None:
        super().__init__()
        self.models: list[Model] = []

    def _try(self, verb: Any, *given: Any, allowed: bool, **named: Any) -> bool:
        refused: KeliuError | None = None
        with self.world.inside():
            try:
                verb(*given, **named)
            except KeliuError as error:
                refused = error
        assert (refused is None) == allowed, (verb, given, named, refused, self.models)
        return refused is None

    def _row(self, model: Model) -> Order:
        with self.world.inside():
            return Order.objects.get(pk=model.id)

    def _pick(self, at: int) -> Model:
        return self.models[at % len(self.models)]

    @property
    def left(self) -> int:
        return STOCK - sum(one.held for one in self.models)

    @rule(pieces=st.integers(1, 6), ships=st.booleans())
    @precondition(lambda self: len(self.models) < 4)
    def place(self, pieces: int, ships: bool) -> None:
        way = {"delivery": "ship", "address": HOME} if ships else {"delivery": "pickup"}
        made: list[Order] = []

        def buy() -> None:
            made.append(self.shop.place((GRAPES, pieces), (CHERRIES, 1), **way))

        if self._try(buy, allowed=pieces <= self.left):
            total = pieces * PRICE + 12_800
            self.models.append(Model(made[0].pk, pieces, ships, total, held=pieces))

    @rule(at=st.integers(0, 3), adjust=st.integers(-3000, 3000))
    @precondition(lambda self: self.models)
    def price(self, at: int, adjust: int) -> None:
        model, row = self._pick(at), self._row(self._pick(at))
        fits = model.state == "pending"
        if self._try(pricing.price, row, adjust_fen=adjust, reason="", version=row.version,
                     allowed=fits):  # fmt: skip
            model.total = model.pieces * PRICE + 12_800 + adjust

    @rule(at=st.integers(0, 3))
    @precondition(lambda self: self.models)
    def pay(self, at: int) -> None:
        model = self._pick(at)
        if self._try(orders.pay_recorded, model.id, method="cash", note="",
                     allowed=model.state == "pending"):  # fmt: skip
            model.state = "paid"

    @rule(at=st.integers(0, 3), late=st.booleans())
    @precondition(lambda self: self.models)
    def end_unpaid(self, at: int, late: bool) -> None:
        model = self._pick(at)
        if late:
            past = clock.now() - timedelta(seconds=1)
            with self.world.inside():
                Order.objects.filter(pk=model.id).update(pay_until=past)
                expiry.order_expire(self.world.merchant.pk, model.id)
        else:
            self._try(fulfilment.cancel, self._row(model), reason="",
                      allowed=model.state == "pending")  # fmt: skip
        if model.state == "pending":
            model.state, model.held = "closed", 0

    @rule(at=st.integers(0, 3))
    @precondition(lambda self: self.models)
    def ship(self, at: int) -> None:
        model, row = self._pick(at), self._row(self._pick(at))
        fits = model.ships and model.state in {"paid", "shipped"}
        if self._try(fulfilment.ship, row, company="顺丰", number="SF100", version=row.version,
                     allowed=fits):  # fmt: skip
            model.state = "shipped"

    @rule(at=st.integers(0, 3))
    @precondition(lambda self: self.models)
    def collect(self, at: int) -> None:
        model = self._pick(at)
        fits = not model.ships and model.state == "paid"
        if self._try(fulfilment.collect, self._row(model), allowed=fits):
            model.state = "done"

    @rule(at=st.integers(0, 3))
    @precondition(lambda self: self.models)
    def finish(self, at: int) -> None:
        model = self._pick(at)
        fits = model.state == ("shipped" if model.ships else "paid")
        if self._try(fulfilment.finish, self._row(model), how="staff", allowed=fits):
            model.state = "done"

    @rule(at=st.integers(0, 3), pieces=st.integers(0, 3))
    @precondition(lambda self: self.models)
    def ask(self, at: int, pieces: int) -> None:
        """For some grapes, or (0) for all that is left."""
        model = self._pick(at)
        with self.world.inside():
            line = OrderLine.objects.get(order_id=model.id, position=0)
        lines = [Back(line.pk, pieces)] if pieces else []
        fits = model.state in {"paid", "shipped", "done"} and model.asked is None
        fits = fits and pieces <= model.pieces - model.back
        if self._try(after_sales.ask, self._row(model), kind="refund", lines=lines, fen=None,
                     reason="坏果", allowed=fits):  # fmt: skip
            with self.world.inside():
                found = AfterSale.objects.get(order_id=model.id, state="asked")
            model.asked, model.asked_fen = pieces, found.fen
            assert found.fen <= model.total - model.back_fen
            assert pieces or found.fen == model.total - model.back_fen

    @rule(at=st.integers(0, 3), how=st.sampled_from(["agree", "refuse", "withdraw"]))
    @precondition(lambda self: any(one.asked is not None for one in self.models))
    def decide(self, at: int, how: str) -> None:
        waiting = [one for one in self.models if one.asked is not None]
        model = waiting[at % len(waiting)]
        with self.world.inside():
            found = AfterSale.objects.select_related("order").get(order_id=model.id, state="asked")
            if how == "agree":
                after_sales.agree(found, answer="", version=found.version)
            elif how == "refuse":
                after_sales.refuse(found, answer="不行", version=found.version)
            else:
                after_sales.withdraw(found)
        if how == "agree":
            self._given_back(model)
        model.asked = None

    def _given_back(self, model: Model) -> None:
        model.back_fen += model.asked_fen
        pieces = model.asked or model.pieces - model.back
        if model.state == "paid":  # it never left the house
            model.held -= pieces
        model.back += pieces
        if model.back_fen == model.total:
            if model.state == "paid":
                model.held -= model.pieces - model.back
            model.state, model.back = "refunded", model.pieces

    @invariant()
    def the_rows_are_what_the_models_say(self) -> None:
        with self.world.inside():
            stock = Sku.objects.values_list("stock", flat=True).get(pk=self.shop.skus[GRAPES])
            assert stock == self.left
            for model in self.models:
                row = Order.objects.get(pk=model.id)
                lines = list(OrderLine.objects.filter(order=row).order_by("position"))
                assert (row.state, row.total_fen) == (model.state, model.total)
                assert row.refunded_fen == model.back_fen
                assert lines[0].refunded_quantity == model.back
                assert sum(one.amount_fen for one in lines) == row.total_fen
                assert sum(one.refunded_fen for one in lines) <= row.refunded_fen
                assert row.paid_fen == (0 if row.state in {"pending", "closed"} else row.total_fen)
                assert OrderEvent.objects.filter(order=row, kind="placed").count() == 1


@machine
def test_any_life_of_orders(transactional_db: None, part: int) -> None:
    Trade.world = fruit_shop()
    with Trade.world.inside():
        Trade.shop = open_shop(Trade.world, "老王")
    run(Trade, "orders", part, length=30)
