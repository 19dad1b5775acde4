"""Who sees and changes which opportunity; what is refused changes nothing."""

import pytest

from keliu.customers.models import Customer
from keliu.sales.models import Opportunity, Pipeline, Stage
from keliu.sales.public import ensure_pipeline
from keliu.sales.tests.factories import Deal, add_customer, stages
from tests.cast import World


def _titles(world: World, name: str, query: str = "") -> list[str]:
    status, body = world.api(name).get(f"/opportunities{query}")
    assert status == 200, body
    return sorted(row["title"] for row in body["items"])


@pytest.fixture
def two_regions(far_sail: World, deal: Deal) -> dict[str, str]:
    """小李's (华东部) and 小孙's (华南部) opportunities."""
    south = add_customer(far_sail, "南方贸易", "小孙")
    return {
        "小李": deal()["id"],
        "小孙": deal("小孙", customer_id=str(south.pk), title="年度采购")["id"],
    }


def test_everybody_sees_as_far_as_their_role(far_sail: World, two_regions: dict[str, str]) -> None:
    assert _titles(far_sail, "王总") == ["中秋礼盒", "年度采购"]
    assert _titles(far_sail, "周经理") == ["中秋礼盒"]
    assert _titles(far_sail, "小李") == ["中秋礼盒"]
    assert _titles(far_sail, "小赵") == []
    assert _titles(far_sail, "小孙") == ["年度采购"]
    assert far_sail.api("小吴").get("/opportunities")[0] == 403


def test_out_of_reach_is_not_found(far_sail: World, two_regions: dict[str, str]) -> None:
    path, at = f"/opportunities/{two_regions['小孙']}", stages(far_sail)
    api = far_sail.api("小李")
    assert api.get(path)[0] == 404
    assert api.patch(path, {"title": "我的", "version": 1})[0] == 404
    assert api.post(f"{path}/move", {"stage_id": at["需求确认"], "version": 1})[0] == 404
    assert api.post(f"{path}/win", {"reason": "x", "version": 1})[0] == 404
    assert far_sail.api("周经理").delete(path)[0] == 404
    with far_sail.inside():
        row = Opportunity.objects.get(pk=int(two_regions["小孙"]))
        assert (row.version, row.title, row.state) == (1, "年度采购", "open")


def test_next_door_sees_nothing(
    far_sail: World, next_door: World, two_regions: dict[str, str]
) -> None:
    laowang = next_door.api("老王")
    assert laowang.get("/opportunities")[1]["items"] == []
    assert laowang.get(f"/opportunities/{two_regions['小李']}")[0] == 404
    board = laowang.get("/opportunities/board")[1]
    assert [column["count"] for column in board["columns"]] == [0] * 6
    ours = far_sail.api("王总").get("/opportunities/board")[1]["pipeline"]["id"]
    assert laowang.get(f"/opportunities/board?pipeline={ours}")[0] == 404
    assert laowang.get(f"/opportunities/board/{stages(far_sail)['初步接触']}")[0] == 404


def test_a_customer_out_of_reach_gets_no_opportunity(far_sail: World, next_door: World) -> None:
    south = add_customer(far_sail, "南方贸易", "小孙")
    foreign = add_customer(next_door, "隔壁老客", "老王")
    for customer in (south.pk, foreign.pk, 1):
        body = {"customer_id": str(customer), "title": "试试"}
        status, said = far_sail.api("小李").post("/opportunities", body)
        assert (status, said["errors"][0]["field"]) == (422, "customer_id")
    with far_sail.inside():
        assert Opportunity.objects.count() == 0


def test_giving_it_to_somebody_else(far_sail: World, zhang: Customer, deal: Deal) -> None:
    boss = far_sail.api("王总")
    sun, zhao = far_sail.staff["小孙"].pk, far_sail.staff["小赵"].pk
    body = {"customer_id": str(zhang.pk), "title": "给小孙", "owner_id": str(sun)}
    status, said = far_sail.api("小李").post("/opportunities", body)
    assert (status, said["errors"][0]["field"]) == (422, "owner_id")
    row = deal()
    path = f"/opportunities/{row['id']}"
    status, moved = far_sail.api("周经理").patch(path, {"owner_id": str(zhao), "version": 1})
    assert (status, moved["owner"]["name"]) == (200, "小赵")
    assert far_sail.api("小李").get(path)[0] == 404
    status, moved = boss.patch(path, {"owner_id": str(sun), "version": 2})
    assert (status, moved["owner"]["name"]) == (200, "小孙")
    assert far_sail.api("周经理").get(path)[0] == 404
    assert boss.get("/opportunities/board")[1]["columns"][0]["count"] == 1


def test_a_stage_next_door_is_no_stage(far_sail: World, next_door: World, deal: Deal) -> None:
    row, theirs = deal(), stages(next_door, "老王")
    status, said = far_sail.api("小李").post(
        f"/opportunities/{row['id']}/move", {"stage_id": theirs["需求确认"], "version": 1}
    )
    assert (status, said["errors"][0]["field"]) == (422, "stage_id")


def test_every_merchant_starts_with_one_pipeline(far_sail: World, next_door: World) -> None:
    for world in (far_sail, next_door):
        with world.inside():
            first = ensure_pipeline()
            assert (ensure_pipeline(), Pipeline.objects.count()) == (first, 1)
            assert Stage.objects.count() == 6


def test_a_merchant_without_a_pipeline_gets_one_when_looking(next_door: World) -> None:
    with next_door.inside():
        Stage.objects.all().delete()
        Pipeline.objects.all().delete()
    status, board = next_door.api("老王").get("/opportunities/board")
    assert (status, len(board["columns"])) == (200, 6)


def test_whoever_reads_opportunities_may_listen_to_boards(far_sail: World) -> None:
    with far_sail.inside():
        board = f"board:{ensure_pipeline()}"
    assert board in far_sail.api("小李").post("/realtime/ticket")[1]["topics"]
    assert board not in far_sail.api("小吴").post("/realtime/ticket")[1]["topics"]
