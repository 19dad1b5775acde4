"""Colleagues hear of visitors at once: once a day, in their own hours, with a way to the visit."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from keliu.accounts.models import Staff
from keliu.kit import clock
from keliu.outreach.models import Delivery
from keliu.platform.models import AuditEntry, Notification
from keliu.radar.models import Interest, Visit
from keliu.radar.ports import Ports
from keliu.radar.rules import did
from keliu.radar.services import alerts
from keliu.radar.services.alerts import Noticed
from keliu.radar.tests.factories import Scene, customer, event, scene
from keliu.radar.tests.visits import visit
from tests.cast import World

ZONE = "Asia/Shanghai"


@pytest.fixture
def noon() -> Iterator[datetime]:
    """Today at noon in the merchant's zone, whatever the hour really is."""
    moment = clock.day_bounds(clock.local_day(clock.now(), ZONE), ZONE)[0] + timedelta(hours=12)
    with clock.frozen(moment):
        yield moment


@pytest.fixture
def stage(noon: datetime, far_sail: World) -> Scene:
    return scene(far_sail)


def notice(row: Visit, *did_now: str, **more: Any) -> None:
    """What the digest says at its end."""
    given: dict[str, Any] = {
        "first": False, "times": 2, "kinds": set(did_now), "product_ids": [],
        "last_seen_before": row.started_at - timedelta(days=1), "at": row.last_at,
    }  # fmt: skip
    what = Noticed(
        visit_id=row.pk, customer_id=row.customer_id or 0, card_id=row.card_id,
        owner_id=row.owner_id, department_id=row.department_id, **given | more,
    )  # fmt: skip
    alerts.noticed_all([what])


def titles(stage: Scene) -> list[str]:
    rows = Notification.objects.filter(staff_id=stage.world.staff["小李"].pk, kind="radar")
    return list(rows.order_by("id").values_list("title", flat=True))


def test_first_visit_contact_and_forward_each_say_it_once_a_day(
    stage: Scene, noon: datetime
) -> None:
    zhang = customer(stage.world, "张阿姨")
    with stage.world.inside():
        row = visit(stage, zhang, "card_view", noon)
        for _ in range(2):
            notice(row, "card_view", first=True, last_seen_before=None)
            notice(row, "card_view", "phone_tap")
        visit(stage, zhang, "share", noon)
        notice(row, "share")
        assert titles(stage) == [
            "张阿姨 第一次来看您的名片", "张阿姨 点了电话", "张阿姨 转发了您的名片",
        ]  # fmt: skip
        line = Notification.objects.filter(kind="radar").earliest("id")
        assert (line.link_kind, line.link_id) == ("visit", row.pk)
        assert line.text == "先看看对方关心什么,合适时打个招呼"
        with clock.frozen(noon + timedelta(days=1)):
            notice(visit(stage, zhang, "phone_tap", clock.now()), "phone_tap")
        assert titles(stage).count("张阿姨 点了电话") == 2


def test_the_third_look_within_a_week_is_told_and_an_older_one_does_not_count(
    stage: Scene, noon: datetime
) -> None:
    zhang = customer(stage.world, "张阿姨")

    def look(days_ago: int) -> Visit:
        at = noon - timedelta(days=days_ago)
        return visit(stage, zhang, "product_view", at, last_object_kind="product",
                     last_object_id=stage.gift.pk)  # fmt: skip

    with stage.world.inside():
        look(9)
        liked = Interest(customer=zhang, object_kind="product", object_id=stage.gift.pk,
                         views=3, last_at=noon)  # fmt: skip
        liked.save(force_insert=True)
        look(3)
        notice(look(0), "product_view", product_ids=[stage.gift.pk])
        assert titles(stage) == []  # three in all, two within seven days
        Interest.objects.update(views=4)
        notice(look(0), "product_view", product_ids=[stage.tea.pk, stage.gift.pk])
        assert titles(stage) == ["张阿姨 7 天里第 3 次看 中秋礼盒"]


def test_whoever_was_away_for_long_is_greeted_when_they_come_back(
    stage: Scene, noon: datetime
) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    with stage.world.inside():
        for who, days in ((zhang, 29), (li, 45)):
            row = visit(stage, who, "card_view", noon)
            notice(row, "card_view", last_seen_before=noon - timedelta(days=days, minutes=5))
        assert titles(stage) == ["李叔 隔了 45 天又来了"]


def test_an_unpaid_order_is_told_only_if_it_is_still_unpaid(
    stage: Scene, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhang, asked = customer(stage.world, "张阿姨"), list[dict[str, Any]]()
    monkeypatch.setattr(alerts.unpaid_check, "later", lambda **given: asked.append(given))
    with stage.world.inside():
        row = visit(stage, zhang, "order_placed", noon)
        notice(row, "order_placed")
        assert (titles(stage), len(asked)) == ([], 1)
        assert asked[0].pop("at") == noon + timedelta(minutes=10)
        alerts.unpaid_tell(**asked[0])
        assert titles(stage) == []  # paid, or closed
        monkeypatch.setattr(Ports, "unpaid", lambda who, since: [(1, 12_800)])
        alerts.unpaid_tell(**asked[0])
        alerts.unpaid_tell(**asked[0])
        assert titles(stage) == ["张阿姨 下单 ¥128 过了 10 分钟还没付款"]


def test_in_quiet_hours_it_waits_for_the_morning(stage: Scene, noon: datetime) -> None:
    zhang = customer(stage.world, "张阿姨")
    seller = stage.world.staff["小李"]
    with stage.world.inside():
        Staff.objects.filter(pk=seller.pk).update(quiet_from=time(22), quiet_to=time(8))
        night = noon + timedelta(hours=11, minutes=30)  # 23:30
        with clock.frozen(night):
            notice(visit(stage, zhang, "phone_tap", night), "phone_tap")
        assert titles(stage) == []
        held = Delivery.objects.get(staff=seller, kind="radar")
        assert (held.state, held.release_at) == ("delayed", noon + timedelta(hours=20))


def test_the_merchant_sets_it_for_all_and_each_person_for_themselves(
    stage: Scene, noon: datetime
) -> None:
    boss, seller = stage.world.api("王总"), stage.world.api("小李")
    _, before = boss.get("/radar/alerts")
    assert [one["rule"] for one in before["rules"] if one["on"]] == [
        "first", "again", "contact", "back", "unpaid", "forward",
    ]  # fmt: skip
    assert (before["may_set"], seller.get("/radar/alerts")[1]["may_set"]) == (True, False)
    wanted = {"version": 0, "rules": [
        {"rule": "contact", "on": False},
        {"rule": "again", "on": True, "numbers": {"times": 5, "days": 14}},
        {"rule": "goods", "on": True, "products": [str(stage.tea.pk)]},
    ]}  # fmt: skip
    assert seller.put("/radar/alerts", wanted)[0] == 403
    status, body = boss.put("/radar/alerts", wanted)
    rules = {one["rule"]: one for one in body["rules"]}
    assert (status, body["version"], rules["contact"]["on"]) == (200, 1, False)
    assert rules["goods"]["products"] == [{"id": str(stage.tea.pk), "name": "明前龙井"}]
    assert [one["value"] for one in rules["again"]["numbers"]] == [5, 14]
    assert boss.put("/radar/alerts", wanted)[0] == 409
    assert boss.put("/radar/alerts", wanted | {"version": 1})[0] == 200
    mine = seller.put("/me/radar-alerts", {"wanted": {"contact": True, "first": False}})[1]
    assert {one["rule"]: one["mine"] for one in mine["rules"] if one["mine"] is not None} == {
        "contact": True, "first": False,
    }  # fmt: skip
    zhang = customer(stage.world, "张阿姨")
    with stage.world.inside():
        row = visit(stage, zhang, "phone_tap", noon)
        notice(row, "phone_tap", first=True, last_seen_before=None)
        notice(row, "product_view", product_ids=[stage.gift.pk])
        notice(row, "product_view", product_ids=[stage.gift.pk, stage.tea.pk])
        assert titles(stage) == ["张阿姨 点了电话", "张阿姨 在看 明前龙井"]
        actions = AuditEntry.objects.values_list("action", flat=True)
        assert {"alertsetup.update", "staff.radar_alerts"} <= set(actions)
    assert seller.put("/me/radar-alerts", {"wanted": {"contact": None}})[0] == 200


def test_what_a_phone_sends_becomes_an_alert_and_a_line_with_acts(far_sail: World) -> None:
    stage = scene(far_sail)  # by the real clock, the whole way through
    zhang = customer(stage.world, "张阿姨")
    stage.send([event("card_view"), event("phone_tap")], zhang)
    with stage.world.inside():
        assert sorted(titles(stage)) == ["张阿姨 点了电话", "张阿姨 第一次来看您的名片"]
        assert did.kinds_in(Visit.objects.get().did) == ["card_view", "phone_tap"]
    path = "/radar/feed?did=phone_tap"
    line = stage.world.api("王总").get(path)[1]["items"][0]
    assert [one["act"] for one in line["suggested"]] == ["message", "followup"]
    # 张阿姨 is nobody's yet: 小李 sees the visit of the card, and can not write to her.
    assert stage.world.api("小李").get(path)[1]["items"][0]["suggested"] == []


def test_wrong_settings_change_nothing(stage: Scene) -> None:
    boss = stage.world.api("王总")
    for rules in (
        [{"rule": "again", "on": True, "numbers": {"times": 1}}],
        [{"rule": "back", "on": True, "numbers": {"days": 400}}],
        [{"rule": "nothing", "on": True}],
        [{"rule": "goods", "on": True, "products": ["123"]}],
    ):
        assert boss.put("/radar/alerts", {"version": 0, "rules": rules})[0] == 422
    assert boss.put("/me/radar-alerts", {"wanted": {"nothing": True}})[0] == 422
    assert boss.get("/radar/alerts")[1]["version"] == 0
