"""The front: arranged in a draft, published as editions, seen by strangers."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.catalog.ports import Checked, Ports
from keliu.platform.models import AuditEntry
from keliu.shopfront.models import FrontEdition
from keliu.shopfront.tests.factories import Shop, shop
from tests.cast import Api, World


@pytest.fixture
def ours(far_sail: World) -> Shop:
    return shop(far_sail)


def front(ours: Shop) -> dict[str, Any]:
    status, body = Api().get(f"/public/shops/{ours.code}/front")
    assert status == 200, body
    return dict(body)


def save(ours: Shop, blocks: list[dict[str, Any]], version: int = 0) -> dict[str, Any]:
    body = {"version": version, "blocks": blocks}
    status, saved = ours.world.api("王总").put("/shop-front", body)
    assert status == 200, saved
    return dict(saved)


def publish(ours: Shop, version: int) -> dict[str, Any]:
    status, shown = ours.world.api("王总").post("/shop-front/publish", {"version": version})
    assert status == 200, shown
    return dict(shown)


def test_who_has_arranged_nothing_shows_what_is_there(ours: Shop) -> None:
    shown = front(ours)
    assert shown["number"] is None
    assert [one["type"] for one in shown["blocks"]] == ["products"]
    assert [one["name"] for one in shown["blocks"][0]["products"]] == ["中秋礼盒"]
    status, draft = ours.world.api("王总").get("/shop-front")
    assert (status, draft["version"], draft["changed"]) == (200, 0, False)


def test_strangers_see_the_draft_when_it_is_published_and_not_before(ours: Shop) -> None:
    saved = save(ours, ours.blocks())
    assert saved["changed"]
    assert front(ours)["number"] is None
    shown = publish(ours, saved["version"])
    assert (shown["number"], shown["changed"], shown["waiting"]) == (1, False, None)
    blocks = {one["type"]: one for one in front(ours)["blocks"]}
    assert list(blocks) == ["banner", "notice", "products", "company", "promotions", "contact",
                            "links"]  # fmt: skip
    assert blocks["banner"]["slides"][0]["link"]["id"] == ours.gift
    assert blocks["products"]["layout"] == "list"
    assert blocks["company"]["html"] == "<p>开了<b>八年</b></p>"
    assert blocks["promotions"]["promotions"][0]["member_fen"] == 17900
    assert blocks["contact"]["contact"]["address"] == "人民路 1 号"
    assert blocks["links"]["items"][0]["link"]["page"] == "member"
    with ours.world.inside():
        assert AuditEntry.objects.filter(action="shopfront.publish").count() == 1


def test_editions_are_kept_and_come_back(ours: Shop) -> None:
    first = publish(ours, save(ours, ours.blocks())["version"])
    notice = [{"id": "n", "type": "notice", "text": "明天盘点"}]
    second = publish(ours, save(ours, notice, first["version"])["version"])
    boss = ours.world.api("王总")
    rows = boss.get("/shop-front/editions")[1]["items"]
    assert [(one["number"], one["current"]) for one in rows] == [(2, True), (1, False)]
    old = rows[1]["id"]
    status, draft = boss.post(f"/shop-front/editions/{old}/restore", {"version": second["version"]})
    assert (status, len(draft["blocks"]), draft["changed"]) == (200, 9, True)
    assert [one["type"] for one in front(ours)["blocks"]] == ["notice"]
    status, draft = boss.post("/shop-front/reset", {"version": draft["version"]})
    assert (status, draft["changed"], draft["number"]) == (200, False, None)
    assert front(ours)["number"] is None


def test_what_is_doubtful_waits_and_the_old_front_stays(
    ours: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(ours, save(ours, ours.blocks())["version"])
    doubt = Checked("review", "doubtful")
    monkeypatch.setattr(Ports, "content_check", staticmethod(lambda content: doubt))
    notice = [{"id": "n", "type": "notice", "text": "明天盘点"}]
    waiting = publish(ours, save(ours, notice, first["version"])["version"])
    assert (waiting["number"], waiting["waiting"]) == (1, 2)
    assert waiting["why"]["zh"]
    assert front(ours)["number"] == 1
    boss = ours.world.api("王总")
    review = boss.get("/content-reviews?state=waiting")[1]["items"][0]
    assert (review["kind"], review["text"]) == ("shop", "明天盘点")
    assert boss.post(f"/content-reviews/{review['id']}/pass")[0] == 200
    assert front(ours)["number"] == 2


def test_a_refused_edition_is_never_seen(ours: Shop) -> None:
    bad = [{"id": "n", "type": "notice", "text": "代 开发票"}]
    waiting = publish(ours, save(ours, bad)["version"])
    assert waiting["waiting"] == 1
    boss = ours.world.api("王总")
    review = boss.get("/content-reviews?state=waiting")[1]["items"][0]
    assert review["words"] == ["代开发票"]
    assert boss.post(f"/content-reviews/{review['id']}/refuse")[0] == 200
    assert front(ours)["number"] is None
    with ours.world.inside():
        assert FrontEdition.objects.get().state == "refused"


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ({"type": "banner", "slides": [{"picture_id": "7301933187072000"}]}, "图片没有找到"),
        ({"type": "products", "source": "chosen", "product_ids": ["73019331870720"]}, "产品没有"),
        ({"type": "company", "video_id": "7301933187072000"}, "视频"),
    ],
)
def test_what_is_not_there_is_refused(ours: Shop, block: dict[str, Any], says: str) -> None:
    body = {"version": 0, "blocks": [{"id": "x", **block}]}
    status, wrong = ours.world.api("王总").put("/shop-front", body)
    assert status == 422
    assert says in wrong["errors"][0]["message"]


def test_a_block_twice_or_an_open_address_is_refused(ours: Shop) -> None:
    boss, notice = ours.world.api("王总"), {"id": "x", "type": "notice", "text": "早"}
    assert boss.put("/shop-front", {"version": 0, "blocks": [notice, notice]})[0] == 422
    link = {"kind": "url", "to": "http://example.com"}
    items = [{"label": "官网", "link": link}]
    links = {"id": "y", "type": "links", "items": items}
    assert boss.put("/shop-front", {"version": 0, "blocks": [links]})[0] == 422
    status, wrong = boss.post("/shop-front/publish", {"version": 7})
    assert (status, wrong["code"]) == (409, "stale")


def test_an_empty_front_is_not_published(ours: Shop) -> None:
    saved = save(ours, [])
    status, wrong = ours.world.api("王总").post(
        "/shop-front/publish", {"version": saved["version"]}
    )
    assert (status, wrong["code"]) == (422, "empty_front")


def test_only_who_may_arrange_it_sees_the_draft(ours: Shop) -> None:
    assert ours.world.api("小李").get("/shop-front")[0] == 403
    assert ours.world.api("周经理").get("/shop-front")[0] == 200


def test_two_at_once_do_not_overwrite_one_another(ours: Shop) -> None:
    save(ours, ours.blocks())
    body = {"version": 0, "blocks": []}
    status, wrong = ours.world.api("周经理").put("/shop-front", body)
    assert (status, wrong["code"], len(wrong["current"]["blocks"])) == (409, "stale", 9)


def test_a_long_front_costs_as_much_as_a_short_one(ours: Shop) -> None:
    def cost(blocks: list[dict[str, Any]]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            body = {"blocks": blocks}
            status, shown = ours.world.api("王总").post("/shop-front/preview", body)
            assert status == 200
            assert len(shown["blocks"]) == len(blocks)
        return len(caught)

    row = {"type": "products", "source": "chosen", "product_ids": [ours.gift]}
    one = cost([{"id": "a", **row}])
    assert cost([{"id": f"a{number}", **row} for number in range(20)]) == one
