"""Custom fields: every type, every limit, and what happens to values when a field changes."""

from typing import Any

import pytest

from keliu.kinds.tests.factories import choices, customer, field, wrong
from keliu.platform.models import AuditEntry
from tests.cast import World

GOOD: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("text", {}, "  临街 ", "临街"),
    ("long_text", {}, "一\n二", "一\n二"),
    ("number", {}, 12, 12),
    ("number", {"precision": 2}, 12.5, 12.5),
    ("number", {"precision": 2}, 3.0, 3),
    ("money", {}, 123450, 123450),
    ("date", {}, "2026-11-22", "2026-11-22"),
    ("moment", {}, "2026-11-22T08:00:00+08:00", "2026-11-22T00:00:00.000Z"),
    ("bool", {}, False, False),
    ("single", {"choices": choices("甲", "乙")}, "o2", "o2"),
    ("multi", {"choices": choices("甲", "乙", "丙")}, ["o3", "o1"], ["o1", "o3"]),
    ("phone", {}, "138 1234 5678", "13812345678"),
    ("phone", {}, "0755-8888 1234", "075588881234"),
    ("email", {}, "li@far.cn", "li@far.cn"),
    ("link", {}, "https://far.cn/a", "https://far.cn/a"),
    ("region", {}, "440305", "440305"),
]
BAD: list[tuple[str, dict[str, Any], Any, str]] = [
    ("text", {"max_length": 3}, "四个字符", "最多 3 个字,现在 4 个"),
    ("text", {}, 5, "要填文字"),
    ("number", {}, "abc", "要填数字"),
    ("number", {}, True, "要填数字"),
    ("number", {}, 1.5, "要填整数"),
    ("number", {"precision": 1}, 1.25, "最多 1 位小数"),
    ("number", {"least": 1, "most": 9}, 0, "不能小于 1"),
    ("number", {"least": 1, "most": 9}, 10, "不能大于 9"),
    ("number", {}, 1e12, "数字太大,最多到 99999999999"),
    ("money", {}, 1.5, "金额要填数字"),
    ("money", {"most": 10000}, 10001, "不能大于 100.00 元"),
    ("date", {}, "2026-02-30", "日期写成 2026-11-22 这样"),
    ("date", {}, "20261122", "日期写成 2026-11-22 这样"),
    ("moment", {}, "2026-11-22T08:00:00", "时间要带时区"),
    ("bool", {}, "是", "只能填是或否"),
    ("single", {"choices": choices("甲")}, "乙", "没有这个选项,请重新选"),
    ("multi", {"choices": choices("甲", "乙"), "most": 1}, ["o1", "o2"], "最多选 1 个"),
    ("phone", {}, "1381234567", "手机号少了几位,请检查"),
    ("email", {}, "li@", "邮箱写法不对,请检查"),
    ("link", {}, "javascript:alert(1)", "网址要以 http:// 或 https:// 开头"),
    ("region", {}, "999999", "没有这个地区,请重新选"),
    ("person", {}, "77", "没有这位员工"),
    ("department", {}, "77", "没有这个部门,请重新选"),
    ("file", {}, "77", "文件没有找到,请重新上传"),
    ("person", {}, "小李", "编号不对,请重新选"),
]


@pytest.mark.parametrize(("type_name", "more", "given", "stored"), GOOD)
def test_a_value_is_kept_in_one_form(
    far_sail: World, type_name: str, more: dict[str, Any], given: Any, stored: Any
) -> None:
    boss = far_sail.api("王总")
    slug = field(boss, "测试", type_name, **more)["key"].removeprefix("custom.")
    made = customer(boss, "张阿姨", **{slug: given})
    assert made["custom"] == {slug: stored}
    assert boss.get(f"/customers/{made['id']}")[1]["custom"] == {slug: stored}
    assert boss.get("/customers")[1]["items"][0]["custom"] == {slug: stored}


@pytest.mark.parametrize(("type_name", "more", "given", "sentence"), BAD)
def test_a_wrong_value_is_refused_by_its_name(
    far_sail: World, type_name: str, more: dict[str, Any], given: Any, sentence: str
) -> None:
    boss = far_sail.api("王总")
    key = field(boss, "测试", type_name, **more)["key"]
    slug = key.removeprefix("custom.")
    refused = boss.post("/customers", {"name": "张阿姨", "custom": {slug: given}})
    assert refused[0] == 422
    assert wrong(refused) == {key: sentence}
    assert boss.get("/customers?total=true")[1]["total"] == 0


def test_people_departments_and_our_own_only(far_sail: World, next_door: World) -> None:
    boss = far_sail.api("王总")
    field(boss, "客户经理", "person", slug="manager")
    field(boss, "服务部门", "department", slug="place")
    li = far_sail.staff["小李"]
    made = customer(boss, "张阿姨", manager=str(li.pk), place=str(li.department_id))
    assert made["custom"] == {"manager": str(li.pk), "place": str(li.department_id)}
    stranger = str(next_door.staff["老王"].pk)
    refused = boss.post("/customers", {"name": "李叔", "custom": {"manager": stranger}})
    assert wrong(refused) == {"custom.manager": "没有这位员工"}


def test_required_defaults_and_clearing(far_sail: World) -> None:
    boss = far_sail.api("王总")
    field(boss, "门店数", "number", slug="shops", required=True)
    field(boss, "付款方式", "single", slug="pay", choices=choices("月结", "现结"), default="o1")
    assert wrong(boss.post("/customers", {"name": "张阿姨"})) == {"custom.shops": "这一项要填"}
    made = customer(boss, "张阿姨", shops=3)
    assert made["custom"] == {"shops": 3, "pay": "o1"}
    path = f"/customers/{made['id']}"
    cleared = boss.patch(path, {"version": 1, "custom": {"pay": None}})[1]
    assert cleared["custom"] == {"shops": 3}
    refused = boss.patch(path, {"version": 2, "custom": {"shops": None}})
    assert wrong(refused) == {"custom.shops": "这一项要填"}
    assert boss.patch(path, {"version": 2, "note": "老客户"})[0] == 200


def test_a_patch_merges_and_the_log_speaks_in_labels(far_sail: World) -> None:
    boss = far_sail.api("王总")
    field(boss, "付款方式", "single", slug="pay", choices=choices("月结", "现结"))
    field(boss, "地盘", "region", slug="land")
    made = customer(boss, "张阿姨", pay="o1", land="440305")
    saved = boss.patch(f"/customers/{made['id']}", {"version": 1, "custom": {"pay": "o2"}})[1]
    assert saved["custom"] == {"pay": "o2", "land": "440305"}
    with far_sail.inside():
        line = AuditEntry.objects.filter(action="customer.update").get()
    assert line.changes == [{"field": "付款方式", "before": "月结", "after": "现结"}]


def test_an_unknown_field_is_refused(far_sail: World) -> None:
    refused = far_sail.api("王总").post("/customers", {"name": "张阿姨", "custom": {"x": 1}})
    assert wrong(refused) == {"custom.x": "没有这个字段,可能已停用,请刷新后再填"}


def test_values_outlive_their_field(far_sail: World) -> None:
    boss = far_sail.api("王总")
    made = field(boss, "合同号", "text", slug="number")
    row = customer(boss, "张阿姨", number="HT-1")
    path = f"/kinds/customer/fields/{made['id']}"
    assert boss.delete(path)[0] == 204
    keys = [one["key"] for one in boss.get("/kinds/customer/fields")[1]["items"]]
    assert "custom.number" not in keys
    saved = boss.patch(f"/customers/{row['id']}", {"version": 1, "note": "改"})[1]
    assert saved["custom"] == {"number": "HT-1"}
    assert wrong(boss.post("/kinds/customer/fields", {"label": "新", "type": "text",
                                                      "slug": "number"})) != {}  # fmt: skip
    assert boss.post(f"{path}/restore")[1]["active"] is True
    assert boss.get(f"/customers/{row['id']}")[1]["custom"] == {"number": "HT-1"}


def test_a_choice_that_is_gone_keeps_its_name(far_sail: World) -> None:
    boss = far_sail.api("王总")
    made = field(boss, "等级", "single", slug="rank", choices=choices("金卡", "银卡"))
    row = customer(boss, "张阿姨", rank="o1")
    path = f"/kinds/customer/fields/{made['id']}"
    changed = boss.patch(path, {"version": 1, "choices": [{"value": "o2", "label": "银卡会员"},
                                                          {"label": "黑卡"}]})[1]  # fmt: skip
    shown = [(one["value"], one["label"]["zh"], one["retired"]) for one in changed["choices"]]
    assert shown == [("o2", "银卡会员", False), ("o3", "黑卡", False), ("o1", "金卡", True)]
    kept = boss.patch(f"/customers/{row['id']}", {"version": 1, "custom": {"rank": "o1"}})
    assert kept[1]["custom"] == {"rank": "o1"}
    refused = boss.post("/customers", {"name": "李叔", "custom": {"rank": "o1"}})
    assert wrong(refused) == {"custom.rank": "没有这个选项,请重新选"}
    back = boss.patch(path, {"version": 2, "choices": [{"label": "金卡"}]})[1]
    assert [one["value"] for one in back["choices"] if not one["retired"]] == ["o1"]


def test_a_type_changes_only_where_nothing_is_lost(far_sail: World) -> None:
    boss = far_sail.api("王总")
    made = field(boss, "备用电话", "phone", slug="spare")
    path = f"/kinds/customer/fields/{made['id']}"
    refused = boss.patch(path, {"version": 1, "type": "number"})
    assert (refused[0], refused[1]["code"]) == (409, "type_fixed")
    assert boss.patch(path, {"version": 1, "type": "text"})[1]["type"] == "text"
    assert boss.patch(path, {"version": 1, "label": "旧"})[1]["code"] == "stale"


def test_what_a_field_can_not_be(far_sail: World) -> None:
    boss = far_sail.api("王总")
    where = "/kinds/customer/fields"
    field(boss, "合同号", "text", slug="number")
    for body, names in (
        ({"label": "合同号", "type": "text"}, {"label"}),
        ({"label": "手机号", "type": "text"}, {"label"}),
        ({"label": "甲", "type": "record"}, {"type"}),
        ({"label": "甲", "type": "bool", "unique": True}, {"unique"}),
        ({"label": "甲", "type": "number", "least": 5, "most": 1}, {"most"}),
        ({"label": "甲", "type": "single"}, {"choices"}),
        ({"label": "甲", "type": "single", "choices": choices("一", "一")}, {"choices"}),
        ({"label": "甲", "type": "number", "default": "x"}, {"default"}),
        ({"label": "甲", "type": "text", "slug": "1x"}, {"slug"}),
        ({"label": "甲", "type": "text", "max_length": 999}, {"max_length"}),
    ):
        assert set(wrong(boss.post(where, body))) == names, body
    items = boss.get(f"{where}/all")[1]["items"]
    assert [one["key"] for one in items if one["custom"]] == ["custom.number"]


def test_only_those_who_design_forms_may(far_sail: World) -> None:
    boss, seller = far_sail.api("王总"), far_sail.api("小李")
    made = field(boss, "合同号", "text")
    path = f"/kinds/customer/fields/{made['id']}"
    assert made["key"] == "custom.hetonghao"
    for status, body in (
        seller.post("/kinds/customer/fields", {"label": "甲", "type": "text"}),
        seller.patch(path, {"version": 1, "label": "甲"}),
        seller.delete(path),
        seller.post(f"{path}/restore"),
        seller.get("/kinds/customer/fields/all"),
        seller.call("PUT", "/kinds/customer/form", {"version": 0, "groups": [], "items": []}),
    ):
        assert (status, body["permission"]) == (403, "field.write")
    shown = seller.get("/kinds/customer/fields")[1]
    assert "custom.hetonghao" in [one["key"] for one in shown["items"]]


@pytest.mark.parametrize(
    ("kind", "path", "body"),
    [("product", "/products", {"name": "中秋礼盒", "price_fen": 990}),
     ("opportunity", "/opportunities", {"title": "中秋礼盒"})],
)  # fmt: skip
def test_other_kinds_have_them_too(
    far_sail: World, kind: str, path: str, body: dict[str, Any]
) -> None:
    boss = far_sail.api("王总")
    field(boss, "保质期", "number", kind=kind, slug="days", most=365)
    if kind == "opportunity":
        body = {**body, "customer_id": customer(boss, "张阿姨")["id"]}
    made = boss.post(path, {**body, "custom": {"days": 30}})[1]
    assert made["custom"] == {"days": 30}
    saved = boss.patch(f"{path}/{made['id']}", {"version": 1, "custom": {"days": 60}})[1]
    assert saved["custom"] == {"days": 60}
    assert boss.get(path)[1]["items"][0]["custom"] == {"days": 60}
    refused = boss.patch(f"{path}/{made['id']}", {"version": 2, "custom": {"days": 999}})
    assert wrong(refused) == {"custom.days": "不能大于 365"}
