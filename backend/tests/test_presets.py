"""A trade's template adds what is missing, once, and can be taken back; the codes of regions."""

from typing import Any

import msgspec
import pytest

from keliu.interactions.models import Phrase
from keliu.kinds import presets, rules
from keliu.kinds.models import FieldDefinition, RecordType
from keliu.kinds.ports import Ports
from keliu.kinds.tests.factories import field, wrong
from keliu.kit import regions
from keliu.platform import operations
from keliu.platform.merchants import TRADES
from keliu.platform.models import AuditEntry
from keliu.sales.models import CloseReason, Pipeline, Stage
from keliu.tags.models import Tag
from keliu.tags.rules import COLORS
from tests.cast import Api, World
from tests.checksum import checksums

TRADE_NAMES = presets.trades()


def use(world: World, trade: str, **more: Any) -> Any:
    status, body = world.api("王总").post("/presets", {"trade": trade, **more})
    assert status == 200, body
    return body


def take_back(world: World, operation_id: str) -> int:
    """Undo what a template added; returns how many things had to stay."""
    status, body = world.api("王总").post(f"/operations/{operation_id}/undo")
    assert status == 200, body
    with world.inside():
        return operations.run_to_end(int(operation_id)).kept


def lines(world: World, trade: str) -> dict[str, list[str]]:
    """What a template would add, by section."""
    status, body = world.api("王总").get(f"/presets/{trade}")
    assert status == 200, body
    return {one["section"]: [line["label"] for line in one["missing"]] for one in body["sections"]}


def test_every_trade_has_a_template() -> None:
    assert set(TRADE_NAMES) == set(TRADES)


@pytest.mark.parametrize("trade", TRADE_NAMES)
def test_a_file_is_as_its_parts_want_it(trade: str) -> None:
    found = presets.sections(trade)
    shapes = {part.section: part.shape for part in Ports.preset_parts}
    assert set(found) <= set(shapes)
    plans = {name: msgspec.convert(plan, shapes[name]) for name, plan in found.items()}
    _fields(plans["fields"], {one.slug for one in plans.get("types", [])})
    tags = [name for group in plans["tags"] for name in group.tags]
    assert len(set(tags)) == len(tags) <= 20
    assert {color for group in plans["tags"] for color in group.tags.values()} <= set(COLORS)
    assert 0 < len(set(plans["phrases"])) == len(plans["phrases"]) <= 12
    assert max(len(one) for one in plans["phrases"]) <= 100
    rates = [rate for _, rate in plans["pipeline"].stages]
    assert rates == sorted(rates)
    assert all(0 < rate < 100 for rate in rates)
    for names in (plans["sources"], plans["reasons"].won, plans["reasons"].lost):
        assert 0 < len(set(names)) == len(names) <= 10
    for one in plans.get("types", []):
        keys = {f"custom.{plan.slug}" for plan in plans["fields"] if plan.kind == "customer"}
        assert one.color in rules.TYPE_COLORS
        assert set(one.required) <= keys


def _fields(plan: list[presets.FieldPlan], types: set[str]) -> None:
    assert len({(one.kind, one.slug) for one in plan}) == len(plan) <= presets.MOST_FIELDS
    assert len({(one.kind, one.label) for one in plan}) == len(plan)
    for one in plan:
        assert one.kind in Ports.kinds
        assert one.type in rules.CUSTOM_TYPES
        assert rules.SLUG.fullmatch(one.slug)
        assert bool(one.choices) == (one.type in rules.CHOICE_TYPES)
        assert len(set(one.choices)) == len(one.choices) <= presets.MOST_CHOICES
        assert set(one.types) <= types


@pytest.mark.parametrize("trade", TRADE_NAMES)
def test_a_template_adds_what_it_promised_once(far_sail: World, trade: str) -> None:
    promised = lines(far_sail, trade)
    sections = [name for name, missing in promised.items() if missing]
    body = use(far_sail, trade, sections=sections)
    assert body["added"] == {name: len(promised[name]) for name in sections}
    assert body["operation_id"]
    assert not any(lines(far_sail, trade).values())
    assert use(far_sail, trade) == {"added": {}, "operation_id": None}


def test_everything_is_there_afterwards(far_sail: World) -> None:
    use(far_sail, "fruit")
    with far_sail.inside():
        assert FieldDefinition.objects.filter(kind="customer", slug="taste").exists()
        assert RecordType.objects.get().slug == "group"
        assert Tag.objects.filter(name="爱吃甜", group__name="口味").exists()
        assert Phrase.objects.filter(text__contains="坏果已补").exists()
        assert CloseReason.objects.filter(kind="lost", name="品种不合适").exists()
        assert AuditEntry.objects.filter(action="preset.apply").count() == 1
    items = far_sail.api("小李").get("/kinds/lead/fields")[1]["items"]
    found_by = next(one for one in items if one["key"] == "custom.found_by")
    assert "小区群" in [one["label"]["zh"] for one in found_by["choices"]]


def test_an_untouched_pipeline_takes_the_trades_stages(far_sail: World) -> None:
    use(far_sail, "fruit", sections=["pipeline"])
    with far_sail.inside():
        row = Pipeline.objects.get()
        stages = Stage.objects.filter(pipeline=row).order_by("position")
        names = list(stages.values_list("name", flat=True))
    assert (row.name, row.is_default) == ("礼盒和团购", True)
    assert names == ["问价", "看样定品", "已报价", "等付款", "赢单", "输单"]


def test_a_pipeline_in_use_stays_and_a_new_one_comes_beside_it(far_sail: World) -> None:
    boss = far_sail.api("王总")
    customer = boss.post("/customers", {"name": "张伟"})[1]["id"]
    deal = {"customer_id": customer, "title": "礼盒", "amount_fen": 100, "rating": "low"}
    assert boss.post("/opportunities", deal)[0] == 200
    before = boss.get("/pipelines")[1]["items"]
    use(far_sail, "fruit", sections=["pipeline"])
    after = boss.get("/pipelines")[1]["items"]
    assert after[0] == before[0]
    assert [one["name"] for one in after] == [before[0]["name"], "礼盒和团购"]


@pytest.mark.parametrize("trade", ["fruit", "b2b", "beauty"])
def test_a_template_can_be_taken_back(far_sail: World, trade: str) -> None:
    before = lines(far_sail, trade)
    with far_sail.inside():
        bytes_before = checksums()
    body = use(far_sail, trade, sections=list(before))
    assert take_back(far_sail, body["operation_id"]) == 0
    assert lines(far_sail, trade) == before
    with far_sail.inside():
        assert checksums() == bytes_before
        assert not RecordType.objects.exists()
        assert not Phrase.objects.exists()


def test_taking_back_leaves_what_is_in_use(far_sail: World) -> None:
    operation = use(far_sail, "fruit", sections=["tags"])["operation_id"]
    boss = far_sail.api("王总")
    customer = boss.post("/customers", {"name": "张伟"})[1]["id"]
    with far_sail.inside():
        tag = str(Tag.objects.get(name="爱吃甜").pk)
    assert boss.patch(f"/tags/{tag}", {"name": "最爱甜", "version": 1})[0] == 200
    assert take_back(far_sail, operation) == 2  # the tag, and the group that holds it
    with far_sail.inside():
        assert list(Tag.objects.values_list("name", flat=True)) == ["最爱甜"]
    assert boss.get(f"/customers/{customer}")[0] == 200


def test_what_a_merchant_has_stays_its_own(far_sail: World) -> None:
    boss = far_sail.api("王总")
    field(boss, "口味偏好", "text", slug="own")
    assert "口味偏好" not in lines(far_sail, "fruit")["fields"]
    use(far_sail, "fruit")
    items = boss.get("/kinds/customer/fields")[1]["items"]
    assert [one["type"] for one in items if one["label"]["zh"] == "口味偏好"] == ["text"]
    assert wrong(boss.post("/presets", {"trade": "moon"})).keys() == {"trade"}


def test_what_was_put_away_does_not_come_back(far_sail: World) -> None:
    use(far_sail, "fruit", sections=["fields", "types"])
    boss = far_sail.api("王总")
    items = boss.get("/kinds/customer/fields")[1]["items"]
    taste = next(one for one in items if one["key"] == "custom.taste")
    assert boss.delete(f"/kinds/customer/fields/{taste['id']}")[0] == 204
    kind = boss.get("/customer-types")[1]["items"][0]
    assert boss.delete(f"/customer-types/{kind['id']}")[0] == 204
    found = lines(far_sail, "fruit")
    assert (found["fields"], found["types"]) == ([], [])


def test_rules_of_the_pool_come_only_when_asked_for(far_sail: World) -> None:
    assert "pool" not in use(far_sail, "b2b")["added"]
    assert lines(far_sail, "b2b")["pool"]
    use(far_sail, "b2b", sections=["pool"])
    pool = far_sail.api("王总").get("/pools")[1]["items"][0]
    assert (pool["rules"]["daily_claims"], pool["rules"]["followup_days"]["A"]) == (20, 15)
    assert lines(far_sail, "b2b")["pool"] == []


@pytest.mark.parametrize("who", ["小李", "周经理", "小吴"])
def test_only_who_may_change_settings_uses_a_template(far_sail: World, who: str) -> None:
    assert far_sail.api(who).post("/presets", {"trade": "fruit"})[0] == 403
    with far_sail.inside():
        assert not FieldDefinition.objects.exists()


def test_a_shop_opened_on_the_phone_has_its_trades_things(db: None) -> None:
    shop = {"name": "老李水果店", "trade": "fruit", "owner_name": "老李", "account": "li@new",
            "password": "green-lake-8642"}  # fmt: skip
    api = Api(Api().post("/shops", shop)[1]["token"])
    items = api.get("/kinds/customer/fields")[1]["items"]
    assert [one["key"] for one in items if one["custom"]] == [
        "custom.taste", "custom.delivery", "custom.group_size", "custom.found_by"
    ]  # fmt: skip
    assert [one["name"] for one in api.get("/pipelines")[1]["items"]] == ["礼盒和团购"]
    assert len(api.get("/phrases")[1]["items"]) == 6
    assert [one["name"] for one in api.get("/customer-types")[1]["items"]] == ["团购客户"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("440000", "广东省"),
        ("440300", "广东省深圳市"),
        ("440305", "广东省深圳市南山区"),
        ("110101", "北京市东城区"),
        ("441900", "广东省东莞市"),
        ("429004", "湖北省仙桃市"),
        ("710000", "台湾省"),
    ],
)
def test_codes_and_names_of_regions(code: str, name: str) -> None:
    assert regions.name_of(code) == name
    assert regions.code_of(name) == code


def test_what_lies_within_a_region() -> None:
    assert regions.within("440000") == ("440000", "449999")
    assert regions.within("440300") == ("440300", "440399")
    assert regions.within("440305") == ("440305", "440305")
    assert regions.name_of("999999") is None
    assert regions.code_of("广东省 深圳市 南山区") == "440305"
