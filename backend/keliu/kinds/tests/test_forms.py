"""The form of a kind: order, groups, width, what must be filled in, and who was first."""

from typing import Any

from keliu.kinds.tests.factories import customer, field, wrong
from tests.cast import Api, World

BASIC = [{"key": "basic", "label": "基本信息"}, {"key": "shop", "label": "门店"}]


def item(key: str, group: str = "basic", **more: Any) -> dict[str, Any]:
    return {"key": key, "group": group, **more}


def arrange(api: Api, version: int, *items: dict[str, Any], kind: str = "customer") -> Any:
    body = {"version": version, "groups": BASIC, "items": list(items)}
    return api.call("PUT", f"/kinds/{kind}/form", body)


def test_fields_stand_where_the_form_puts_them(far_sail: World) -> None:
    boss = far_sail.api("王总")
    field(boss, "门店数", "number", slug="shops")
    status, body = arrange(
        boss, 0, item("company", width="full"), item("name"), item("custom.shops", "shop"),
        item("level", hidden=True), item("industry", label="做什么的"),
    )  # fmt: skip
    assert (status, body["version"]) == (200, 1)
    assert [group["label"]["zh"] for group in body["groups"]] == ["基本信息", "门店"]
    shown = far_sail.api("小李").get("/kinds/customer/fields")[1]["items"]
    by_key = {one["key"]: one for one in shown}
    keys = [one["key"] for one in shown if one["group"] in {"basic", "shop"}]
    assert keys[:5] == ["company", "name", "level", "industry", "kind"]
    assert keys[-1] == "custom.shops"
    assert (by_key["company"]["width"], by_key["level"]["hidden"]) == ("full", True)
    assert by_key["industry"]["label"]["zh"] == "做什么的"


def test_two_who_arrange_at_once_do_not_overwrite_each_other(far_sail: World) -> None:
    boss = far_sail.api("王总")
    assert arrange(boss, 0, item("name"))[0] == 200
    status, body = arrange(boss, 0, item("company"))
    assert (status, body["code"], body["current"]["version"]) == (409, "stale", 1)


def test_a_built_in_field_can_be_demanded(far_sail: World) -> None:
    boss = far_sail.api("王总")
    row = customer(boss, "张阿姨")
    assert arrange(boss, 0, item("phone", required=True))[0] == 200
    refused = boss.post("/customers", {"name": "李叔"})
    assert (refused[0], wrong(refused)) == (422, {"phone": "这一项要填"})
    assert boss.post("/customers", {"name": "李叔", "phone": "13812345678"})[0] == 200
    assert boss.patch(f"/customers/{row['id']}", {"version": 1, "note": "旧客户"})[0] == 200
    emptied = boss.patch(f"/customers/{row['id']}", {"version": 2, "phone": ""})
    assert wrong(emptied) == {"phone": "这一项要填"}


def test_what_a_form_can_not_be(far_sail: World) -> None:
    boss = far_sail.api("王总")
    field(boss, "门店数", "number", slug="shops", required=True)
    assert set(wrong(arrange(boss, 0, item("nothing")))) == {"nothing"}
    assert set(wrong(arrange(boss, 0, item("name", "elsewhere")))) == {"name"}
    assert set(wrong(arrange(boss, 0, item("name", hidden=True)))) == {"name"}
    assert set(wrong(arrange(boss, 0, item("custom.shops", hidden=True)))) == {"custom.shops"}
    assert set(wrong(arrange(boss, 0, item("name"), item("name")))) == {"items"}
    body = {"version": 0, "groups": [*BASIC, BASIC[0]], "items": []}
    assert set(wrong(boss.call("PUT", "/kinds/customer/form", body))) == {"groups"}
    assert boss.get("/kinds/customer/fields/all")[1]["version"] == 0


def test_a_form_goes_back_to_how_it_came(far_sail: World) -> None:
    boss = far_sail.api("王总")
    before = boss.get("/kinds/customer/fields/all")[1]
    assert arrange(boss, 0, item("company"), item("name"))[0] == 200
    after = boss.post("/kinds/customer/form/reset", {"version": 1})[1]
    assert after["version"] == 2
    assert (after["groups"], after["items"]) == (before["groups"], before["items"])


def test_a_form_costs_the_same_with_many_fields(far_sail: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    boss = far_sail.api("王总")
    counts = []
    for size in (1, 30):
        for at in range(size):
            field(boss, f"字段{size}-{at}", "text")
        with CaptureQueriesContext(connection) as seen:
            assert boss.get("/kinds/customer/fields")[0] == 200
            assert boss.post("/customers", {"name": "张阿姨"})[0] == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_kinds_are_those_one_works_with(far_sail: World) -> None:
    boss, service = far_sail.api("王总"), far_sail.api("小吴")
    names = [one["name"] for one in boss.get("/kinds")[1]["items"]]
    assert {"customer", "opportunity", "product"} <= set(names)
    assert "opportunity" not in [one["name"] for one in service.get("/kinds")[1]["items"]]
    assert service.get("/kinds/opportunity/fields")[0] == 403
    assert boss.get("/kinds/nothing/fields")[0] == 404


def test_regions_are_for_everybody(far_sail: World) -> None:
    status, body = Api().get("/regions")
    provinces = {code: name for code, name, *_ in body}
    assert (status, provinces["440000"], len(body)) == (200, "广东省", 34)
