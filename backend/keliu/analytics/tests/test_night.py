"""A night's work: what is learned from a history, shown on the portrait, gone when unwanted."""

import time
from datetime import UTC, datetime

import pytest

from keliu.analytics.chances.learning import night
from keliu.analytics.models import Chance, Learned
from keliu.analytics.tests import crowd
from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.radar.tests import factories
from tests import proofs
from tests.cast import World

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)


def _crowd(world: World, many: int) -> None:
    stage = factories.scene(world)
    with world.inside():
        staff = world.staff["小李"].pk
        crowd.fill(many, NOW, owner=staff, card=stage.code.card_id, code=stage.code.pk)


def test_a_night_finds_who_buys_who_left_and_what_they_are_worth(far_sail: World) -> None:
    token = far_sail.api("小李")
    _crowd(far_sail, 400)
    with clock.frozen(NOW):
        written = night.score_merchant(far_sail.merchant.pk)
        assert written == 400
        with far_sail.inside():
            learned = {one.kind: one.data for one in Learned.objects.all()}
            keen = Customer.objects.filter(name="客户5").get()
            cold = Customer.objects.filter(name="客户6").get()
            by_chance = list(Chance.objects.order_by("-buys").values_list("customer_id", flat=True))
        buys = learned["buys"]
        assert buys["state"] == "shown"
        assert buys["brier"] < buys["base_brier"]
        assert learned["repeats"]["state"] == "shown"
        assert learned["fifths"]["buyers"] == learned["repeats"]["buyers"]
        assert by_chance.index(keen.pk) < 100 < by_chance.index(cold.pk)
        body = token.get(f"/customers/{keen.pk}/portrait")[1]
        assert body["buys"]["chance"] > 2 * body["buys"]["base"]
        assert body["buys"]["factors"][0]["weight"] > 0
        assert body["comes"]["alive"] > 0.5
        assert body["comes"]["year_fen"] > 0
        assert body["value"]["frequency"] >= 4
        keys = [one["key"] for one in token.get("/contacts-today")[1]["items"][0]["reasons"]]
        assert "likely" in keys
        with far_sail.inside():  # whoever has no figures any more keeps none
            Customer.objects.filter(pk=cold.pk).update(profiling_off_at=NOW)
    with clock.frozen(NOW.replace(minute=45)):
        assert night.score_merchant(far_sail.merchant.pk) == 399
        with far_sail.inside():
            assert not Chance.objects.filter(customer_id=cold.pk).exists()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_hundred_thousand_customers_are_scored_within_a_minute(far_sail: World) -> None:
    _crowd(far_sail, 100_000)
    begun = time.monotonic()
    with clock.frozen(NOW):
        assert night.score_merchant(far_sail.merchant.pk) == 100_000
    took = time.monotonic() - begun
    assert took < 60
    proofs.tell("scoring.seconds", round(took, 1))
