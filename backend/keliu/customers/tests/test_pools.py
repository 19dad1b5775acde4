"""公海: who may look, claim and give, and every refusal with its reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.customers.models import ClaimDay, Customer, Ownership
from keliu.customers.tests.pool_cast import default_pool, deliver, lonely, owned, rules
from keliu.kit import clock
from keliu.platform.models import AuditEntry
from tests import cast
from tests.cast import World


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


@pytest.fixture
def pool(world: World) -> int:
    return default_pool(world)


def claim(world: World, who: str, pool: int, *ids: int) -> tuple[int, Any]:
    body = {"customer_ids": [str(one) for one in ids]}
    return world.api(who).post(f"/pools/{pool}/claim", body)


def test_a_customer_without_owner_lies_in_the_pool(world: World, pool: int) -> None:
    lonely(world, "张阿姨")
    status, body = world.api("小李").get(f"/pools/{pool}/customers?total=true")
    assert (status, body["total"]) == (200, 1)
    assert body["items"][0]["name"] == "张阿姨"
    assert body["items"][0]["waits"] is None
    mine = world.api("小李").get("/pools/mine")[1]["items"]
    assert [(one["name"], one["count"], one["taken"], one["limit"]) for one in mine] == [
        ("公海", 1, 0, None)
    ]


def test_claiming_makes_it_mine_with_a_history_and_a_line(world: World, pool: int) -> None:
    (zhang,) = lonely(world, "张阿姨")
    status, body = claim(world, "小李", pool, zhang)
    assert (status, body) == (200, {"ids": [str(zhang)], "refused": []})
    li = world.staff["小李"]
    with world.inside():
        row = Customer.objects.get(pk=zhang)
        assert (row.owner_id, row.department_id) == (li.pk, li.department_id)
        assert (row.pool_id, row.pool_since, row.version) == (None, None, 2)
        assert ClaimDay.objects.get().taken == 1
        assert AuditEntry.objects.filter(action="customer.claim", object_id=zhang).count() == 1
    assert "CustomerClaimed" in deliver(world)
    lines = world.api("小李").get(f"/customers/{zhang}/timeline")[1]["items"]
    assert lines[0]["title"] == "小李从公海领取了客户"
    owners = world.api("小李").get(f"/customers/{zhang}/owners")[1]["items"]
    assert [(one["owner"]["name"], one["how"], one["until"]) for one in owners] == [
        ("小李", "claim", None)
    ]


def test_who_comes_second_hears_who_was_faster(world: World, pool: int) -> None:
    (zhang,) = lonely(world, "张阿姨")
    claim(world, "小李", pool, zhang)
    status, body = claim(world, "小赵", pool, zhang)
    assert (status, body["code"]) == (409, "already_claimed")
    assert body["detail"] == "晚了一步,小李刚刚领走了这位客户"
    with world.inside():
        assert Ownership.objects.count() == 1
        assert ClaimDay.objects.count() == 1


def test_the_quota_says_when_it_works_again(world: World, pool: int) -> None:
    rules(world, pool, daily_claims=2)
    a, b, c = lonely(world, "甲", "乙", "丙")
    status, body = claim(world, "小李", pool, a, b, c)
    assert (status, len(body["ids"])) == (200, 2)
    assert body["refused"][0]["code"] == "claim_quota_spent"
    assert body["refused"][0]["message"] == "名额已用完(今天 2/2),明天 0 点恢复"
    mine = world.api("小李").get("/pools/mine")[1]["items"][0]
    assert (mine["taken"], mine["limit"], mine["closed"]["code"]) == (2, 2, "claim_quota_spent")
    left = next(one for one in (a, b, c) if str(one) not in body["ids"])
    assert claim(world, "小李", pool, left)[0] == 409
    with clock.frozen(clock.now() + timedelta(days=1)):
        with world.inside():
            from keliu.accounts.models import Session

            Session.objects.update(expires_at=clock.now() + timedelta(days=2))
        assert claim(world, "小李", pool, left)[0] == 200


def test_capacity_counts_everybody_one_has(world: World, pool: int) -> None:
    owned(world, "小李", "老客户")
    rules(world, pool, person_holds=2)
    a, b = lonely(world, "甲", "乙")
    status, body = claim(world, "小李", pool, a, b)
    assert (status, body["ids"]) == (200, [str(a)])
    assert body["refused"][0]["message"] == ("小李名下已有 2 位客户(上限 2),先跟进或退回一些再领")
    assert claim(world, "小赵", pool, b)[0] == 200


def test_won_customers_need_not_take_a_place(world: World, pool: int) -> None:
    owned(world, "小李", "成交了的", deal_state="won")
    rules(world, pool, person_holds=1, won_count=False)
    a, b = lonely(world, "甲", "乙")
    status, body = claim(world, "小李", pool, a, b)
    assert (status, body["ids"], body["refused"][0]["code"]) == (200, [str(a)], "holding_full")


def test_a_department_can_be_full(world: World, pool: int) -> None:
    owned(world, "小赵", "同事的")
    rules(world, pool, department_holds=1)
    (zhang,) = lonely(world, "张阿姨")
    status, body = claim(world, "小李", pool, zhang)
    assert (status, body["code"]) == (409, "department_full")
    assert body["detail"] == "华东部已有 1 位客户(上限 1),先退回一些再领"
    assert claim(world, "小孙", pool, zhang)[0] == 200


def test_who_let_go_waits_while_others_may(world: World, pool: int) -> None:
    rules(world, pool, cool_down_days=7)
    (zhang,) = owned(world, "小李", "张阿姨")
    said = {"reason": "联系不上"}
    assert world.api("小李").post(f"/customers/{zhang}/return", said)[0] == 204
    status, body = claim(world, "小李", pool, zhang)
    assert (status, body["code"]) == (409, "cooling_down")
    assert body["detail"].startswith("这位客户刚才还归你,7 天冷却期到")
    row = world.api("小李").get(f"/pools/{pool}/customers")[1]["items"][0]
    assert row["waits"]["code"] == "cooling_down"
    assert row["waits"]["until"] == body["until"]
    assert world.api("小赵").get(f"/pools/{pool}/customers")[1]["items"][0]["waits"] is None
    assert claim(world, "小赵", pool, zhang)[0] == 200
    owners = world.api("小赵").get(f"/customers/{zhang}/owners")[1]["items"]
    assert [
        (one["owner"]["name"], one["how"], one["end_how"], one["reason"]) for one in owners
    ] == [
        ("小赵", "claim", "", ""),
        ("小李", "create", "return", "联系不上"),
    ]


def test_new_data_is_left_alone_at_first(world: World, pool: int) -> None:
    rules(world, pool, new_hours=24)
    (zhang,) = lonely(world, "张阿姨")
    status, body = claim(world, "小李", pool, zhang)
    assert (status, body["code"]) == (409, "customer_too_new")
    assert body["detail"].startswith("新客户 24 小时内不能领取,明天 ")
    with world.inside():
        Customer.objects.update(created_at=clock.now() - timedelta(hours=25))
    assert claim(world, "小李", pool, zhang)[0] == 200


def test_a_pool_is_for_its_members(world: World, pool: int) -> None:
    boss, east = world.api("王总"), world.staff["小李"].department_id
    status, made = boss.post(
        "/pools",
        {"name": "华东公海", "department_ids": [str(east)],
         "manager_ids": [str(world.staff["周经理"].pk)]},
    )  # fmt: skip
    assert status == 200, made
    (zhang,) = lonely(world, "张阿姨")
    body = {"customer_ids": [str(zhang)], "pool_id": made["id"]}
    assert boss.post(f"/pools/{pool}/move", body)[1] == {"ids": [str(zhang)]}
    assert world.api("小孙").get(f"/pools/{made['id']}/customers")[0] == 404
    assert claim(world, "小孙", int(made["id"]), zhang)[0] == 404
    assert [p["name"] for p in world.api("小孙").get("/pools/mine")[1]["items"]] == ["公海"]
    assert [p["name"] for p in world.api("小赵").get("/pools/mine")[1]["items"]] == [
        "公海", "华东公海",
    ]  # fmt: skip
    given = {"customer_ids": [str(zhang)], "staff_id": str(world.staff["小赵"].pk)}
    assert world.api("小李").post(f"/pools/{made['id']}/assign", given)[0] == 403
    assert world.api("周经理").post(f"/pools/{made['id']}/assign", given)[0] == 200
    deliver(world)
    news = world.api("小赵").get("/notifications")[1]["items"]
    assert [one["title"] for one in news] == ["周经理把华东公海里的张阿姨分给了你"]


def test_a_manager_gives_past_quota_and_cool_down_but_not_capacity(world: World, pool: int) -> None:
    rules(world, pool, daily_claims=1, cool_down_days=7, person_holds=2)
    a, b, c = lonely(world, "甲", "乙", "丙", previous_owner_id=world.staff["小李"].pk)
    body = {"customer_ids": [str(a), str(b), str(c)], "staff_id": str(world.staff["小李"].pk)}
    status, taken = world.api("王总").post(f"/pools/{pool}/assign", body)
    assert (status, len(taken["ids"])) == (200, 2)
    assert taken["refused"][0]["code"] == "holding_full"


def test_hidden_fields_stay_hidden_until_claimed(world: World, pool: int) -> None:
    rules(world, pool, hidden=["name", "phone_masked", "company"])
    (zhang,) = lonely(world, "张阿姨", phone_masked="138****1234", company="远景")
    row = world.api("小李").get(f"/pools/{pool}/customers")[1]["items"][0]
    assert (row["name"], row["phone_masked"], row["company"]) == ("张**", "***", "***")
    status, body = world.api("小李").get(f"/pools/{pool}/customers?q=张")
    assert (status, body["errors"][0]["field"]) == (422, "q")
    boss = world.api("王总").get(f"/pools/{pool}/customers?q=张")[1]["items"]
    assert boss[0]["name"] == "张阿姨"
    claim(world, "小李", pool, zhang)
    assert world.api("小李").get(f"/customers/{zhang}")[1]["name"] == "张阿姨"


def test_returning_ends_plans_and_reach(world: World, pool: int) -> None:
    (zhang,) = owned(world, "小李", "张阿姨")
    due = clock.iso(clock.now() + timedelta(days=1))
    plan = {"customer_id": str(zhang), "due_at": due, "text": "回访"}
    assert world.api("小李").post("/plans", plan)[0] == 200
    api = world.api("小李")
    assert api.post(f"/customers/{zhang}/return", {"reason": "不需要"})[0] == 204
    assert api.get(f"/customers/{zhang}")[0] == 404
    again = world.api("王总").post(f"/customers/{zhang}/return", {"reason": "不需要"})
    assert (again[0], again[1]["code"]) == (409, "already_returned")
    deliver(world)
    boss = world.api("王总")
    assert boss.get(f"/customers/{zhang}")[1]["next_followup_at"] is None
    lines = boss.get(f"/customers/{zhang}/timeline")[1]["items"]
    told = next(line for line in lines if "退回" in line["title"])
    assert (told["title"], told["text"]) == ("小李把客户退回了公海", "不需要")


def test_an_open_deal_keeps_its_customer(world: World) -> None:
    (zhang,) = owned(world, "小李", "张阿姨", deal_state="open")
    status, body = world.api("小李").post(f"/customers/{zhang}/return", {"reason": "累了"})
    assert (status, body["code"]) == (409, "open_deal")


def test_others_need_the_right_to_assign(world: World) -> None:
    (zhang,) = owned(world, "小李", "张阿姨")
    assert world.api("小赵").post(f"/customers/{zhang}/return", {"reason": "x"})[0] == 404
    assert world.api("周经理").post(f"/customers/{zhang}/return", {"reason": "没跟进"})[0] == 204


def test_a_shop_has_no_pools(db: None) -> None:
    shop = cast.fruit_shop()
    status, body = shop.api("老王").get("/pools/mine")
    assert (status, body["code"]) == (409, "pools_in_company_mode")


def test_pools_are_set_up_and_deleted_when_empty(world: World, pool: int) -> None:
    boss = world.api("王总")
    made = boss.post("/pools", {"name": "沉睡客户"})[1]
    status, body = boss.post("/pools", {"name": "沉睡客户"})
    assert (status, body["errors"][0]["message"]) == (422, "已有同名公海")
    wrong = boss.post("/pools", {"name": "x", "rules": {"daily_claims": 0}})
    assert wrong[1]["errors"][0]["field"] == "rules.daily_claims"
    (zhang,) = lonely(world, "张阿姨")
    moving = {"customer_ids": [str(zhang)], "pool_id": made["id"]}
    boss.post(f"/pools/{pool}/move", moving)
    status, body = boss.delete(f"/pools/{made['id']}")
    assert (status, body["detail"]) == (409, "里面还有 1 位客户,请先移到别的公海")
    boss.post(f"/pools/{made['id']}/move", {**moving, "pool_id": str(pool)})
    assert boss.delete(f"/pools/{made['id']}")[0] == 204
    assert boss.delete(f"/pools/{pool}")[1]["code"] == "default_pool_stays"
    assert world.api("周经理").get("/pools")[0] == 403


@pytest.mark.parametrize("path", ["/pools/{}/customers", "/pools", "/pools/mine", "/pools/falling"])
def test_lists_cost_the_same_with_one_and_with_thirty(world: World, pool: int, path: str) -> None:
    rules(world, pool, followup_days={"": 5}, warn_days=30)
    boss = world.api("王总")
    used = []
    for count in (1, 29):
        lonely(world, *[f"客户{n}" for n in range(count)])
        owned(world, "王总", *[f"我的{n}" for n in range(count)])
        for n in range(max(1, count // 10)):
            boss.post(
                "/pools", {"name": f"公海{count}{n}", "staff_ids": [str(world.staff["小李"].pk)]}
            )
        with CaptureQueriesContext(connection) as seen:
            status, _ = boss.get(path.format(pool))
        assert status == 200
        used.append(len(seen))
    assert used[0] == used[1]
    assert max(used) <= 14
