"""Who gets a lead: the first rule that fits, in words that everybody can read."""

from typing import Any

import pytest

from keliu.sales.rules import leads as law
from keliu.sales.tests.lead_cast import add, form, rule
from tests.cast import World, company


@pytest.fixture
def far_sail(db: None) -> World:
    return company()


def owners(world: World, count: int, **fields: Any) -> list[str | None]:
    made = [add(world, name=f"客{at}", by="王总", by_rule=True, **fields) for at in range(count)]
    return [lead["owner"]["name"] if lead["owner"] else None for lead in made]


def why(world: World, lead: dict[str, Any]) -> list[str]:
    _, log = world.api("王总").get(f"/leads/{lead['id']}/decisions")
    return [line["why"] for line in log["items"]]


def test_round_robin_takes_turns(far_sail: World) -> None:
    rule(far_sail, people=("小李", "小赵", "小孙"))
    assert owners(far_sail, 5) == ["小李", "小赵", "小孙", "小李", "小赵"]


def test_who_is_away_is_passed_over(far_sail: World) -> None:
    made = rule(far_sail, people=("小李", "小赵", "小孙"))
    boss = far_sail.api("王总")
    boss.post(f"/staff/{far_sail.staff['小赵'].pk}/disable", {"version": 1})
    assert set(owners(far_sail, 4)) == {"小李", "小孙"}
    _, rules = boss.get("/lead-rules")
    assert rules["items"][0]["away"] == [str(far_sail.staff["小赵"].pk)]
    assert rules["items"][0]["turn"] == made["turn"] + 4


def test_the_least_loaded_gets_the_next(far_sail: World) -> None:
    rule(far_sail, mode="least_load", people=("小李", "小赵"))
    for name in ("甲", "乙"):
        add(far_sail, name=name, by="小李")
    assert owners(far_sail, 3) == ["小赵", "小赵", "小李"]


def test_regions_go_to_those_who_look_after_them(far_sail: World) -> None:
    duties = [("310000", "小李"), ("310115", "小赵"), ("广东", "小孙")]
    regions = [{"region": at, "staff_id": str(far_sail.staff[who].pk)} for at, who in duties]
    rule(far_sail, mode="region", regions=regions)
    assert owners(far_sail, 1, region_code="310104") == ["小李"]
    assert owners(far_sail, 1, region_code="310115") == ["小赵"]
    assert owners(far_sail, 1, region="广东省深圳市") == ["小孙"]
    assert owners(far_sail, 1, region_code="110101") == [None]


def test_the_first_rule_that_fits_decides(far_sail: World) -> None:
    hot = {"field": "intent", "op": "is", "value": "high"}
    rule(far_sail, mode="fixed", name="高意向", people=("小赵",), filter=hot)
    rule(far_sail, mode="fixed", name="其余", people=("小李",))
    assert owners(far_sail, 1, intent="high") == ["小赵"]
    lead = add(far_sail, by="王总", by_rule=True, intent="low")
    assert lead["owner"]["name"] == "小李"
    assert why(far_sail, lead) == ["这类线索都给小李"]
    _, page = far_sail.api("王总").get("/lead-rules/log")
    assert [line["rule"]["name"] for line in page["items"]] == ["其余", "高意向"]


def test_the_order_of_rules_can_be_changed(far_sail: World) -> None:
    first = rule(far_sail, mode="fixed", name="先", people=("小赵",))
    second = rule(far_sail, mode="fixed", name="后", people=("小李",))
    status, body = far_sail.api("王总").post("/lead-rules/order", {"ids": [second["id"]]})
    assert (status, [one["name"] for one in body["items"]]) == (200, ["后", "先"])
    assert owners(far_sail, 1) == ["小李"]
    path = f"/lead-rules/{second['id']}"
    version = next(one["version"] for one in body["items"] if one["id"] == second["id"])
    status, body = far_sail.api("王总").patch(path, {"active": False, "version": version})
    assert status == 200, body
    assert owners(far_sail, 1) == ["小赵"]
    far_sail.api("王总").delete(f"/lead-rules/{first['id']}")
    assert owners(far_sail, 1) == [None]


def test_nobody_at_work_leaves_the_lead_waiting_and_the_log_says_so(far_sail: World) -> None:
    rule(far_sail, mode="fixed", people=("小赵",))
    boss = far_sail.api("王总")
    boss.post(f"/staff/{far_sail.staff['小赵'].pk}/disable", {"version": 1})
    lead = add(far_sail, by="王总", by_rule=True)
    assert lead["owner"] is None
    assert why(far_sail, lead) == ["没有合适的规则,或规则里的人都不在岗,等待手工分配"]
    _, log = boss.get("/lead-rules/log", Accept_Language="en")
    said = "No rule fits, or its people are away: waits to be assigned by hand"
    assert log["items"][0]["why"] == said
    boss.post(f"/staff/{far_sail.staff['小赵'].pk}/enable", {"version": 2})
    assert boss.post("/leads/assign-waiting") == (200, {"given": 1, "waiting": 0})
    assert boss.get(f"/leads/{lead['id']}")[1]["owner"]["name"] == "小赵"


def test_a_rule_needs_people_and_conditions_that_can_be_read(far_sail: World) -> None:
    boss = far_sail.api("王总")
    nobody = {"name": "空", "mode": "round_robin", "staff_ids": []}
    assert boss.post("/lead-rules", nobody)[1]["errors"][0]["field"] == "staff_ids"
    odd = {"field": "nothing", "op": "is", "value": 1}
    people = [str(far_sail.staff["小李"].pk)]
    body = {"name": "怪", "mode": "fixed", "staff_ids": people, "filter": odd}
    assert boss.post("/lead-rules", body)[0] == 422
    assert far_sail.api("小李").get("/lead-rules")[0] == 403


def test_a_rule_about_a_field_that_was_put_away_keeps_no_lead_out(far_sail: World) -> None:
    boss = far_sail.api("王总")
    field = {"label": "预算", "type": "number", "slug": "budget"}
    status, made = boss.post("/kinds/lead/fields", field)
    assert status == 200, made
    rich = {"field": "custom.budget", "op": "gt", "value": 10}
    rule(far_sail, mode="fixed", people=("小赵",), filter=rich)
    assert owners(far_sail, 1, custom={"budget": 20}) == ["小赵"]
    assert boss.delete(f"/kinds/lead/fields/{made['id']}")[0] == 204
    assert owners(far_sail, 1) == [None]
    _, rules = boss.get("/lead-rules")
    assert rules["items"][0]["broken"]


def test_a_form_may_name_its_owner_or_leave_it_open(far_sail: World) -> None:
    owner = str(far_sail.staff["小赵"].pk)
    assert form(far_sail, assign="owner", owner_id=owner)["owner"]["name"] == "小赵"
    body = {"title": "缺人", "assign": "owner"}
    status, refused = far_sail.api("王总").post("/lead-forms", body)
    assert (status, refused["errors"][0]["field"]) == (422, "owner_id")


def test_turns_and_loads_without_a_database() -> None:
    assert [law.whose_turn([7, 8, 9], turn) for turn in range(4)] == [7, 8, 9, 7]
    assert law.whose_turn([], 3) is None
    assert law.least_loaded([7, 8], {7: 2}) == 8
    assert law.least_loaded([7, 8], {}) == 7
    assert law.by_region([("110000", 1)], "北京市", "110101") == 1
    assert law.by_region([("110000", 1)], "北京市", "") is None
