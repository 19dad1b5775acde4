"""The share tree over the API: who brought whom, and every figure is what lies behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from keliu.analytics.spread.schemas import SpreadOut
from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.orders.models import Order
from keliu.orders.services import steps
from keliu.orders.tests.shop import CHERRIES, GRAPES, open_shop
from keliu.radar.models import Share, ShareOpening, Visit, Visitor
from keliu.radar.services import shares
from keliu.radar.tests.factories import Scene, customer, scene
from tests import cast
from tests.cast import World

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
NAMES = ("张阿姨", "李叔", "小陈", "老周")
FIGURES = ("people", "fresh", "visits", "orders", "fen")


@dataclass
class Story:
    """张阿姨 forwarded 小李's card to 李叔 and 老周, 李叔 the gift to 小陈, who bought."""

    world: World
    stage: Scene
    people: dict[str, Customer]

    def ask(self, path: str, who: str = "王总", **query: Any) -> dict[str, Any]:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        status, body = self.world.api(who).get(f"/spread/{path}?{asked}")
        assert status == 200, body
        return dict(body)

    def node(self, name: str) -> str:
        return f"person-{self.people[name].pk}"


def _forward(
    stage: Scene, who: Customer, above: Share | None = None, product: int | None = None
) -> Share:
    code = stage.code
    row = Share(
        parent=above, path=[*above.path, above.pk] if above else [], sharer=who,
        card_id=code.card_id, code=code, owner=stage.world.staff["小李"],
        department_id=stage.world.staff["小李"].department_id,
        object_kind="product" if product else "card", object_id=product or code.card_id,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _open(stage: Scene, who: Customer, share: Share | None, at: datetime) -> None:
    """Somebody comes, by a forward or by themselves; once opened it is a visit as well."""
    staff, code = stage.world.staff["小李"], stage.code
    own = share is not None and share.sharer_id == who.pk
    by = None if share is None or own else share.pk
    with clock.frozen(at):
        visit = Visit(
            customer=who, card_id=code.card_id, code=code, share_id=by, owner=staff,
            department_id=staff.department_id, started_at=at, last_at=at, last_kind="card_view",
            share_count=0 if share else 1,
        )  # fmt: skip
        visit.save(force_insert=True)
        Visitor.objects.get_or_create(
            customer=who, card_id=code.card_id,
            defaults={
                "visit_id": visit.pk, "first_at": at, "first_code_id": code.pk,
                "first_share_id": by, "last_at": at, "last_code_id": code.pk,
            },
        )  # fmt: skip
        if share is not None:
            shares.opened(share.pk, who.pk)


def _bought(story: Story, name: str, at: datetime, *lines: tuple[str, int]) -> Order:
    shop = open_shop(story.world, "小李")
    shop.customers[name] = story.people[name].pk
    staff = story.world.staff["小李"]
    with clock.frozen(at):
        order = shop.place(*lines, who=name)
        Order.objects.filter(pk=order.pk).update(owner=staff, department_id=staff.department_id)
        assert steps.paid(order.pk, fen=order.total_fen, method="wechat", at=at)
    return order


def tell(world: World) -> Story:
    stage = scene(world)
    story = Story(world, stage, {name: customer(world, name) for name in NAMES})
    zhang, li, chen, zhou = (story.people[name] for name in NAMES)
    with world.inside():
        _open(stage, zhang, None, NOON)
        first = _forward(stage, zhang)
        _open(stage, zhang, first, NOON + timedelta(minutes=1))
        _open(stage, li, first, NOON + timedelta(minutes=2))
        _open(stage, zhou, first, NOON + timedelta(days=3))
        second = _forward(stage, li, first, stage.gift.pk)
        _open(stage, chen, second, NOON + timedelta(minutes=9))
        _open(stage, zhang, second, NOON + timedelta(minutes=10))
        _open(stage, zhou, _forward(stage, chen, second), NOON + timedelta(days=4))
        _bought(story, "小陈", NOON + timedelta(hours=1), (GRAPES, 1))
        _bought(story, "张阿姨", NOON + timedelta(hours=2), (CHERRIES, 1))
    return story


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield tell(cast.company())
        transaction.set_rollback(True)


@pytest.fixture
def story(told: Story, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    with django_db_blocker.unblock():
        yield told


def _by_name(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in body["nodes"]}


def test_who_brought_whom(story: Story) -> None:
    body = story.ask("graph")
    SpreadOut.model_validate(body)  # written without models, to the same shape
    nodes = _by_name(body)
    ids = {one["id"]: one["name"] for one in body["nodes"]}
    above = {name: ids.get(one["parent"]) for name, one in nodes.items()}
    assert above == {
        "小李": None, "张阿姨": "小李", "李叔": "张阿姨", "小陈": "李叔", "老周": "张阿姨",
    }  # fmt: skip
    assert nodes["小陈"]["thing"] == "中秋礼盒"
    assert (body["brought"], body["places"], body["money"], body["cut"]) == (3, 5, True, False)
    assert nodes["李叔"]["below"] == {
        "people": 1, "fresh": 1, "visits": 1, "orders": 1, "fen": 3980,
    }  # fmt: skip
    assert nodes["张阿姨"]["own"]["fen"] == 12800
    assert nodes["小李"]["below"]["fen"] == body["total"]["fen"] == 16780
    assert body["nodes"][0]["id"].startswith("staff-")
    assert body["channels"] == [story.stage.code.channel]
    assert [one["name"] for one in body["products"]] == ["中秋礼盒"]


def test_what_does_not_count_is_shown(story: Story) -> None:
    rules = {one["key"]: one["count"] for one in story.ask("graph")["rules"]}
    assert rules == {"self": 1, "robot": 0, "again": 1, "circle": 1}


def test_every_figure_is_the_people_behind_it(story: Story) -> None:
    for one in story.ask("graph")["nodes"]:
        behind = story.ask("people", root=one["id"])
        assert behind["total"] == one["below"]
        for name in FIGURES:
            assert sum(row["own"][name] for row in behind["items"]) == one["below"][name]
    whole = story.ask("people")
    assert whole["total"] == story.ask("graph")["total"]
    api = story.world.api("王总")
    for row in whole["items"]:
        visits = api.get(f"/radar/visits?customer={row['id']}&total=true")[1]
        orders = api.get(f"/orders?customer={row['id']}&sold=true&total=true")[1]
        assert (visits["total"], orders["total"]) == (row["own"]["visits"], row["own"]["orders"])
        left = sum(order["paid_fen"] - order["refunded_fen"] for order in orders["items"])
        assert left == row["own"]["fen"]


def test_the_best_spreaders(story: Story) -> None:
    rows = story.ask("spreaders", sort="people")["items"]
    assert [(one["name"], one["below"]["people"], one["direct"], one["deepest"])
            for one in rows] == [("张阿姨", 3, 2, 2), ("李叔", 1, 1, 1)]  # fmt: skip
    assert rows[0]["forwards"] == 1
    assert story.ask("spreaders", sort="fen")["items"][0]["below"]["fen"] == 3980


def test_a_span_a_product_a_channel_and_one_of_the_staff(story: Story) -> None:
    later = story.ask("graph", first="2026-11-23", last="2026-11-24")
    assert set(_by_name(later)) == {"小李", "张阿姨", "老周"}
    assert later["total"]["fen"] == 0
    gift = story.ask("graph", product=story.stage.gift.pk)
    assert set(_by_name(gift)) == {"小李", "张阿姨", "李叔", "小陈"}
    assert gift["brought"] == 2  # 李叔 by the way of his own forward
    assert story.ask("graph", channel="没有的渠道")["nodes"] == []
    assert story.ask("graph", staff=story.world.staff["小孙"].pk)["nodes"] == []
    assert story.ask("graph", staff=story.world.staff["小李"].pk)["places"] == 5
    status, body = story.world.api("王总").get("/spread/graph?first=2026-11-24&last=2026-11-20")
    assert (status, body["errors"][0]["field"]) == (422, "last")


def test_a_branch_and_few_places(story: Story) -> None:
    branch = story.ask("graph", root=story.node("李叔"))
    assert set(_by_name(branch)) == {"李叔", "小陈"}
    few = story.ask("graph", most=2)
    assert [one["name"] for one in few["nodes"]] == ["小李", "张阿姨"]
    assert few["nodes"][1]["folded"] == 3
    assert few["total"]["people"] == 4


def test_everybody_sees_their_own_part(story: Story) -> None:
    assert story.ask("graph", who="小李")["places"] == 5
    assert story.ask("graph", who="小孙")["places"] == 0
    assert story.world.api("小吴").get("/spread/graph")[0] == 403


def test_the_way_of_one_customer(story: Story) -> None:
    body = story.ask(f"customers/{story.people['小陈'].pk}")
    assert [one["name"] for one in body["steps"]] == ["小李", "张阿姨", "李叔", "小陈"]
    assert [one["thing"] for one in body["steps"]] == ["", "", "小李", "中秋礼盒"]
    assert body["opened"] == 1
    assert story.ask(f"customers/{story.people['张阿姨'].pk}")["opened"] == 2
    hidden = f"/spread/customers/{story.people['小陈'].pk}"
    assert story.world.api("小孙").get(hidden)[0] == 404


def test_the_tree_costs_the_same_whatever_its_size(story: Story) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            story.ask("graph")
        return len(seen)

    before = asked()
    with story.world.inside():
        share = Share.objects.filter(sharer=story.people["李叔"]).get()
        for number in range(20):
            one = customer(story.world, f"客人{number}")
            ShareOpening(share=share, customer=one).save(force_insert=True)
    assert asked() <= before
    assert before <= 16


def test_robots_leave_no_place(story: Story) -> None:
    with story.world.inside():
        share = Share.objects.filter(sharer=story.people["李叔"]).get()
        one = customer(story.world, "爬虫")
        assert not shares.opened(share.pk, one.pk, agent="Mozilla/5.0 (compatible; bingbot/2.0)")
        was = share.opens
        share.refresh_from_db()
        assert share.opens == was
    rules = {one["key"]: one["count"] for one in story.ask("graph")["rules"]}
    assert rules["robot"] == 1
