"""The feed by person and by behaviour, who is looking now, what is new, who looked at a trail."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.radar import public
from keliu.radar.models import Visit
from keliu.radar.tests.factories import Scene, customer, scene
from keliu.radar.tests.visits import visit
from tests.cast import World

ZONE = "Asia/Shanghai"


@pytest.fixture
def noon() -> Iterator[datetime]:
    moment = clock.day_bounds(clock.local_day(clock.now(), ZONE), ZONE)[0] + timedelta(hours=12)
    with clock.frozen(moment):
        yield moment


@pytest.fixture
def stage(noon: datetime, far_sail: World) -> Scene:
    return scene(far_sail)


def ago(noon: datetime, minutes: float) -> datetime:
    return noon - timedelta(minutes=minutes)


def test_by_person_everybody_stands_once_with_what_they_did_before(
    stage: Scene, noon: datetime
) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    with stage.world.inside():
        for minutes in (300, 200, 100, 10):
            visit(stage, zhang, "card_view", ago(noon, minutes), dwell_ms=1_000)
        visit(stage, li, "phone_tap", ago(noon, 60))
        visit(stage, li, "card_view", noon - timedelta(days=40))
        Visit.objects.filter(customer=li).update(times=2)
    _, body = stage.world.api("小李").get("/radar/people?total=true")
    assert [one["line"]["visitor_name"] for one in body["items"]] == ["张阿姨", "李叔"]
    assert body["total"] == 2
    first, second = body["items"]
    assert (first["visits"], first["dwell_ms"], len(first["earlier"])) == (4, 4_000, 2)
    assert first["earlier"][0]["at"] == clock.iso(ago(noon, 100))
    assert (second["visits"], len(second["earlier"])) == (1, 1)  # forty days ago is not counted
    assert second["line"]["suggested"] == []  # 小李 looks after neither of them
    rich = stage.world.api("王总").get("/radar/people")[1]["items"][1]
    assert rich["line"]["suggested"][0]["act"] == "message"  # no number to call


def test_by_person_in_pages_and_within_reach(stage: Scene, noon: datetime) -> None:
    with stage.world.inside():
        for at in range(5):
            who = customer(stage.world, f"客人 {at}")
            visit(stage, who, "card_view", ago(noon, 50 - at))
            visit(stage, who, "card_view", ago(noon, 500 - at))
    api, seen, cursor = stage.world.api("小李"), list[str](), ""
    while cursor is not None:
        _, body = api.get(f"/radar/people?limit=2&cursor={cursor}")
        seen += [one["line"]["visitor_name"] for one in body["items"]]
        cursor = body["next"]
    assert seen == [f"客人 {at}" for at in (4, 3, 2, 1, 0)]
    for name, many in (("周经理", 5), ("小赵", 0)):
        for path in ("people", "feed?did=card_view"):
            found = stage.world.api(name).get(f"/radar/{path}")[1]["items"]
            assert bool(found) == bool(many), (name, path)
    assert stage.world.api("小吴").get("/radar/people")[0] == 403


def test_by_behaviour_each_count_is_the_list_behind_it(stage: Scene, noon: datetime) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    with stage.world.inside():
        visit(stage, zhang, "card_view", ago(noon, 30))
        visit(stage, zhang, "phone_tap", ago(noon, 20))
        visit(stage, li, "card_view", ago(noon, 10))
        visit(stage, li, "card_view", noon - timedelta(days=2))
    api = stage.world.api("小李")
    found = {one["kind"]: one for one in api.get("/radar/deeds")[1]["items"]}
    assert {kind: one["visits"] for kind, one in found.items()} == {"card_view": 2, "phone_tap": 1}
    assert (found["phone_tap"]["name"]["zh"], found["phone_tap"]["line"]) == ("点电话", "contact")
    week = api.get("/radar/deeds?days=7&staff=me")[1]
    assert week["from"] == clock.iso(noon - timedelta(days=6, hours=12))
    for one in week["items"]:
        path = f"/radar/feed?did={one['kind']}&from={week['from']}&total=true"
        assert api.get(path)[1]["total"] == one["visits"]
    assert sum(one["visits"] for one in week["items"]) == 4
    assert api.get("/radar/deeds?days=0")[0] == 422
    assert api.get("/radar/feed?did=nothing")[1]["items"] == []
    people = api.get("/radar/people?did=phone_tap")[1]["items"]
    assert [one["line"]["visitor_name"] for one in people] == ["张阿姨"]


def test_who_is_looking_now(stage: Scene, noon: datetime) -> None:
    with stage.world.inside():
        for name, minutes in (("张阿姨", 0.5), ("李叔", 1.9), ("王姐", 2.1)):
            visit(stage, customer(stage.world, name), "card_view", ago(noon, minutes))
        long = visit(stage, customer(stage.world, "小陈"), "card_view", ago(noon, 90))
        Visit.objects.filter(pk=long.pk).update(last_at=ago(noon, 0.1))
    _, body = stage.world.api("小李").get("/radar/now")
    assert (body["count"], [one["visitor_name"] for one in body["items"]]) == (
        3, ["小陈", "张阿姨", "李叔"],
    )  # fmt: skip
    assert stage.world.api("小赵").get("/radar/now")[1] == {"count": 0, "items": []}


def test_what_is_new_until_one_has_seen_it(stage: Scene, noon: datetime) -> None:
    zhang = customer(stage.world, "张阿姨")
    api = stage.world.api("小李")
    with stage.world.inside():
        visit(stage, zhang, "card_view", ago(noon, 5))
        visit(stage, zhang, "card_view", noon - timedelta(days=1))
    assert api.get("/radar/unseen")[1]["count"] == 1  # never seen: what came today
    assert api.post("/radar/seen")[0] == 204
    assert api.get("/radar/unseen")[1] == {"count": 0, "since": clock.iso(noon)}
    with clock.frozen(noon + timedelta(minutes=1)), stage.world.inside():
        visit(stage, zhang, "card_view", clock.now())
    assert api.get("/radar/unseen")[1]["count"] == 1
    assert stage.world.api("周经理").get("/radar/unseen")[1]["count"] == 2  # each their own


def test_looking_at_a_trail_leaves_a_line_that_the_owner_sees(stage: Scene, noon: datetime) -> None:
    zhang = customer(stage.world, "张阿姨")
    with stage.world.inside():
        row = visit(stage, zhang, "card_view", ago(noon, 5))
    path = f"/radar/visits/{row.pk}"
    for name in ("小李", "小李", "周经理"):
        assert stage.world.api(name).get(path)[0] == 200
    assert stage.world.api("小赵").get(path)[0] == 404
    with stage.world.inside():
        seller = stage.world.staff["小李"]
        with clock.frozen(noon + timedelta(minutes=61)), actor.acting(Actor(seller.pk, "小李")):
            public.trail_seen(zhang.pk)
            public.trail_seen(None)
    boss = stage.world.api("王总")
    found = boss.get(f"/radar/trail-views?customer={zhang.pk}&total=true")[1]
    assert [one["staff"]["name"] for one in found["items"]] == ["小李", "周经理", "小李"]
    assert (found["total"], found["items"][0]["customer"]["name"]) == (3, "张阿姨")
    of_li = boss.get(f"/radar/trail-views?staff={seller.pk}")[1]["items"]
    assert len(of_li) == 2
    assert boss.get("/radar/trail-views?customer=123")[1]["items"] == []
    assert stage.world.api("周经理").get("/radar/trail-views")[0] == 403


@pytest.mark.parametrize("size", [1, 12])
def test_a_page_of_people_costs_the_same_for_one_and_many(
    stage: Scene, noon: datetime, size: int
) -> None:
    with stage.world.inside():
        for at in range(size):
            who = customer(stage.world, f"客人 {at}")
            visit(stage, who, "card_view", ago(noon, 10 + at))
            visit(stage, who, "card_view", ago(noon, 100 + at))
    api = stage.world.api("小李")
    with CaptureQueriesContext(connection) as asked:
        _, body = api.get("/radar/people")
    assert len(body["items"]) == size
    assert len([q for q in asked if q["sql"].startswith("SELECT")]) == 6
