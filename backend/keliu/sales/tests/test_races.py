"""Two people at once, over two real connections: one wins, the other hears what happened."""

import threading
from functools import partial
from typing import Any

import pytest
from django.db import connection

from keliu.sales.models import Opportunity, StageChange, Tally
from keliu.sales.tests.factories import add_customer, stages
from tests.cast import World, company


@pytest.fixture
def far_sail(transactional_db: None) -> World:
    """远航集团, committed, so that other connections see it."""
    return company()


def _together(*calls: Any) -> list[tuple[int, Any]]:
    """Run calls at the same moment, each on its own thread and connection."""
    gate, answers = threading.Barrier(len(calls)), [(0, None)] * len(calls)

    def run(at: int) -> None:
        try:
            gate.wait()
            answers[at] = calls[at]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers, key=lambda answer: answer[0])


def _opened(world: World, **fields: Any) -> str:
    customer = add_customer(world, "张阿姨", "小李")
    body = {"customer_id": str(customer.pk), "title": "中秋礼盒", "amount_fen": 100} | fields
    return str(world.api("小李").post("/opportunities", body)[1]["id"])


@pytest.mark.parametrize("round_", range(5))
def test_of_two_wins_one_counts(far_sail: World, round_: int) -> None:
    path = f"/opportunities/{_opened(far_sail)}/win"
    apis = [far_sail.api("小李"), far_sail.api("周经理")]
    first, second = _together(
        *[partial(api.post, path, {"reason": "谈成", "version": 1}) for api in apis]
    )
    assert first[0] == 200
    assert (second[0], second[1]["code"]) == (409, "opportunity_closed")
    assert (second[1]["current"]["state"], second[1]["current"]["version"]) == ("won", 2)
    with far_sail.inside():
        assert StageChange.objects.count() == 2
        assert Opportunity.objects.get().version == 2


@pytest.mark.parametrize("round_", range(5))
def test_of_two_moves_one_counts(far_sail: World, round_: int) -> None:
    path, at = f"/opportunities/{_opened(far_sail)}/move", stages(far_sail)
    places = {"小李": at["需求确认"], "周经理": at["方案报价"]}
    first, second = _together(
        *[
            partial(far_sail.api(name).post, path, {"stage_id": to, "version": 1})
            for name, to in places.items()
        ]
    )
    assert (first[0], second[0], second[1]["code"]) == (200, 409, "stale")
    assert second[1]["current"]["stage"]["id"] == first[1]["stage"]["id"]
    with far_sail.inside():
        assert StageChange.objects.count() == 2
        kept = Tally.objects.filter(count__gt=0).values_list("stage_id", "count", "amount_fen")
        assert list(kept) == [(int(first[1]["stage"]["id"]), 1, 100)]


def test_two_deals_of_one_customer_close_at_once(far_sail: World) -> None:
    customer = add_customer(far_sail, "李叔", "小李")
    api, body = far_sail.api("小李"), {"customer_id": str(customer.pk), "title": "单"}
    ids = [api.post("/opportunities", body)[1]["id"] for _ in range(2)]
    ends = {ids[0]: "win", ids[1]: "lose"}
    answers = _together(
        *[
            partial(
                far_sail.api(name).post,
                f"/opportunities/{one}/{verb}",
                {"reason": "定了", "version": 1},
            )
            for (one, verb), name in zip(ends.items(), ("小李", "周经理"), strict=True)
        ]
    )
    assert [status for status, _ in answers] == [200, 200]
    with far_sail.inside():
        customer.refresh_from_db()
        assert customer.deal_state == "won"


def test_opposite_moves_do_not_wait_for_each_other(far_sail: World) -> None:
    at, api, boss = stages(far_sail), far_sail.api("小李"), far_sail.api("周经理")
    here, there = at["初步接触"], at["需求确认"]
    one, other = _opened(far_sail), _opened(far_sail, stage_id=there)
    for turn in range(6):
        to, back = (there, here) if turn % 2 == 0 else (here, there)
        steps = [{"stage_id": where, "version": turn + 1} for where in (to, back)]
        answers = _together(
            partial(api.post, f"/opportunities/{one}/move", steps[0]),
            partial(boss.post, f"/opportunities/{other}/move", steps[1]),
        )
        assert [status for status, _ in answers] == [200, 200]
