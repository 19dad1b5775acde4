"""The feed: lines within reach, page by page, and what stands behind them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.customers.models import Customer
from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.platform.models import PushOut
from keliu.radar import public
from keliu.radar.models import Visit
from keliu.radar.services import pulse
from keliu.radar.tests.factories import Scene, customer, event, looks, scene
from tests.cast import Api, World


@pytest.fixture
def stage(far_sail: World) -> Scene:
    return scene(far_sail)


def _visits(stage: Scene, names: list[str]) -> list[Customer]:
    """One visit each, a minute apart, oldest first."""
    people = [customer(stage.world, name) for name in names]
    start = clock.now() - timedelta(minutes=len(names) + 1)
    for at, person in enumerate(people):
        stage.send([looks(stage.gift, at=start + timedelta(minutes=at))], person)
    return people


def test_a_line_tells_who_what_how_often_and_what_to_do(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    start = clock.now() - timedelta(hours=3)
    for hours in (0, 1, 2):
        at = start + timedelta(hours=hours)
        left = looks(stage.gift, at=at + timedelta(seconds=25), dwell_ms=25_000)
        stage.send([looks(stage.gift, at=at), left], zhang)
    _, body = stage.world.api("小李").get("/radar/feed")
    line = body["items"][0]
    assert line["sentence"] == "张阿姨 第 3 次看 中秋礼盒,停留 25 秒"
    assert (line["times"], line["kind"], line["dwell_ms"]) == (3, "product", 25_000)
    assert line["advice"] == "反复在看同一个产品,现在联系正合适"
    assert line["customer"] == {"id": str(zhang.pk), "name": "张阿姨"}
    assert line["card"]["name"] == line["staff"]["name"] == "小李"
    assert line["object"]["name"] == "中秋礼盒"
    assert len(body["items"]) == 3


def test_the_socket_and_the_feed_show_the_same_line(stage: Scene) -> None:
    stage.send([event("card_view"), event("phone_tap")], customer(stage.world, "张阿姨"))
    _, body = stage.world.api("小李").get("/radar/feed")
    with stage.world.inside():
        assert PushOut.objects.get(type="radar.line").data == body["items"][0]


def test_who_sees_whose_visits(stage: Scene, next_door: World) -> None:
    _visits(stage, ["张阿姨"])
    with stage.world.inside():
        visit = Visit.objects.get()
        path = f"/radar/visits/{visit.pk}"
        day = clock.local_day(visit.started_at, "Asia/Shanghai")
    for name, many in (("小李", 1), ("周经理", 1), ("王总", 1), ("小赵", 0), ("小孙", 0)):
        api = stage.world.api(name)
        assert len(api.get("/radar/feed")[1]["items"]) == many, name
        assert api.get(f"/radar/summary?day={day}")[1]["visits"] == many
        assert api.get(path)[0] == (200 if many else 404)
    assert stage.world.api("小吴").get("/radar/feed")[0] == 403
    assert next_door.api("老王").get("/radar/feed")[1]["items"] == []
    assert next_door.api("老王").get(path)[0] == 404
    assert Api().get("/radar/feed")[0] == 401
    zhang = customer(stage.world, "李叔")
    assert Api(stage.token(zhang)).get("/radar/feed")[0] == 401


def test_filters_and_pages(stage: Scene) -> None:
    people = _visits(stage, [f"客人 {at}" for at in range(5)])
    stage.send([event("phone_tap")], people[0])
    api, seen, cursor = stage.world.api("小李"), list[str](), ""
    while cursor is not None:
        _, body = api.get(f"/radar/feed?limit=2&total=true&cursor={cursor}")
        seen += [line["visitor_name"] for line in body["items"]]
        assert body["total"] == 5
        cursor = body["next"]
    assert seen == [f"客人 {at}" for at in (4, 3, 2, 1, 0)]
    only = f"/radar/feed?customer={people[3].pk}"
    assert [line["visitor_name"] for line in api.get(only)[1]["items"]] == ["客人 3"]
    assert [line["visitor_name"] for line in api.get("/radar/feed?kind=contact")[1]["items"]] == [
        "客人 0"
    ]
    assert api.get("/radar/feed?kind=nothing")[1]["items"] == []
    assert api.get("/radar/feed?staff=rubbish")[1]["items"] == []
    assert len(api.get("/radar/feed?staff=me")[1]["items"]) == 5
    assert stage.world.api("王总").get("/radar/feed?staff=me")[1]["items"] == []
    assert api.get("/radar/feed?cursor=rubbish")[0] == 422
    assert api.get("/radar/feed?sort=name")[0] == 422


def test_the_figure_equals_its_drill_down(stage: Scene) -> None:
    _visits(stage, ["张阿姨", "李叔", "小陈"])
    boss = stage.world.staff["王总"]
    with stage.world.inside(), actor.acting(Actor(boss.pk, "王总", grants={"radar.read": "all"})):
        end = clock.now() - timedelta(seconds=90)
        start = end - timedelta(minutes=5)
        assert public.visits_between(start, end).count() == 3
        assert sum(public.visits_by_day(start, end, "Asia/Shanghai").values()) == 3
        assert public.visits_between(end, clock.now()).count() == 0
    api = stage.world.api("王总")
    span = f"from={clock.iso(start)}&to={clock.iso(end)}"
    assert len(api.get(f"/radar/visits?{span}")[1]["items"]) == 3
    assert api.get(f"/radar/visits?from={clock.iso(end)}")[1]["items"] == []


@pytest.mark.parametrize("size", [1, 30])
def test_the_feed_costs_the_same_for_one_line_and_thirty(stage: Scene, size: int) -> None:
    sharer = customer(stage.world, "张阿姨")
    share_id = stage.share(sharer)[1]["share_id"]
    for at in range(size):
        batch = [event("share_open"), looks(stage.gift)]
        stage.send(batch, customer(stage.world, f"客人 {at}"), share_id=share_id)
    api = stage.world.api("小李")
    with CaptureQueriesContext(connection) as asked:
        _, body = api.get("/radar/feed")
    assert len(body["items"]) == size
    assert len([q for q in asked if q["sql"].startswith("SELECT")]) == 6


def test_a_visit_in_detail(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    start = clock.now() - timedelta(minutes=2)
    batch = [
        event("card_view", at=start),
        looks(stage.tea, at=start + timedelta(seconds=5)),
        looks(stage.tea, at=start + timedelta(seconds=9), dwell_ms=4_000),
        looks(stage.gift, at=start + timedelta(seconds=10)),
        looks(stage.gift, at=start + timedelta(seconds=40), dwell_ms=30_000),
    ]
    stage.send(batch[::-1], zhang)
    api = stage.world.api("小李")
    line = api.get("/radar/feed")[1]["items"][0]
    _, body = api.get(f"/radar/visits/{line['id']}")
    assert [one["label"] for one in body["events"]] == [
        "看名片", "看产品", "离开产品", "看产品", "离开产品",
    ]  # fmt: skip
    found = [(one["object"]["name"], one["views"], one["dwell_ms"]) for one in body["interests"]]
    assert found == [("中秋礼盒", 1, 30_000), ("明前龙井", 1, 4_000), ("小李", 1, 0)]
    assert (body["channel"], body["share_path"], body["visitor_name"]) == ("默认", [], "张阿姨")


def test_the_day_in_figures(stage: Scene) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    stage.send([event("card_view"), event("share"), event("phone_tap")], zhang)
    stage.send([event("card_view")], li)
    stage.send([event("card_view"), looks(stage.gift), event("share"), event("list_view")])
    _, body = stage.world.api("小李").get("/radar/summary")
    figures = {name: body[name] for name in ("visits", "visitors", "anonymous_views", "shares")}
    assert figures == {"visits": 2, "visitors": 2, "anonymous_views": 2, "shares": 2}
    assert [line["visitor_name"] for line in body["hot"]] == ["张阿姨"]
    _, before = stage.world.api("小李").get("/radar/summary?day=2026-01-01")
    assert (before["visits"], before["anonymous_views"], before["hot"]) == (0, 0, [])
    assert stage.world.api("小李").get("/radar/summary?day=soon")[0] == 422
    boss = stage.world.staff["王总"]
    with stage.world.inside(), actor.acting(Actor(boss.pk, "王总", grants={"radar.read": "all"})):
        assert public.hot_count() == 1
        assert [one.customer_id for one in public.hot_visits()] == [zhang.pk]


def test_screens_of_the_boss_hear_that_something_moved(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "_beaten", {})
    monkeypatch.setattr(pulse, "EVERY_SECONDS", 3_600.0)
    zhang = customer(stage.world, "张阿姨")
    for _ in range(3):
        stage.send([looks(stage.gift)], zhang)
    with stage.world.inside():
        beats = PushOut.objects.filter(type=pulse.TYPE)
        assert [(one.topic, one.data) for one in beats] == [("radar", {})]
    topics = {
        who: stage.world.api(who).post("/realtime/ticket")[1]["topics"] for who in ("王总", "小李")
    }
    assert ("radar" in topics["王总"], "radar" in topics["小李"]) == (True, False)
