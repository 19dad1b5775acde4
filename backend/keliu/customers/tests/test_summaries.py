"""Summary columns and the score follow what happens, in the same transaction."""

from datetime import UTC, datetime, timedelta

import pytest

from keliu.customers import public as customers
from keliu.customers.tests.factories import add
from keliu.kit import clock, ids
from keliu.kit.errors import NotFound
from tests.cast import World

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_visits_count_and_warm(far_sail: World) -> None:
    api = far_sail.api("小李")
    mine = int(add(api, "张伟")["id"])
    with clock.frozen(NOW):
        with far_sail.inside():
            customers.note_visit(mine, NOW, new_visit=True)
            customers.note_visit(mine, NOW - timedelta(hours=1), new_visit=False)
        with far_sail.inside():
            card = customers.card(mine)
    assert (card.visit_count, card.last_visit_at, card.score) == (1, NOW, 35)
    body = api.get(f"/customers/{mine}")[1]
    assert body["score"] == sum(one["points"] for one in body["score_reasons"])
    assert body["score_reasons"][0]["label"] == {"zh": "来过 1 次", "en": "1 visits"}
    assert body["version"] == 1  # an editor's open form is not stale because of a visit


def test_deals_and_followups_warm(far_sail: World) -> None:
    mine = int(add(far_sail.api("小李"), "张伟")["id"])
    with clock.frozen(NOW), far_sail.inside():
        customers.note_deal(mine, "open")
        customers.note_followup(mine, NOW, NOW + timedelta(days=3))
        assert customers.card(mine).score == 40
        customers.note_deal(mine, "won")
        customers.note_followup(mine, None, None)
        assert customers.card(mine).score == 20
        assert customers.hot(5) == []


def test_unknown_customers_are_named_facts(far_sail: World, next_door: World) -> None:
    theirs = int(add(next_door.api("老王"), "李婶")["id"])
    with far_sail.inside():
        for nobody in (theirs, ids.new()):
            with pytest.raises(NotFound):
                customers.note_visit(nobody, NOW, new_visit=True)
            with pytest.raises(NotFound):
                customers.note_deal(nobody, "open")
            with pytest.raises(NotFound):
                customers.card(nobody)
    assert next_door.api("老王").get(f"/customers/{theirs}")[1]["visit_count"] == 0
