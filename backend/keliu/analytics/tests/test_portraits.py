"""A portrait says what happened and what it concludes; who wants no conclusions has none."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.analytics.chances import services
from keliu.analytics.chances.learning import conclude, history
from keliu.analytics.chances.rules.buying import FEATURES
from keliu.analytics.models import Chance, Learned
from keliu.catalog.models import Category
from keliu.customers import public as customers
from keliu.customers.models import Customer
from keliu.kit import clock, ids
from keliu.orders.models import Order
from keliu.platform.models import AuditEntry
from keliu.radar.models import Interest, Visit
from keliu.radar.rules import did
from keliu.radar.services import signals
from keliu.radar.tests import factories
from keliu.radar.tests.factories import Scene
from tests.cast import Api, World

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)  # half past eleven at night in Shanghai
DAY = timedelta(days=1)


@pytest.fixture
def scene(far_sail: World, next_door: World) -> Iterator[Scene]:
    for world in (far_sail, next_door):
        for name in world.staff:
            world.token(name)  # sessions know the database's clock
    with clock.frozen(NOW):
        yield factories.scene(far_sail)


def visit(scene: Scene, who: Customer, at: datetime, **fields: Any) -> None:
    code = scene.code
    Visit.objects.create(
        customer=who, card_id=code.card_id, code=code, owner_id=scene.world.staff["小李"].pk,
        started_at=at, last_at=at, last_kind="card_view", **{"dwell_ms": 60_000, **fields},
    )  # fmt: skip


def order(who: Customer, at: datetime, fen: int = 10_000, **fields: Any) -> None:
    Order.objects.create(
        number=str(ids.new())[-18:], title="单", customer=who, total_fen=fen, goods_fen=fen,
        **{"state": "done", "paid_fen": fen, "paid_at": at, "created_at": at, **fields},
    )  # fmt: skip


def zhang(scene: Scene) -> Customer:
    """张阿姨, 小李's: three visits, took the number, likes the gift box."""
    row = factories.customer(scene.world, "张阿姨")
    staff = scene.world.staff["小李"]
    with scene.world.inside():
        shelf = Category.objects.create(name="礼盒")
        type(scene.gift).objects.filter(pk=scene.gift.pk).update(category=shelf)
        Customer.objects.filter(pk=row.pk).update(
            owner=staff, department_id=staff.department_id, pool=None, pool_since=None,
            visit_count=3, last_visit_at=NOW - timedelta(hours=2),
        )  # fmt: skip
        visit(scene, row, NOW - 3 * DAY)
        visit(scene, row, NOW - DAY, did=did.mask(["phone_tap"]), share_count=1)
        visit(scene, row, NOW - timedelta(hours=2))
        for product, views, dwell in ((scene.gift, 4, 90_000), (scene.tea, 1, 10_000)):
            Interest.objects.create(
                customer=row, object_kind="product", object_id=product.pk, views=views,
                dwell_ms=dwell, last_at=NOW - DAY,
            )  # fmt: skip
        signals.refresh([row.pk])
        return Customer.objects.get(pk=row.pk)


def portrait(scene: Scene, row: Customer, who: str = "小李") -> dict[str, Any]:
    status, body = scene.world.api(who).get(f"/customers/{row.pk}/portrait")
    assert status == 200, body
    return dict(body)


def test_deeds_become_points_that_add_up(scene: Scene) -> None:
    row = zhang(scene)
    assert customers.Deeds.of(row.deeds) == customers.Deeds(
        again=4, thing=scene.gift.pk, contacts=1, dwell_s=180, shares=1
    )
    body = portrait(scene, row)
    points = {one["label"]["zh"]: one["points"] for one in body["reasons"]}
    assert points == {
        "来过 3 次": 9, "一天内来过": 20, "三十天内拿过联系方式": 12, "同一个产品看了 4 次": 10,
        "一共看了 3 分钟": 4, "转发过": 5,
    }  # fmt: skip
    assert body["score"] == sum(points.values()) == row.score


def test_what_was_looked_at_when_and_how_they_came(scene: Scene) -> None:
    body = portrait(scene, zhang(scene))
    assert [(one["name"], one["views"], one["share"]) for one in body["likings"]["products"]] == [
        ("中秋礼盒", 4, 900), ("明前龙井", 1, 100),
    ]  # fmt: skip
    assert [(one["name"], one["dwell_ms"]) for one in body["likings"]["categories"]] == [
        ("礼盒", 90_000)
    ]
    trail = body["trail"]
    assert (trail["visits"], trail["dwell_ms"], trail["shares"]) == (3, 180_000, 1)
    # Saturday half past nine at night in Shanghai; the others at half past eleven.
    assert sorted((one["weekday"], one["hour"], one["visits"]) for one in trail["hours"]) == [
        (3, 23, 1), (5, 23, 1), (6, 21, 1),
    ]  # fmt: skip
    assert [(one["forwarded"], one["visits"]) for one in trail["sources"]] == [(False, 3)]


def test_a_look_is_in_the_log_once_an_hour(scene: Scene) -> None:
    row = zhang(scene)
    portrait(scene, row)
    portrait(scene, row)
    with scene.world.inside():
        looks = AuditEntry.objects.filter(action="radar.trail", object_id=row.pk)
        assert [one.actor_name for one in looks] == ["小李"]


def test_others_customers_stay_closed(scene: Scene, next_door: World) -> None:
    row = zhang(scene)
    assert scene.world.api("小孙").get(f"/customers/{row.pk}/portrait")[0] == 404
    assert next_door.api("老王").get(f"/customers/{row.pk}/portrait")[0] == 404


def test_a_portrait_costs_a_fixed_number_of_questions(scene: Scene) -> None:
    row = zhang(scene)
    portrait(scene, row)
    with CaptureQueriesContext(connection) as few:
        portrait(scene, row)
    with scene.world.inside():
        for back in range(30):
            visit(scene, row, NOW - (4 + back) * DAY)
    with CaptureQueriesContext(connection) as many:
        portrait(scene, row)
    assert len(few) == len(many) <= 20


def test_turning_profiling_off_takes_conclusions_at_once_and_keeps_them_off(scene: Scene) -> None:
    row = zhang(scene)
    with scene.world.inside():
        Chance.objects.create(customer=row, buys=0.4, alive=0.9)
    with clock.frozen(datetime.now(UTC)):
        visitor = Api(scene.token(row))
    assert visitor.get("/visitor/me")[1]["profiling"] is True
    status, body = visitor.post("/visitor/profiling", {"on": False})
    assert (status, body["profiling"]) == (200, False)
    with scene.world.inside():
        signals.refresh([row.pk])
        assert services.chances_write([(row.pk, 0.5, [], None, None, None)], NOW) == 0
        now = Customer.objects.get(pk=row.pk)
        assert (now.score, now.deeds) == (0, {})
        assert not Chance.objects.exists()
        assert not Interest.objects.exists()
        customers.note_visits({row.pk: (NOW, 1)})
        assert Customer.objects.get(pk=row.pk).score == 0
        assert history.month(NOW).ids.size == 0
        assert AuditEntry.objects.filter(action="profiling.off", object_id=row.pk).count() == 1
    status, answer = scene.send([factories.looks(scene.gift)], row)
    assert (status, answer["stored"]) == (200, 1)
    with scene.world.inside():
        assert not Interest.objects.exists()
        assert Customer.objects.get(pk=row.pk).score == 0
    seen = portrait(scene, row)
    assert (seen["judged"], seen["score"], seen["reasons"]) == (False, 0, [])
    assert (seen["value"], seen["buys"], seen["comes"]) == (None, None, None)
    assert seen["likings"] == {"products": [], "categories": [], "tags": []}
    assert seen["trail"]["visits"] == 4  # what happened stays: that is another consent
    assert visitor.post("/visitor/profiling", {"on": True})[1]["profiling"] is True
    with scene.world.inside():
        signals.refresh([row.pk])
        assert Customer.objects.get(pk=row.pk).score > 0


def contacts(scene: Scene, who: str, scope: str = "mine") -> list[tuple[str, list[str]]]:
    status, body = scene.world.api(who).get(f"/contacts-today?scope={scope}")
    assert status == 200, body
    assert body["day"] == "2026-11-21"
    return [
        (one["customer"]["name"], [why["key"] for why in one["reasons"]]) for one in body["items"]
    ]


def test_whom_to_contact_today_and_who_is_done(scene: Scene) -> None:
    row = zhang(scene)
    with scene.world.inside():
        order(row, NOW - DAY, state="pending", paid_fen=0, paid_at=None, owner_id=row.owner_id)
    assert contacts(scene, "小李") == [("张阿姨", ["unpaid", "looked", "took", "warm"])]
    assert contacts(scene, "王总") == []
    assert contacts(scene, "王总", "all") == contacts(scene, "小李")
    assert contacts(scene, "小孙", "all") == []
    with scene.world.inside():
        customers.note_followup(row.pk, NOW, None)
    assert contacts(scene, "小李") == []


def test_nothing_from_after_the_cut_is_learned_from(scene: Scene) -> None:
    row = zhang(scene)
    cut = NOW - 10 * DAY
    with scene.world.inside():
        Customer.objects.update(created_at=NOW - 100 * DAY)
        order(row, cut - DAY, 12_000)
        visit(scene, row, cut - 2 * DAY)
        before = history.month(cut)
        assert dict(zip(FEATURES, before.seen[0], strict=True)) == {
            "orders": 1, "fen": 12_000, "since_order": 1, "since_visit": 2, "visits_7": 1,
            "visits_30": 1, "dwell_s": 60, "contacts": 0, "shares": 0, "followups": 0,
            "known_days": 90,
        }  # fmt: skip
        assert before.bought.tolist() == [False]
        visit(scene, row, cut)
        order(row, cut, 99_000)
        after = history.month(cut)
    assert (after.seen == before.seen).all()
    assert after.bought.tolist() == [True]


def test_a_merchant_with_little_history_is_told_what_is_missing(scene: Scene) -> None:
    row = zhang(scene)
    with scene.world.inside():
        order(row, NOW - 40 * DAY)
        order(row, NOW - 2 * DAY)
        Customer.objects.filter(pk=row.pk).update(
            order_count=2, order_total_fen=20_000, last_order_at=NOW - 2 * DAY
        )
        found = conclude.conclude(NOW, "Asia/Shanghai")
        found.learned["fifths"] = conclude.fifths_said(services.buyers(NOW))
        services.learned_keep(found.learned, NOW)
        assert {one.kind for one in Learned.objects.all()} == {"buys", "repeats", "fifths"}
    body = portrait(scene, row)
    assert (body["buys"]["state"], body["buys"]["chance"], body["buys"]["fewest"]) == (
        "few", None, 50,
    )  # fmt: skip
    assert (body["comes"]["state"], body["comes"]["repeaters"]) == ("few", 1)
    value = body["value"]
    assert (value["days_since_order"], value["orders"], value["segment"]) == (2, 2, None)
    assert value["buyers"] == 1


def test_who_came_back_adds_up(scene: Scene) -> None:
    first, second = (factories.customer(scene.world, name) for name in ("甲", "乙"))
    with scene.world.inside():
        order(first, NOW - 70 * DAY, 1_000)
        order(first, NOW - 70 * DAY + timedelta(hours=1), 2_000)  # the same day: one purchase
        order(first, NOW - 45 * DAY, 4_000)
        order(second, NOW - 70 * DAY, 8_000)
        order(second, NOW - 69 * DAY, 500, kind="topup")  # money for later is no sale
    status, body = scene.world.api("王总").get("/reports/retention?months=3")
    assert status == 200
    months = {one["month"]: one for one in body["months"]}
    assert list(months) == ["2026-09-01", "2026-10-01", "2026-11-01"]
    assert months["2026-09-01"] == {
        "month": "2026-09-01", "customers": 2,
        "cells": [{"after": 0, "customers": 2, "fen": 11_000},
                  {"after": 1, "customers": 1, "fen": 4_000}],
    }  # fmt: skip
    assert body["often"] == [{"orders": 1, "customers": 1}, {"orders": 3, "customers": 1}]
    assert body["soon"][:2] == [
        {"days": 30, "customers": 2, "again": 1}, {"days": 60, "customers": 2, "again": 1},
    ]  # fmt: skip
