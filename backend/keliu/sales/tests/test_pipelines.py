"""Pipelines: stages that ask for something, one way only, and stages that are put away."""

from typing import Any

import pytest

from keliu.customers.models import Customer
from keliu.sales.models import Opportunity, Stage, StageChange, Tally
from keliu.sales.services import tally
from keliu.sales.tests.factories import Deal, add_customer, stages
from tests.cast import World


def pipeline(world: World, name: str = "王总") -> dict[str, Any]:
    """The first pipeline of a person."""
    return dict(world.api(name).get("/pipelines")[1]["items"][0])


def shaped(world: World, **changes: Any) -> dict[str, Any]:
    """Change the default pipeline as 王总; `required` maps stage names to keys."""
    found = pipeline(world)
    required = changes.pop("required", None)
    if required is not None:
        changes["stages"] = [
            {"id": s["id"], "name": s["name"], "rate": s["rate"],
             "required": required.get(s["name"], [])}
            for s in found["stages"] if s["kind"] == "open"
        ]  # fmt: skip
    body = {**changes, "version": found["version"]}
    status, saved = world.api("王总").patch(f"/pipelines/{found['id']}", body)
    assert status == 200, saved
    return dict(saved)


def test_a_stage_names_what_is_missing_and_takes_it_with_the_step(
    far_sail: World, deal: Deal
) -> None:
    shaped(far_sail, required={"需求确认": ["note"], "方案报价": ["expected_on", "lines"]})
    api, at, row = far_sail.api("小李"), stages(far_sail), deal()
    path = f"/opportunities/{row['id']}"
    body: dict[str, Any] = {"stage_id": at["方案报价"], "version": 1}
    status, said = api.post(f"{path}/move", body)
    assert (status, said["code"], said["missing"]) == (
        422, "fields_missing", ["note", "expected_on", "lines"],
    )  # fmt: skip
    assert {e["field"]: e["message"] for e in said["errors"]}["expected_on"] == (
        "进入“方案报价”要先填“预计成交日期”"
    )
    assert api.get(path)[1]["version"] == 1
    line = {"name": "礼盒", "quantity": 2, "price_fen": 500}
    status, row = api.put(f"{path}/lines", {"lines": [line], "version": 1})
    assert status == 200, row
    fill = {"note": "送到仓库", "expected_on": "2026-12-01"}
    status, row = api.post(f"{path}/move", {**body, "version": 2, "fill": fill})
    assert (status, row["stage"]["name"], row["note"]) == (200, "方案报价", "送到仓库")
    assert (row["expected_on"], row["version"]) == ("2026-12-01", 3)


def test_winning_asks_for_what_open_stages_asked_for_and_losing_does_not(
    far_sail: World, deal: Deal
) -> None:
    shaped(far_sail, required={"商务谈判": ["expected_on"]})
    api, row = far_sail.api("小李"), deal()
    path = f"/opportunities/{row['id']}"
    status, said = api.post(f"{path}/win", {"reason": "好", "version": 1})
    assert (status, said["missing"]) == (422, ["expected_on"])
    status, row = api.post(f"{path}/lose", {"reason": "贵", "version": 1})
    assert (status, row["state"]) == (200, "lost")


def test_no_way_back_and_no_reopening_where_the_pipeline_says_so(
    far_sail: World, deal: Deal
) -> None:
    shaped(far_sail, backward=False, reopening=False)
    api, at, row = far_sail.api("小李"), stages(far_sail), deal()
    path = f"/opportunities/{row['id']}"
    api.post(f"{path}/move", {"stage_id": at["方案报价"], "version": 1})
    status, said = api.post(f"{path}/move", {"stage_id": at["需求确认"], "version": 2})
    assert (status, said["code"]) == (409, "no_way_back")
    api.post(f"{path}/lose", {"reason": "贵", "version": 2})
    status, said = api.post(f"{path}/reopen", {"version": 3})
    assert (status, said["code"]) == (409, "no_reopening")
    assert api.get(path)[1]["version"] == 3


def test_the_editor_adds_renames_and_reorders(far_sail: World) -> None:
    found = pipeline(far_sail)
    open_ones = [s for s in found["stages"] if s["kind"] == "open"]
    given = [{"id": s["id"], "name": s["name"], "rate": s["rate"]} for s in reversed(open_ones)]
    given.insert(1, {"name": "试用", "rate": 40})
    given[0]["name"] = "谈判"
    body = {"stages": given, "won": {"name": "成交"}, "version": found["version"]}
    status, saved = far_sail.api("王总").patch(f"/pipelines/{found['id']}", body)
    assert status == 200, saved
    assert [s["name"] for s in saved["stages"]] == [
        "谈判", "试用", "方案报价", "需求确认", "初步接触", "成交", "输单",
    ]  # fmt: skip
    assert [s["position"] for s in saved["stages"]] == list(range(7))
    status, said = far_sail.api("王总").patch(f"/pipelines/{found['id']}", body)
    assert (status, said["code"]) == (409, "stale")
    short = {"stages": given[:2], "version": saved["version"]}
    status, said = far_sail.api("王总").patch(f"/pipelines/{found['id']}", short)
    assert (status, said["errors"][0]["field"]) == (422, "stages")
    assert far_sail.api("周经理").patch(f"/pipelines/{found['id']}", body)[0] == 403


def test_a_retired_stage_gives_everything_to_another(far_sail: World, deal: Deal) -> None:
    api, boss, at = far_sail.api("小李"), far_sail.api("王总"), stages(far_sail)
    kept, gone, closed = (deal(stage_id=at["需求确认"], amount_fen=fen) for fen in (100, 20, 7))
    boss.delete(f"/opportunities/{gone['id']}")
    api.post(f"/opportunities/{closed['id']}/lose", {"reason": "贵", "version": 1})
    found = pipeline(far_sail)
    body = {"stage_id": at["需求确认"], "to_stage_id": at["方案报价"], "version": found["version"]}
    status, saved = boss.post(f"/pipelines/{found['id']}/retire-stage", body)
    assert (status, [s["name"] for s in saved["stages"]][:2]) == (200, ["初步接触", "方案报价"])
    row = api.get(f"/opportunities/{kept['id']}")[1]
    assert (row["stage"]["name"], row["version"], len(row["history"])) == ("方案报价", 2, 2)
    restored = boss.post(f"/opportunities/{gone['id']}/restore")[1]
    assert restored["stage"]["name"] == "方案报价"
    again = api.post(f"/opportunities/{closed['id']}/reopen", {"version": 2})[1]
    assert again["stage"]["name"] == "初步接触"  # the stage it came from is gone
    heads = {c["stage"]["name"]: (c["count"], c["amount_fen"])
             for c in boss.get("/opportunities/board")[1]["columns"] if c["count"]}  # fmt: skip
    assert heads == {"初步接触": (1, 7), "方案报价": (2, 120)}
    _sums_are_right(far_sail)
    status, said = api.post(
        f"/opportunities/{kept['id']}/move", {"stage_id": at["需求确认"], "version": 2}
    )
    assert (status, said["code"]) == (409, "stage_retired")


def _sums_are_right(world: World) -> None:
    with world.inside():
        sums = Tally.objects.exclude(count=0).values_list("stage_id", "count", "amount_fen")
        kept = set(sums)
        tally.rebuild()
        assert kept == set(Tally.objects.values_list("stage_id", "count", "amount_fen"))


def test_the_last_open_stage_stays(far_sail: World) -> None:
    boss, at = far_sail.api("王总"), stages(far_sail)
    for name in ("需求确认", "方案报价", "商务谈判"):
        found = pipeline(far_sail)
        body = {"stage_id": at[name], "to_stage_id": at["初步接触"], "version": found["version"]}
        assert boss.post(f"/pipelines/{found['id']}/retire-stage", body)[0] == 200
    found = pipeline(far_sail)
    body = {"stage_id": at["初步接触"], "to_stage_id": at["赢单"], "version": found["version"]}
    status, said = boss.post(f"/pipelines/{found['id']}/retire-stage", body)
    assert (status, said["code"]) == (409, "last_stage")


@pytest.fixture
def southern(far_sail: World) -> dict[str, Any]:
    """A pipeline of 华南部 only."""
    boss = far_sail.api("王总")
    south = str(far_sail.staff["小孙"].department_id)
    body = {"name": "大客户流程", "department_ids": [south]}
    status, made = boss.post("/pipelines", body)
    assert status == 200, made
    return dict(made)


def test_a_department_has_its_own_pipeline(far_sail: World, southern: dict[str, Any]) -> None:
    def names(who: str) -> list[str]:
        return [one["name"] for one in far_sail.api(who).get("/pipelines")[1]["items"]]

    assert names("王总") == ["销售流程", "大客户流程"]
    assert names("小孙") == ["大客户流程", "销售流程"]  # theirs first
    assert names("小李") == ["销售流程"]
    south = add_customer(far_sail, "南方贸易", "小孙")
    body = {"customer_id": str(south.pk), "title": "年度采购"}
    row = far_sail.api("小孙").post("/opportunities", body)[1]
    assert row["pipeline"]["name"] == "大客户流程"
    assert far_sail.api("小孙").get("/opportunities/board")[1]["pipeline"]["name"] == "大客户流程"
    board = f"/opportunities/board?pipeline={southern['id']}"
    assert far_sail.api("小李").get(board)[0] == 404
    mine = add_customer(far_sail, "东方贸易", "小李")
    body = {"customer_id": str(mine.pk), "title": "试试", "pipeline_id": southern["id"]}
    status, said = far_sail.api("小李").post("/opportunities", body)
    assert (status, said["errors"][0]["field"]) == (422, "pipeline_id")


def test_only_an_unused_pipeline_goes(far_sail: World, southern: dict[str, Any]) -> None:
    boss, south = far_sail.api("王总"), add_customer(far_sail, "南方贸易", "小孙")
    body = {"customer_id": str(south.pk), "title": "年度采购"}
    row = far_sail.api("小孙").post("/opportunities", body)[1]
    boss.delete(f"/opportunities/{row['id']}")
    status, said = boss.delete(f"/pipelines/{southern['id']}")
    assert (status, said["code"]) == (409, "pipeline_in_use")
    status, said = boss.delete(f"/pipelines/{pipeline(far_sail)['id']}")
    assert (status, said["code"]) == (409, "pipeline_is_default")
    unused = boss.post("/pipelines", {"name": "备用"})[1]
    assert boss.delete(f"/pipelines/{unused['id']}")[0] == 204
    status, said = boss.post("/pipelines", {"name": "大客户流程"})
    assert (status, said["code"]) == (409, "name_taken")
    assert boss.post(f"/pipelines/{southern['id']}/make-default", {})[1]["is_default"]


def test_products_make_the_amount_when_asked(far_sail: World, deal: Deal) -> None:
    api, boss, row = far_sail.api("小李"), far_sail.api("王总"), deal(amount_fen=1)
    path = f"/opportunities/{row['id']}"
    product = boss.post("/products", {"name": "苹果", "price_fen": 990, "unit": "箱"})[1]["id"]
    lines = [
        {"product_id": product, "quantity": 2.5, "price_fen": 990, "discount": 10},
        {"name": "运费", "quantity": 1, "price_fen": 333},
    ]
    status, row = api.put(f"{path}/lines", {"lines": lines, "sums": True, "version": 1})
    assert status == 200, row
    assert [(one["name"], one["unit"], one["amount_fen"]) for one in row["lines"]] == [
        ("苹果", "箱", 2228), ("运费", "", 333),
    ]  # fmt: skip
    assert (row["amount_fen"], row["sums_lines"]) == (2561, True)
    status, said = api.patch(path, {"amount_fen": 5, "version": 2})
    assert (status, said["code"]) == (422, "amount_follows_lines")
    board = boss.get("/opportunities/board")[1]["columns"][0]
    assert board["amount_fen"] == 2561
    boss.patch(f"/products/{product}", {"state": "off", "version": 1})
    status, row = api.put(f"{path}/lines", {"lines": lines[:1], "sums": True, "version": 2})
    assert (status, row["amount_fen"]) == (200, 2228)  # it stood there before
    other = deal(title="另一单")
    status, said = api.put(
        f"/opportunities/{other['id']}/lines", {"lines": lines[:1], "version": 1}
    )
    assert (status, said["errors"][0]["field"]) == (422, "lines")


def test_competitors_and_reasons_come_from_the_merchants_lists(far_sail: World, deal: Deal) -> None:
    api, boss, row = far_sail.api("小李"), far_sail.api("王总"), deal()
    path = f"/opportunities/{row['id']}"
    rival = boss.post("/competitors", {"name": "北极星", "strength": "high"})[1]
    assert boss.post("/competitors", {"name": "北极星"})[0] == 409
    assert api.post("/competitors", {"name": "南极星"})[0] == 403
    body = {"competitors": [{"competitor_id": rival["id"], "note": "价格低"}], "version": 1}
    row = api.put(f"{path}/competitors", body)[1]
    assert [(c["name"], c["strength"], c["note"]) for c in row["competitors"]] == [
        ("北极星", "high", "价格低")
    ]
    reasons = api.get("/close-reasons")[1]["items"]
    cause = next(one for one in reasons if (one["kind"], one["name"]) == ("lost", "价格高"))
    status, said = api.post(f"{path}/win", {"cause_id": cause["id"], "version": 2})
    assert (status, said["errors"][0]["field"]) == (422, "cause_id")
    row = api.post(f"{path}/lose", {"cause_id": cause["id"], "reason": "贵两成", "version": 2})[1]
    assert (row["state"], row["reason"]) == ("lost", "价格高:贵两成")
    window = "closed_from=2020-01-01T00:00:00Z&closed_to=2100-01-01T00:00:00Z"
    found = boss.get(f"/opportunities/win-loss?{window}")[1]
    assert [(one["name"], one["won"], one["lost"]) for one in found["reasons"]] == [
        ("价格高", 0, 1)
    ]
    for one in (*found["reasons"], *found["competitors"]):
        rows = boss.get(one["page"] + "&total=true")[1]
        assert rows["total"] == one["won"] + one["lost"]


def test_a_deleted_customers_deals_leave_and_come_back(
    far_sail: World, zhang: Customer, deal: Deal
) -> None:
    boss, api = far_sail.api("王总"), far_sail.api("小李")
    kept, gone = deal(amount_fen=100), deal(title="早删了", amount_fen=20)
    boss.delete(f"/opportunities/{gone['id']}")
    assert boss.delete(f"/customers/{zhang.pk}")[0] == 204
    assert sum(c["count"] for c in boss.get("/opportunities/board")[1]["columns"]) == 0
    assert api.get(f"/opportunities/{kept['id']}")[0] == 404
    status, said = boss.post(f"/opportunities/{kept['id']}/restore")
    assert (status, said["code"]) == (409, "customer_gone")
    _sums_are_right(far_sail)
    assert boss.post(f"/customers/{zhang.pk}/restore")[0] == 200
    assert boss.get("/opportunities/board")[1]["columns"][0]["amount_fen"] == 100
    assert api.get(f"/opportunities/{kept['id']}")[1]["version"] == 1
    assert api.get(f"/opportunities/{gone['id']}")[0] == 404
    _sums_are_right(far_sail)


def test_open_deals_go_along_when_asked(far_sail: World, zhang: Customer, deal: Deal) -> None:
    boss = far_sail.api("王总")
    running, over = deal(amount_fen=5), deal(title="旧单", amount_fen=9)
    far_sail.api("小李").post(f"/opportunities/{over['id']}/win", {"reason": "好", "version": 1})
    zhao = str(far_sail.staff["小赵"].pk)
    version = boss.get(f"/customers/{zhang.pk}")[1]["version"]
    body = {"owner_id": zhao, "version": version, "with_opportunities": True}
    assert boss.post(f"/customers/{zhang.pk}/assign", body)[0] == 200
    assert boss.get(f"/opportunities/{running['id']}")[1]["owner"]["name"] == "小赵"
    assert boss.get(f"/opportunities/{over['id']}")[1]["owner"]["name"] == "小李"
    _sums_are_right(far_sail)


def test_giving_a_won_deal_away_keeps_the_credit(far_sail: World, deal: Deal) -> None:
    boss, row = far_sail.api("王总"), deal()
    path = f"/opportunities/{row['id']}"
    far_sail.api("小李").post(f"{path}/win", {"reason": "好", "version": 1})
    sun = str(far_sail.staff["小孙"].pk)
    assert far_sail.api("小李").post(f"{path}/assign", {"owner_id": sun, "version": 2})[0] == 403
    status, given = boss.post(f"{path}/assign", {"owner_id": sun, "version": 2})
    assert (status, given["owner"]["name"]) == (200, "小孙")
    li, east = far_sail.staff["小李"].pk, far_sail.staff["小李"].department_id
    for credit in (f"staff:{li}", f"department:{east}"):
        rows = boss.get(f"/opportunities?state=won&credit={credit}")[1]["items"]
        assert [one["id"] for one in rows] == [row["id"]]
    assert boss.get(f"/opportunities?credit=staff:{sun}")[1]["items"] == []


def test_what_retired_is_still_named_by_history(far_sail: World, deal: Deal) -> None:
    api, boss, at, row = far_sail.api("小李"), far_sail.api("王总"), stages(far_sail), deal()
    api.post(f"/opportunities/{row['id']}/move", {"stage_id": at["需求确认"], "version": 1})
    found = pipeline(far_sail)
    body = {"stage_id": at["初步接触"], "to_stage_id": at["需求确认"], "version": found["version"]}
    boss.post(f"/pipelines/{found['id']}/retire-stage", body)
    history = api.get(f"/opportunities/{row['id']}")[1]["history"]
    assert [step["to"]["name"] for step in history] == ["初步接触", "需求确认"]
    with far_sail.inside():
        assert Stage.objects.filter(retired_at__isnull=False).count() == 1
        assert (StageChange.objects.count(), Opportunity.objects.count()) == (2, 1)


def test_the_team_sees_and_works_for_a_while(far_sail: World, deal: Deal) -> None:
    api, row = far_sail.api("小李"), deal()
    path, sun = f"/opportunities/{row['id']}", str(far_sail.staff["小孙"].pk)
    assert far_sail.api("小孙").get(path)[0] == 404
    status, team = api.post(f"{path}/team", {"staff_id": sun, "level": "read"})
    assert (status, team["items"][0]["staff"]["name"]) == (200, "小孙")
    other = far_sail.api("小孙")
    assert other.get(path)[0] == 200
    assert other.patch(path, {"note": "我改", "version": 1})[0] == 404
    assert sum(c["count"] for c in other.get("/opportunities/board")[1]["columns"]) == 1
    api.post(f"{path}/team", {"staff_id": sun, "level": "write", "until": "2100-01-01T00:00:00Z"})
    assert other.patch(path, {"note": "我改", "version": 1})[0] == 200
    assert other.post(f"{path}/team", {"staff_id": sun, "level": "write"})[0] == 200
    assert api.delete(f"{path}/team/{sun}")[0] == 204
    assert other.get(path)[0] == 404
