"""客户类型 that a merchant defines: their fields, what they demand, and where they show."""

from typing import Any

import msgspec
import pytest

from keliu.customers.models import Customer
from keliu.customers.tests import test_sheets as sheets
from keliu.kinds.tests.factories import field, wrong
from keliu.platform import operations
from tests.cast import World


def dealer(world: World, **more: Any) -> Any:
    """A type 渠道商: a company, with a field of its own that it demands."""
    boss = world.api("王总")
    status, body = boss.post("/customer-types", {"name": "渠道商", "base": "company", **more})
    assert status == 200, body
    return body


def ids(answer: tuple[int, Any]) -> list[str]:
    assert answer[0] == 200, answer
    return [one["id"] for one in answer[1]["items"]]


def asking(slug: str) -> str:
    return msgspec.json.encode({"field": "type", "op": "is", "value": slug}).decode()


def test_a_type_says_what_a_customer_is(far_sail: World) -> None:
    slug = dealer(far_sail, level="A", color="violet")["slug"]
    seller = far_sail.api("小李")
    status, body = seller.post("/customers", {"name": "恒信", "type": slug})
    assert (status, body["kind"], body["type"], body["level"]) == (200, "company", slug, "A")
    assert seller.get(f"/customers/{body['id']}")[1]["type"] == slug
    row = seller.get("/customers")[1]["items"][0]
    assert (row["type"], row["kind"]) == (slug, "company")
    body = seller.patch(f"/customers/{body['id']}", {"kind": "person", "version": 1})[1]
    assert (body["type"], body["kind"]) == ("", "person")


@pytest.mark.parametrize("slug", ["nobody", "person"])
def test_a_type_that_is_not_there_is_refused(far_sail: World, slug: str) -> None:
    dealer(far_sail)
    answer = far_sail.api("小李").post("/customers", {"name": "恒信", "type": slug})
    assert wrong(answer).keys() == {"type"}
    with far_sail.inside():
        assert not Customer.objects.exists()


def test_fields_of_a_type_are_demanded_of_that_type_only(far_sail: World) -> None:
    slug, boss, seller = dealer(far_sail)["slug"], far_sail.api("王总"), far_sail.api("小李")
    field(boss, "代理区域", "text", slug="territory", required=True, types=[slug])
    assert seller.post("/customers", {"name": "张伟"})[0] == 200
    left = seller.post("/customers", {"name": "恒信", "type": slug})
    assert wrong(left).keys() == {"custom.territory"}
    given = {"name": "恒信", "type": slug, "custom": {"territory": "华东"}}
    status, body = seller.post("/customers", given)
    assert (status, body["custom"]) == (200, {"territory": "华东"})
    emptied = {"custom": {"territory": None}, "version": 1}
    assert wrong(seller.patch(f"/customers/{body['id']}", emptied)).keys() == {"custom.territory"}


def test_a_type_may_demand_fields_that_others_leave_free(far_sail: World) -> None:
    boss, seller = far_sail.api("王总"), far_sail.api("小李")
    field(boss, "返点", "number", slug="rebate")
    slug = dealer(far_sail, required=["custom.rebate", "company"])["slug"]
    answer = seller.post("/customers", {"name": "恒信", "type": slug})
    assert wrong(answer).keys() == {"company"}
    answer = seller.post("/customers", {"name": "恒信", "type": slug, "company": "恒信"})
    assert wrong(answer).keys() == {"custom.rebate"}
    person = seller.post("/customers", {"name": "张伟"})[1]
    turned = {"type": slug, "company": "恒信", "version": 1}
    assert wrong(seller.patch(f"/customers/{person['id']}", turned)).keys() == {"custom.rebate"}
    turned["custom"] = {"rebate": 3}
    assert seller.patch(f"/customers/{person['id']}", turned)[1]["kind"] == "company"


def test_lists_are_narrowed_by_type(far_sail: World) -> None:
    slug, seller = dealer(far_sail)["slug"], far_sail.api("小李")
    mine = seller.post("/customers", {"name": "恒信", "type": slug})[1]["id"]
    seller.post("/customers", {"name": "张伟"})
    assert ids(seller.get(f"/customers?filter={asking(slug)}")) == [mine]
    assert len(ids(seller.get("/customers"))) == 2


def test_forms_ask_for_a_type_only_where_there_are_some(far_sail: World) -> None:
    seller = far_sail.api("小李")
    keys = [one["key"] for one in seller.get("/kinds/customer/fields")[1]["items"]]
    assert "type" not in keys
    dealer(far_sail)
    items = seller.get("/kinds/customer/fields")[1]["items"]
    choices = next(one for one in items if one["key"] == "type")["choices"]
    assert [one["label"]["zh"] for one in choices] == ["渠道商"]


def test_a_type_that_was_put_away_stays_on_its_customers(far_sail: World) -> None:
    kind, seller, boss = dealer(far_sail), far_sail.api("小李"), far_sail.api("王总")
    mine = seller.post("/customers", {"name": "恒信", "type": kind["slug"]})[1]["id"]
    assert boss.delete(f"/customer-types/{kind['id']}")[0] == 204
    assert seller.patch(f"/customers/{mine}", {"note": "老客", "version": 1})[0] == 200
    answer = seller.post("/customers", {"name": "瑞丰", "type": kind["slug"]})
    assert wrong(answer).keys() == {"type"}
    assert boss.post(f"/customer-types/{kind['id']}/restore")[0] == 200
    assert seller.post("/customers", {"name": "瑞丰", "type": kind["slug"]})[0] == 200


def test_the_kept_customer_has_a_type_after_a_merge(far_sail: World) -> None:
    slug, boss = dealer(far_sail)["slug"], far_sail.api("王总")
    keep = boss.post("/customers", {"name": "恒信"})[1]["id"]
    gone = boss.post("/customers", {"name": "恒信贸易", "type": slug})[1]["id"]
    asked = {"keep_id": keep, "merge_ids": [gone]}
    status, plan = boss.post("/customers/merge/preview", asked)
    assert status == 200, plan
    found = next(one for one in plan["fields"] if one["key"] == "type")
    assert (found["chosen"], "渠道商" in str(found["values"])) == (gone, True)
    body = {"keep_id": keep, "keep_version": 1, "merge": [{"id": gone, "version": 1}],
            "choices": {"kind": keep}}  # fmt: skip
    status, done = boss.post("/customers/merge", body)
    assert status == 200, done
    after = boss.get(f"/customers/{keep}")[1]
    assert (after["type"], after["kind"]) == (slug, "company")
    boss.post(f"/operations/{done['operation_id']}/undo")
    with far_sail.inside():
        operations.run_to_end(int(done["operation_id"]))
    assert boss.get(f"/customers/{keep}")[1]["type"] == ""
    assert boss.get(f"/customers/{gone}")[1]["type"] == slug


def test_names_of_types_are_taken_once(far_sail: World) -> None:
    dealer(far_sail)
    again = far_sail.api("王总").post("/customer-types", {"name": "渠道商", "base": "person"})
    assert wrong(again).keys() == {"name"}
    unknown = far_sail.api("王总").post(
        "/customer-types", {"name": "别的", "base": "person", "color": "gold", "required": ["x"]}
    )
    assert wrong(unknown).keys() == {"color", "required"}


@pytest.mark.parametrize("who", ["小李", "周经理", "小吴"])
def test_only_designers_define_types(far_sail: World, who: str) -> None:
    answer = far_sail.api(who).post("/customer-types", {"name": "渠道商", "base": "company"})
    assert answer[0] == 403


def test_sheets_bring_types_by_name(far_sail: World) -> None:
    slug, boss = dealer(far_sail)["slug"], far_sail.api("王总")
    titles = ["客户名称", "客户类型"]
    data = sheets.book(["恒信", "渠道商"], ["瑞丰", "没有的"], titles=titles)
    status, sheet = sheets.bring(boss, data)
    assert (status, sheet["mapping"]) == (200, ["name", "type"])
    sheet = sheets.through(far_sail, boss, sheet, "check")
    assert sheet["outcomes"] == {"create": 1, "reject": 1}
    sheets.through(far_sail, boss, sheet, "run")
    row = boss.get("/customers")[1]["items"][0]
    assert (row["name"], row["type"], row["kind"]) == ("恒信", slug, "company")


def test_many_get_a_type_at_once(far_sail: World) -> None:
    slug, boss = dealer(far_sail)["slug"], far_sail.api("王总")
    made = [boss.post("/customers", {"name": name})[1]["id"] for name in ("恒信", "瑞丰")]
    asked = {"action": "edit", "changes": {"type": slug}, "ids": made}
    status, body = boss.post("/kinds/customer/bulk", asked)
    assert status == 200, body
    with far_sail.inside():
        operations.run_to_end(int(body["operation_id"]))
    assert len(ids(boss.get(f"/customers?filter={asking(slug)}"))) == 2
