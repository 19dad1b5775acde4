"""Money laws of carts and orders, without a database."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keliu.catalog import public as catalog
from keliu.catalog.public import Sellable
from keliu.orders.ports import Offer, OfferLine, Ports
from keliu.orders.rules import carts, states, sums
from keliu.orders.rules.carts import Cart
from keliu.orders.rules.trading import Trading
from keliu.orders.services import quoting
from keliu.orders.services import settings as trade

FEN = st.integers(0, 10_000_000)


def _thing(sku_id: int, price: int, member: int | None, stock: int | None, *, on: bool) -> Sellable:
    return Sellable(
        sku_id, sku_id, "goods", f"货{sku_id}", "", price, member, stock, "件", None, None, on,
        True, True,
    )  # fmt: skip


def _offer(fen: int) -> Offer:
    """One that always wants to take off so much, whatever is left."""

    def granted(customer_id: Any, cart: Any, left: int, asked: Any) -> list[OfferLine]:
        return [OfferLine("points", None, "", fen)]

    return Offer("points", "points", granted, _nothing, _nothing)


def _nothing(order_id: int, line: OfferLine) -> None:
    """Nothing is kept here."""


def _member_prices(customer_id: int | None, things: Mapping[int, Sellable]) -> dict[int, int]:
    prices = {sku_id: one.member_price_fen for sku_id, one in things.items()}
    return {sku_id: fen for sku_id, fen in prices.items() if fen is not None}


@settings(max_examples=300, deadline=None)
@given(
    things=st.lists(
        st.tuples(FEN, st.none() | FEN, st.none() | st.integers(0, 9), st.booleans()),
        min_size=1, max_size=6,
    ),
    pieces=st.lists(st.integers(1, 999), min_size=6, max_size=6),
    wanted=st.lists(st.integers(-500, 100_000_000), max_size=3),
    fee=FEN,
    free_from=st.none() | FEN,
    delivery=st.sampled_from(["ship", "pickup", "none"]),
    points=st.none() | st.integers(0, 10**9),
)  # fmt: skip
def test_any_cart_costs_what_the_server_says(
    things: list[Any], pieces: list[int], wanted: list[int], fee: int, free_from: int | None,
    delivery: str, points: int | None,
) -> None:  # fmt: skip
    known = {at: _thing(at, *one[:3], on=one[3]) for at, one in enumerate(things, 1)}
    offers = [_offer(fen) for fen in wanted]
    trading = Trading(shipping_fen=fee, free_from_fen=free_from)
    cart = Cart(
        tuple(zip(known, pieces, strict=False)), delivery=delivery, points=points, coupon_id=7
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog, "sellables", lambda ids: known)
        patch.setattr(trade, "in_force", lambda: trading)
        patch.setattr(Ports, "member_prices", _member_prices)
        patch.setattr(Ports, "offers", offers)
        found = quoting.quote(1, cart)
    goods = sum(
        min(one.price_fen, one.price_fen if one.member_price_fen is None else one.member_price_fen)
        * many
        for one, many in zip(known.values(), pieces, strict=False)
        if one.on_shelf and (one.stock is None or one.stock >= many)
    )
    assert found.goods_fen == goods
    assert found.shipping_fen in {0, fee}
    assert found.total_fen == goods + found.shipping_fen - found.discount_fen
    assert 0 <= found.discount_fen <= goods
    assert found.total_fen >= 1 or goods + found.shipping_fen == 0


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=50), st.integers(-5, 10**9))
def test_shares_add_up(amounts: list[int], pool: int) -> None:
    parts = sums.shared(amounts, pool)
    assert sum(parts) == (pool if pool > 0 and sum(amounts) > 0 else 0)
    assert all(part >= 0 for part in parts)
    if 0 < pool <= sum(amounts):
        assert all(part <= amount for part, amount in zip(parts, amounts, strict=True))


@given(st.integers(0, 10**6), st.integers(1, 20), st.data())
def test_pieces_given_back_one_by_one_come_to_the_line(
    amount: int, quantity: int, data: st.DataObject
) -> None:
    done = back = 0
    while done < quantity:
        asked = data.draw(st.integers(1, quantity - done))
        fen = sums.portion(amount, back, quantity, done, asked)
        assert fen >= 0
        back, done = back + fen, done + asked
    assert back == amount


def test_the_table_of_states() -> None:
    assert {step.before for step in states.STEPS} | {step.after for step in states.STEPS} == set(
        states.STATES
    )
    assert states.before("closed") == {"pending"}
    assert states.before("refunded") == {"paid", "shipped", "done"}
    assert not any(step.before in {"closed", "refunded"} for step in states.STEPS)
    assert set(states.NAMES) == set(states.STATES)


@pytest.mark.parametrize(
    ("kinds", "ways"),
    [
        (["goods"], ["ship", "pickup"]),
        (["service"], ["none"]),
        (["goods", "service"], ["pickup"]),
        ([], ["none"]),
    ],
)
def test_how_things_can_be_handed_over(kinds: list[str], ways: list[str]) -> None:
    things = [
        Sellable(1, 1, kind, "货", "", 1, None, None, "", None, None, True, True, True)
        for kind in kinds
    ]
    assert carts.deliveries(things, ship_on=True, pickup_on=True) == ways


def test_the_guide_shows_the_same_steps() -> None:
    page = Path(__file__).parents[4].joinpath("docs/guide/orders.md").read_text(encoding="utf-8")
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in page.splitlines()
        if line.startswith("|") and "---" not in line
    ][1:]
    assert rows == [
        (states.NAMES[step.before], states.NAMES[step.after], step.when) for step in states.STEPS
    ]
