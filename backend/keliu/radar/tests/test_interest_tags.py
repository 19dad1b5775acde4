"""Tags by what people looked at and did: rules, segments and lists speak of it."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from keliu.catalog.models import Category, Product
from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.radar.models import Interest
from keliu.radar.tests.factories import Scene, customer, event, looks, scene
from keliu.tags.services import automatic
from tests.cast import World


@pytest.fixture
def stage(far_sail: World) -> Scene:
    return scene(far_sail)


def _found(stage: Scene, field: str, op: str, value: Any) -> list[str]:
    asked = json.dumps({"field": field, "op": op, "value": value})
    status, body = stage.world.api("王总").get("/customers?" + urlencode({"filter": asked}))
    assert status == 200, body
    return sorted(one["name"] for one in body["items"])


def _tagged(stage: Scene, who: Customer) -> list[str]:
    sent = {"kind": "customer", "ids": [str(who.pk)]}
    body = stage.world.api("王总").post("/record-tags", sent)[1]
    return [tag["name"] for row in body["items"] for tag in row["tags"]]


def test_who_keeps_looking_at_something_is_tagged_and_untagged(stage: Scene) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    stage.send([looks(stage.gift), looks(stage.gift, dwell_ms=30_000)], zhang)
    stage.send([looks(stage.gift)], zhang)
    stage.send([looks(stage.gift)], li)
    boss = stage.world.api("王总")
    tag = boss.post("/tag-groups", {"name": "兴趣"})[1]
    tag = boss.post("/tags", {"group_id": tag["id"], "name": "感兴趣:礼盒"})[1]
    wish = {"ids": [str(stage.gift.pk)], "days": 30, "views": 2, "seconds": 20}
    rule = {"field": "looked_products", "op": "looked", "value": wish}
    sent = {"name": "爱看礼盒", "kind": "customer", "tag_id": tag["id"], "filter": rule}
    status, made = boss.post("/tag-rules", sent)
    assert (status, made["count"]) == (200, 1), made
    assert made["said"] == ("感兴趣的产品 有 中秋礼盒(最近 30 天看过,累计 2 次以上,停留 20 秒以上)")
    assert (_tagged(stage, zhang), _tagged(stage, li)) == (["感兴趣:礼盒"], [])
    with stage.world.inside():
        Interest.objects.update(last_at=clock.now() - timedelta(days=31))
        automatic.rules_run()
    assert _tagged(stage, zhang) == []


def test_a_category_sums_up_its_products_and_nobody_unwilling_is_judged(stage: Scene) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    with stage.world.inside():
        shelf = Category.objects.create(name="过节")
        Product.objects.update(category=shelf)
    stage.send([looks(stage.gift), looks(stage.tea)], zhang)
    stage.send([looks(stage.tea), event("phone_tap")], li)
    wish = {"ids": [str(shelf.pk)], "days": 7, "views": 2}
    assert _found(stage, "looked_categories", "looked", wish) == ["张阿姨"]
    assert _found(stage, "looked_categories", "not_looked", wish) == ["李叔"]
    assert _found(stage, "looked_categories", "looked", wish | {"views": 1}) == ["张阿姨", "李叔"]
    assert _found(stage, "recent_deeds", "in", ["phone_tap", "cart_add"]) == ["李叔"]
    assert _found(stage, "recent_deeds", "not_in", ["phone_tap"]) == ["张阿姨"]
    with stage.world.inside():
        Customer.objects.filter(pk=li.pk).update(profiling_off_at=clock.now())
    assert _found(stage, "looked_categories", "looked", wish | {"views": 1}) == ["张阿姨"]
    assert _found(stage, "recent_deeds", "in", ["phone_tap"]) == []


@pytest.mark.parametrize(
    "value",
    [
        {"ids": []}, {"ids": ["x"]}, {"ids": ["1"], "days": 0}, {"ids": ["1"], "views": 0}, [],
        {"ids": ["1"], "days": True}, {"ids": ["1"], "seconds": 90_000}, {"ids": ["1"], "more": 1},
        {"ids": [str(at) for at in range(1, 202)]}, "1",
    ],
)  # fmt: skip
def test_what_can_not_be_asked_is_refused(far_sail: World, value: Any) -> None:
    asked = json.dumps({"field": "looked_products", "op": "looked", "value": value})
    status, body = far_sail.api("王总").get("/customers?" + urlencode({"filter": asked}))
    assert (status, "感兴趣的产品" in json.dumps(body, ensure_ascii=False)) == (422, True)
