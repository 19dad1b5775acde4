"""Summary columns and the score follow what happens, in the same transaction."""

from datetime import UTC, datetime, timedelta

import pytest

from keliu.customers import public as customers
from keliu.customers import tasks
from keliu.customers.models import Customer
from keliu.customers.services import summaries
from keliu.customers.tests.factories import add
from keliu.kit import actor, clock, ids
from keliu.kit.actor import Actor
from keliu.kit.errors import NotFound
from tests.cast import World

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_visits_count_and_warm(far_sail: World) -> None:
    api = far_sail.api("小李")
    mine = int(add(api, "张伟")["id"])
    with clock.frozen(NOW):
        with far_sail.inside():
            customers.note_visits({mine: (NOW, 1)})
            customers.note_visits({mine: (NOW - timedelta(hours=1), 0)})
        with far_sail.inside():
            card = customers.card(mine)
    assert (card.visit_count, card.last_visit_at, card.score) == (1, NOW, 23)
    body = api.get(f"/customers/{mine}")[1]
    assert body["score"] == sum(one["points"] for one in body["score_reasons"])
    assert body["score_reasons"][0]["label"] == {"zh": "来过 1 次", "en": "1 visit"}
    assert body["version"] == 1  # an editor's open form is not stale because of a visit


def test_many_visits_at_once_count_as_one_by_one(far_sail: World) -> None:
    api = far_sail.api("小李")
    one, other, same = (int(add(api, name)["id"]) for name in ("张伟", "李四", "王五"))
    with clock.frozen(NOW), far_sail.inside():
        for _ in range(2):
            customers.note_visits({same: (NOW, 1)})
        nobody = ids.new()
        news = {other: (NOW, 2), one: (NOW - timedelta(days=2), 0), nobody: (NOW, 1)}
        assert customers.note_visits(news) == {one, other}
        assert customers.note_visits({}) == set()
        customers.note_visits({other: (NOW - timedelta(days=9), 0)})  # late: nothing goes back
        found = customers.cards([one, other, same])
    facts = {who: (card.visit_count, card.last_visit_at, card.score) for who, card in found.items()}
    assert facts[other] == facts[same] == (2, NOW, 26)
    assert facts[one] == (0, NOW - timedelta(days=2), 14)


def test_deals_and_followups_warm(far_sail: World) -> None:
    mine = int(add(far_sail.api("小李"), "张伟")["id"])
    with clock.frozen(NOW), far_sail.inside():
        customers.note_deal(mine, "open")
        customers.note_followup(mine, NOW, NOW + timedelta(days=3))
        assert customers.card(mine).score == 30
        customers.note_deal(mine, "won")
        customers.note_followup(mine, None, None)
        assert customers.card(mine).score == 15
        assert customers.hot(5) == []


def test_interest_cools_at_night(far_sail: World) -> None:
    mine, cold = (int(add(far_sail.api("小李"), name)["id"]) for name in ("张伟", "李四"))
    with clock.frozen(NOW), far_sail.inside():
        customers.note_visits({mine: (NOW, 1)})
    for days, points in ((0, 23), (3, 17), (20, 10), (40, 3)):
        with clock.frozen(NOW + timedelta(days=days, hours=1)):
            tasks.scores_cool()
        with far_sail.inside():
            assert customers.card(mine).score == points
            assert customers.card(cold).score == 0
    body = far_sail.api("小李").get(f"/customers/{mine}")[1]
    assert [one["points"] for one in body["score_reasons"]] == [3]


def test_cooling_goes_on_over_many_customers(far_sail: World) -> None:
    for at in range(5):
        mine = int(add(far_sail.api("小李"), f"客户{at}")["id"])
        with clock.frozen(NOW), far_sail.inside():
            customers.note_visits({mine: (NOW, 1)})
    with clock.frozen(NOW + timedelta(days=9)), far_sail.inside():
        after: int | None = 0
        rounds = 0
        while after is not None:
            after, rounds = summaries.scores_cool(after, batch=2), rounds + 1
        assert rounds == 3
        assert set(Customer.objects.values_list("score", flat=True)) == {10}


def test_new_customers_are_counted_by_the_local_day(far_sail: World) -> None:
    api = far_sail.api("小李")
    for hours in (0, 7, 9, 33):  # 16:00, 23:00, 01:00 the next day, 01:00 the day after
        with clock.frozen(NOW + timedelta(hours=hours)):
            add(api, f"客户{hours}")
    start, end = NOW - timedelta(days=1), NOW + timedelta(days=3)
    for name, counts in (("王总", [2, 1, 1]), ("小孙", [])):
        staff = far_sail.staff[name]
        who = Actor(staff.pk, name, grants=dict(staff.role.grants))
        with far_sail.inside(), actor.acting(who):
            days = customers.created_by_day(start, end, "Asia/Shanghai")
            assert list(days.values()) == counts
            assert customers.created_between(start, end).count() == sum(counts)


def test_unknown_customers_are_named_facts(far_sail: World, next_door: World) -> None:
    theirs = int(add(next_door.api("老王"), "李婶")["id"])
    with far_sail.inside():
        for nobody in (theirs, ids.new()):
            assert customers.note_visits({nobody: (NOW, 1)}) == set()
            with pytest.raises(NotFound):
                customers.note_deal(nobody, "open")
            with pytest.raises(NotFound):
                customers.card(nobody)
    assert next_door.api("老王").get(f"/customers/{theirs}")[1]["visit_count"] == 0
