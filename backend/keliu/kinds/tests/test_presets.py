"""A trade's template adds what is missing, once; and the codes of regions."""

import pytest

from keliu.kinds.presets import PRESETS
from keliu.kinds.tests.factories import field, wrong
from keliu.kit import regions
from keliu.platform.merchants import TRADES
from tests.cast import Api, World


def test_every_trade_has_a_template() -> None:
    assert set(PRESETS) == set(TRADES)


@pytest.mark.parametrize("trade", PRESETS)
def test_a_template_adds_itself_once(far_sail: World, trade: str) -> None:
    boss = far_sail.api("王总")
    assert boss.post("/kinds/presets", {"trade": trade})[1] == {"added": len(PRESETS[trade])}
    assert boss.post("/kinds/presets", {"trade": trade})[1] == {"added": 0}
    items = boss.get("/kinds/presets")[1]["items"]
    assert next(one for one in items if one["trade"] == trade)["missing"] == []


def test_a_field_of_the_same_name_stays_the_merchants_own(far_sail: World) -> None:
    boss = far_sail.api("王总")
    field(boss, "口味偏好", "text", slug="own")
    assert boss.post("/kinds/presets", {"trade": "fruit"})[1] == {"added": 3}
    assert wrong(boss.post("/kinds/presets", {"trade": "moon"})).keys() == {"trade"}


def test_a_shop_opened_on_the_phone_has_its_trades_fields(db: None) -> None:
    shop = {"name": "老李水果店", "trade": "fruit", "owner_name": "老李", "account": "li@new",
            "password": "green-lake-8642"}  # fmt: skip
    token = Api().post("/shops", shop)[1]["token"]
    items = Api(token).get("/kinds/customer/fields")[1]["items"]
    assert [one["key"] for one in items if one["custom"]] == ["custom.taste", "custom.delivery"]


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
